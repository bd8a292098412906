/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Somebody new at the door, and the way back. */

#include "tsn-walk-in.h"
#include "work-fixture.h"

typedef struct
{
  TsnWalkIn walk_in;
  TsnCheckInResult result;
  gboolean erased;
} Job;

static gboolean
walk_in_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_walk_in (session, &job->walk_in, &job->result, error);
}

static gboolean
undo_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_walk_in_undo (session, &job->result.attendance, &job->erased, error);
}

static gboolean
check_in_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_check_in (session, &job->walk_in.check_in, &job->result, error);
}

static TsnChange *
new_person (void)
{
  TsnId id = tsn_id_new (NOON);
  TsnChange *change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &id);

  tsn_change_set_text (change, TSN_PERSON_KANA, CANARY_KANA);
  tsn_change_set_number (change, TSN_PERSON_BIRTH_DATE, 19400302);
  return change;
}

static Job
job_for (StoreFixture *f, const TsnChange *person)
{
  return (Job){ .walk_in = { .person = person,
                             .check_in = { .event = put_event (f->store, "talk"),
                                           .now_ms = NOON,
                                           .mode = TSN_MODE_ONSITE } } };
}

static void
test_walk_in (StoreFixture *f, gconstpointer data)
{
  static const guint how[] = { TSN_HOW_HEARD_POSTER, TSN_HOW_HEARD_FAMILY };
  g_autoptr (TsnChange) change = new_person ();
  Job job = job_for (f, change);
  g_autoptr (TsnRecord) person = NULL;
  g_autoptr (TsnRecord) attendance = NULL;

  job.walk_in.how_heard = how;
  job.walk_in.n_how_heard = 2;
  must_write (f, walk_in_worker, &job);
  g_assert_cmpint (job.result.admission, ==, TSN_ADMISSION_ARRIVED);
  g_assert_cmpint (job.result.arrived, ==, 1);
  person = must_get (f->store, TSN_KIND_PERSON, &change->record);
  g_assert_cmpstr (tsn_record_text (person, TSN_PERSON_KANA), ==, CANARY_KANA);
  g_assert_cmpint (tsn_record_number (person, TSN_PERSON_STATUS, 0), ==, TSN_PERSON_STATUS_ACTIVE);
  attendance = must_get (f->store, TSN_KIND_ATTENDANCE, &job.result.attendance);
  g_assert_cmpint (tsn_record_number (attendance, TSN_ATTENDANCE_BOOKING, 0),
                   ==,
                   TSN_BOOKING_WALK_IN);
  g_assert_cmpuint (tsn_record_value (attendance, TSN_ATTENDANCE_HOW_HEARD)->list->len, ==, 2);
  must_be_clean (f->store);
}

/* Nobody is half let in. */
static void
test_refused (StoreFixture *f, gconstpointer data)
{
  g_autoptr (TsnChange) change = new_person ();
  Job job = job_for (f, change);
  TsnId event = job.walk_in.check_in.event;
  g_autoptr (TsnChange) full = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), &event);
  g_autoptr (GError) error = NULL;

  tsn_change_set_number (full, TSN_EVENT_CAPACITY_ONSITE, 0);
  must_put (f->store, full);
  must_write (f, walk_in_worker, &job);
  g_assert_cmpint (job.result.admission, ==, TSN_ADMISSION_FULL);
  g_assert_null (must_get (f->store, TSN_KIND_PERSON, &change->record));
  job.walk_in.check_in.overrule = TRUE;
  tsn_change_set_text (change, TSN_PERSON_KANA, "漢字");
  g_assert_false (
      tsn_store_run_sync (f->store, TSN_STORE_WRITE, walk_in_worker, &job, NULL, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_NOT_KANA);
  g_assert_null (must_get (f->store, TSN_KIND_PERSON, &change->record));
  job.walk_in.check_in.event = tsn_id_new (NOON);
  must_refuse (f, walk_in_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
}

static void
test_undo (StoreFixture *f, gconstpointer data)
{
  g_autoptr (TsnChange) change = new_person ();
  Job job = job_for (f, change);
  g_autoptr (TsnRecord) person = NULL;
  g_autoptr (TsnRecord) attendance = NULL;

  must_write (f, walk_in_worker, &job);
  must_write (f, undo_worker, &job);
  g_assert_true (job.erased);
  person = must_get (f->store, TSN_KIND_PERSON, &change->record);
  g_assert_true (person->erased);
  attendance = must_get (f->store, TSN_KIND_ATTENDANCE, &job.result.attendance);
  g_assert_true (attendance->erased);
  must_refuse (f, undo_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
  must_be_clean (f->store);
}

static void
assert_stays (StoreFixture *f, Job *job, const TsnId *id)
{
  g_autoptr (TsnRecord) person = NULL;
  g_autoptr (TsnRecord) attendance = NULL;

  must_write (f, undo_worker, job);
  g_assert_false (job->erased);
  person = must_get (f->store, TSN_KIND_PERSON, id);
  g_assert_false (person->erased);
  attendance = must_get (f->store, TSN_KIND_ATTENDANCE, &job->result.attendance);
  g_assert_cmpint (tsn_record_number (attendance, TSN_ATTENDANCE_STATUS, 0),
                   ==,
                   TSN_ATTENDANCE_STATUS_CANCELLED);
}

/* Whoever has more than that one arrival is somebody. */
static void
test_undo_keeps (StoreFixture *f, gconstpointer data)
{
  g_autoptr (TsnChange) with_contact = new_person ();
  g_autoptr (TsnChange) edited = new_person ();
  g_autoptr (TsnChange) edit = tsn_change_new (edited->kind, &edited->record);
  Job job = job_for (f, with_contact);

  must_write (f, walk_in_worker, &job);
  put_contact (f->store, &with_contact->record);
  assert_stays (f, &job, &with_contact->record);
  job = job_for (f, edited);
  must_write (f, walk_in_worker, &job);
  tsn_change_set_text (edit, TSN_PERSON_NAME, CANARY_NAME);
  must_put (f->store, edit);
  assert_stays (f, &job, &edited->record);
}

static gint64
ten_minutes_later (gpointer data)
{
  return tsn_clock_wall_ms (NULL) + 10 * 60 * 1000;
}

/* A person who was there before the day. */
static void
test_undo_known (StoreFixture *f, gconstpointer data)
{
  Job job = job_for (f, NULL);

  job.walk_in.check_in.person = put_person (f->store);
  tsn_store_set_clock (f->store, ten_minutes_later, NULL);
  must_write (f, check_in_worker, &job);
  assert_stays (f, &job, &job.walk_in.check_in.person);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/walk-in/" path, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("walk-in", test_walk_in);
  ADD ("refused", test_refused);
  ADD ("undo", test_undo);
  ADD ("undo-keeps", test_undo_keeps);
  ADD ("undo-known", test_undo_known);
  return g_test_run ();
}
