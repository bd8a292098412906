/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For whom cards are made in one go. */

#include "tsn-card-audience.h"
#include "work-fixture.h"

typedef struct
{
  TsnId event;
  int year;
  GArray *people;
} Job;

static TsnId
put_born (TsnStore *store, TsnDate birth)
{
  static gint64 later;
  TsnId id = tsn_id_new (NOON + ++later);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &id);

  tsn_change_set_text (change, TSN_PERSON_NAME, "見本　花子");
  tsn_change_set_text (change, TSN_PERSON_KANA, "ミホン　ハナコ");
  tsn_change_set_number (change, TSN_PERSON_BIRTH_DATE, birth);
  must_put (store, change);
  return id;
}

static void
set_number (TsnStore *store, guint kind, const TsnId *id, guint field, gint64 number)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (kind), id);

  tsn_change_set_number (change, field, number);
  must_put (store, change);
}

static gboolean
age_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->people = tsn_card_audience_age (session, 75, job->year, error);
  return job->people != NULL;
}

static gboolean
event_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->people = tsn_card_audience_event (session, &job->event, error);
  return job->people != NULL;
}

static gboolean
talks_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->people = tsn_card_audience_talks (session, job->year, error);
  return job->people != NULL;
}

static void
assert_people (StoreFixture *f, TsnStoreWork work, Job *job, const TsnId *const *ids)
{
  guint n = 0;

  must_read (f, work, job);
  for (; ids[n] != NULL; n++)
    {
      g_assert_cmpuint (n, <, job->people->len);
      g_assert_true (tsn_id_equal (&g_array_index (job->people, TsnId, n), ids[n]));
    }
  g_assert_cmpuint (job->people->len, ==, n);
  g_clear_pointer (&job->people, g_array_unref);
}

/* An age is reached on the day before the birthday: who is born on 1 April belongs to the year
 * before. */
static void
test_age (StoreFixture *f, gconstpointer data)
{
  TsnId before = put_born (f->store, 19510401);
  TsnId first = put_born (f->store, 19510402);
  TsnId last = put_born (f->store, 19520401);
  TsnId after = put_born (f->store, 19520402);
  TsnId gone = put_born (f->store, 19510901);
  const TsnId *const expected[] = { &first, &last, NULL };
  Job job = { .year = 2026 };
  g_autoptr (GError) error = NULL;

  set_number (f->store, TSN_KIND_PERSON, &gone, TSN_PERSON_STATUS, TSN_PERSON_STATUS_DECEASED);
  tsn_store_unlocked_sync (f->store, TRUE, NULL, &error);
  g_assert_no_error (error);
  assert_people (f, age_worker, &job, expected);
  g_assert_false (tsn_id_equal (&before, &after));
}

/* Who came; before anyone has, who is signed up. */
static void
test_event (StoreFixture *f, gconstpointer data)
{
  Job job = { .event = put_event (f->store, "講話") };
  TsnId signed_up = put_born (f->store, 19400101);
  TsnId came = put_born (f->store, 19410101);
  TsnId first = put_attendance (f->store, &job.event, &signed_up);
  TsnId second = put_attendance (f->store, &job.event, &came);
  const TsnId *const both[] = { &signed_up, &came, NULL };
  const TsnId *const one[] = { &came, NULL };

  set_number (f->store,
              TSN_KIND_ATTENDANCE,
              &first,
              TSN_ATTENDANCE_STATUS,
              TSN_ATTENDANCE_STATUS_REGISTERED);
  set_number (f->store,
              TSN_KIND_ATTENDANCE,
              &second,
              TSN_ATTENDANCE_STATUS,
              TSN_ATTENDANCE_STATUS_REGISTERED);
  assert_people (f, event_worker, &job, both);
  set_number (f->store,
              TSN_KIND_ATTENDANCE,
              &second,
              TSN_ATTENDANCE_STATUS,
              TSN_ATTENDANCE_STATUS_ARRIVED);
  assert_people (f, event_worker, &job, one);
}

/* Twice at a talk is one card; other events and years do not count. */
static void
test_talks (StoreFixture *f, gconstpointer data)
{
  const TsnDate dates[] = { 20260401, 20270331, 20260331, 20260501 };
  const guint types[] = { TSN_EVENT_TYPE_ACP_TALK,
                          TSN_EVENT_TYPE_ACP_TALK,
                          TSN_EVENT_TYPE_ACP_TALK,
                          TSN_EVENT_TYPE_LECTURE };
  TsnId faithful = put_born (f->store, 19400101);
  TsnId other = put_born (f->store, 19410101);
  const TsnId *const expected[] = { &faithful, NULL };
  Job job = { .year = 2026 };

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      TsnId event = put_event (f->store, "催し");
      TsnId attendance = put_attendance (f->store, &event, i < 2 ? &faithful : &other);

      set_number (f->store, TSN_KIND_EVENT, &event, TSN_EVENT_DATE, dates[i]);
      set_number (f->store, TSN_KIND_EVENT, &event, TSN_EVENT_TYPE, types[i]);
      set_number (f->store,
                  TSN_KIND_ATTENDANCE,
                  &attendance,
                  TSN_ATTENDANCE_STATUS,
                  TSN_ATTENDANCE_STATUS_ARRIVED);
    }
  assert_people (f, talks_worker, &job, expected);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/card-audience/" path, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("age", test_age);
  ADD ("event", test_event);
  ADD ("talks", test_talks);
  return g_test_run ();
}
