/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Booking everyone on a list of sign-ups.
 *
 * Two people must never become one record by a list, so that only strong evidence matches a row to
 * a person: the reading together with the date of birth or a telephone number. Those who are booked
 * for the event, and the rows before, are known by keys made of just that; everyone else is looked
 * for in the search text (tsn-person-similar.h), which does not know yet what this transaction
 * wrote. What was found while a row was checked is what is then written.
 */

#include "tsn-pre-registration.h"

#include "tsn-secret.h"
#include "tsn-sign-up-private.h"
#include "tsn-work-private.h"

/* Somebody who is booked for the event, or stands in an earlier row. */
typedef struct
{
  TsnId person;
  TsnDate birth; /* or TSN_DATE_NONE */
} Known;

typedef struct
{
  TsnId event;
  guint booking;
  guint mode; /* of rows that do not say */
  gint64 now_ms;
  gboolean loaded;
  TsnSignUp *row;
  GHashTable *known;  /* key -> Known */
  GHashTable *booked; /* of TsnId: the persons of rows */
  TsnPreRegistration *result;
  guint64 added, changed, unchanged; /* rows */

  /* Of the row that was checked last. */
  TsnChange *new_person; /* nullable */
  TsnChange *attendance; /* nullable: there is nothing to write */
} Booker;

static void
key_free (gpointer key)
{
  tsn_secret_text_free (key);
}

/* -- Keys -- */

static void
remember (Booker *self, char *key, const TsnId *person, TsnDate birth)
{
  Known known = { .person = *person, .birth = birth };

  if (g_hash_table_contains (self->known, key))
    key_free (key);
  else
    g_hash_table_insert (self->known, key, g_memdup2 (&known, sizeof known));
}

static char *
birth_key (const char *kana, TsnDate birth)
{
  return g_strdup_printf ("b%s/%d", kana, birth);
}

static char *
phone_key (const char *kana, const char *digits)
{
  return g_strdup_printf ("p%s/%s", kana, digits);
}

static char *
name_key (const char *kana, const char *name)
{
  return g_strdup_printf ("n%s/%s", kana, name);
}

/* What a row or record says, in keys. */
typedef struct
{
  char *kana;
  char *name;
  TsnDate birth;
  char phones[2][TSN_PHONE_SIZE];
  guint n_phones;
} Clues;

static void
clues_clear (Clues *self)
{
  tsn_secret_text_free (self->kana);
  tsn_secret_text_free (self->name);
  tsn_secret_wipe (self->phones, sizeof self->phones);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Clues, clues_clear)

static void
add_phone (Clues *self, const char *text)
{
  if (text != NULL && tsn_work_phone_key (text, self->phones[self->n_phones]))
    self->n_phones++;
}

static Clues
clues_of_record (const TsnRecord *person)
{
  Clues clues = {
    .kana = tsn_work_name_key (tsn_record_text (person, TSN_PERSON_KANA)),
    .name = tsn_work_name_key (tsn_record_text (person, TSN_PERSON_NAME)),
    .birth = (TsnDate) tsn_record_number (person, TSN_PERSON_BIRTH_DATE, TSN_DATE_NONE),
  };

  add_phone (&clues, tsn_record_text (person, TSN_PERSON_PHONE_HOME));
  add_phone (&clues, tsn_record_text (person, TSN_PERSON_PHONE_MOBILE));
  return clues;
}

static const char *
text_of (const TsnChange *change, guint field)
{
  const TsnValue *value = tsn_change_get (change, field);

  return value != NULL && value->type == TSN_TYPE_TEXT ? value->text : NULL;
}

static Clues
clues_of_row (const TsnChange *person)
{
  const TsnValue *birth = tsn_change_get (person, TSN_PERSON_BIRTH_DATE);
  Clues clues = {
    .kana = tsn_work_name_key (text_of (person, TSN_PERSON_KANA)),
    .name = tsn_work_name_key (text_of (person, TSN_PERSON_NAME)),
    .birth = birth != NULL ? (TsnDate) birth->number : TSN_DATE_NONE,
  };

  add_phone (&clues, text_of (person, TSN_PERSON_PHONE_HOME));
  add_phone (&clues, text_of (person, TSN_PERSON_PHONE_MOBILE));
  return clues;
}

static void
remember_clues (Booker *self, const Clues *clues, const TsnId *person)
{
  if (*clues->kana == '\0')
    return;
  if (clues->birth != TSN_DATE_NONE)
    remember (self, birth_key (clues->kana, clues->birth), person, clues->birth);
  for (guint i = 0; i < clues->n_phones; i++)
    remember (self, phone_key (clues->kana, clues->phones[i]), person, clues->birth);
  if (clues->birth == TSN_DATE_NONE && clues->n_phones == 0)
    remember (self, name_key (clues->kana, clues->name), person, clues->birth);
}

/* Takes @key over. NULL: nobody, or somebody of another age. */
static const Known *
look_up (const Booker *self, char *key, TsnDate birth)
{
  const Known *known = g_hash_table_lookup (self->known, key);

  key_free (key);
  if (known != NULL && known->birth != TSN_DATE_NONE && birth != TSN_DATE_NONE &&
      known->birth != birth)
    return NULL;
  return known;
}

static const Known *
look_up_clues (const Booker *self, const Clues *clues)
{
  const Known *known = NULL;

  if (clues->birth != TSN_DATE_NONE)
    known = look_up (self, birth_key (clues->kana, clues->birth), clues->birth);
  for (guint i = 0; known == NULL && i < clues->n_phones; i++)
    known = look_up (self, phone_key (clues->kana, clues->phones[i]), clues->birth);
  if (clues->birth == TSN_DATE_NONE && clues->n_phones == 0)
    known = look_up (self, name_key (clues->kana, clues->name), clues->birth);
  return known;
}

/* -- The event -- */

static gboolean
load_booked (TsnRecord *attendance, gpointer data, GError **error)
{
  Booker *self = ((gpointer *) data)[0];
  TsnSession *session = ((gpointer *) data)[1];
  const TsnId *id = tsn_record_reference (attendance, TSN_ATTENDANCE_PERSON);
  g_autoptr (TsnRecord) person = NULL;
  g_autoptr (GError) own = NULL;
  g_auto (Clues) clues = { 0 };

  if (id == NULL)
    return TRUE;
  person = tsn_session_get (session, tsn_kind_by_number (TSN_KIND_PERSON), id, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (person == NULL || person->erased)
    return TRUE;
  clues = clues_of_record (person);
  remember_clues (self, &clues, id);
  return TRUE;
}

static gboolean
load_event (Booker *self, TsnSession *session, GError **error)
{
  g_autoptr (TsnRecord) event = tsn_work_get_event (session, &self->event, error);
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE));
  gpointer both[] = { self, session };

  if (event == NULL)
    return FALSE;
  self->mode = tsn_record_number (event, TSN_EVENT_METHOD, 0) == TSN_EVENT_METHOD_ONLINE
                   ? TSN_MODE_ONLINE
                   : TSN_MODE_ONSITE;
  self->loaded = TRUE;
  tsn_query_where_reference (query, TSN_ATTENDANCE_EVENT, &self->event);
  query->open_only = TRUE;
  return tsn_session_foreach (session, query, load_booked, both, error);
}

/* -- Who it is -- */

static void
note_similar (Booker *self, guint64 line, const GArray *similar)
{
  const TsnSimilarPerson *best;
  TsnPreRegistrationSimilar note = { .line = line };

  if (similar->len == 0)
    return;
  best = &g_array_index (similar, TsnSimilarPerson, 0);
  note.person = best->person->id;
  note.similarity = best->similarity;
  if (self->result->similar->len < TSN_PRE_REGISTRATION_SIMILAR_MAX)
    g_array_append_val (self->result->similar, note);
  self->result->n_similar++;
}

static TsnChange *
copy_person (const Booker *self)
{
  const TsnChange *row = self->row->person;
  TsnId id = tsn_id_new (self->now_ms);
  TsnChange *change = tsn_change_new_create (row->kind, &id);

  for (guint i = 0; i < row->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (row->items, TsnChangeItem, i);

      tsn_change_take (change, item->field, tsn_value_copy (&item->value));
    }
  return change;
}

/* Sets @person, and @self->new_person if there is nobody yet. */
static gboolean
find_person (Booker *self, TsnImport *import, guint64 line, TsnId *person, GError **error)
{
  g_auto (Clues) clues = clues_of_row (self->row->person);
  const Known *known = look_up_clues (self, &clues);
  g_autoptr (GArray) similar = NULL;

  if (known != NULL)
    {
      *person = known->person;
      return TRUE;
    }
  similar = tsn_person_similar_to_change (import->session, self->row->person, error);
  if (similar == NULL)
    return FALSE;
  if (similar->len > 0 &&
      tsn_similarity_is_certain (g_array_index (similar, TsnSimilarPerson, 0).similarity))
    *person = g_array_index (similar, TsnSimilarPerson, 0).person->id;
  else
    {
      self->new_person = copy_person (self);
      if (!tsn_work_complete_person (import->session, self->new_person, error))
        return FALSE;
      *person = self->new_person->record;
      note_similar (self, line, similar);
    }
  remember_clues (self, &clues, person);
  return TRUE;
}

/* -- The booking -- */

static void
fill_code (TsnChange *change, guint field, guint code)
{
  if (code != 0 && tsn_change_get (change, field) == NULL)
    tsn_change_set_number (change, field, code);
}

/* What there is to write of the participation: all of it, or what @before has not. */
static TsnChange *
booking_change (Booker *self, const TsnId *id, const TsnId *person, const TsnRecord *before)
{
  TsnChange *row = self->row->attendance;
  g_autoptr (TsnChange) change = before == NULL ? tsn_change_new_create (row->kind, id)
                                                : tsn_change_new (row->kind, id);

  fill_code (row, TSN_ATTENDANCE_BOOKING, self->booking);
  fill_code (row, TSN_ATTENDANCE_MODE, self->mode);
  for (guint i = 0; i < row->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (row->items, TsnChangeItem, i);

      if (before == NULL || tsn_record_value (before, item->field) == NULL)
        tsn_change_take (change, item->field, tsn_value_copy (&item->value));
    }
  if (before != NULL)
    return change->items->len > 0 ? g_steal_pointer (&change) : NULL;
  tsn_change_set_reference (change, TSN_ATTENDANCE_EVENT, &self->event);
  tsn_change_set_reference (change, TSN_ATTENDANCE_PERSON, person);
  tsn_change_set_number (change, TSN_ATTENDANCE_STATUS, TSN_ATTENDANCE_STATUS_REGISTERED);
  return g_steal_pointer (&change);
}

static void
count_person (Booker *self)
{
  if (self->new_person != NULL)
    self->result->new_people++;
  else
    self->result->known_people++;
}

static gboolean
find_booking (Booker *self, TsnImport *import, guint64 line, const TsnId *person, GError **error)
{
  TsnId id = tsn_attendance_id (&self->event, person);
  g_autoptr (TsnRecord) before = NULL;
  g_autoptr (GError) own = NULL;

  if (!g_hash_table_add (self->booked, g_memdup2 (person, sizeof *person)))
    {
      self->unchanged++; /* an earlier row booked them */
      return TRUE;
    }
  before = tsn_session_get (import->session, tsn_kind_by_number (TSN_KIND_ATTENDANCE), &id, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (before != NULL && before->erased)
    {
      tsn_import_add_fault (import,
                            line,
                            NULL,
                            NULL,
                            g_error_new_literal (TSN_STORE_ERROR,
                                                 TSN_STORE_ERROR_ERASED,
                                                 "this participation was erased"));
      return TRUE;
    }
  count_person (self);
  self->attendance = booking_change (self, &id, person, before);
  if (before == NULL)
    self->added++;
  else if (self->attendance != NULL)
    self->changed++;
  else
    self->unchanged++;
  return TRUE;
}

/* -- The format -- */

static gboolean
begin (TsnImport *import, const TsnCsvRow *first, gpointer data, GError **error)
{
  Booker *self = data;

  import->check_in_store = TRUE;
  return tsn_sign_up_begin (self->row, import, first, error);
}

static gboolean
check (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error)
{
  Booker *self = data;
  TsnId person = TSN_ID_NIL;

  g_clear_pointer (&self->new_person, tsn_change_free);
  g_clear_pointer (&self->attendance, tsn_change_free);
  if (!self->loaded && !load_event (self, import->session, error))
    return FALSE;
  if (!tsn_sign_up_read (self->row, import, row))
    return TRUE;
  return find_person (self, import, row->line, &person, error) &&
         find_booking (self, import, row->line, &person, error);
}

static gboolean
write_row (TsnImport *import, const TsnCsvRow *row, gpointer data, GError **error)
{
  Booker *self = data;

  if (self->new_person != NULL && !tsn_session_put (import->session, self->new_person, NULL, error))
    return FALSE;
  return self->attendance == NULL ||
         tsn_session_put (import->session, self->attendance, NULL, error);
}

static const TsnImportFormat FORMAT = {
  .has_header = TRUE,
  .begin = begin,
  .check = check,
  .write = write_row,
};

/* -- The whole -- */

static void
booker_clear (Booker *self)
{
  g_clear_pointer (&self->row, tsn_sign_up_free);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->booked, g_hash_table_unref);
  g_clear_pointer (&self->result, tsn_pre_registration_free);
  g_clear_pointer (&self->new_person, tsn_change_free);
  g_clear_pointer (&self->attendance, tsn_change_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Booker, booker_clear)

TsnPreRegistration *
tsn_pre_registration_import_sync (TsnStore *store,
                                  const TsnId *event,
                                  guint booking,
                                  const char *path,
                                  const TsnImportOptions *options,
                                  GCancellable *cancellable,
                                  GError **error)
{
  TsnImport import = {
    .path = path,
    .store = store,
    .options = options,
    .cancellable = cancellable,
  };
  g_auto (Booker) self = {
    .event = *event,
    .booking = booking,
    .now_ms = g_get_real_time () / 1000,
    .row = tsn_sign_up_new (options != NULL ? options->translate : NULL),
    .known = g_hash_table_new_full (g_str_hash, g_str_equal, key_free, g_free),
    .booked = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL),
    .result = g_new0 (TsnPreRegistration, 1),
  };
  TsnImportReport *report;

  self.result->similar = g_array_new (FALSE, FALSE, sizeof (TsnPreRegistrationSimilar));
  report = tsn_import_run (&import, &FORMAT, &self, error);
  if (report == NULL)
    return NULL;
  report->added = self.added;
  report->changed = self.changed;
  report->unchanged = self.unchanged;
  self.result->import = report;
  return g_steal_pointer (&self.result);
}

void
tsn_pre_registration_free (TsnPreRegistration *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->import, tsn_import_report_free);
  g_clear_pointer (&self->similar, g_array_unref);
  g_free (self);
}
