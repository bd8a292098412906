/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The id of a record says when it was made, to the millisecond, and so would tell a visit from its
 * neighbours; that of a visit says the day and is random otherwise. */

#include "tsn-visit.h"

#include "tsn-change.h"

#define DAY_MS G_GINT64_CONSTANT (86400000)

gboolean
tsn_visit_put (TsnSession *session, const TsnVisit *visit, GError **error)
{
  TsnId id = tsn_id_new (visit->now_ms / DAY_MS * DAY_MS);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_VISIT), &id);

  tsn_change_set_number (change, TSN_VISIT_DATE, tsn_date_from_unix_ms (visit->now_ms));
  tsn_change_set_number (change, TSN_VISIT_OUTCOME, visit->outcome);
  tsn_change_set_number (change, TSN_VISIT_SORT, visit->sort);
  if (visit->channel != 0)
    tsn_change_set_number (change, TSN_VISIT_CHANNEL, visit->channel);
  tsn_change_set_text (change, TSN_VISIT_LANGUAGE, visit->language);
  tsn_change_set_number (change, TSN_VISIT_MINUTES, visit->minutes);
  tsn_change_set_text (change, TSN_VISIT_STEP, visit->step);
  return tsn_session_put (session, change, NULL, error);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const TsnVisitCount *one = a, *other = b;

  if (one->year != other->year)
    return one->year - other->year;
  if (one->channel != other->channel)
    return one->channel < other->channel ? -1 : 1;
  if (one->sort != other->sort)
    return one->sort < other->sort ? -1 : 1;
  return (int) one->outcome - (int) other->outcome;
}

static void
add (GArray *counts, const TsnVisitCount *visit)
{
  for (guint i = 0; i < counts->len; i++)
    {
      TsnVisitCount *count = &g_array_index (counts, TsnVisitCount, i);

      if (compare (count, visit) == 0)
        {
          count->count++;
          count->minutes += visit->minutes;
          return;
        }
    }
  g_array_append_val (counts, *visit);
}

GArray *
tsn_visit_counts (TsnSession *session, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_VISIT));
  g_autoptr (GPtrArray) records = NULL;
  GArray *counts;

  query->open_only = TRUE;
  records = tsn_session_query (session, query, error);
  if (records == NULL)
    return NULL;
  counts = g_array_new (FALSE, FALSE, sizeof (TsnVisitCount));
  for (guint i = 0; i < records->len; i++)
    {
      const TsnRecord *record = g_ptr_array_index (records, i);
      TsnVisitCount visit = {
        .year = tsn_fiscal_year ((TsnDate) tsn_record_number (record, TSN_VISIT_DATE, 0)),
        .outcome = (guint) tsn_record_number (record, TSN_VISIT_OUTCOME, 0),
        .sort = (guint) tsn_record_number (record, TSN_VISIT_SORT, 0),
        .channel = (guint) tsn_record_number (record, TSN_VISIT_CHANNEL, 0),
        .count = 1,
        .minutes = tsn_record_number (record, TSN_VISIT_MINUTES, 0),
      };

      add (counts, &visit);
    }
  g_array_sort (counts, compare);
  return counts;
}
