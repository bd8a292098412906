/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Check-in and head count: see the header for what they promise. Everything here happens inside the
 * one transaction of the caller's session: the count that decides about "full" and the record that
 * uses up the place cannot come apart. */

#include "tsn-reception.h"

#include <string.h>

#include "tsn-work.h"

static TsnRecord *
get_event (TsnSession *session, const TsnId *id, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) event =
      tsn_session_get (session, tsn_kind_by_number (TSN_KIND_EVENT), id, &own);

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return NULL;
    }
  if (event == NULL || event->erased)
    {
      g_set_error (error, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND, "no such event");
      return NULL;
    }
  if (tsn_record_number (event, TSN_EVENT_STATE, 0) == TSN_EVENT_STATE_CANCELLED)
    {
      g_set_error (error, TSN_WORK_ERROR, TSN_WORK_ERROR_CANCELLED, "the event was cancelled");
      return NULL;
    }
  return g_steal_pointer (&event);
}

static gboolean
person_is_there (TsnSession *session, const TsnId *id, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) person =
      tsn_session_get (session, tsn_kind_by_number (TSN_KIND_PERSON), id, &own);

  if (own != NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  else if (person == NULL || person->erased)
    g_set_error (error, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND, "no such person");
  else
    return TRUE;
  return FALSE;
}

static gint64
count_attendance (TsnSession *session, const TsnCheckIn *check_in, guint status, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE));

  tsn_query_where_reference (query, TSN_ATTENDANCE_EVENT, &check_in->event);
  tsn_query_where (query,
                   TSN_ATTENDANCE_MODE,
                   TSN_QUERY_EQUAL,
                   tsn_value_number (TSN_TYPE_CODE, check_in->mode));
  tsn_query_where (query,
                   TSN_ATTENDANCE_STATUS,
                   TSN_QUERY_EQUAL,
                   tsn_value_number (TSN_TYPE_CODE, status));
  return tsn_session_count (session, query, error);
}

static gboolean
put_arrival (TsnSession *session,
             const TsnCheckIn *check_in,
             const TsnRecord *before,
             TsnCheckInResult *result,
             GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_ATTENDANCE);
  g_autoptr (TsnChange) change = before == NULL ? tsn_change_new_create (kind, &result->attendance)
                                                : tsn_change_new (kind, &result->attendance);

  if (before == NULL)
    {
      tsn_change_set_reference (change, TSN_ATTENDANCE_EVENT, &check_in->event);
      tsn_change_set_reference (change, TSN_ATTENDANCE_PERSON, &check_in->person);
      tsn_change_set_number (change, TSN_ATTENDANCE_BOOKING, TSN_BOOKING_WALK_IN);
    }
  tsn_change_set_number (change, TSN_ATTENDANCE_STATUS, TSN_ATTENDANCE_STATUS_ARRIVED);
  tsn_change_set_number (change, TSN_ATTENDANCE_ARRIVED_AT, check_in->now_ms);
  tsn_change_set_number (change, TSN_ATTENDANCE_MODE, check_in->mode);
  return tsn_session_put (session, change, NULL, error);
}

/* Event and person together name the participation. */
static TsnId
attendance_id (const TsnCheckIn *check_in)
{
  guint8 name[2 * sizeof (TsnId)];

  memcpy (name, &check_in->event, sizeof (TsnId));
  memcpy (name + sizeof (TsnId), &check_in->person, sizeof (TsnId));
  return tsn_id_derive ("attendance", name, sizeof name);
}

static gboolean
count_places (TsnSession *session,
              const TsnCheckIn *check_in,
              const TsnRecord *event,
              gint64 *signed_up,
              TsnCheckInResult *result,
              GError **error)
{
  guint field = check_in->mode == TSN_MODE_ONLINE ? TSN_EVENT_CAPACITY_ONLINE
                                                  : TSN_EVENT_CAPACITY_ONSITE;

  result->capacity = tsn_record_number (event, field, -1);
  result->arrived = count_attendance (session, check_in, TSN_ATTENDANCE_STATUS_ARRIVED, error);
  if (result->arrived < 0)
    return FALSE;
  *signed_up = count_attendance (session, check_in, TSN_ATTENDANCE_STATUS_REGISTERED, error);
  return *signed_up >= 0;
}

gboolean
tsn_check_in (TsnSession *session,
              const TsnCheckIn *check_in,
              TsnCheckInResult *result,
              GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_ATTENDANCE);
  g_autoptr (TsnRecord) event = get_event (session, &check_in->event, error);
  g_autoptr (TsnRecord) before = NULL;
  g_autoptr (GError) own = NULL;
  gint64 signed_up = 0;
  gint64 status = 0;

  memset (result, 0, sizeof *result);
  if (event == NULL || !person_is_there (session, &check_in->person, error) ||
      !count_places (session, check_in, event, &signed_up, result, error))
    return FALSE;
  result->attendance = attendance_id (check_in);
  before = tsn_session_get (session, kind, &result->attendance, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  status = before != NULL ? tsn_record_number (before, TSN_ATTENDANCE_STATUS, 0) : 0;
  if (status == TSN_ATTENDANCE_STATUS_ARRIVED)
    {
      result->admission = TSN_ADMISSION_ALREADY;
      result->arrived_ms = tsn_record_number (before, TSN_ATTENDANCE_ARRIVED_AT, 0);
      return TRUE;
    }
  if (status != TSN_ATTENDANCE_STATUS_REGISTERED && !check_in->overrule && result->capacity >= 0 &&
      result->arrived + signed_up >= result->capacity)
    {
      result->admission = TSN_ADMISSION_FULL;
      return TRUE;
    }
  result->admission = TSN_ADMISSION_ARRIVED;
  result->arrived_ms = check_in->now_ms;
  result->arrived++;
  return put_arrival (session, check_in, before, result, error);
}

gboolean
tsn_check_in_undo (TsnSession *session, const TsnId *attendance, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_ATTENDANCE);
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) record = tsn_session_get (session, kind, attendance, &own);
  g_autoptr (TsnChange) change = NULL;
  gboolean walk_in = FALSE;

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (record == NULL || record->erased)
    {
      g_set_error (error, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND, "no such participation");
      return FALSE;
    }
  walk_in = tsn_record_number (record, TSN_ATTENDANCE_BOOKING, 0) == TSN_BOOKING_WALK_IN;
  change = tsn_change_new (kind, attendance);
  tsn_change_set_number (change,
                         TSN_ATTENDANCE_STATUS,
                         walk_in ? TSN_ATTENDANCE_STATUS_CANCELLED
                                 : TSN_ATTENDANCE_STATUS_REGISTERED);
  tsn_change_clear_field (change, TSN_ATTENDANCE_ARRIVED_AT);
  return tsn_session_put (session, change, NULL, error);
}

/* Event, device and band together name the head count. */
static TsnId
tally_id (const TsnId *event, const TsnId *device, guint age_band, guint sex)
{
  guint8 name[2 * sizeof (TsnId) + 2];

  memcpy (name, event, sizeof (TsnId));
  memcpy (name + sizeof (TsnId), device, sizeof (TsnId));
  name[2 * sizeof (TsnId)] = (guint8) age_band;
  name[2 * sizeof (TsnId) + 1] = (guint8) sex;
  return tsn_id_derive ("tally", name, sizeof name);
}

static TsnChange *
tally_change (const TsnId *id,
              const TsnRecord *before,
              const TsnId *event,
              const TsnId *device,
              guint age_band,
              guint sex)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_TALLY);
  TsnChange *change = before == NULL ? tsn_change_new_create (kind, id) : tsn_change_new (kind, id);

  if (before == NULL)
    {
      tsn_change_set_reference (change, TSN_TALLY_EVENT, event);
      tsn_change_set_reference (change, TSN_TALLY_DEVICE, device);
      tsn_change_set_number (change, TSN_TALLY_AGE_BAND, age_band);
      tsn_change_set_number (change, TSN_TALLY_SEX, sex);
    }
  return change;
}

gboolean
tsn_tally_add (TsnSession *session,
               const TsnId *event,
               guint age_band,
               guint sex,
               int by,
               gint64 *total,
               GError **error)
{
  const TsnId *device = tsn_session_get_device (session);
  TsnId id = tally_id (event, device, age_band, sex);
  g_autoptr (TsnRecord) held = get_event (session, event, error);
  g_autoptr (TsnRecord) before = NULL;
  g_autoptr (TsnChange) change = NULL;
  g_autoptr (GError) own = NULL;
  gint64 count = 0;

  if (held == NULL)
    return FALSE;
  before = tsn_session_get (session, tsn_kind_by_number (TSN_KIND_TALLY), &id, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  count = (before != NULL ? tsn_record_number (before, TSN_TALLY_COUNT, 0) : 0) + by;
  if (count < 0)
    {
      g_set_error (error,
                   TSN_WORK_ERROR,
                   TSN_WORK_ERROR_BELOW_ZERO,
                   "the count is nothing already");
      return FALSE;
    }
  if (total != NULL)
    *total = count;
  change = tally_change (&id, before, event, device, age_band, sex);
  tsn_change_set_number (change, TSN_TALLY_COUNT, count);
  return tsn_session_put (session, change, NULL, error);
}

gint64
tsn_tally_total (TsnSession *session, const TsnId *event, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_TALLY));
  g_autoptr (GPtrArray) records = NULL;
  gint64 total = 0;

  tsn_query_where_reference (query, TSN_TALLY_EVENT, event);
  records = tsn_session_query (session, query, error);
  if (records == NULL)
    return -1;
  for (guint i = 0; i < records->len; i++)
    total += tsn_record_number (g_ptr_array_index (records, i), TSN_TALLY_COUNT, 0);
  return total;
}
