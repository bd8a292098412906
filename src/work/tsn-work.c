/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The error domain of this folder, and the few steps with which nearly every verb begins: get the
 * record that was named, or say that it is not there.
 */

#include "tsn-work.h"

#include "tsn-setup.h"
#include "tsn-work-private.h"

/* clang-format off */
G_DEFINE_QUARK (tsn-work-error-quark, tsn_work_error)
/* clang-format on */

TsnRecord *
tsn_work_get (TsnSession *session, guint kind, const TsnId *id, GError **error)
{
  const TsnKind *wanted = tsn_kind_by_number (kind);
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) record = tsn_session_get (session, wanted, id, &own);

  if (own != NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  else if (record == NULL || record->erased)
    g_set_error (error, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND, "no such %s", wanted->name);
  else
    return g_steal_pointer (&record);
  return NULL;
}

TsnRecord *
tsn_work_get_event (TsnSession *session, const TsnId *id, GError **error)
{
  g_autoptr (TsnRecord) event = tsn_work_get (session, TSN_KIND_EVENT, id, error);

  if (event != NULL && tsn_record_number (event, TSN_EVENT_STATE, 0) == TSN_EVENT_STATE_CANCELLED)
    {
      g_set_error (error, TSN_WORK_ERROR, TSN_WORK_ERROR_CANCELLED, "the event was cancelled");
      return NULL;
    }
  return g_steal_pointer (&event);
}

TsnRecord *
tsn_work_find_municipality (TsnSession *session, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) municipality = tsn_session_municipality (session, &own);

  if (own != NULL && !g_error_matches (own, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&own));
  return g_steal_pointer (&municipality);
}

gboolean
tsn_work_complete_person (TsnSession *session, TsnChange *change, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) municipality = NULL;

  if (tsn_change_get (change, TSN_PERSON_STATUS) == NULL)
    tsn_change_set_number (change, TSN_PERSON_STATUS, TSN_PERSON_STATUS_ACTIVE);
  if (tsn_change_get (change, TSN_PERSON_MUNICIPALITY) != NULL)
    return TRUE;
  municipality = tsn_work_find_municipality (session, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (municipality != NULL)
    tsn_change_set_text (change,
                         TSN_PERSON_MUNICIPALITY,
                         tsn_record_text (municipality, TSN_MUNICIPALITY_CODE));
  return TRUE;
}

TsnDate
tsn_work_months_later (TsnDate date, guint months)
{
  GDate later;

  g_date_clear (&later, 1);
  g_date_set_dmy (&later,
                  (GDateDay) tsn_date_day (date),
                  (GDateMonth) tsn_date_month (date),
                  (GDateYear) tsn_date_year (date));
  g_date_add_months (&later, months);
  return tsn_date_new (g_date_get_year (&later),
                       g_date_get_month (&later),
                       g_date_get_day (&later));
}
