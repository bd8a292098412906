/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The frame of a conversation's record: whose, when, after which one, when again. What was said is
 * the form's affair. A talk that was withdrawn is kept, but neither the next talk nor the date of
 * the next review builds on it.
 */

#include "tsn-conversation.h"

#include "tsn-validate.h"
#include "tsn-work-private.h"

#define REVIEW_MONTHS 12 /* when the municipality has not said */

TsnDate
tsn_conversation_next_review (TsnSession *session, TsnDate date, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) municipality = tsn_work_find_municipality (session, &own);
  gint64 months = REVIEW_MONTHS;

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return TSN_DATE_NONE;
    }
  if (municipality != NULL)
    months = tsn_record_number (municipality, TSN_MUNICIPALITY_REVIEW_MONTHS, months);
  return tsn_work_months_later (date, (guint) months);
}

TsnRecord *
tsn_conversation_latest (TsnSession *session, const TsnId *person, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_CONVERSATION);
  g_autoptr (TsnQuery) query = tsn_query_new (kind);
  g_autoptr (GPtrArray) talks = NULL;

  tsn_query_where_reference (query, TSN_CONVERSATION_PERSON, person);
  query->order_by = TSN_CONVERSATION_DATE;
  query->descending = TRUE;
  query->open_only = TRUE;
  talks = tsn_session_query (session, query, error);
  for (guint i = 0; talks != NULL && i < talks->len; i++)
    {
      const TsnRecord *talk = g_ptr_array_index (talks, i);

      if (tsn_record_number (talk, TSN_CONVERSATION_WITHDRAWN, 0) == 0)
        return tsn_session_get (session, kind, &talk->id, error);
    }
  return NULL;
}

/* The person's, else this database's. */
static gboolean
set_municipality (TsnSession *session, const TsnRecord *person, TsnChange *change, GError **error)
{
  const char *code = tsn_record_text (person, TSN_PERSON_MUNICIPALITY);
  g_autoptr (TsnRecord) municipality = NULL;
  g_autoptr (GError) own = NULL;

  if (code == NULL)
    municipality = tsn_work_find_municipality (session, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (municipality != NULL)
    code = tsn_record_text (municipality, TSN_MUNICIPALITY_CODE);
  if (code != NULL)
    tsn_change_set_text (change, TSN_CONVERSATION_MUNICIPALITY, code);
  return TRUE;
}

static gboolean
set_frame (TsnSession *session,
           const TsnRecord *person,
           TsnDate date,
           TsnChange *change,
           GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) latest = tsn_conversation_latest (session, &person->id, &own);
  TsnDate review;

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  review = tsn_conversation_next_review (session, date, error);
  if (review == TSN_DATE_NONE)
    return FALSE;
  tsn_change_set_reference (change, TSN_CONVERSATION_PERSON, &person->id);
  tsn_change_set_number (change, TSN_CONVERSATION_DATE, date);
  tsn_change_set_number (change, TSN_CONVERSATION_NEXT_REVIEW, review);
  if (latest != NULL)
    tsn_change_set_reference (change, TSN_CONVERSATION_PREVIOUS, &latest->id);
  return set_municipality (session, person, change, error);
}

TsnChange *
tsn_conversation_new (TsnSession *session,
                      const TsnId *person,
                      TsnDate date,
                      const TsnId *event,
                      gint64 now_ms,
                      GError **error)
{
  TsnId id = tsn_id_new (now_ms);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CONVERSATION),
                                                        &id);
  g_autoptr (TsnRecord) record = tsn_work_get (session, TSN_KIND_PERSON, person, error);

  g_return_val_if_fail (tsn_date_is_valid (date), NULL);
  if (record == NULL || !set_frame (session, record, date, change, error))
    return NULL;
  if (event != NULL)
    {
      tsn_change_set_reference (change, TSN_CONVERSATION_EVENT, event);
      tsn_change_set_number (change, TSN_CONVERSATION_OCCASION, TSN_OCCASION_LECTURE);
    }
  return g_steal_pointer (&change);
}

static TsnDate
date_of (const TsnChange *change, guint field)
{
  const TsnValue *value = tsn_change_get (change, field);

  return value != NULL && value->type == TSN_TYPE_DATE ? (TsnDate) value->number : TSN_DATE_NONE;
}

gboolean
tsn_conversation_check (const TsnChange *change,
                        TsnDate today,
                        const TsnField **field,
                        GError **error)
{
  TsnDate date = date_of (change, TSN_CONVERSATION_DATE);
  TsnDate review = date_of (change, TSN_CONVERSATION_NEXT_REVIEW);
  const TsnField *culprit = NULL;

  if (!tsn_validate_change (change, field, error))
    return FALSE;
  if (date > today)
    culprit = tsn_kind_field (change->kind, TSN_CONVERSATION_DATE);
  else if (review != TSN_DATE_NONE && review <= date)
    culprit = tsn_kind_field (change->kind, TSN_CONVERSATION_NEXT_REVIEW);
  if (culprit == NULL)
    return TRUE;
  if (field != NULL)
    *field = culprit;
  g_set_error (error,
               TSN_MODEL_ERROR,
               TSN_MODEL_ERROR_OUT_OF_RANGE,
               "%s: not a possible day",
               culprit->name);
  return FALSE;
}

/* When to ask the person again, unless a later talk has said. */
static gboolean
put_review (TsnSession *session, const TsnChange *talk, TsnDate review, GError **error)
{
  const TsnId *person = &tsn_change_get (talk, TSN_CONVERSATION_PERSON)->id;
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) latest = tsn_conversation_latest (session, person, &own);
  g_autoptr (TsnChange) change = NULL;

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (latest != NULL &&
      tsn_record_number (latest, TSN_CONVERSATION_DATE, 0) > date_of (talk, TSN_CONVERSATION_DATE))
    return TRUE;
  change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), person);
  tsn_change_set_number (change, TSN_PERSON_NEXT_REVIEW, review);
  return tsn_session_put (session, change, NULL, error);
}

/* The person comes first: a talk with nobody is not written. */
gboolean
tsn_conversation_put (TsnSession *session,
                      const TsnChange *change,
                      TsnVersion *version,
                      GError **error)
{
  TsnDate review = date_of (change, TSN_CONVERSATION_NEXT_REVIEW);
  const TsnValue *withdrawn = tsn_change_get (change, TSN_CONVERSATION_WITHDRAWN);

  if (!tsn_validate_change (change, NULL, error))
    return FALSE;
  if (change->create && review != TSN_DATE_NONE && (withdrawn == NULL || withdrawn->number == 0) &&
      !put_review (session, change, review, error))
    return FALSE;
  return tsn_session_put (session, change, version, error);
}

gboolean
tsn_conversation_withdraw (TsnSession *session,
                           const TsnId *conversation,
                           TsnDate on,
                           const char *note,
                           GError **error)
{
  g_autoptr (TsnRecord) talk = tsn_work_get (session, TSN_KIND_CONVERSATION, conversation, error);
  g_autoptr (TsnChange) change = NULL;

  if (talk == NULL)
    return FALSE;
  if (tsn_record_number (talk, TSN_CONVERSATION_WITHDRAWN, 0) != 0)
    return TRUE;
  change = tsn_change_new (talk->kind, conversation);
  tsn_change_set_number (change, TSN_CONVERSATION_WITHDRAWN, 1);
  tsn_change_set_number (change, TSN_CONVERSATION_WITHDRAWN_ON, on);
  if (note != NULL && *note != '\0')
    tsn_change_set_text (change, TSN_CONVERSATION_WITHDRAWN_NOTE, note);
  return tsn_session_put (session, change, NULL, error);
}
