/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Walk-ins: a new person and their arrival in one transaction, and the way back.
 *
 * The way back is careful. A person is erased only if the records themselves say that they were
 * made by this very walk-in: written once, in the minute of the participation, and named by nothing
 * else. In any other case they stay and only the check-in is taken back.
 */

#include "tsn-walk-in.h"

#include <string.h>

#include "tsn-person.h"
#include "tsn-work-private.h"

#define SAME_TIME_MS (60 * G_GINT64_CONSTANT (1000)) /* between person and participation */

static TsnChange *
copy_change (const TsnChange *typed)
{
  TsnChange *change = tsn_change_new_create (typed->kind, &typed->record);

  for (guint i = 0; i < typed->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (typed->items, TsnChangeItem, i);

      tsn_change_take (change, item->field, tsn_value_copy (&item->value));
    }
  return change;
}

static gboolean
put_how_heard (TsnSession *session, const TsnWalkIn *walk_in, const TsnId *id, GError **error)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_ATTENDANCE), id);
  TsnValue list = tsn_value_list ();

  for (guint i = 0; i < walk_in->n_how_heard; i++)
    {
      TsnValue code = tsn_value_number (TSN_TYPE_CODE, walk_in->how_heard[i]);

      tsn_value_list_take (&list, &code);
    }
  tsn_change_take (change, TSN_ATTENDANCE_HOW_HEARD, list);
  return tsn_session_put (session, change, NULL, error);
}

gboolean
tsn_walk_in (TsnSession *session,
             const TsnWalkIn *walk_in,
             TsnCheckInResult *result,
             GError **error)
{
  TsnCheckIn check_in = walk_in->check_in;
  g_autoptr (TsnRecord) event = tsn_work_get_event (session, &check_in.event, error);
  g_autoptr (TsnChange) person = NULL;

  g_return_val_if_fail (walk_in->person->kind->number == TSN_KIND_PERSON, FALSE);
  memset (result, 0, sizeof *result);
  if (event == NULL || !tsn_reception_look_for_place (session, &check_in, event, result, error))
    return FALSE;
  if (result->admission == TSN_ADMISSION_FULL)
    return TRUE;
  person = copy_change (walk_in->person);
  if (!tsn_work_complete_person (session, person, error) ||
      !tsn_session_put (session, person, NULL, error))
    return FALSE;
  check_in.person = person->record;
  return tsn_check_in (session, &check_in, result, error) &&
         (walk_in->n_how_heard == 0 ||
          put_how_heard (session, walk_in, &result->attendance, error));
}

/* -- The way back -- */

static gint64
written_ms (const TsnRecord *record, guint field)
{
  const TsnCell *cell = tsn_record_cell (record, field);

  return cell != NULL ? tsn_stamp_ms (cell->version.stamp) : 0;
}

static gboolean
was_written_once (const TsnRecord *record)
{
  for (guint i = 1; i < record->cells->len; i++)
    if (tsn_version_compare (&g_array_index (record->cells, TsnCell, i).version,
                             &g_array_index (record->cells, TsnCell, 0).version) != 0)
      return FALSE;
  return record->cells->len > 0;
}

static gboolean
was_made_by (const TsnRecord *person, const TsnRecord *attendance)
{
  gint64 apart = written_ms (attendance, TSN_ATTENDANCE_EVENT) -
                 written_ms (person, TSN_PERSON_KANA);

  return tsn_record_number (attendance, TSN_ATTENDANCE_BOOKING, 0) == TSN_BOOKING_WALK_IN &&
         was_written_once (person) && ABS (apart) < SAME_TIME_MS;
}

/* Whether one participation is all that names @person. */
static gboolean
is_alone (TsnSession *session, const TsnId *person, gboolean *alone, GError **error)
{
  g_autoptr (GArray) references = tsn_person_references (session, person, error);
  const TsnPersonReference *first = NULL;

  if (references == NULL)
    return FALSE;
  first = references->len > 0 ? &g_array_index (references, TsnPersonReference, 0) : NULL;
  *alone = references->len == 1 && first->kind->number == TSN_KIND_ATTENDANCE && first->count == 1;
  return TRUE;
}

gboolean
tsn_walk_in_undo (TsnSession *session, const TsnId *attendance, gboolean *erased, GError **error)
{
  g_autoptr (TsnRecord) record = tsn_work_get (session, TSN_KIND_ATTENDANCE, attendance, error);
  const TsnId *id = NULL;
  g_autoptr (TsnRecord) person = NULL;
  g_autoptr (GError) own = NULL;
  gboolean alone = FALSE;

  if (record == NULL)
    return FALSE;
  id = tsn_record_reference (record, TSN_ATTENDANCE_PERSON);
  if (id != NULL)
    person = tsn_session_get (session, tsn_kind_by_number (TSN_KIND_PERSON), id, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (person != NULL && !person->erased && was_made_by (person, record) &&
      !is_alone (session, id, &alone, error))
    return FALSE;
  if (erased != NULL)
    *erased = alone;
  if (!alone)
    return tsn_check_in_undo (session, attendance, error);
  return tsn_session_erase (session, record->kind, attendance, NULL, error) &&
         tsn_session_erase (session, person->kind, id, NULL, error);
}
