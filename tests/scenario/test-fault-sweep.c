/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A fault at every single write of everything that a session does.
 *
 * Each kind of step is done again and again, with a fault at its first operation on the disk, at
 * its second and so on until one goes through without meeting its fault; in three modes (error,
 * short write, full disk), for one operation and lasting. After each fault:
 *
 *  - a step that was confirmed counts as done whatever happened inside;
 *  - a refused one says so with a code that fits, and nothing of it is there;
 *  - a copy of the files as a crash would leave them now opens, has everything that was confirmed,
 *    and its check finds nothing;
 *  - the same connections go on: the same step without a fault succeeds.
 *
 * With --all the copies are looked at after every fault (without: every seventh), and of a step of
 * more than thirty operations every one fails (without: some, by --seed).
 */

#include <errno.h>
#include <glib/gstdio.h>

#include "fault.h"
#include "ledger.h"
#include "tsn-reception.h"
#include "tsn-setup.h"

#define COPY_EVERY 7

typedef struct
{
  StoreFixture fixture;
  Ledger *ledger;
  TsnId event;
  guint n; /* steps so far: makes each different */
  guint n_faults;
  guint n_refused;
  guint n_copies;

  /* The step at hand. */
  TsnId person;
  TsnId contact;
  char text[128];
  char *path;
  TsnCheckInResult admission;
  TsnNewMunicipality *made; /* and not settled yet */
  gboolean doubtful;        /* it was refused */
} World;

typedef struct
{
  const char *name;
  void (*prepare) (World *world);
  gboolean (*act) (World *world, GError **error);
  gboolean (*is_absent) (World *world); /* after a refusal */
  void (*confirm) (World *world);
} Step;

static gboolean all; /* --all */

/* -- Small things -- */

static TsnId
fresh_id (void)
{
  return tsn_id_new (g_get_real_time () / 1000);
}

static gboolean
is_never_seen (World *world, guint kind, const TsnId *id)
{
  g_autoptr (TsnRecord) record = must_get (world->fixture.store, kind, id);

  return record == NULL;
}

static void
confirm_text (World *world, guint kind, const TsnId *id, guint field)
{
  Fact fact = { .kind = kind, .id = *id, .field = field };

  g_strlcpy (fact.text, world->text, sizeof fact.text);
  ledger_add (world->ledger, &fact);
}

static TsnChange *
person_change (World *world)
{
  TsnChange *change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &world->person);

  tsn_change_set_text (change, TSN_PERSON_KANA, CANARY_KANA);
  tsn_change_set_text (change, TSN_PERSON_NAME, world->text);
  tsn_change_set_text (change, TSN_PERSON_NOTE, CANARY_NOTE);
  return change;
}

static TsnChange *
contact_change (World *world)
{
  TsnChange *change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONTACT),
                                             &world->contact);

  tsn_change_set_reference (change, TSN_CONTACT_PERSON, &world->person);
  tsn_change_set_number (change, TSN_CONTACT_ROLE, TSN_CONTACT_ROLE_EMERGENCY);
  tsn_change_set_text (change, TSN_CONTACT_NAME, world->text);
  return change;
}

static void
prepare_new (World *world)
{
  world->n++;
  world->person = fresh_id ();
  world->contact = fresh_id ();
  g_snprintf (world->text, sizeof world->text, "%s%u", CANARY_NAME, world->n);
}

/* -- Putting: two records in one transaction -- */

static gboolean
put_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnChange) person = person_change (data);
  g_autoptr (TsnChange) contact = contact_change (data);

  return tsn_session_put (session, person, NULL, error) &&
         tsn_session_put (session, contact, NULL, error);
}

static gboolean
act_put (World *world, GError **error)
{
  return tsn_store_run_sync (world->fixture.store, TSN_STORE_WRITE, put_work, world, NULL, error);
}

static gboolean
put_is_absent (World *world)
{
  return is_never_seen (world, TSN_KIND_PERSON, &world->person) &&
         is_never_seen (world, TSN_KIND_CONTACT, &world->contact);
}

static void
confirm_put (World *world)
{
  confirm_text (world, TSN_KIND_PERSON, &world->person, TSN_PERSON_NAME);
  confirm_text (world, TSN_KIND_CONTACT, &world->contact, TSN_CONTACT_NAME);
}

static void
prepare_with_person (World *world)
{
  g_autoptr (GError) error = NULL;

  prepare_new (world);
  act_put (world, &error);
  g_assert_no_error (error);
  confirm_put (world);
}

/* -- Checking in -- */

static gboolean
check_in_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  World *world = data;
  TsnCheckIn check_in = { .event = world->event,
                          .person = world->person,
                          .now_ms = g_get_real_time () / 1000,
                          .mode = TSN_MODE_ONSITE };

  return tsn_check_in (session, &check_in, &world->admission, error);
}

static gboolean
act_check_in (World *world, GError **error)
{
  if (!tsn_store_run_sync (world->fixture.store,
                           TSN_STORE_WRITE,
                           check_in_work,
                           world,
                           NULL,
                           error))
    return FALSE;
  g_assert_cmpint (world->admission.admission, ==, TSN_ADMISSION_ARRIVED); /* and not ALREADY */
  return TRUE;
}

static gboolean
check_in_is_absent (World *world)
{
  return is_never_seen (world, TSN_KIND_ATTENDANCE, &world->admission.attendance);
}

static void
confirm_check_in (World *world)
{
  Fact fact = { .kind = TSN_KIND_ATTENDANCE,
                .id = world->admission.attendance,
                .field = TSN_ATTENDANCE_STATUS,
                .number = TSN_ATTENDANCE_STATUS_ARRIVED };

  ledger_add (world->ledger, &fact);
}

/* -- Editing -- */

static void
prepare_edit (World *world)
{
  prepare_with_person (world);
  g_strlcat (world->text, "改", sizeof world->text);
}

static gboolean
act_edit (World *world, GError **error)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON),
                                                 &world->person);

  tsn_change_set_text (change, TSN_PERSON_NAME, world->text);
  return try_put (world->fixture.store, change, error);
}

static gboolean
edit_is_absent (World *world)
{
  g_autoptr (TsnRecord) record = must_get (world->fixture.store, TSN_KIND_PERSON, &world->person);
  const char *name = tsn_record_text (record, TSN_PERSON_NAME);

  return name != NULL && g_strcmp0 (name, world->text) != 0;
}

static void
confirm_edit (World *world)
{
  confirm_text (world, TSN_KIND_PERSON, &world->person, TSN_PERSON_NAME);
}

/* -- Erasing -- */

static gboolean
erase_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  World *world = data;
  guint erased;

  if (!tsn_session_erase (session,
                          tsn_kind_by_number (TSN_KIND_PERSON),
                          &world->person,
                          &erased,
                          error))
    return FALSE;
  g_assert_cmpuint (erased, ==, 2);
  return TRUE;
}

static gboolean
act_erase (World *world, GError **error)
{
  return tsn_store_run_sync (world->fixture.store, TSN_STORE_WRITE, erase_work, world, NULL, error);
}

static gboolean
erase_is_absent (World *world)
{
  Fact person = { .kind = TSN_KIND_PERSON, .id = world->person };
  Fact contact = { .kind = TSN_KIND_CONTACT, .id = world->contact };

  return fact_holds (world->fixture.store, &person) && fact_holds (world->fixture.store, &contact);
}

static void
confirm_erase (World *world)
{
  Fact person = { .kind = TSN_KIND_PERSON, .id = world->person, .erased = TRUE };
  Fact contact = { .kind = TSN_KIND_CONTACT, .id = world->contact, .erased = TRUE };

  ledger_add (world->ledger, &person);
  ledger_add (world->ledger, &contact);
}

/* -- Backing up, restoring -- */

static void
prepare_backup (World *world)
{
  g_autofree char *name = g_strdup_printf ("backup-%u", ++world->n);

  g_free (world->path);
  world->path = g_build_filename (world->fixture.root, name, NULL);
}

static gboolean
act_backup (World *world, GError **error)
{
  return tsn_store_backup_sync (world->fixture.store, world->path, NULL, NULL, NULL, error);
}

/* Neither the file nor anything that was to become it, or its journal. */
static gboolean
backup_is_absent (World *world)
{
  g_autofree char *name = g_path_get_basename (world->path);
  g_autoptr (GDir) dir = g_dir_open (world->fixture.root, 0, NULL);
  const char *entry = NULL;

  while ((entry = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (entry, name))
      return FALSE;
  return TRUE;
}

/* What a confirmed backup restores is what was confirmed until then. */
static void
confirm_backup (World *world)
{
  g_autofree char *folder = g_build_filename (world->fixture.root, "restored", NULL);
  g_autoptr (GError) error = NULL;

  tsn_store_restore_sync (world->path, folder, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  ledger_assert_in_folder (world->ledger, world->ledger->len, folder, world->fixture.vault);
  remove_tree (folder);
  g_unlink (world->path);
}

static void
prepare_restore (World *world)
{
  g_autofree char *name = g_strdup_printf ("restored-%u", world->n + 1);
  g_autoptr (GError) error = NULL;

  if (g_access (world->path, F_OK) != 0)
    {
      act_backup (world, &error);
      g_assert_no_error (error);
    }
  world->n++;
  g_snprintf (world->text, sizeof world->text, "%s/%s", world->fixture.root, name);
}

static gboolean
act_restore (World *world, GError **error)
{
  return tsn_store_restore_sync (world->path, world->text, NULL, NULL, NULL, error);
}

static void
confirm_restore (World *world)
{
  ledger_assert_in_folder (world->ledger, world->ledger->len, world->text, world->fixture.vault);
  remove_tree (world->text);
}

/* -- Closing and opening: the journal goes into the database -- */

static void
prepare_reopen (World *world)
{
  fixture_reopen (&world->fixture);
  prepare_with_person (world);
}

static gboolean
act_reopen (World *world, GError **error)
{
  StoreFixture *fixture = &world->fixture;

  fixture_close (fixture);
  fixture->store = tsn_store_open_sync (fixture->folder, fixture->vault, TSN_STORE_OPEN, error);
  return fixture->store != NULL;
}

static void
confirm_nothing (World *world)
{
}

/* -- The first day -- */

static void
prepare_setup (World *world)
{
  world->n++;
  g_snprintf (world->text, sizeof world->text, "%s/new-%u", world->fixture.root, world->n);
}

static gboolean
act_setup (World *world, GError **error)
{
  TsnSetup setup = { .name = "本庄市",
                     .code = "112119",
                     .operator_label = "窓口",
                     .passphrase = FIXTURE_PASSPHRASE,
                     .cost = TSN_VAULT_COST_MIN };
  TsnVault *vault = NULL;
  TsnStore *store = NULL;
  g_autofree char *recovery_key = NULL;

  if (world->made == NULL)
    world->made = tsn_new_municipality_make_sync (world->text, &setup, &recovery_key, error);
  if (world->made == NULL)
    return FALSE;
  if (!tsn_new_municipality_settle_sync (world->made, &vault, &store, error))
    {
      g_assert_null (store);
      g_assert_null (vault);
      return FALSE;
    }
  g_clear_pointer (&world->made, tsn_new_municipality_free);
  fault_lift (); /* what a new municipality does next has its own steps */
  must_be_clean (store);
  tsn_store_close (store);
  g_object_unref (store);
  tsn_vault_free (vault);
  return TRUE;
}

/* Before its recovery key was shown; after that the next try goes on where this one ended. */
static gboolean
setup_is_absent (World *world)
{
  return world->made != NULL || g_access (world->text, F_OK) != 0;
}

static void
confirm_setup (World *world)
{
  remove_tree (world->text);
}

/* -- Operators: the vault's file -- */

static gboolean
act_add_operator (World *world, GError **error)
{
  TsnId id;
  g_autofree char *passphrase = g_strdup_printf ("gentle rain %u", world->n);
  g_autofree char *path = tsn_store_vault_path (world->fixture.folder);
  g_autoptr (TsnVault) reopened = NULL;

  if (!tsn_vault_add_operator (world->fixture.vault, "受付", passphrase, &id, error))
    return FALSE;
  fault_lift ();
  reopened = tsn_vault_open (path, error);
  g_assert_nonnull (reopened);
  g_assert_true (tsn_vault_unlock (reopened, passphrase, error));
  g_assert_true (tsn_vault_remove_operator (world->fixture.vault, &id, error));
  return TRUE;
}

/* The old passphrase still opens it. */
static gboolean
operator_is_absent (World *world)
{
  g_autofree char *path = tsn_store_vault_path (world->fixture.folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) reopened = tsn_vault_open (path, &error);

  g_assert_no_error (error);
  return tsn_vault_unlock (reopened, FIXTURE_PASSPHRASE, NULL);
}

/* -- The sweep -- */

static const Step steps[] = {
  { "put", prepare_new, act_put, put_is_absent, confirm_put },
  { "check-in", prepare_with_person, act_check_in, check_in_is_absent, confirm_check_in },
  { "edit", prepare_edit, act_edit, edit_is_absent, confirm_edit },
  { "erase", prepare_with_person, act_erase, erase_is_absent, confirm_erase },
  { "reopen", prepare_reopen, act_reopen, NULL, confirm_nothing },
  { "backup", prepare_backup, act_backup, backup_is_absent, confirm_backup },
  { "restore", prepare_restore, act_restore, NULL, confirm_restore },
  { "setup", prepare_setup, act_setup, setup_is_absent, confirm_setup },
  { "operator", prepare_new, act_add_operator, operator_is_absent, confirm_nothing },
};

static void
assert_refusal (const GError *error, FaultMode mode)
{
  gboolean full = g_error_matches (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NO_SPACE) ||
                  g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  gboolean failed = g_error_matches (error, TSN_STORE_ERROR, TSN_STORE_ERROR_IO) ||
                    g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED);

  g_assert (error != NULL);
  /* What fails for want of space where SQLite loses errno is only "failed". */
  if (mode == FAULT_FULL ? !full && !(failed && fault_loses_errno ()) : !failed)
    g_error ("a fault of mode %u was called %s %d: %s",
             (guint) mode,
             g_quark_to_string (error->domain),
             error->code,
             error->message);
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_null (strchr (error->message, '\n'));
}

/* A commit whose sync failed is refused and gone here, but its bytes may have reached the disk:
 * after a crash at this very moment it may be there after all, whole. */
static Ledger *
certain_facts (World *world)
{
  Ledger *certain = ledger_new ();

  for (guint i = 0; i < world->ledger->len; i++)
    {
      const Fact *fact = &g_array_index (world->ledger, Fact, i);

      if (!world->doubtful ||
          (!tsn_id_equal (&fact->id, &world->person) && !tsn_id_equal (&fact->id, &world->contact)))
        g_array_append_val (certain, *fact);
    }
  return certain;
}

static void
look_at_a_copy (World *world)
{
  g_autofree char *copy = g_build_filename (world->fixture.root, "crashed", NULL);
  g_autoptr (GArray) certain = certain_facts (world);

  world->n_copies++;
  copy_as_crashed (world->fixture.folder, copy);
  ledger_assert_in_folder (certain, certain->len, copy, world->fixture.vault);
  remove_tree (copy);
}

/* One step with a fault at its @nth operation; FALSE: it was over before. */
static gboolean
try_step (World *world, const Step *step, guint nth, FaultMode mode, gboolean lasting)
{
  g_autoptr (GError) error = NULL;
  gboolean ok;
  gboolean fired;

  step->prepare (world);
  fault_arm (nth, mode, lasting);
  ok = step->act (world, &error);
  fired = fault_lift ();
  g_assert_true (ok == (error == NULL));
  world->doubtful = !ok;
  if (ok)
    step->confirm (world);
  else
    {
      world->n_refused++;
      assert_refusal (error, mode);
      g_assert_true (step->is_absent == NULL || step->is_absent (world));
    }
  world->n_faults += fired ? 1 : 0;
  if (fired && (all || world->n_faults % COPY_EVERY == 0))
    look_at_a_copy (world);
  if (!ok)
    {
      g_clear_error (&error);
      ok = step->act (world, &error);
      g_assert_no_error (error);
      g_assert_true (ok);
      world->doubtful = FALSE;
      step->confirm (world);
    }
  return fired || !ok;
}

static void
test_step (gconstpointer data)
{
  const Step *step = data;
  World world = { .ledger = ledger_new () };
  guint n_operations = 0;

  fixture_setup (&world.fixture, NULL);
  world.event = put_event (world.fixture.store, "講演会");
  prepare_backup (&world);
  for (FaultMode mode = 0; mode < N_FAULT_MODES; mode++)
    for (guint lasting = 0; lasting < 2; lasting++)
      {
        guint nth = 1;

        while (try_step (&world, step, nth, mode, lasting != 0))
          nth += all || nth < 30 ? 1 : (guint) g_test_rand_int_range (1, (gint32) nth / 2);
        n_operations = MAX (n_operations, nth - 1);
        look_at_a_copy (&world);
      }
  g_test_message ("%s: up to %u operations, %u faults, %u refused, %u copies, %u facts",
                  step->name,
                  n_operations,
                  world.n_faults,
                  world.n_refused,
                  world.n_copies,
                  world.ledger->len);
  g_assert_cmpuint (n_operations, >, 2);
  fixture_reopen (&world.fixture);
  ledger_assert (world.ledger, world.ledger->len, world.fixture.store);
  g_array_unref (world.ledger);
  g_free (world.path);
  fixture_teardown (&world.fixture, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i < argc; i++)
    all = all || g_str_equal (argv[i], "--all");
  fault_install ();
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strconcat ("/fault-sweep/", steps[i].name, NULL);

      g_test_add_data_func (path, &steps[i], test_step);
    }
  return g_test_run ();
}
