/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The head count: hours, bands, taking back, and records of before there were hours. */

#include "tsn-tally.h"
#include "work-fixture.h"

#define HOUR (60 * 60 * G_GINT64_CONSTANT (1000))

typedef struct
{
  TsnTallyCount count;
  gint64 total;
  GArray *array;
} Job;

static gboolean
add_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_tally_add (session, &job->count, &job->total, error);
}

static gboolean
total_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->total = tsn_tally_total (session, &job->count.event, error);
  return job->total >= 0;
}

static gboolean
hours_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->array, g_array_unref);
  job->array = tsn_tally_by_hour (session, &job->count.event, error);
  return job->array != NULL;
}

static gboolean
bands_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->array, g_array_unref);
  job->array = tsn_tally_by_band (session, &job->count.event, error);
  return job->array != NULL;
}

static Job
job_for (StoreFixture *f)
{
  return (Job){ .count = { .event = put_event (f->store, "festival"),
                           .age_band = TSN_AGE_BAND_FROM_70,
                           .sex = TSN_SEX_FEMALE,
                           .by = 1,
                           .now_ms = NOON } };
}

static void
assert_hours (StoreFixture *f, Job *job, guint n, const gint64 *counts)
{
  must_read (f, hours_worker, job);
  g_assert_cmpuint (job->array->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (g_array_index (job->array, TsnTallyHour, i).count, ==, counts[i]);
  g_clear_pointer (&job->array, g_array_unref);
}

static void
test_add (StoreFixture *f, gconstpointer data)
{
  Job job = job_for (f);

  job.count.by = 12;
  must_write (f, add_worker, &job);
  g_assert_cmpint (job.total, ==, 12);
  job.count.by = -1;
  must_write (f, add_worker, &job);
  g_assert_cmpint (job.total, ==, 11);
  job.count.by = -12;
  must_refuse (f, add_worker, &job, TSN_WORK_ERROR_BELOW_ZERO);
  must_read (f, total_worker, &job);
  g_assert_cmpint (job.total, ==, 11);
  must_be_clean (f->store);
}

/* Half past twelve and ten to one are one hour, ten past one is the next. */
static void
test_hours (StoreFixture *f, gconstpointer data)
{
  Job job = job_for (f);
  gint64 hour = NOON - NOON % HOUR;

  job.count.now_ms = hour + HOUR / 2;
  must_write (f, add_worker, &job);
  job.count.now_ms = hour + HOUR - 1;
  must_write (f, add_worker, &job);
  job.count.sex = TSN_SEX_MALE;
  must_write (f, add_worker, &job);
  job.count.now_ms = hour + HOUR;
  must_write (f, add_worker, &job);
  assert_hours (f, &job, 2, (gint64[]){ 3, 1 });
  must_read (f, hours_worker, &job);
  g_assert_cmpint (g_array_index (job.array, TsnTallyHour, 0).hour_ms, ==, hour);
  g_assert_cmpint (g_array_index (job.array, TsnTallyHour, 1).hour_ms, ==, hour + HOUR);
  g_array_unref (job.array);
}

/* Just after the hour, the mistake of a minute ago is still taken back. */
static void
test_take_back (StoreFixture *f, gconstpointer data)
{
  Job job = job_for (f);

  job.count.by = 2;
  must_write (f, add_worker, &job);
  job.count.now_ms += HOUR;
  job.count.by = 1;
  must_write (f, add_worker, &job);
  job.count.by = -2;
  must_write (f, add_worker, &job);
  g_assert_cmpint (job.total, ==, 1);
  assert_hours (f, &job, 1, (gint64[]){ 1 });
  job.count.by = -1;
  must_write (f, add_worker, &job);
  assert_hours (f, &job, 0, NULL);
  /* The other band has none to give. */
  job.count.by = 1;
  must_write (f, add_worker, &job);
  job.count.sex = TSN_SEX_MALE;
  job.count.by = -1;
  must_refuse (f, add_worker, &job, TSN_WORK_ERROR_BELOW_ZERO);
}

static void
test_bands (StoreFixture *f, gconstpointer data)
{
  Job job = job_for (f);
  const TsnTallyBand *band;

  must_write (f, add_worker, &job);
  job.count.now_ms += HOUR;
  must_write (f, add_worker, &job);
  job.count.age_band = TSN_AGE_BAND_FROM_60;
  must_write (f, add_worker, &job);
  must_read (f, bands_worker, &job);
  g_assert_cmpuint (job.array->len, ==, 2);
  band = &g_array_index (job.array, TsnTallyBand, 0);
  g_assert_cmpuint (band->age_band, ==, TSN_AGE_BAND_FROM_60);
  g_assert_cmpint (band->count, ==, 1);
  band = &g_array_index (job.array, TsnTallyBand, 1);
  g_assert_cmpuint (band->sex, ==, TSN_SEX_FEMALE);
  g_assert_cmpint (band->count, ==, 2);
  g_array_unref (job.array);
}

/* A counter of an older version: no hour, but people. */
static void
test_without_hour (StoreFixture *f, gconstpointer data)
{
  Job job = job_for (f);
  TsnId id = tsn_id_new (NOON);
  g_autoptr (TsnChange) old = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_TALLY), &id);

  tsn_change_set_reference (old, TSN_TALLY_EVENT, &job.count.event);
  tsn_change_set_reference (old, TSN_TALLY_DEVICE, tsn_vault_device (f->vault));
  tsn_change_set_number (old, TSN_TALLY_AGE_BAND, job.count.age_band);
  tsn_change_set_number (old, TSN_TALLY_SEX, job.count.sex);
  tsn_change_set_number (old, TSN_TALLY_COUNT, 5);
  must_put (f->store, old);
  must_write (f, add_worker, &job);
  g_assert_cmpint (job.total, ==, 6);
  assert_hours (f, &job, 2, (gint64[]){ 5, 1 });
  job.count.by = -3;
  must_write (f, add_worker, &job);
  assert_hours (f, &job, 1, (gint64[]){ 3 });
}

static void
test_refusals (StoreFixture *f, gconstpointer data)
{
  Job job = job_for (f);
  g_autoptr (TsnChange) change = NULL;
  TsnId event = job.count.event;

  job.count.event = tsn_id_new (NOON);
  must_refuse (f, add_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
  job.count.event = event;
  change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), &event);
  tsn_change_set_number (change, TSN_EVENT_STATE, TSN_EVENT_STATE_CANCELLED);
  must_put (f->store, change);
  must_refuse (f, add_worker, &job, TSN_WORK_ERROR_CANCELLED);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/tally/" path, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("add", test_add);
  ADD ("hours", test_hours);
  ADD ("take-back", test_take_back);
  ADD ("bands", test_bands);
  ADD ("without-hour", test_without_hour);
  ADD ("refusals", test_refusals);
  return g_test_run ();
}
