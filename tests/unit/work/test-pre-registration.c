/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of sign-ups: who is matched, who is new, and that the list can come again. */

#include <string.h>

#include "tsn-pre-registration.h"
#include "tsn-reception.h"
#include "work-fixture.h"

static void
setup (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_setup (f, NULL);
  tsn_store_unlocked_sync (f->store, TRUE, NULL, &error);
  g_assert_no_error (error);
}

static TsnPreRegistration *
import (StoreFixture *f,
        const TsnId *event,
        const char *text,
        const TsnImportOptions *options,
        GError **error)
{
  g_autofree char *path = g_build_filename (f->root, "list.csv", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return tsn_pre_registration_import_sync (f->store,
                                           event,
                                           TSN_BOOKING_WEB,
                                           path,
                                           options,
                                           NULL,
                                           error);
}

static TsnPreRegistration *
must_import (StoreFixture *f, const TsnId *event, const char *text, const TsnImportOptions *options)
{
  g_autoptr (GError) error = NULL;
  TsnPreRegistration *result = import (f, event, text, options, &error);

  g_assert_no_error (error);
  return result;
}

static gboolean
count_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 *counts = data;
  g_autoptr (TsnQuery) people = tsn_query_new (tsn_kind_by_number (TSN_KIND_PERSON));
  g_autoptr (TsnQuery) bookings = tsn_query_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE));

  counts[0] = tsn_session_count (session, people, error);
  counts[1] = tsn_session_count (session, bookings, error);
  return TRUE;
}

static void
assert_counts (StoreFixture *f, gint64 people, gint64 bookings)
{
  gint64 counts[2];

  must_read (f, count_worker, counts);
  g_assert_cmpint (counts[0], ==, people);
  g_assert_cmpint (counts[1], ==, bookings);
}

#define LIST                                                                                                                                         \
  "タイムスタンプ,お名前,氏名（フリガナ）,生年月日,電話番号（日中）,参加方法,どこで知りましたか,備考\n" \
  "2025/11/01 10:23:45,髙橋カナリア太郎,ﾀｶﾊｼ ｶﾅﾘｱﾀﾛｳ,S15.3.2,,会場で参加,\"市報、ポスター\",\n"            \
  "2025/11/01 11:00:00,髙橋花子,たかはし はなこ,1950/1/1,0495-99-8877,Zoom,近所の人,\n"                                               \
  "2025/11/02 9:00:00,田中一郎,タナカイチロウ,,090-1234-5678,会場,,車いす\n"                                                         \
  "2025/11/02 9:30:00,鈴木一,スズキハジメ,,,,,\n"

static void
test_import (StoreFixture *f, gconstpointer data)
{
  TsnId person = put_person (f->store);
  TsnId event = put_event (f->store, "講演会");
  TsnId id = tsn_attendance_id (&event, &person);
  g_autoptr (TsnPreRegistration) result = must_import (f, &event, LIST, NULL);
  g_autoptr (TsnRecord) booking = must_get (f->store, TSN_KIND_ATTENDANCE, &id);
  const TsnPreRegistrationSimilar *similar;

  g_assert_true (result->import->written);
  g_assert_cmpuint (result->import->rows, ==, 4);
  g_assert_cmpuint (result->import->added, ==, 4);
  g_assert_cmpuint (result->import->skipped, ==, 0);
  g_assert_cmpuint (result->import->ignored_columns->len, ==, 1);
  g_assert_cmpuint (result->known_people, ==, 1);
  g_assert_cmpuint (result->new_people, ==, 3);
  g_assert_cmpuint (result->n_similar, ==, 1);
  similar = &g_array_index (result->similar, TsnPreRegistrationSimilar, 0);
  g_assert_cmpuint (similar->line, ==, 3);
  g_assert_cmpint (similar->similarity, ==, TSN_SIMILARITY_PHONE);
  g_assert_true (tsn_id_equal (&similar->person, &person));
  g_assert_cmpint (tsn_record_number (booking, TSN_ATTENDANCE_STATUS, 0),
                   ==,
                   TSN_ATTENDANCE_STATUS_REGISTERED);
  g_assert_cmpint (tsn_record_number (booking, TSN_ATTENDANCE_MODE, 0), ==, TSN_MODE_ONSITE);
  g_assert_cmpint (tsn_record_number (booking, TSN_ATTENDANCE_BOOKING, 0), ==, TSN_BOOKING_WEB);
  g_assert_cmpint (tsn_record_number (booking, TSN_ATTENDANCE_BOOKED_AT, 0),
                   ==,
                   G_GINT64_CONSTANT (1761960180000));
  assert_counts (f, 4, 4);
  must_be_clean (f->store);
}

static void
test_again (StoreFixture *f, gconstpointer data)
{
  TsnId person = put_person (f->store);
  TsnId event = put_event (f->store, "講演会");
  TsnId id = tsn_attendance_id (&event, &person);
  g_autoptr (TsnPreRegistration) first = must_import (f, &event, LIST, NULL);
  g_autoptr (TsnPreRegistration) again = NULL;
  g_autoptr (TsnPreRegistration) more = NULL;
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE), &id);
  g_autoptr (TsnRecord) booking = NULL;

  g_assert_cmpuint (first->import->added, ==, 4);
  tsn_change_set_number (change, TSN_ATTENDANCE_STATUS, TSN_ATTENDANCE_STATUS_CANCELLED);
  must_put (f->store, change);
  again = must_import (f, &event, LIST, NULL);
  g_assert_cmpuint (again->import->unchanged, ==, 4);
  g_assert_cmpuint (again->import->added + again->import->changed, ==, 0);
  g_assert_cmpuint (again->new_people, ==, 0);
  g_assert_cmpuint (again->n_similar, ==, 0);
  more = must_import (f, &event, LIST "2025/11/03 9:00,新井新,アライアラタ,,,,,\n", NULL);
  g_assert_cmpuint (more->import->added, ==, 1);
  assert_counts (f, 5, 5);
  booking = must_get (f->store, TSN_KIND_ATTENDANCE, &id);
  g_assert_cmpint (tsn_record_number (booking, TSN_ATTENDANCE_STATUS, 0),
                   ==,
                   TSN_ATTENDANCE_STATUS_CANCELLED);
}

/* One person, twice on the list, is one person; two who only share a reading are two. */
static void
test_within (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "講演会");
  g_autoptr (TsnPreRegistration) result = must_import (f,
                                                       &event,
                                                       "kana,birth_date,電話\n"
                                                       "タナカイチロウ,1940-03-02,090-1234-5678\n"
                                                       "たなか　いちろう,,09012345678\n"
                                                       "タナカイチロウ,1950-01-01,090-1234-5678\n"
                                                       "タナカイチロウ,1940-03-02,\n",
                                                       NULL);

  g_assert_cmpuint (result->import->added, ==, 2);
  g_assert_cmpuint (result->import->unchanged, ==, 2);
  g_assert_cmpuint (result->new_people, ==, 2);
  assert_counts (f, 2, 2);
}

static void
test_dry_run (StoreFixture *f, gconstpointer data)
{
  TsnImportOptions options = { .dry_run = TRUE };
  TsnId event = put_event (f->store, "講演会");
  g_autoptr (TsnPreRegistration) result = must_import (f, &event, LIST, &options);

  g_assert_false (result->import->written);
  g_assert_cmpuint (result->import->added, ==, 4);
  g_assert_cmpuint (result->new_people, ==, 4);
  assert_counts (f, 0, 0);
}

static void
test_faults (StoreFixture *f, gconstpointer data)
{
  static const char text[] =
      "ふりがな,生年月日,電話番号\n"
      "タナカイチロウ,1940-03-02,\n"
      ",1940-03-02,\n"
      "漢字,いつか,\n"
      "サトウハナコ,1950-01-01,12\n"
      "スズキ,1950-01-01\n";
  TsnImportOptions options = { .skip_bad = TRUE };
  TsnId event = put_event (f->store, "講演会");
  g_autoptr (TsnPreRegistration) nothing = must_import (f, &event, text, NULL);
  g_autoptr (TsnPreRegistration) some = NULL;
  const TsnImportFault *fault;

  g_assert_false (nothing->import->written);
  g_assert_cmpuint (nothing->import->skipped, ==, 4);
  fault = g_ptr_array_index (nothing->import->faults, 0);
  g_assert_cmpuint (fault->line, ==, 3);
  g_assert_cmpstr (fault->column, ==, "ふりがな");
  g_assert_error (fault->error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_REQUIRED);
  for (guint i = 0; i < nothing->import->faults->len; i++)
    {
      fault = g_ptr_array_index (nothing->import->faults, i);
      g_assert_null (strstr (fault->error->message, "漢字"));
      g_assert_null (strstr (fault->error->message, "いつか"));
    }
  assert_counts (f, 0, 0);
  some = must_import (f, &event, text, &options);
  g_assert_true (some->import->written);
  g_assert_cmpuint (some->import->added, ==, 1);
  assert_counts (f, 1, 1);
}

static void
test_refusals (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "講演会");
  TsnId nobody = tsn_id_new (NOON);
  g_autoptr (GError) columns = NULL;
  g_autoptr (GError) missing = NULL;

  g_assert_null (import (f, &event, "氏名,住所\n田中一郎,本庄市\n", NULL, &columns));
  g_assert_error (columns, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_NO_COLUMNS);
  g_assert_null (import (f, &nobody, LIST, NULL, &missing));
  g_assert_error (missing, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND);
  assert_counts (f, 0, 0);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/pre-registration/" path, StoreFixture, NULL, setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("import", test_import);
  ADD ("again", test_again);
  ADD ("within", test_within);
  ADD ("dry-run", test_dry_run);
  ADD ("faults", test_faults);
  ADD ("refusals", test_refusals);
  return g_test_run ();
}
