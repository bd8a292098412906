/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Check-in: see the header for what it promises. Everything here happens inside the one transaction
 * of the caller's session: the count that decides about "full" and the record that uses up the
 * place cannot come apart. */

#include "tsn-reception.h"

#include <string.h>

#include "tsn-work-private.h"

TsnId
tsn_attendance_id (const TsnId *event, const TsnId *person)
{
  guint8 name[2 * sizeof (TsnId)];

  memcpy (name, event, sizeof (TsnId));
  memcpy (name + sizeof (TsnId), person, sizeof (TsnId));
  return tsn_id_derive ("attendance", name, sizeof name);
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

gboolean
tsn_reception_look_for_place (TsnSession *session,
                              const TsnCheckIn *check_in,
                              const TsnRecord *event,
                              TsnCheckInResult *result,
                              GError **error)
{
  guint field = check_in->mode == TSN_MODE_ONLINE ? TSN_EVENT_CAPACITY_ONLINE
                                                  : TSN_EVENT_CAPACITY_ONSITE;
  gint64 signed_up;

  result->capacity = tsn_record_number (event, field, -1);
  result->arrived = count_attendance (session, check_in, TSN_ATTENDANCE_STATUS_ARRIVED, error);
  if (result->arrived < 0)
    return FALSE;
  signed_up = count_attendance (session, check_in, TSN_ATTENDANCE_STATUS_REGISTERED, error);
  if (signed_up < 0)
    return FALSE;
  result->admission = !check_in->overrule && result->capacity >= 0 &&
                              result->arrived + signed_up >= result->capacity
                          ? TSN_ADMISSION_FULL
                          : TSN_ADMISSION_ARRIVED;
  return TRUE;
}

gboolean
tsn_check_in (TsnSession *session,
              const TsnCheckIn *check_in,
              TsnCheckInResult *result,
              GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_ATTENDANCE);
  g_autoptr (TsnRecord) event = tsn_work_get_event (session, &check_in->event, error);
  g_autoptr (TsnRecord) person = NULL;
  g_autoptr (TsnRecord) before = NULL;
  g_autoptr (GError) own = NULL;
  gint64 status = 0;

  memset (result, 0, sizeof *result);
  if (event == NULL)
    return FALSE;
  person = tsn_work_get (session, TSN_KIND_PERSON, &check_in->person, error);
  if (person == NULL || !tsn_reception_look_for_place (session, check_in, event, result, error))
    return FALSE;
  result->attendance = tsn_attendance_id (&check_in->event, &check_in->person);
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
  if (status != TSN_ATTENDANCE_STATUS_REGISTERED && result->admission == TSN_ADMISSION_FULL)
    return TRUE;
  result->admission = TSN_ADMISSION_ARRIVED;
  result->arrived_ms = check_in->now_ms;
  result->arrived++;
  return put_arrival (session, check_in, before, result, error);
}

gboolean
tsn_check_in_undo (TsnSession *session, const TsnId *attendance, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_ATTENDANCE);
  g_autoptr (TsnRecord) record = tsn_work_get (session, TSN_KIND_ATTENDANCE, attendance, error);
  g_autoptr (TsnChange) change = NULL;
  gboolean walk_in = FALSE;

  if (record == NULL)
    return FALSE;
  walk_in = tsn_record_number (record, TSN_ATTENDANCE_BOOKING, 0) == TSN_BOOKING_WALK_IN;
  change = tsn_change_new (kind, attendance);
  tsn_change_set_number (change,
                         TSN_ATTENDANCE_STATUS,
                         walk_in ? TSN_ATTENDANCE_STATUS_CANCELLED
                                 : TSN_ATTENDANCE_STATUS_REGISTERED);
  tsn_change_clear_field (change, TSN_ATTENDANCE_ARRIVED_AT);
  return tsn_session_put (session, change, NULL, error);
}
