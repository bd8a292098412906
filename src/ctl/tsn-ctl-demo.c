/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The demo municipality: real places of 本庄市 and its neighbours, invented events, and residents
 * who do not exist.
 *
 * The people are made from a seed, so that two demos have the same ones. Their telephone numbers
 * begin with digits that are not given out, and the doctors and offices on their cards say
 * （見本）: nobody real is called from a demo. The files are data/demo, built in.
 */

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "demo-resources.h"
#include "tsn-csv.h"
#include "tsn-ctl.h"
#include "tsn-exchange.h"
#include "tsn-setup.h"
#include "tsn-words.h"

#define DEMO_NAME     "本庄市（見本）"
#define DEMO_CODE     "112119"
#define DEMO_OPERATOR "事務局"
#define DEMO_DEVICE   "事務局のパソコン"
#define DEMO_SEED     20251130 /* 人生会議の日 */
#define DEMO_PEOPLE   60

/* A name and how it is read. */
typedef struct
{
  char *name;
  char *kana;
  char *extra; /* given names: the sex; addresses: the postal code */
} Entry;

typedef struct
{
  TsnCtl *ctl;
  GRand *random;
  GArray *surnames;  /* of Entry */
  GArray *given;     /* of Entry */
  GArray *addresses; /* of Entry */
  guint n_people;
} Demo;

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry->kana);
  g_free (entry->extra);
}

static GArray *
entries_new (void)
{
  GArray *entries = g_array_new (FALSE, TRUE, sizeof (Entry));

  g_array_set_clear_func (entries, entry_clear);
  return entries;
}

static TsnCsvReader *
open_resource (const char *name)
{
  g_autofree char *path = g_strconcat ("/jp/tsunagi/demo/", name, NULL);
  g_autoptr (GInputStream) stream =
      g_resource_open_stream (tsn_demo_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (stream != NULL); /* built in */
  return tsn_csv_reader_new (stream);
}

/* The columns @name, @kana and @extra of a built-in file; rows without a reading are passed over.
 */
static GArray *
read_entries (const char *file, guint name, guint kana, guint extra)
{
  g_autoptr (TsnCsvReader) reader = open_resource (file);
  GArray *entries = entries_new ();
  TsnCsvRow row;

  while (tsn_csv_reader_next (reader, &row, NULL, NULL))
    if (row.n_cells > MAX (MAX (name, kana), extra) && *row.cells[kana] != '\0' &&
        !g_str_equal (row.cells[kana], "kana"))
      {
        Entry entry = { g_strdup (row.cells[name]),
                        g_strdup (row.cells[kana]),
                        g_strdup (row.cells[extra]) };

        g_array_append_val (entries, entry);
      }
  return entries;
}

/* Towns of 本庄市 that need no remark. */
static GArray *
read_addresses (void)
{
  g_autoptr (TsnCsvReader) reader = open_resource ("addresses.csv");
  GArray *entries = entries_new ();
  TsnCsvRow row;

  while (tsn_csv_reader_next (reader, &row, NULL, NULL))
    if (row.n_cells >= 9 && g_str_equal (row.cells[0], "11211") &&
        strstr (row.cells[8], "場合") == NULL && strstr (row.cells[8], "（") == NULL)
      {
        Entry entry = { g_strconcat (row.cells[6], row.cells[7], row.cells[8], NULL),
                        g_strdup (row.cells[5]),
                        g_strdup (row.cells[2]) };

        g_array_append_val (entries, entry);
      }
  return entries;
}

static const Entry *
any (Demo *demo, GArray *entries)
{
  return &g_array_index (entries,
                         Entry,
                         (guint) g_rand_int_range (demo->random, 0, (gint32) entries->len));
}

static gboolean
one_in (Demo *demo, int n)
{
  return g_rand_int_range (demo->random, 0, n) == 0;
}

static char *
landline (Demo *demo)
{
  return g_strdup_printf ("0495-00-%04d", g_rand_int_range (demo->random, 0, 10000));
}

static char *
mobile (Demo *demo)
{
  return g_strdup_printf ("090-0000-%04d", g_rand_int_range (demo->random, 0, 10000));
}

static void
take_text (TsnChange *change, guint field, char *text)
{
  tsn_change_take (change, field, tsn_value_take_text (text));
}

/* Some of @choices, none twice. */
static void
set_some (Demo *demo,
          TsnChange *change,
          guint field,
          const char *const *choices,
          guint n,
          int at_most)
{
  TsnValue list = tsn_value_list ();
  int wanted = g_rand_int_range (demo->random, 0, at_most + 1);
  guint first = (guint) g_rand_int_range (demo->random, 0, (gint32) n);

  for (int i = 0; i < wanted; i++)
    {
      TsnValue item = tsn_value_text (choices[(first + (guint) i * 3) % n]);

      tsn_value_list_take (&list, &item);
    }
  if (wanted > 0)
    tsn_change_take (change, field, list);
  else
    tsn_value_clear (&list);
}

static void
set_health (Demo *demo, TsnChange *change)
{
  static const char *const conditions[] = { "高血圧症",         "2型糖尿病",      "心房細動",
                                            "慢性腎臓病",       "脂質異常症",     "骨粗鬆症",
                                            "脳梗塞（2019年）", "変形性膝関節症", "白内障",
                                            "慢性心不全",       "軽度認知障害" };
  static const char *const medicines[] = { "アムロジピン錠5mg",   "メトホルミン塩酸塩錠250mg",
                                           "エリキュース錠2.5mg", "ロスバスタチン錠2.5mg",
                                           "タケキャブ錠10mg",    "フロセミド錠20mg",
                                           "マグミット錠330mg" };
  static const char *const allergies[] = { "ペニシリン系", "造影剤", "そば", "えび・かに" };

  set_some (demo, change, TSN_PERSON_CONDITIONS, conditions, G_N_ELEMENTS (conditions), 3);
  set_some (demo, change, TSN_PERSON_MEDICINES, medicines, G_N_ELEMENTS (medicines), 3);
  tsn_change_set_number (change, TSN_PERSON_MEDICINE_NOTEBOOK, 1);
  if (one_in (demo, 4))
    {
      tsn_change_set_number (change, TSN_PERSON_ALLERGY, TSN_ALLERGY_PRESENT);
      set_some (demo, change, TSN_PERSON_ALLERGIES, allergies, G_N_ELEMENTS (allergies), 2);
    }
  else
    tsn_change_set_number (change,
                           TSN_PERSON_ALLERGY,
                           one_in (demo, 3) ? TSN_ALLERGY_UNKNOWN : TSN_ALLERGY_NONE);
  if (one_in (demo, 3))
    tsn_change_set_text (change,
                         TSN_PERSON_MESSAGE,
                         "右の耳が聞こえにくいので、左から話しかけてください");
  if (one_in (demo, 3))
    tsn_change_set_number (change, TSN_PERSON_WISHES_RECORDED, 1);
}

static TsnChange *
make_person (Demo *demo, const TsnId *id, const Entry *surname)
{
  TsnChange *change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), id);
  const Entry *given = any (demo, demo->given);
  const Entry *address = any (demo, demo->addresses);

  take_text (change, TSN_PERSON_NAME, g_strdup_printf ("%s　%s", surname->name, given->name));
  take_text (change, TSN_PERSON_KANA, g_strdup_printf ("%s　%s", surname->kana, given->kana));
  tsn_change_set_number (change,
                         TSN_PERSON_SEX,
                         g_str_equal (given->extra, "male") ? TSN_SEX_MALE : TSN_SEX_FEMALE);
  tsn_change_set_number (change,
                         TSN_PERSON_BIRTH_DATE,
                         tsn_date_new (g_rand_int_range (demo->random, 1931, 1962),
                                       g_rand_int_range (demo->random, 1, 13),
                                       g_rand_int_range (demo->random, 1, 29)));
  tsn_change_set_text (change, TSN_PERSON_POSTCODE, address->extra);
  take_text (change,
             TSN_PERSON_ADDRESS,
             g_strdup_printf ("%s%d番地", address->name, g_rand_int_range (demo->random, 1, 3000)));
  take_text (change, TSN_PERSON_PHONE_HOME, landline (demo));
  if (!one_in (demo, 3))
    take_text (change, TSN_PERSON_PHONE_MOBILE, mobile (demo));
  tsn_change_set_text (change, TSN_PERSON_MUNICIPALITY, DEMO_CODE);
  tsn_change_set_number (change, TSN_PERSON_STATUS, TSN_PERSON_STATUS_ACTIVE);
  set_health (demo, change);
  return change;
}

static TsnChange *
make_contact (const TsnId *person, guint role, int priority)
{
  TsnId id = tsn_id_new (g_get_real_time () / 1000);
  TsnChange *change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONTACT), &id);

  tsn_change_set_reference (change, TSN_CONTACT_PERSON, person);
  tsn_change_set_number (change, TSN_CONTACT_ROLE, role);
  tsn_change_set_number (change, TSN_CONTACT_PRIORITY, priority);
  return change;
}

static gboolean
put_family (Demo *demo,
            TsnSession *session,
            const TsnId *person,
            const Entry *surname,
            int priority,
            GError **error)
{
  g_autoptr (TsnChange) change = make_contact (person, TSN_CONTACT_ROLE_EMERGENCY, priority);
  const Entry *given = any (demo, demo->given);

  take_text (change, TSN_CONTACT_NAME, g_strdup_printf ("%s　%s", surname->name, given->name));
  take_text (change, TSN_CONTACT_KANA, g_strdup_printf ("%s　%s", surname->kana, given->kana));
  tsn_change_set_number (change,
                         TSN_CONTACT_RELATION,
                         g_str_equal (given->extra, "male") ? TSN_RELATION_SON
                                                            : TSN_RELATION_DAUGHTER);
  take_text (change, TSN_CONTACT_PHONE_1, mobile (demo));
  if (priority == 1)
    tsn_change_set_number (change, TSN_CONTACT_PROXY, 1);
  return tsn_session_put (session, change, NULL, error);
}

static gboolean
put_office (Demo *demo,
            TsnSession *session,
            const TsnId *person,
            guint role,
            const char *office,
            GError **error)
{
  g_autoptr (TsnChange) change = make_contact (person, role, 10);

  tsn_change_set_text (change, TSN_CONTACT_OFFICE, office);
  take_text (change, TSN_CONTACT_PHONE_1, landline (demo));
  if (role == TSN_CONTACT_ROLE_MAIN_DOCTOR)
    tsn_change_set_text (change, TSN_CONTACT_DEPARTMENT, "内科");
  return tsn_session_put (session, change, NULL, error);
}

static gboolean
put_person (Demo *demo, TsnSession *session, GError **error)
{
  TsnId id = tsn_id_new (g_get_real_time () / 1000);
  const Entry *surname = any (demo, demo->surnames);
  g_autoptr (TsnChange) person = make_person (demo, &id, surname);

  return tsn_session_put (session, person, NULL, error) &&
         put_family (demo, session, &id, surname, 1, error) &&
         (one_in (demo, 3) || put_family (demo, session, &id, surname, 2, error)) &&
         put_office (demo,
                     session,
                     &id,
                     TSN_CONTACT_ROLE_MAIN_DOCTOR,
                     "こだま内科クリニック（見本）",
                     error) &&
         (one_in (demo, 2) || put_office (demo,
                                          session,
                                          &id,
                                          TSN_CONTACT_ROLE_CARE_MANAGER,
                                          "ケアプラン本庄（見本）",
                                          error)) &&
         (one_in (demo, 2) ||
          put_office (demo, session, &id, TSN_CONTACT_ROLE_PHARMACY, "さくら薬局（見本）", error));
}

static gboolean
people_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Demo *demo = data;

  for (guint i = 0; i < demo->n_people; i++)
    if (!put_person (demo, session, error))
      return FALSE;
  return TRUE;
}

/* The importers take files: a built-in one is public and may lie in a temporary file for a moment.
 */
static char *
resource_to_file (const char *name, GError **error)
{
  g_autofree char *resource = g_strconcat ("/jp/tsunagi/demo/", name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (tsn_demo_get_resource (),
                                                     resource,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                     NULL);
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tsunagi-demo-XXXXXX.csv", &path, error);

  if (fd < 0)
    return NULL;
  close (fd);
  if (!g_file_set_contents (path,
                            g_bytes_get_data (bytes, NULL),
                            (gssize) g_bytes_get_size (bytes),
                            error))
    {
      g_unlink (path);
      return NULL;
    }
  return g_steal_pointer (&path);
}

typedef TsnImportReport *(*Importer) (TsnStore *store,
                                      const char *path,
                                      const TsnImportOptions *options,
                                      GCancellable *cancellable,
                                      GError **error);

static TsnImportReport *
import_clinics (TsnStore *store,
                const char *path,
                const TsnImportOptions *options,
                GCancellable *cancellable,
                GError **error)
{
  return tsn_import_records_sync (store,
                                  tsn_kind_by_number (TSN_KIND_PLACE),
                                  path,
                                  options,
                                  cancellable,
                                  error);
}

static TsnImportReport *
import_lecturers (TsnStore *store,
                  const char *path,
                  const TsnImportOptions *options,
                  GCancellable *cancellable,
                  GError **error)
{
  return tsn_import_records_sync (store,
                                  tsn_kind_by_number (TSN_KIND_LECTURER),
                                  path,
                                  options,
                                  cancellable,
                                  error);
}

static TsnImportReport *
import_events (TsnStore *store,
               const char *path,
               const TsnImportOptions *options,
               GCancellable *cancellable,
               GError **error)
{
  return tsn_import_records_sync (store,
                                  tsn_kind_by_number (TSN_KIND_EVENT),
                                  path,
                                  options,
                                  cancellable,
                                  error);
}

static gboolean
import_resource (TsnCtl *ctl, const char *name, const char *what, Importer importer)
{
  const TsnImportOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = resource_to_file (name, &error);
  g_autoptr (TsnImportReport) report = NULL;

  if (path != NULL)
    {
      report = importer (ctl->store, path, &options, NULL, &error);
      g_unlink (path);
    }
  if (report == NULL)
    {
      tsn_ctl_refuse (name, error);
      return FALSE;
    }
  if (report->faults->len > 0)
    {
      const TsnImportFault *fault = g_ptr_array_index (report->faults, 0);

      tsn_ctl_refuse (name, fault->error);
      return FALSE;
    }
  tsn_ctl_say (ctl, "%s: %lu", what, (gulong) report->added);
  return TRUE;
}

static gboolean
fill (Demo *demo)
{
  TsnCtl *ctl = demo->ctl;

  if (!import_resource (ctl, "addresses.csv", _ ("Addresses"), tsn_import_addresses_sync) ||
      !import_resource (ctl, "care-services.csv", _ ("Care services"), tsn_import_places_sync) ||
      !import_resource (ctl, "clinics.csv", _ ("Hospitals and clinics"), import_clinics) ||
      !import_resource (ctl, "lecturers.csv", _ ("Lecturers"), import_lecturers) ||
      !import_resource (ctl, "events.csv", _ ("Events"), import_events) ||
      !tsn_ctl_work (ctl, TSN_STORE_WRITE, people_worker, demo, NULL))
    return FALSE;
  tsn_ctl_say (ctl, _ ("Fictional residents: %u"), demo->n_people);
  return TRUE;
}

static void
demo_clear (Demo *demo)
{
  g_clear_pointer (&demo->random, g_rand_free);
  g_clear_pointer (&demo->surnames, g_array_unref);
  g_clear_pointer (&demo->given, g_array_unref);
  g_clear_pointer (&demo->addresses, g_array_unref);
}

int
tsn_ctl_demo (TsnCtl *ctl, int argc, char **argv)
{
  int n_people = DEMO_PEOPLE;
  const GOptionEntry entries[] = {
    { "people", 0, 0, G_OPTION_ARG_INT, &n_people, N_ ("How many residents"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  Demo demo = { .ctl = ctl };
  /* The same lines as anybody else's first day, but that there is nothing to protect. */
  char name_option[] = "--name";
  char name[] = DEMO_NAME;
  char code_option[] = "--code";
  char code_text[] = DEMO_CODE;
  char operator_option[] = "--operator";
  char operator_label[] = DEMO_OPERATOR;
  char label_option[] = "--label";
  char label[] = DEMO_DEVICE;
  char quick[] = "--quick-passphrase";
  char *init[] = { argv[0],        name_option,  name,  code_option, code_text, operator_option,
                   operator_label, label_option, label, quick,       NULL };
  int code = TSN_CTL_OK;

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  code = tsn_ctl_init (ctl, G_N_ELEMENTS (init) - 1, init);
  if (code != TSN_CTL_OK)
    return code;
  demo.random = g_rand_new_with_seed (DEMO_SEED);
  demo.surnames = read_entries ("names/surnames.csv", 0, 1, 0);
  demo.given = read_entries ("names/given_names.csv", 0, 1, 3);
  demo.addresses = read_addresses ();
  demo.n_people = (guint) CLAMP (n_people, 0, 1000000);
  if (!fill (&demo))
    code = TSN_CTL_REFUSED;
  demo_clear (&demo);
  return code;
}
