/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How an event stands, for the figures and the chart that the desk has before its eyes all day.
 *
 * Only open fields are asked for, and counted by the database itself where it can: a queue at the
 * door asks after every check-in.
 */

#include "tsn-reception.h"
#include "tsn-tally.h"
#include "tsn-work-private.h"

#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))

typedef struct
{
  guint field;
  guint code; /* 0: any */
} Wanted;

/* Participations in @event that have all three. */
static gboolean
count (TsnSession *session,
       const TsnId *event,
       guint status,
       guint mode,
       guint booking,
       gint64 *number,
       GError **error)
{
  const Wanted wanted[] = {
    { TSN_ATTENDANCE_STATUS, status },
    { TSN_ATTENDANCE_MODE, mode },
    { TSN_ATTENDANCE_BOOKING, booking },
  };
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE));

  tsn_query_where_reference (query, TSN_ATTENDANCE_EVENT, event);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (wanted[i].code != 0)
      tsn_query_where (query,
                       wanted[i].field,
                       TSN_QUERY_EQUAL,
                       tsn_value_number (TSN_TYPE_CODE, wanted[i].code));
  *number = tsn_session_count (session, query, error);
  return *number >= 0;
}

/* Of one status and way of booking: all, and those online. */
static gboolean
count_both (TsnSession *session,
            const TsnId *event,
            guint status,
            guint booking,
            gint64 *onsite,
            gint64 *online,
            GError **error)
{
  gint64 all = 0;

  if (!count (session, event, status, 0, booking, &all, error) ||
      !count (session, event, status, TSN_MODE_ONLINE, booking, online, error))
    return FALSE;
  *onsite = all - *online;
  return TRUE;
}

gboolean
tsn_reception_counts (TsnSession *session,
                      const TsnId *event,
                      TsnReceptionCounts *counts,
                      GError **error)
{
  g_autoptr (TsnRecord) record = tsn_work_get (session, TSN_KIND_EVENT, event, error);
  gint64 expected_onsite = 0;
  gint64 expected_online = 0;
  gint64 walk_ins_onsite = 0;
  gint64 walk_ins_online = 0;

  *counts = (TsnReceptionCounts){ 0 };
  if (record == NULL ||
      !count_both (session,
                   event,
                   TSN_ATTENDANCE_STATUS_ARRIVED,
                   0,
                   &counts->arrived_onsite,
                   &counts->arrived_online,
                   error) ||
      !count_both (session,
                   event,
                   TSN_ATTENDANCE_STATUS_REGISTERED,
                   0,
                   &expected_onsite,
                   &expected_online,
                   error) ||
      !count_both (session,
                   event,
                   TSN_ATTENDANCE_STATUS_ARRIVED,
                   TSN_BOOKING_WALK_IN,
                   &walk_ins_onsite,
                   &walk_ins_online,
                   error) ||
      !count (session, event, TSN_ATTENDANCE_STATUS_WAITING, 0, 0, &counts->waiting, error))
    return FALSE;
  counts->walk_ins = walk_ins_onsite + walk_ins_online;
  counts->booked_onsite = expected_onsite + counts->arrived_onsite - walk_ins_onsite;
  counts->booked_online = expected_online + counts->arrived_online - walk_ins_online;
  counts->capacity_onsite = tsn_record_number (record, TSN_EVENT_CAPACITY_ONSITE, -1);
  counts->capacity_online = tsn_record_number (record, TSN_EVENT_CAPACITY_ONLINE, -1);
  counts->tally = tsn_tally_total (session, event, error);
  return counts->tally >= 0;
}

typedef struct
{
  GArray *arrivals; /* of TsnArrivals */
  gint64 from_ms;
  gint64 bucket_ms;
} Buckets;

static gboolean
add_to_bucket (TsnRecord *attendance, gpointer data, GError **error)
{
  Buckets *self = data;
  gint64 at = tsn_record_number (attendance, TSN_ATTENDANCE_ARRIVED_AT, -1);
  gint64 place = (at - self->from_ms) / self->bucket_ms;

  if (at < self->from_ms || place >= TSN_ARRIVALS_MAX)
    return TRUE;
  while (self->arrivals->len <= place)
    {
      TsnArrivals next = { .start_ms = self->from_ms + self->arrivals->len * self->bucket_ms };

      g_array_append_val (self->arrivals, next);
    }
  g_array_index (self->arrivals, TsnArrivals, place).count++;
  return TRUE;
}

GArray *
tsn_reception_arrivals (TsnSession *session,
                        const TsnId *event,
                        gint64 from_ms,
                        guint bucket_minutes,
                        GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE));
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (TsnArrivals));
  Buckets buckets = {
    .arrivals = arrivals,
    .from_ms = from_ms,
    .bucket_ms = MAX (bucket_minutes, 1) * MINUTE_MS,
  };

  tsn_query_where_reference (query, TSN_ATTENDANCE_EVENT, event);
  tsn_query_where (query,
                   TSN_ATTENDANCE_STATUS,
                   TSN_QUERY_EQUAL,
                   tsn_value_number (TSN_TYPE_CODE, TSN_ATTENDANCE_STATUS_ARRIVED));
  tsn_query_where (query,
                   TSN_ATTENDANCE_ARRIVED_AT,
                   TSN_QUERY_AT_LEAST,
                   tsn_value_number (TSN_TYPE_INSTANT, from_ms));
  query->open_only = TRUE;
  if (!tsn_session_foreach (session, query, add_to_bucket, &buckets, error))
    return NULL;
  return g_steal_pointer (&arrivals);
}
