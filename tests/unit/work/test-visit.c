/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What kiosks count: by fiscal year, target group, sort and outcome, and nothing of the hour. */

#include "tsn-visit.h"
#include "work-fixture.h"

#define MARCH_31 G_GINT64_CONSTANT (1774918800000) /* 2026, 10:00 in Japan */
#define DAY_MS   G_GINT64_CONSTANT (86400000)

static gboolean
put_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_visit_put (session, data, error);
}

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GArray **counts = data;

  *counts = tsn_visit_counts (session, error);
  return *counts != NULL;
}

static gboolean
ids_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_VISIT));
  g_autoptr (GPtrArray) records = tsn_session_query (session, query, error);

  g_assert_nonnull (records);
  for (guint i = 0; i < records->len; i++)
    {
      const TsnRecord *record = g_ptr_array_index (records, i);
      gint64 ms = 0;

      for (guint k = 0; k < 6; k++)
        ms = ms << 8 | record->id.bytes[k];
      g_assert_cmpint (ms % DAY_MS, ==, 0);
    }
  return TRUE;
}

static void
put (StoreFixture *f, guint outcome, guint channel, guint minutes, gint64 now_ms)
{
  TsnVisit visit = { .outcome = outcome,
                     .sort = TSN_VISIT_SORT_FIRST,
                     .channel = channel,
                     .language = "vi",
                     .minutes = minutes,
                     .step = "contact-1-name",
                     .now_ms = now_ms };

  must_write (f, put_work, &visit);
}

static void
assert_count (GArray *counts,
              guint index,
              int year,
              guint channel,
              guint outcome,
              int count,
              int minutes)
{
  const TsnVisitCount *found = &g_array_index (counts, TsnVisitCount, index);

  g_assert_cmpint (found->year, ==, year);
  g_assert_cmpuint (found->channel, ==, channel);
  g_assert_cmpuint (found->outcome, ==, outcome);
  g_assert_cmpuint (found->sort, ==, TSN_VISIT_SORT_FIRST);
  g_assert_cmpint (found->count, ==, count);
  g_assert_cmpint (found->minutes, ==, minutes);
}

static void
test_counts (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GArray) counts = NULL;

  put (f, TSN_VISIT_OUTCOME_PRINTED, TSN_CARD_CHANNEL_ACP_TALK, 3, MARCH_31);
  put (f, TSN_VISIT_OUTCOME_PRINTED, TSN_CARD_CHANNEL_ACP_TALK, 2, MARCH_31);
  put (f, TSN_VISIT_OUTCOME_IDLE, 0, 1, MARCH_31);
  put (f, TSN_VISIT_OUTCOME_GIVEN_UP, TSN_CARD_CHANNEL_AGE_75, 0, MARCH_31 + DAY_MS);
  must_read (f, count_work, &counts);
  g_assert_cmpuint (counts->len, ==, 3);
  assert_count (counts, 0, 2025, 0, TSN_VISIT_OUTCOME_IDLE, 1, 1);
  assert_count (counts, 1, 2025, TSN_CARD_CHANNEL_ACP_TALK, TSN_VISIT_OUTCOME_PRINTED, 2, 5);
  assert_count (counts, 2, 2026, TSN_CARD_CHANNEL_AGE_75, TSN_VISIT_OUTCOME_GIVEN_UP, 1, 0);
  must_read (f, ids_work, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/visit/counts", StoreFixture, NULL, fixture_setup, test_counts, fixture_teardown);
  return g_test_run ();
}
