/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* At the door nobody wants to look for the event: it is today's. What was chosen last is remembered
 * in the data folder, not in the desktop's settings, since it belongs to these records. */

#include "tsn-door-events.h"

#include <string.h>

#include "tsn-time.h"

#define NEAR_DAYS     92
#define REMEMBER_DAYS 7
#define MAX_EVENTS    60
#define SETTING       "reception-event"

static TsnDate
date_of (const TsnRecord *event)
{
  return (TsnDate) tsn_record_number (event, TSN_EVENT_DATE, TSN_DATE_NONE);
}

/* An event of several days is near on each of them. */
static gint32
days_from (const TsnRecord *event, TsnDate today)
{
  TsnDate first = date_of (event);
  TsnDate last = (TsnDate) tsn_record_number (event, TSN_EVENT_END_DATE, first);

  if (first == TSN_DATE_NONE)
    return NEAR_DAYS;
  if (today < first)
    return tsn_date_to_days (first) - tsn_date_to_days (today);
  if (last < today)
    return tsn_date_to_days (MAX (first, last)) - tsn_date_to_days (today);
  return 0;
}

static int
compare_events (gconstpointer a, gconstpointer b, gpointer today)
{
  const TsnRecord *one = *(const TsnRecord *const *) a;
  const TsnRecord *other = *(const TsnRecord *const *) b;
  gint32 days[] = { days_from (one, GPOINTER_TO_INT (today)),
                    days_from (other, GPOINTER_TO_INT (today)) };
  gint64 times[] = { tsn_record_number (one, TSN_EVENT_START_TIME, 0),
                     tsn_record_number (other, TSN_EVENT_START_TIME, 0) };

  if (ABS (days[0]) != ABS (days[1]))
    return ABS (days[0]) < ABS (days[1]) ? -1 : 1;
  if (days[0] != days[1])
    return days[0] > days[1] ? -1 : 1;
  if (times[0] != times[1])
    return times[0] < times[1] ? -1 : 1;
  return tsn_id_compare (&one->id, &other->id);
}

void
tsn_door_events_sort (GPtrArray *events, TsnDate today)
{
  g_ptr_array_sort_with_data (events, compare_events, GINT_TO_POINTER (today));
}

static gboolean
read_remembered (TsnSession *session, TsnId *event, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (GBytes) bytes = tsn_session_get_setting (session, SETTING, &own);
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (size == sizeof *event)
    memcpy (event, data, size);
  return TRUE;
}

TsnDoorEvents *
tsn_door_events_read (TsnSession *session, TsnDate today, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_EVENT));
  g_autoptr (TsnDoorEvents) self = g_new0 (TsnDoorEvents, 1);
  const TsnDate ends[] = { tsn_date_add_days (today, -NEAR_DAYS),
                           tsn_date_add_days (today, NEAR_DAYS) };
  const TsnQueryOperator operators[] = { TSN_QUERY_AT_LEAST, TSN_QUERY_AT_MOST };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    tsn_query_where (query,
                     TSN_EVENT_DATE,
                     operators[i],
                     tsn_value_number (TSN_TYPE_DATE, ends[i]));
  self->events = tsn_session_query (session, query, error);
  if (self->events == NULL || !read_remembered (session, &self->remembered, error))
    return NULL;
  tsn_door_events_sort (self->events, today);
  if (self->events->len > MAX_EVENTS)
    g_ptr_array_set_size (self->events, MAX_EVENTS);
  return g_steal_pointer (&self);
}

void
tsn_door_events_free (TsnDoorEvents *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self);
}

gboolean
tsn_door_events_remember (TsnSession *session, const TsnId *event, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (event, sizeof *event);

  return tsn_session_set_setting (session, SETTING, bytes, error);
}

const TsnRecord *
tsn_door_events_choose (const TsnDoorEvents *self, TsnDate today)
{
  const TsnRecord *todays = NULL;
  const TsnRecord *remembered = NULL;

  for (guint i = 0; i < self->events->len; i++)
    {
      const TsnRecord *event = g_ptr_array_index (self->events, i);
      gboolean cancelled = tsn_record_number (event, TSN_EVENT_STATE, 0) ==
                           TSN_EVENT_STATE_CANCELLED;

      if (tsn_id_equal (&event->id, &self->remembered))
        remembered = event;
      if (todays == NULL && !cancelled && days_from (event, today) == 0)
        todays = event;
    }
  if (remembered != NULL && (days_from (remembered, today) == 0 ||
                             (todays == NULL && days_from (remembered, today) >= -REMEMBER_DAYS)))
    return remembered;
  return todays;
}

char *
tsn_door_event_details (const TsnRecord *event)
{
  const char *venue = tsn_record_text (event, TSN_EVENT_VENUE);
  g_autofree char *date = tsn_date_format (date_of (event), TSN_DATE_STYLE_BOTH);
  gint64 times[] = { tsn_record_number (event, TSN_EVENT_START_TIME, TSN_TIME_NONE),
                     tsn_record_number (event, TSN_EVENT_END_TIME, TSN_TIME_NONE) };
  char first[TSN_TIME_SIZE], last[TSN_TIME_SIZE];
  GString *text = g_string_new (date);

  tsn_time_format ((TsnTime) times[0], first);
  tsn_time_format ((TsnTime) times[1], last);
  if (first[0] != '\0')
    g_string_append_printf (text, " %s～%s", first, last);
  if (venue != NULL)
    g_string_append_printf (text, "　%s", venue);
  return g_string_free (text, FALSE);
}
