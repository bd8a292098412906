/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The figures at the door: who is booked, who has come, and when. */

#include "tsn-reception.h"
#include "tsn-tally.h"
#include "work-fixture.h"

#define MINUTE (60 * G_GINT64_CONSTANT (1000))

typedef struct
{
  TsnId event;
  gint64 from_ms;
  TsnReceptionCounts counts;
  GArray *arrivals;
} Job;

static gboolean
counts_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_reception_counts (session, &job->event, &job->counts, error);
}

static gboolean
arrivals_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->arrivals, g_array_unref);
  job->arrivals = tsn_reception_arrivals (session, &job->event, job->from_ms, 10, error);
  return job->arrivals != NULL;
}

/* @arrived_ms: 0: has not come */
static void
put (TsnSession *session, const TsnId *event, guint status, guint booking, guint mode, gint64 at)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_ATTENDANCE);
  TsnId person = tsn_id_new (NOON);
  TsnId id = tsn_attendance_id (event, &person);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, &id);
  g_autoptr (GError) error = NULL;

  tsn_change_set_reference (change, TSN_ATTENDANCE_EVENT, event);
  tsn_change_set_reference (change, TSN_ATTENDANCE_PERSON, &person);
  tsn_change_set_number (change, TSN_ATTENDANCE_STATUS, status);
  if (booking != 0)
    tsn_change_set_number (change, TSN_ATTENDANCE_BOOKING, booking);
  if (mode != 0)
    tsn_change_set_number (change, TSN_ATTENDANCE_MODE, mode);
  if (at != 0)
    tsn_change_set_number (change, TSN_ATTENDANCE_ARRIVED_AT, at);
  tsn_session_put (session, change, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
fill_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const TsnId *event = &((Job *) data)->event;
  TsnTallyCount tally = { .event = *event, .age_band = 1, .sex = 1, .by = 7, .now_ms = NOON };

  put (session, event, TSN_ATTENDANCE_STATUS_REGISTERED, TSN_BOOKING_WEB, TSN_MODE_ONSITE, 0);
  put (session, event, TSN_ATTENDANCE_STATUS_REGISTERED, TSN_BOOKING_WEB, TSN_MODE_ONLINE, 0);
  put (session, event, TSN_ATTENDANCE_STATUS_ARRIVED, TSN_BOOKING_PHONE, 0, NOON);
  put (session,
       event,
       TSN_ATTENDANCE_STATUS_ARRIVED,
       TSN_BOOKING_WALK_IN,
       TSN_MODE_ONSITE,
       NOON + 25 * MINUTE);
  put (session,
       event,
       TSN_ATTENDANCE_STATUS_ARRIVED,
       TSN_BOOKING_WALK_IN,
       TSN_MODE_ONLINE,
       NOON + 29 * MINUTE);
  put (session, event, TSN_ATTENDANCE_STATUS_CANCELLED, TSN_BOOKING_WEB, TSN_MODE_ONSITE, 0);
  put (session, event, TSN_ATTENDANCE_STATUS_WAITING, TSN_BOOKING_WEB, TSN_MODE_ONSITE, 0);
  return tsn_tally_add (session, &tally, NULL, error);
}

static void
test_counts (StoreFixture *f, gconstpointer data)
{
  Job job = { .event = put_event (f->store, "talk") };
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), &job.event);
  TsnId other = put_event (f->store, "other talk");
  TsnId person = put_person (f->store);

  put_attendance (f->store, &other, &person);
  tsn_change_set_number (change, TSN_EVENT_CAPACITY_ONSITE, 80);
  must_put (f->store, change);
  must_write (f, fill_worker, &job);
  must_read (f, counts_worker, &job);
  g_assert_cmpint (job.counts.booked_onsite, ==, 2);
  g_assert_cmpint (job.counts.booked_online, ==, 1);
  g_assert_cmpint (job.counts.arrived_onsite, ==, 2);
  g_assert_cmpint (job.counts.arrived_online, ==, 1);
  g_assert_cmpint (job.counts.walk_ins, ==, 2);
  g_assert_cmpint (job.counts.waiting, ==, 1);
  g_assert_cmpint (job.counts.capacity_onsite, ==, 80);
  g_assert_cmpint (job.counts.capacity_online, ==, -1);
  g_assert_cmpint (job.counts.tally, ==, 7);
  job.event = tsn_id_new (NOON);
  must_refuse (f, counts_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
}

static void
test_arrivals (StoreFixture *f, gconstpointer data)
{
  Job job = { .event = put_event (f->store, "talk"), .from_ms = NOON };
  static const gint64 expected[] = { 1, 0, 2 };

  must_read (f, arrivals_worker, &job);
  g_assert_cmpuint (job.arrivals->len, ==, 0);
  must_write (f, fill_worker, &job);
  must_read (f, arrivals_worker, &job);
  g_assert_cmpuint (job.arrivals->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const TsnArrivals *arrivals = &g_array_index (job.arrivals, TsnArrivals, i);

      g_assert_cmpint (arrivals->start_ms, ==, NOON + i * 10 * MINUTE);
      g_assert_cmpint (arrivals->count, ==, expected[i]);
    }
  job.from_ms = NOON + 20 * MINUTE;
  must_read (f, arrivals_worker, &job);
  g_assert_cmpuint (job.arrivals->len, ==, 1);
  g_array_unref (job.arrivals);
}

static gboolean
many_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const TsnId *event = &((Job *) data)->event;

  for (guint i = 0; i < 1400; i++)
    put (session,
         event,
         TSN_ATTENDANCE_STATUS_ARRIVED,
         TSN_BOOKING_WEB,
         TSN_MODE_ONSITE,
         NOON + i * MINUTE / 20);
  return TRUE;
}

/* The largest event of a town. */
static void
test_many (StoreFixture *f, gconstpointer data)
{
  Job job = { .event = put_event (f->store, "festival"), .from_ms = NOON };
  gint64 arrived = 0;

  must_write (f, many_worker, &job);
  must_read (f, counts_worker, &job);
  g_assert_cmpint (job.counts.arrived_onsite, ==, 1400);
  must_read (f, arrivals_worker, &job);
  for (guint i = 0; i < job.arrivals->len; i++)
    arrived += g_array_index (job.arrivals, TsnArrivals, i).count;
  g_assert_cmpint (arrived, ==, 1400);
  g_array_unref (job.arrivals);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/reception-counts/" path, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("counts", test_counts);
  ADD ("arrivals", test_arrivals);
  ADD ("many", test_many);
  return g_test_run ();
}
