/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a reading leaves behind, and what it does not. */

#include "tsn-card-scan.h"
#include "work-fixture.h"

#define SERIAL "0123456789ABCDEF"

typedef struct
{
  TsnCardReading *reading;
  GPtrArray *scans;
  TsnCardEntry entry;
  TsnId person; /* whose uses, unless of @all */
  gboolean all;
  GPtrArray *uses;
} Job;

static TsnCardReading *
reading_new (TsnCardVerdict verdict, gboolean content)
{
  TsnCardReading *reading = g_new0 (TsnCardReading, 1);

  reading->verdict = verdict;
  if (!content)
    return reading;
  reading->kid[0] = 7;
  reading->card = tsn_card_new ();
  g_assert_true (tsn_card_set_text (reading->card, TSN_CARD_F_SERIAL, SERIAL, NULL));
  g_assert_true (tsn_card_set_text (reading->card, TSN_CARD_F_NAME, CANARY_NAME, NULL));
  g_assert_true (tsn_card_set_text (reading->card, TSN_CARD_F_MUNICIPALITY, "112119", NULL));
  g_assert_true (tsn_card_set_number (reading->card, TSN_CARD_F_WRITTEN, 20251128, NULL));
  return reading;
}

static gboolean
register_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_card_scan_register (session, job->reading, TSN_SCAN_PURPOSE_CHECK, NOON, error);
}

static gboolean
list_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_SCAN));

  job->scans = tsn_session_query (session, query, error);
  return job->scans != NULL;
}

static gboolean
look_up_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_card_scan_look_up (session, job->reading->card, &job->entry, error);
}

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->reading, tsn_card_reading_free);
  g_clear_pointer (&job->scans, g_ptr_array_unref);
  g_clear_pointer (&job->uses, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static void
test_register (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .reading = reading_new (TSN_CARD_VERDICT_GENUINE, TRUE) };
  const TsnRecord *scan;

  put_municipality (f->store, 0);
  must_write (f, register_worker, &job);
  must_read (f, list_worker, &job);
  g_assert_cmpuint (job.scans->len, ==, 1);
  scan = g_ptr_array_index (job.scans, 0);
  g_assert_cmpint (tsn_record_number (scan, TSN_SCAN_VERDICT, 0), ==, TSN_SCAN_VERDICT_VALID);
  g_assert_cmpint (tsn_record_number (scan, TSN_SCAN_PURPOSE, 0), ==, TSN_SCAN_PURPOSE_CHECK);
  g_assert_cmpint (tsn_record_number (scan, TSN_SCAN_WRITTEN_ON, 0), ==, 20251128);
  g_assert_cmpstr (tsn_record_text (scan, TSN_SCAN_SERIAL), ==, SERIAL);
  for (guint i = 0; i < scan->cells->len; i++)
    {
      const TsnCell *cell = &g_array_index (scan->cells, TsnCell, i);

      if (cell->value.type == TSN_TYPE_TEXT)
        g_assert_cmpstr (cell->value.text, !=, CANARY_NAME);
    }
}

/* A flyer's code is a reading, too; there is nothing to say about it. */
static void
test_nothing_read (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .reading = reading_new (TSN_CARD_VERDICT_NOT_OURS, FALSE) };
  const TsnRecord *scan;

  must_write (f, register_worker, &job);
  must_read (f, list_worker, &job);
  scan = g_ptr_array_index (job.scans, 0);
  g_assert_cmpint (tsn_record_number (scan, TSN_SCAN_VERDICT, 0), ==, TSN_SCAN_VERDICT_NOT_OURS);
  g_assert_null (tsn_record_value (scan, TSN_SCAN_SERIAL));
  g_assert_null (tsn_record_value (scan, TSN_SCAN_ISSUER));
}

static void
test_look_up (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .reading = reading_new (TSN_CARD_VERDICT_GENUINE, TRUE) };
  TsnId person = put_person (f->store);
  TsnId id = tsn_id_new (NOON);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CARD), &id);

  must_read (f, look_up_worker, &job);
  g_assert_false (job.entry.issued);
  tsn_change_set_reference (change, TSN_CARD_PERSON, &person);
  tsn_change_set_text (change, TSN_CARD_SERIAL, SERIAL);
  tsn_change_set_number (change, TSN_CARD_ISSUED_AT, NOON);
  tsn_change_set_number (change, TSN_CARD_VOIDED, TSN_VOIDED_LOST);
  tsn_change_set_number (change, TSN_CARD_VOIDED_ON, 20251129);
  must_put (f->store, change);
  must_read (f, look_up_worker, &job);
  g_assert_true (job.entry.issued);
  g_assert_true (tsn_id_equal (&job.entry.person, &person));
  g_assert_cmpuint (job.entry.voided, ==, TSN_VOIDED_LOST);
  g_assert_cmpint (job.entry.voided_on, ==, 20251129);
}

/* Of a neighbour's card, and of one whose resident was erased, no serial is kept; of one of ours
 * that the register has not heard of yet, it is. */
static void
test_whose (StoreFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *municipality; /* on the card */
    enum
    {
      NOBODY,
      OUR_DEVICE,
      STRANGER
    } issuer;
    gboolean issued; /* the register has it */
    gboolean erased; /* its resident is */
    gboolean kept;   /* the serial */
  } CASES[] = {
    { "112119", NOBODY, FALSE, FALSE, TRUE },     { "131016", NOBODY, FALSE, FALSE, FALSE },
    { "131016", OUR_DEVICE, FALSE, FALSE, TRUE }, { "112119", STRANGER, FALSE, FALSE, FALSE },
    { "131016", STRANGER, TRUE, FALSE, TRUE },    { "112119", OUR_DEVICE, TRUE, TRUE, FALSE },
  };

  put_municipality (f->store, 0);
  put_device_record (f->store, f->vault);
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_auto (Job) job = { .reading = reading_new (TSN_CARD_VERDICT_GENUINE, TRUE) };
      g_autofree char *serial = g_strdup_printf ("%016u", i);
      TsnId person = put_person (f->store);
      const TsnRecord *scan = NULL;

      g_assert_true (tsn_card_set_text (job.reading->card, TSN_CARD_F_SERIAL, serial, NULL));
      g_assert_true (tsn_card_set_text (job.reading->card,
                                        TSN_CARD_F_MUNICIPALITY,
                                        CASES[i].municipality,
                                        NULL));
      job.reading->issuer_known = CASES[i].issuer != NOBODY;
      job.reading->issuer.device = CASES[i].issuer == OUR_DEVICE ? *tsn_vault_device (f->vault)
                                                                 : tsn_id_new (NOON);
      if (CASES[i].issued)
        put_card_of (f->store, &person, serial);
      if (CASES[i].erased)
        must_erase (f->store, TSN_KIND_PERSON, &person);
      must_write (f, register_worker, &job);
      must_read (f, list_worker, &job);
      g_assert_cmpuint (job.scans->len, ==, i + 1);
      for (guint k = 0; k < job.scans->len; k++)
        {
          const TsnRecord *one = g_ptr_array_index (job.scans, k);

          if (g_strcmp0 (tsn_record_text (one, TSN_SCAN_SERIAL), serial) == 0)
            scan = one;
        }
      g_assert_cmpint (scan != NULL, ==, CASES[i].kept);
      if (scan != NULL)
        g_assert_nonnull (tsn_record_value (scan, TSN_SCAN_WRITTEN_ON));
    }
}

static gboolean
uses_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->uses, g_ptr_array_unref);
  job->uses = tsn_card_scan_uses (session, job->all ? NULL : &job->person, error);
  return job->uses != NULL;
}

/* What a resident is told. */
static void
test_uses (StoreFixture *f, gconstpointer data)
{
  g_auto (Job) job = { .reading = reading_new (TSN_CARD_VERDICT_GENUINE, TRUE) };
  TsnId other = put_person (f->store);
  g_autoptr (TsnChange) device = tsn_change_new (tsn_kind_by_number (TSN_KIND_DEVICE),
                                                 tsn_vault_device (f->vault));
  const TsnCardUse *use;

  job.person = put_person (f->store);
  put_device_record (f->store, f->vault);
  tsn_change_set_text (device, TSN_DEVICE_LABEL, "本庄救急1");
  must_put (f->store, device);
  put_card_of (f->store, &job.person, "0000000000000001");
  put_card_of (f->store, &job.person, SERIAL);
  put_card_of (f->store, &other, "0000000000000002");
  put_scan_of (f->store, "0000000000000001");
  put_scan_of (f->store, "0000000000000002");
  put_scan_of (f->store, "0000000000000009"); /* of nobody here */
  must_write (f, register_worker, &job);
  must_read (f, uses_worker, &job);
  g_assert_cmpuint (job.uses->len, ==, 2);
  for (guint i = 0; i < job.uses->len; i++)
    {
      use = g_ptr_array_index (job.uses, i);
      g_assert_true (tsn_id_equal (&use->person, &job.person));
      if (g_strcmp0 (tsn_record_text (use->scan, TSN_SCAN_SERIAL), SERIAL) == 0)
        g_assert_cmpstr (use->device, ==, "本庄救急1");
    }
  job.all = TRUE;
  must_read (f, uses_worker, &job);
  g_assert_cmpuint (job.uses->len, ==, 3);
}

static void
test_verdicts (void)
{
  for (guint i = TSN_CARD_VERDICT_GENUINE; i <= TSN_CARD_VERDICT_NOT_OURS; i++)
    g_assert_nonnull (
        tsn_code_by_number (&tsn_codes_scan_verdict, tsn_card_scan_verdict ((TsnCardVerdict) i)));
}

#define ADD(path, func)                                                                            \
  g_test_add ("/card-scan/" path, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("register", test_register);
  ADD ("nothing-read", test_nothing_read);
  ADD ("look-up", test_look_up);
  ADD ("whose", test_whose);
  ADD ("uses", test_uses);
  g_test_add_func ("/card-scan/verdicts", test_verdicts);
  return g_test_run ();
}
