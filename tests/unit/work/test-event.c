/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an event lacks before and after its day, and its copy. */

#include "tsn-event.h"
#include "work-fixture.h"

#define DAY 20251128

typedef struct
{
  TsnId event;
  TsnChange *change;
} Job;

static gboolean
duplicate_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->change, tsn_change_free);
  job->change = tsn_event_duplicate (session, &job->event, NOON, error);
  return job->change != NULL;
}

static void
set (TsnRecord *record, guint field, TsnType type, gint64 number)
{
  TsnCell *cell = tsn_record_ensure_cell (record, field);

  cell->readable = TRUE;
  tsn_value_clear (&cell->value);
  cell->value = tsn_value_number (type, number);
}

static void
set_text (TsnRecord *record, guint field, const char *text)
{
  TsnCell *cell = tsn_record_ensure_cell (record, field);

  cell->readable = TRUE;
  cell->value = tsn_value_text (text);
}

static TsnRecord *
new_event (guint type)
{
  TsnId id = tsn_id_new (NOON);
  TsnRecord *event = tsn_record_new (tsn_kind_by_number (TSN_KIND_EVENT), &id);

  set_text (event, TSN_EVENT_TITLE, "講演会");
  set (event, TSN_EVENT_TYPE, TSN_TYPE_CODE, type);
  return event;
}

static gboolean
lacks (const TsnRecord *event, TsnDate today, gint64 counted, guint field, TsnMissingReason reason)
{
  g_autoptr (GArray) missing = tsn_event_missing (event, today, counted);

  for (guint i = 0; i < missing->len; i++)
    {
      const TsnMissing *one = &g_array_index (missing, TsnMissing, i);

      if (one->field == field)
        return one->reason == reason;
    }
  return FALSE;
}

static guint
count (const TsnRecord *event, TsnDate today, gint64 counted)
{
  g_autoptr (GArray) missing = tsn_event_missing (event, today, counted);

  return missing->len;
}

static void
test_before (void)
{
  g_autoptr (TsnRecord) event = new_event (TSN_EVENT_TYPE_LECTURE);

  g_assert_true (lacks (event, DAY, -1, TSN_EVENT_DATE, TSN_MISSING_TO_PLAN));
  g_assert_true (lacks (event, DAY, -1, TSN_EVENT_VENUE, TSN_MISSING_TO_PLAN));
  g_assert_true (lacks (event, DAY, -1, TSN_EVENT_CAPACITY_ONSITE, TSN_MISSING_TO_PLAN));
  g_assert_true (lacks (event, DAY, -1, TSN_EVENT_LECTURERS, TSN_MISSING_TO_PLAN));
  g_assert_cmpuint (count (event, DAY, -1), ==, 4);
  set (event, TSN_EVENT_DATE, TSN_TYPE_DATE, DAY);
  set_text (event, TSN_EVENT_VENUE, "市民文化会館");
  set (event, TSN_EVENT_CAPACITY_ONSITE, TSN_TYPE_INTEGER, 80);
  set_text (event, TSN_EVENT_SPEAKERS, "医師");
  g_assert_cmpuint (count (event, DAY, -1), ==, 0);
  set (event, TSN_EVENT_METHOD, TSN_TYPE_CODE, TSN_EVENT_METHOD_HYBRID);
  g_assert_true (lacks (event, DAY, -1, TSN_EVENT_CAPACITY_ONLINE, TSN_MISSING_TO_PLAN));
  g_assert_true (lacks (event, DAY, -1, TSN_EVENT_URL, TSN_MISSING_TO_PLAN));
}

static void
test_after (void)
{
  g_autoptr (TsnRecord) event = new_event (TSN_EVENT_TYPE_ACP_TALK);

  set (event, TSN_EVENT_DATE, TSN_TYPE_DATE, DAY);
  g_assert_true (lacks (event, DAY + 1, 0, TSN_EVENT_STATE, TSN_MISSING_TO_CLOSE));
  g_assert_true (lacks (event, DAY + 1, 0, TSN_EVENT_FINAL_COUNT, TSN_MISSING_TO_REPORT));
  g_assert_true (lacks (event, DAY + 1, 0, TSN_EVENT_ITEMS, TSN_MISSING_TO_REPORT));
  g_assert_true (lacks (event, DAY + 1, 0, TSN_EVENT_TOOLS, TSN_MISSING_TO_REPORT));
  g_assert_true (lacks (event, DAY + 1, 0, TSN_EVENT_LECTURERS, TSN_MISSING_TO_PLAN));
  g_assert_false (lacks (event, DAY + 1, 0, TSN_EVENT_CAPACITY_ONSITE, TSN_MISSING_TO_PLAN));
  set (event, TSN_EVENT_END_DATE, TSN_TYPE_DATE, DAY + 1);
  g_assert_false (lacks (event, DAY + 1, 0, TSN_EVENT_STATE, TSN_MISSING_TO_CLOSE));
  set (event, TSN_EVENT_STATE, TSN_TYPE_CODE, TSN_EVENT_STATE_HELD);
  g_assert_true (lacks (event, DAY, 0, TSN_EVENT_FINAL_COUNT, TSN_MISSING_TO_REPORT));
  g_assert_false (lacks (event, DAY, 31, TSN_EVENT_FINAL_COUNT, TSN_MISSING_TO_REPORT));
  set (event, TSN_EVENT_STATE, TSN_TYPE_CODE, TSN_EVENT_STATE_CANCELLED);
  g_assert_true (lacks (event, DAY, 0, TSN_EVENT_CANCEL_REASON, TSN_MISSING_REASON));
  g_assert_cmpuint (count (event, DAY + 9, 0), ==, 1);
}

/* A display has neither seats nor speakers. */
static void
test_kinds (void)
{
  g_autoptr (TsnRecord) display = new_event (TSN_EVENT_TYPE_DISPLAY);
  g_autoptr (TsnRecord) training = new_event (TSN_EVENT_TYPE_TRAINING);

  g_assert_cmpuint (count (display, DAY, -1), ==, 2);
  set (training, TSN_EVENT_STATE, TSN_TYPE_CODE, TSN_EVENT_STATE_HELD);
  g_assert_false (lacks (training, DAY, 0, TSN_EVENT_TOOLS, TSN_MISSING_TO_REPORT));
  g_assert_true (lacks (training, DAY, 0, TSN_EVENT_SCENES, TSN_MISSING_TO_REPORT));
}

static void
test_duplicate (StoreFixture *f, gconstpointer data)
{
  Job job = { .event = put_event (f->store, "人生会議講座") };
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), &job.event);
  g_autoptr (TsnRecord) copy = NULL;

  tsn_change_set_number (change, TSN_EVENT_DATE, DAY);
  tsn_change_set_number (change, TSN_EVENT_STATE, TSN_EVENT_STATE_HELD);
  tsn_change_set_number (change, TSN_EVENT_FINAL_COUNT, 31);
  tsn_change_set_number (change, TSN_EVENT_CAPACITY_ONSITE, 80);
  must_put (f->store, change);
  must_read (f, duplicate_worker, &job);
  must_put (f->store, job.change);
  copy = must_get (f->store, TSN_KIND_EVENT, &job.change->record);
  g_assert_cmpstr (tsn_record_text (copy, TSN_EVENT_TITLE), ==, "人生会議講座");
  g_assert_cmpint (tsn_record_number (copy, TSN_EVENT_CAPACITY_ONSITE, 0), ==, 80);
  g_assert_null (tsn_record_value (copy, TSN_EVENT_DATE));
  g_assert_null (tsn_record_value (copy, TSN_EVENT_STATE));
  g_assert_null (tsn_record_value (copy, TSN_EVENT_FINAL_COUNT));
  g_clear_pointer (&job.change, tsn_change_free);
  job.event = tsn_id_new (NOON);
  must_refuse (f, duplicate_worker, &job, TSN_WORK_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event/before", test_before);
  g_test_add_func ("/event/after", test_after);
  g_test_add_func ("/event/kinds", test_kinds);
  g_test_add ("/event/duplicate",
              StoreFixture,
              NULL,
              fixture_setup,
              test_duplicate,
              fixture_teardown);
  return g_test_run ();
}
