/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Import of records: which column is which, what is refused and why, and that a file goes in whole
 * or not at all. */

#include <glib/gstdio.h>
#include <string.h>

#include "store-fixture.h"
#include "tsn-csv.h"
#include "tsn-exchange.h"

static TsnImportReport *
import_bytes (StoreFixture *fixture,
              guint kind,
              const char *bytes,
              gssize size,
              const TsnImportOptions *options,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *path = g_build_filename (fixture->root, "import.csv", NULL);

  g_assert_true (g_file_set_contents (path, bytes, size, NULL));
  return tsn_import_records_sync (fixture->store,
                                  tsn_kind_by_number (kind),
                                  path,
                                  options,
                                  cancellable,
                                  error);
}

static TsnImportReport *
must_import (StoreFixture *fixture, guint kind, const char *text, const TsnImportOptions *options)
{
  g_autoptr (GError) error = NULL;
  TsnImportReport *report = import_bytes (fixture, kind, text, -1, options, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  g_assert_cmpuint (report->rows,
                    ==,
                    (report->written ? report->added + report->changed + report->unchanged
                                     : report->rows - report->skipped) +
                        report->skipped);
  return report;
}

static gboolean
list_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **records = data;
  g_autoptr (TsnQuery) query = tsn_query_new ((const TsnKind *) *records);

  *records = tsn_session_query (session, query, error);
  return *records != NULL;
}

static GPtrArray *
records_of (StoreFixture *fixture, guint kind)
{
  gpointer data = (gpointer) (gintptr) tsn_kind_by_number (kind);
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (fixture->store, TSN_STORE_READ, list_work, &data, NULL, &error);
  g_assert_no_error (error);
  return data;
}

static void
assert_count (StoreFixture *fixture, guint kind, guint count)
{
  g_autoptr (GPtrArray) records = records_of (fixture, kind);

  g_assert_cmpuint (records->len, ==, count);
}

static const TsnImportFault *
fault_at (const TsnImportReport *report, guint i, guint64 line, GQuark domain, int code)
{
  const TsnImportFault *fault;

  g_assert_cmpuint (i, <, report->faults->len);
  fault = g_ptr_array_index (report->faults, i);
  g_assert_cmpuint (fault->line, ==, line);
  g_assert_error (fault->error, domain, code);
  return fault;
}

static const char *
japanese (const char *label)
{
  static const char *const words[][2] = {
    { "Name", "氏名" },
    { "Reading", "フリガナ" },
    { "Date of birth", "生年月日" },
    { "Home phone", "電話（自宅）" },
    { "Sex", "性別" },
    { "Female", "女性" },
    { "Address", "住所" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i][0], label) == 0)
      return words[i][1];
  return label;
}

static void
test_names (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnImportReport) report = must_import (
      fixture,
      TSN_KIND_PERSON,
      TSN_CSV_BOM
      "NAME,kana,Date of Birth,ＰＨＯＮＥ_mobile,favourite colour\r\n"
      "髙橋 花子,ﾀｶﾊｼ ﾊﾅｺﾞ,昭和15年3月2日,090-1234-5678,blue\r\n",
      NULL);
  g_autoptr (GPtrArray) records = records_of (fixture, TSN_KIND_PERSON);
  const TsnRecord *record;

  g_assert_true (report->written);
  g_assert_cmpuint (report->added, ==, 1);
  g_assert_cmpstr (report->encoding, ==, "UTF-8");
  g_assert_cmpuint (report->ignored_columns->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (report->ignored_columns, 0), ==, "favourite colour");
  g_assert_cmpuint (records->len, ==, 1);
  record = g_ptr_array_index (records, 0);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NAME), ==, "髙橋 花子");
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_KANA), ==, "タカハシ ハナゴ");
  g_assert_cmpint (tsn_record_number (record, TSN_PERSON_BIRTH_DATE, 0), ==, 19400302);
}

static void
test_shift_jis (StoreFixture *fixture, gconstpointer data)
{
  static const char text[] =
      "氏 名,ふりがな,電話(自宅),性別\n髙﨑 太郎,ﾀｶｻｷ ﾀﾛｳ,0495-21-1111,女性\n";
  TsnImportOptions options = { .translate = japanese };
  gsize size;
  g_autofree char *bytes = g_convert (text, -1, "CP932", "UTF-8", NULL, &size, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnImportReport) report = NULL;
  g_autoptr (GPtrArray) records = NULL;
  const TsnRecord *record;

  report = import_bytes (fixture, TSN_KIND_PERSON, bytes, (gssize) size, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report->encoding, ==, "Shift_JIS");
  g_assert_cmpuint (report->ignored_columns->len, ==, 0);
  g_assert_cmpuint (report->faults->len, ==, 0);
  records = records_of (fixture, TSN_KIND_PERSON);
  record = g_ptr_array_index (records, 0);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NAME), ==, "髙﨑 太郎");
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_PHONE_HOME), ==, "0495-21-1111");
  g_assert_cmpint (tsn_record_number (record, TSN_PERSON_SEX, 0), ==, TSN_SEX_FEMALE);
}

#define BAD_ROWS                                                                                   \
  "kana,birth_date,note\n"                                                                         \
  "タカハシ,1940-03-02,good\n"                                                                 \
  "スズキ,1940-13-40,\"two\nlines\"\n"                                                          \
  ",1940-03-02,\n"                                                                                 \
  "漢字,2090-01-01,\n"                                                                           \
  ",,\n"                                                                                           \
  "サトウ\n"                                                                                    \
  "\"タナカ\"x,1940-03-02,\n"                                                                   \
  "イトウ,,,,\n"                                                                                \
  "ワタナベ,,,more\n"

static void
assert_bad_rows (const TsnImportReport *report)
{
  const TsnImportFault *fault;

  g_assert_cmpuint (report->rows, ==, 8);
  g_assert_cmpuint (report->skipped, ==, 6);
  g_assert_cmpuint (report->faults->len, ==, 7);
  fault = fault_at (report, 0, 3, TSN_MODEL_ERROR, TSN_MODEL_ERROR_NOT_A_DATE);
  g_assert_cmpuint (fault->field->number, ==, TSN_PERSON_BIRTH_DATE);
  g_assert_cmpstr (fault->column, ==, "birth_date");
  g_assert_null (strstr (fault->error->message, "1940"));
  fault_at (report, 1, 5, TSN_MODEL_ERROR, TSN_MODEL_ERROR_REQUIRED);
  fault_at (report, 2, 6, TSN_MODEL_ERROR, TSN_MODEL_ERROR_NOT_KANA);
  fault_at (report, 3, 6, TSN_MODEL_ERROR, TSN_MODEL_ERROR_OUT_OF_RANGE);
  fault_at (report, 4, 8, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_WRONG_ROW);
  fault_at (report, 5, 9, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_MALFORMED);
  fault_at (report, 6, 11, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_WRONG_ROW);
}

static void
test_bad_rows (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnImportReport) refused = must_import (fixture, TSN_KIND_PERSON, BAD_ROWS, NULL);
  TsnImportOptions options = { .skip_bad = TRUE, .dry_run = TRUE };
  g_autoptr (TsnImportReport) dry = NULL;
  g_autoptr (TsnImportReport) taken = NULL;

  assert_bad_rows (refused);
  g_assert_false (refused->written);
  assert_count (fixture, TSN_KIND_PERSON, 0);

  dry = must_import (fixture, TSN_KIND_PERSON, BAD_ROWS, &options);
  assert_bad_rows (dry);
  g_assert_false (dry->written);
  assert_count (fixture, TSN_KIND_PERSON, 0);

  options.dry_run = FALSE;
  taken = must_import (fixture, TSN_KIND_PERSON, BAD_ROWS, &options);
  assert_bad_rows (taken);
  g_assert_true (taken->written);
  g_assert_cmpuint (taken->added, ==, 2);
  assert_count (fixture, TSN_KIND_PERSON, 2);
}

/* A file of the wrong kind is not listed line by line for ever. */
static void
test_many_faults (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("kana,birth_date\n");
  g_autoptr (TsnImportReport) report = NULL;
  guint n = 2 * TSN_IMPORT_FAULTS_MAX;
  const TsnImportFault *last;

  for (guint i = 0; i < n; i++)
    g_string_append (text, "カナ,いつか\n");
  report = must_import (fixture, TSN_KIND_PERSON, text->str, NULL);
  g_assert_cmpuint (report->faults->len, ==, TSN_IMPORT_FAULTS_MAX);
  g_assert_cmpuint (report->n_faults, ==, n);
  g_assert_cmpuint (report->skipped, ==, n);
  last = g_ptr_array_index (report->faults, TSN_IMPORT_FAULTS_MAX - 1);
  g_assert_cmpuint (last->line, ==, TSN_IMPORT_FAULTS_MAX + 1);
}

static void
test_update (StoreFixture *fixture, gconstpointer data)
{
  TsnId person = put_person (fixture->store);
  TsnId event = put_event (fixture->store, "E");
  TsnId other = tsn_id_derive ("test", "x", 1);
  TsnId unknown = tsn_id_derive ("test", "y", 1);
  char a[TSN_ID_TEXT_SIZE], b[TSN_ID_TEXT_SIZE], c[TSN_ID_TEXT_SIZE], d[TSN_ID_TEXT_SIZE];
  g_autofree char *good = g_strdup_printf (
      "id,kana,phone_mobile\n%s,,080-1111-2222\n%s,アオキ,\n,ウエダ,\n",
      tsn_id_format (&person, a),
      tsn_id_format (&other, b));
  g_autofree char *bad = g_strdup_printf ("ID,kana\n%s,ア\n%s,イ\n%s,ウ\nnonsense,エ\n%s,\n",
                                          a,
                                          a,
                                          tsn_id_format (&event, c),
                                          tsn_id_format (&unknown, d));
  g_autoptr (TsnImportReport) report = must_import (fixture, TSN_KIND_PERSON, good, NULL);
  g_autoptr (TsnImportReport) again = NULL;
  g_autoptr (TsnImportReport) refused = NULL;
  g_autoptr (TsnRecord) record = must_get (fixture->store, TSN_KIND_PERSON, &person);

  g_assert_cmpuint (report->changed, ==, 1);
  g_assert_cmpuint (report->added, ==, 2);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_PHONE_MOBILE), ==, "080-1111-2222");
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_KANA), ==, CANARY_KANA);

  again = must_import (fixture, TSN_KIND_PERSON, good, NULL);
  g_assert_cmpuint (again->unchanged, ==, 2);
  g_assert_cmpuint (again->added, ==, 1);

  refused = must_import (fixture, TSN_KIND_PERSON, bad, NULL);
  g_assert_false (refused->written);
  g_assert_cmpuint (refused->skipped, ==, 4);
  fault_at (refused, 0, 3, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_WRONG_ROW);
  fault_at (refused, 1, 4, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_WRONG_ROW);
  fault_at (refused, 2, 5, TSN_MODEL_ERROR, TSN_MODEL_ERROR_NOT_A_REFERENCE);
  fault_at (refused, 3, 6, TSN_MODEL_ERROR, TSN_MODEL_ERROR_REQUIRED);
}

static void
test_erased (StoreFixture *fixture, gconstpointer data)
{
  TsnId person = put_person (fixture->store);
  char id[TSN_ID_TEXT_SIZE];
  g_autofree char *text = g_strdup_printf ("id,kana\n%s,ア\n", tsn_id_format (&person, id));
  g_autoptr (TsnImportReport) report = NULL;

  must_erase (fixture->store, TSN_KIND_PERSON, &person);
  report = must_import (fixture, TSN_KIND_PERSON, text, NULL);
  g_assert_false (report->written);
  fault_at (report, 0, 2, TSN_STORE_ERROR, TSN_STORE_ERROR_ERASED);
}

/* -- Files that are none -- */

static void
assert_refused (StoreFixture *fixture, const char *bytes, gsize size, int code)
{
  g_autoptr (GError) error = NULL;
  TsnImportOptions options = { .skip_bad = TRUE };

  g_assert_null (
      import_bytes (fixture, TSN_KIND_PERSON, bytes, (gssize) size, &options, NULL, &error));
  g_assert_error (error, TSN_EXCHANGE_ERROR, code);
  assert_count (fixture, TSN_KIND_PERSON, 0);
}

static void
test_garbage (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (10 * 1024 * 1024, 'a');
  g_autofree char *endless = g_strconcat ("kana\nアオキ\n\"", line, NULL);
  g_autofree char *long_row = g_strconcat ("kana\nアオキ\n", line, "\nイトウ\n", NULL);
  static const char utf16[] = "\xff\xfek\0a\0n\0a\0\n\0";
  static const char nuls[] = "ka\0na\n\0\0\0\n";

  assert_refused (fixture, "", 0, TSN_EXCHANGE_ERROR_EMPTY);
  assert_refused (fixture, "\n\r\n,,,\n", 7, TSN_EXCHANGE_ERROR_EMPTY);
  assert_refused (fixture, "colour,size\na,b\n", 16, TSN_EXCHANGE_ERROR_NO_COLUMNS);
  assert_refused (fixture, "name\na\n", 7, TSN_EXCHANGE_ERROR_NO_COLUMNS);
  assert_refused (fixture, utf16, sizeof utf16 - 1, TSN_EXCHANGE_ERROR_NOT_TEXT);
  assert_refused (fixture, nuls, sizeof nuls - 1, TSN_EXCHANGE_ERROR_NOT_TEXT);
  assert_refused (fixture, line, strlen (line), TSN_EXCHANGE_ERROR_MALFORMED);
  assert_refused (fixture, endless, strlen (endless), TSN_EXCHANGE_ERROR_MALFORMED);
  assert_refused (fixture, "kana\nア\n\"イ\n", 14, TSN_EXCHANGE_ERROR_MALFORMED);
  assert_refused (fixture, "kana\nア\n\"イ\n", 15, TSN_EXCHANGE_ERROR_MALFORMED); /* and a NUL */
  assert_refused (fixture, long_row, strlen (long_row), TSN_EXCHANGE_ERROR_MALFORMED);
}

static void
test_random (StoreFixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 50; round++)
    {
      char bytes[4096];
      g_autoptr (GError) error = NULL;
      g_autoptr (TsnImportReport) report = NULL;

      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = (char) g_test_rand_int_range (0, 256);
      report = import_bytes (fixture, TSN_KIND_PERSON, bytes, sizeof bytes, NULL, NULL, &error);
      g_assert_null (report);
      g_assert_true (error->domain == TSN_EXCHANGE_ERROR);
    }
}

/* -- Cancelling -- */

#define MANY_HEADER "name,kana,birth_date,address,phone_home,municipality\n"

static char *
many_people (guint n)
{
  GString *text = g_string_new (MANY_HEADER);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        text,
        "山田 太郎,ヤマダ タロウ,%u-03-02,本庄市本庄三丁目%u番,0495-%02u-%04u,112119\n",
        1930 + i % 60,
        i,
        i % 100,
        i % 10000);
  return g_string_free (text, FALSE);
}

/* Rows have been written before the first fault; all that comes after it is checked all the same,
 * whether the store or the reading finds it. */
static void
test_late_faults (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *good = many_people (300);
  g_autofree char *text =
      g_strconcat (good, "あ,漢字,,,,\n", good + strlen (MANY_HEADER), "アオキ,1\n", NULL);
  TsnImportOptions options = { .skip_bad = TRUE };
  g_autoptr (TsnImportReport) refused = must_import (fixture, TSN_KIND_PERSON, text, NULL);
  g_autoptr (TsnImportReport) taken = NULL;

  g_assert_false (refused->written);
  g_assert_cmpuint (refused->rows, ==, 602);
  g_assert_cmpuint (refused->skipped, ==, 2);
  g_assert_cmpuint (refused->added, ==, 0);
  fault_at (refused, 0, 302, TSN_MODEL_ERROR, TSN_MODEL_ERROR_NOT_KANA);
  fault_at (refused, 1, 603, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_WRONG_ROW);
  assert_count (fixture, TSN_KIND_PERSON, 0);
  must_be_clean (fixture->store);

  taken = must_import (fixture, TSN_KIND_PERSON, text, &options);
  g_assert_true (taken->written);
  g_assert_cmpuint (taken->skipped, ==, 2);
  g_assert_cmpuint (taken->added, ==, 600);
  assert_count (fixture, TSN_KIND_PERSON, 600);
}

typedef struct
{
  GCancellable *cancellable;
  guint calls;
  guint64 last;
} Cancelling;

static void
cancel_in_progress (guint64 done, guint64 total, gpointer user_data)
{
  Cancelling *self = user_data;

  self->calls++;
  self->last = done;
  g_assert_cmpuint (total, ==, 0);
  if (done >= 2000)
    g_cancellable_cancel (self->cancellable);
}

static void
test_cancel (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *text = many_people (3000);

  for (int writing = 0; writing <= 1; writing++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Cancelling cancelling = { .cancellable = cancellable };
      TsnImportOptions options = { .dry_run = !writing,
                                   .progress = cancel_in_progress,
                                   .progress_data = &cancelling };
      g_autoptr (GError) error = NULL;

      g_assert_null (
          import_bytes (fixture, TSN_KIND_PERSON, text, -1, &options, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (cancelling.last, ==, 2000);
      assert_count (fixture, TSN_KIND_PERSON, 0);
      must_be_clean (fixture->store);
    }
}

static void
test_speed (StoreFixture *fixture, gconstpointer data)
{
  guint n = g_test_perf () ? 100000 : 2000;
  g_autofree char *text = many_people (n);
  TsnImportOptions dry = { .dry_run = TRUE };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (TsnImportReport) checked = must_import (fixture, TSN_KIND_PERSON, text, &dry);
  gint64 middle = g_get_monotonic_time ();
  g_autoptr (TsnImportReport) report = must_import (fixture, TSN_KIND_PERSON, text, NULL);

  g_test_message ("%u people: check %.3f s, import %.3f s",
                  n,
                  (double) (middle - start) / 1e6,
                  (double) (g_get_monotonic_time () - middle) / 1e6);
  g_assert_cmpuint (checked->rows, ==, n);
  g_assert_cmpuint (report->added, ==, n);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, StoreFixture, NULL, fixture_setup, function, fixture_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/import/names", test_names);
  ADD ("/import/shift-jis", test_shift_jis);
  ADD ("/import/bad-rows", test_bad_rows);
  ADD ("/import/late-faults", test_late_faults);
  ADD ("/import/update", test_update);
  ADD ("/import/many-faults", test_many_faults);
  ADD ("/import/erased", test_erased);
  ADD ("/import/garbage", test_garbage);
  ADD ("/import/random", test_random);
  ADD ("/import/cancel", test_cancel);
  ADD ("/import/speed", test_speed);
  return g_test_run ();
}
