/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The door of an event: who is admitted, who is not, and what is counted. */

#include "store-fixture.h"
#include "tsn-reception.h"
#include "tsn-work.h"

#define NOON G_GINT64_CONSTANT (1764300000000)

typedef struct
{
  TsnCheckIn check_in;
  TsnCheckInResult result;
} Job;

static gboolean
check_in_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_check_in (session, &job->check_in, &job->result, error);
}

static gboolean
undo_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_check_in_undo (session, &job->result.attendance, error);
}

static void
must (StoreFixture *f, TsnStoreWork work, Job *job)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (f->store, TSN_STORE_WRITE, work, job, NULL, &error);
  g_assert_no_error (error);
}

static void
must_fail (StoreFixture *f, TsnStoreWork work, Job *job, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_store_run_sync (f->store, TSN_STORE_WRITE, work, job, NULL, &error));
  g_assert_error (error, TSN_WORK_ERROR, code);
}

static Job
job_for (const TsnId *event, const TsnId *person)
{
  return (Job){
    .check_in = { .event = *event, .person = *person, .now_ms = NOON, .mode = TSN_MODE_ONSITE }
  };
}

static void
set_event_number (StoreFixture *f, const TsnId *event, guint field, gint64 number)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), event);

  tsn_change_set_number (change, field, number);
  must_put (f->store, change);
}

static void
test_arrive_once (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "talk");
  TsnId person = put_person (f->store);
  Job first = job_for (&event, &person);
  Job second = job_for (&event, &person);
  g_autoptr (TsnRecord) record = NULL;

  must (f, check_in_worker, &first);
  g_assert_cmpint (first.result.admission, ==, TSN_ADMISSION_ARRIVED);
  second.check_in.now_ms = NOON + 60000;
  must (f, check_in_worker, &second);
  g_assert_cmpint (second.result.admission, ==, TSN_ADMISSION_ALREADY);
  g_assert_cmpint (second.result.arrived_ms, ==, NOON);
  g_assert_true (tsn_id_equal (&first.result.attendance, &second.result.attendance));
  record = must_get (f->store, TSN_KIND_ATTENDANCE, &first.result.attendance);
  g_assert_cmpint (tsn_record_number (record, TSN_ATTENDANCE_BOOKING, 0), ==, TSN_BOOKING_WALK_IN);
  must_be_clean (f->store);
}

static void
test_full (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "talk");
  TsnId first = put_person (f->store);
  TsnId second = put_person (f->store);
  Job job = job_for (&event, &first);

  set_event_number (f, &event, TSN_EVENT_CAPACITY_ONSITE, 1);
  must (f, check_in_worker, &job);
  g_assert_cmpint (job.result.admission, ==, TSN_ADMISSION_ARRIVED);
  job = job_for (&event, &second);
  must (f, check_in_worker, &job);
  g_assert_cmpint (job.result.admission, ==, TSN_ADMISSION_FULL);
  g_assert_null (must_get (f->store, TSN_KIND_ATTENDANCE, &job.result.attendance));
  job.check_in.mode = TSN_MODE_ONLINE;
  must (f, check_in_worker, &job);
  g_assert_cmpint (job.result.admission, ==, TSN_ADMISSION_ARRIVED);
}

static void
test_overrule (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "talk");
  TsnId person = put_person (f->store);
  Job job = job_for (&event, &person);

  set_event_number (f, &event, TSN_EVENT_CAPACITY_ONSITE, 0);
  job.check_in.overrule = TRUE;
  must (f, check_in_worker, &job);
  g_assert_cmpint (job.result.admission, ==, TSN_ADMISSION_ARRIVED);
}

/* Whoever signed up has a place, however many came without. */
static void
test_signed_up (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "talk");
  TsnId booked = put_person (f->store);
  TsnId walk_in = put_person (f->store);
  Job job = job_for (&event, &booked);
  g_autoptr (TsnChange) change = NULL;

  /* Signing up, checking in and taking it back leaves "signed up": through the walk-in's record,
   * made a booking. */
  must (f, check_in_worker, &job);
  change = tsn_change_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE), &job.result.attendance);
  tsn_change_set_number (change, TSN_ATTENDANCE_BOOKING, TSN_BOOKING_PHONE);
  must_put (f->store, change);
  must (f, undo_worker, &job);
  set_event_number (f, &event, TSN_EVENT_CAPACITY_ONSITE, 1);
  job = job_for (&event, &walk_in);
  must (f, check_in_worker, &job);
  g_assert_cmpint (job.result.admission, ==, TSN_ADMISSION_FULL);
  job = job_for (&event, &booked);
  must (f, check_in_worker, &job);
  g_assert_cmpint (job.result.admission, ==, TSN_ADMISSION_ARRIVED);
}

static void
test_undo_walk_in (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "talk");
  TsnId person = put_person (f->store);
  Job job = job_for (&event, &person);
  g_autoptr (TsnRecord) record = NULL;

  must (f, check_in_worker, &job);
  must (f, undo_worker, &job);
  record = must_get (f->store, TSN_KIND_ATTENDANCE, &job.result.attendance);
  g_assert_cmpint (tsn_record_number (record, TSN_ATTENDANCE_STATUS, 0),
                   ==,
                   TSN_ATTENDANCE_STATUS_CANCELLED);
  g_assert_null (tsn_record_value (record, TSN_ATTENDANCE_ARRIVED_AT));
  must (f, check_in_worker, &job);
  g_assert_cmpint (job.result.admission, ==, TSN_ADMISSION_ARRIVED);
}

static void
test_refusals (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "talk");
  TsnId person = put_person (f->store);
  TsnId nobody = tsn_id_new (NOON);
  Job job = job_for (&nobody, &person);

  must_fail (f, check_in_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
  job = job_for (&event, &nobody);
  must_fail (f, check_in_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
  set_event_number (f, &event, TSN_EVENT_STATE, TSN_EVENT_STATE_CANCELLED);
  job = job_for (&event, &person);
  must_fail (f, check_in_worker, &job, TSN_WORK_ERROR_CANCELLED);
}

/* An erased person stays counted, but can't be checked in. */
static void
test_erased (StoreFixture *f, gconstpointer data)
{
  TsnId event = put_event (f->store, "talk");
  TsnId other = put_event (f->store, "other talk");
  TsnId person = put_person (f->store);
  Job job = job_for (&event, &person);
  g_autoptr (TsnRecord) record = NULL;

  must (f, check_in_worker, &job);
  must_erase (f->store, TSN_KIND_PERSON, &person);
  record = must_get (f->store, TSN_KIND_ATTENDANCE, &job.result.attendance);
  g_assert_cmpint (tsn_record_number (record, TSN_ATTENDANCE_STATUS, 0),
                   ==,
                   TSN_ATTENDANCE_STATUS_ARRIVED);
  job = job_for (&other, &person);
  must_fail (f, check_in_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/reception/" path, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("arrive-once", test_arrive_once);
  ADD ("full", test_full);
  ADD ("overrule", test_overrule);
  ADD ("signed-up", test_signed_up);
  ADD ("undo-walk-in", test_undo_walk_in);
  ADD ("refusals", test_refusals);
  ADD ("erased", test_erased);
  return g_test_run ();
}
