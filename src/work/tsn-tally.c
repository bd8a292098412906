/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The head count. A device writes only its own counters, one for each band and hour, and reads all
 * of them; so nothing that two devices count at once can be lost or counted twice. Taking back
 * touches the newest counter that has any, since what was mistyped was typed just now; it may be
 * one of the hour before, or one without an hour that an older version has made.
 */

#include "tsn-tally.h"

#include <string.h>

#include "tsn-work-private.h"

#define HOUR_MS (60 * 60 * G_GINT64_CONSTANT (1000))

static gint64
hour_of (gint64 ms)
{
  return ms - ms % HOUR_MS; /* Japan is whole hours from UTC */
}

/* Event, device, band and hour together name the head count. */
static TsnId
tally_id (const TsnTallyCount *count, const TsnId *device)
{
  guint64 hour = GUINT64_TO_BE ((guint64) hour_of (count->now_ms));
  guint8 name[2 * sizeof (TsnId) + 2 + sizeof hour];

  memcpy (name, &count->event, sizeof (TsnId));
  memcpy (name + sizeof (TsnId), device, sizeof (TsnId));
  name[2 * sizeof (TsnId)] = (guint8) count->age_band;
  name[2 * sizeof (TsnId) + 1] = (guint8) count->sex;
  memcpy (name + 2 * sizeof (TsnId) + 2, &hour, sizeof hour);
  return tsn_id_derive ("tally", name, sizeof name);
}

static GPtrArray *
query_tallies (TsnSession *session, TsnQuery *query, const TsnId *event, GError **error)
{
  tsn_query_where_reference (query, TSN_TALLY_EVENT, event);
  query->order_by = TSN_TALLY_HOUR;
  query->open_only = TRUE;
  return tsn_session_query (session, query, error);
}

static GPtrArray *
all_of (TsnSession *session, const TsnId *event, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_TALLY));

  return query_tallies (session, query, event, error);
}

/* The counters of this device in the band, the newest last; those without an hour come first. */
static GPtrArray *
own_of_band (TsnSession *session, const TsnTallyCount *count, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_TALLY));

  tsn_query_where_reference (query, TSN_TALLY_DEVICE, tsn_session_get_device (session));
  tsn_query_where (query,
                   TSN_TALLY_AGE_BAND,
                   TSN_QUERY_EQUAL,
                   tsn_value_number (TSN_TYPE_CODE, count->age_band));
  tsn_query_where (query,
                   TSN_TALLY_SEX,
                   TSN_QUERY_EQUAL,
                   tsn_value_number (TSN_TYPE_CODE, count->sex));
  return query_tallies (session, query, &count->event, error);
}

static gint64
sum (GPtrArray *records)
{
  gint64 total = 0;

  for (guint i = 0; i < records->len; i++)
    total += tsn_record_number (g_ptr_array_index (records, i), TSN_TALLY_COUNT, 0);
  return total;
}

static gboolean
put_count (TsnSession *session, const TsnRecord *record, gint64 number, GError **error)
{
  g_autoptr (TsnChange) change = tsn_change_new (record->kind, &record->id);

  tsn_change_set_number (change, TSN_TALLY_COUNT, number);
  return tsn_session_put (session, change, NULL, error);
}

static gboolean
add (TsnSession *session, const TsnTallyCount *count, GPtrArray *own, GError **error)
{
  const TsnId *device = tsn_session_get_device (session);
  TsnId id = tally_id (count, device);
  g_autoptr (TsnChange) change = NULL;

  for (guint i = 0; i < own->len; i++)
    {
      const TsnRecord *record = g_ptr_array_index (own, i);

      if (tsn_id_equal (&record->id, &id))
        return put_count (session,
                          record,
                          tsn_record_number (record, TSN_TALLY_COUNT, 0) + count->by,
                          error);
    }
  change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_TALLY), &id);
  tsn_change_set_reference (change, TSN_TALLY_EVENT, &count->event);
  tsn_change_set_reference (change, TSN_TALLY_DEVICE, device);
  tsn_change_set_number (change, TSN_TALLY_AGE_BAND, count->age_band);
  tsn_change_set_number (change, TSN_TALLY_SEX, count->sex);
  tsn_change_set_number (change, TSN_TALLY_HOUR, hour_of (count->now_ms));
  tsn_change_set_number (change, TSN_TALLY_COUNT, count->by);
  return tsn_session_put (session, change, NULL, error);
}

/* @n: people to take back; there are as many. */
static gboolean
take_back (TsnSession *session, GPtrArray *own, gint64 n, GError **error)
{
  for (guint i = own->len; i > 0 && n > 0; i--)
    {
      const TsnRecord *record = g_ptr_array_index (own, i - 1);
      gint64 has = tsn_record_number (record, TSN_TALLY_COUNT, 0);
      gint64 less = MIN (has, n);

      if (less > 0 && !put_count (session, record, has - less, error))
        return FALSE;
      n -= less;
    }
  return TRUE;
}

gboolean
tsn_tally_add (TsnSession *session, const TsnTallyCount *count, gint64 *total, GError **error)
{
  g_autoptr (TsnRecord) event = tsn_work_get_event (session, &count->event, error);
  g_autoptr (GPtrArray) own = NULL;
  gint64 after = 0;

  if (event == NULL)
    return FALSE;
  own = own_of_band (session, count, error);
  if (own == NULL)
    return FALSE;
  after = sum (own) + count->by;
  if (after < 0)
    {
      g_set_error (error,
                   TSN_WORK_ERROR,
                   TSN_WORK_ERROR_BELOW_ZERO,
                   "the count is nothing already");
      return FALSE;
    }
  if (total != NULL)
    *total = after;
  if (count->by > 0)
    return add (session, count, own, error);
  return take_back (session, own, -(gint64) count->by, error);
}

gint64
tsn_tally_total (TsnSession *session, const TsnId *event, GError **error)
{
  g_autoptr (GPtrArray) records = all_of (session, event, error);

  return records != NULL ? sum (records) : -1;
}

GArray *
tsn_tally_by_hour (TsnSession *session, const TsnId *event, GError **error)
{
  g_autoptr (GPtrArray) records = all_of (session, event, error);
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (TsnTallyHour));

  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      const TsnRecord *record = g_ptr_array_index (records, i);
      TsnTallyHour hour = {
        .hour_ms = tsn_record_number (record, TSN_TALLY_HOUR, 0),
        .count = tsn_record_number (record, TSN_TALLY_COUNT, 0),
      };
      TsnTallyHour *last = hours->len > 0 ? &g_array_index (hours, TsnTallyHour, hours->len - 1)
                                          : NULL;

      if (last != NULL && last->hour_ms == hour.hour_ms)
        last->count += hour.count;
      else if (hour.count > 0)
        g_array_append_val (hours, hour);
    }
  return g_steal_pointer (&hours);
}

static int
compare_bands (gconstpointer a, gconstpointer b)
{
  const TsnTallyBand *left = a;
  const TsnTallyBand *right = b;

  return left->age_band != right->age_band ? (int) left->age_band - (int) right->age_band
                                           : (int) left->sex - (int) right->sex;
}

GArray *
tsn_tally_by_band (TsnSession *session, const TsnId *event, GError **error)
{
  g_autoptr (GPtrArray) records = all_of (session, event, error);
  g_autoptr (GArray) bands = g_array_new (FALSE, FALSE, sizeof (TsnTallyBand));

  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      const TsnRecord *record = g_ptr_array_index (records, i);
      TsnTallyBand band = {
        .age_band = (guint) tsn_record_number (record, TSN_TALLY_AGE_BAND, 0),
        .sex = (guint) tsn_record_number (record, TSN_TALLY_SEX, 0),
        .count = tsn_record_number (record, TSN_TALLY_COUNT, 0),
      };
      guint k = 0;

      while (k < bands->len && compare_bands (&g_array_index (bands, TsnTallyBand, k), &band) != 0)
        k++;
      if (k < bands->len)
        g_array_index (bands, TsnTallyBand, k).count += band.count;
      else if (band.count > 0)
        g_array_append_val (bands, band);
    }
  g_array_sort (bands, compare_bands);
  return g_steal_pointer (&bands);
}
