/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that belongs to a person, read at once for their page.
 *
 * Which kinds, and in which order, stands in the table below. What the records refer to (the event
 * somebody attended, the clinic of a doctor) is read, too, so that a page never has to ask again
 * for a title: it is found by following the model's references, not kind by kind.
 */

#include <stddef.h>

#include "tsn-person.h"
#include "tsn-work-private.h"

#define RELATED_MAX 4000 /* records that are followed */

typedef struct
{
  guint kind;
  guint person; /* the field that says whose it is */
  guint order;  /* the newest first by this field */
  gsize array;  /* where in the overview */
} Part;

#define PART(KIND_, ORDER_, array_)                                                                \
  {                                                                                                \
    TSN_KIND_##KIND_, TSN_##KIND_##_PERSON, ORDER_, offsetof (TsnPersonOverview, array_)           \
  }

static const Part PARTS[] = {
  PART (ATTENDANCE, 0, attendances),
  PART (CONVERSATION, TSN_CONVERSATION_DATE, conversations),
  PART (CARD, TSN_CARD_ISSUED_AT, cards),
  PART (CONSENT, TSN_CONSENT_GIVEN_ON, consents),
  PART (CONSULTATION, TSN_CONSULTATION_DATE, consultations),
  PART (SHEET, TSN_SHEET_DATE, sheets),
};

static GPtrArray **
array_of (TsnPersonOverview *self, const Part *part)
{
  return (GPtrArray **) (gpointer) ((char *) self + part->array);
}

static gboolean
load_part (TsnPersonOverview *self,
           TsnSession *session,
           const TsnId *person,
           const Part *part,
           GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (part->kind));

  tsn_query_where_reference (query, part->person, person);
  query->order_by = part->order;
  query->descending = TRUE;
  query->limit = TSN_OVERVIEW_MAX;
  *array_of (self, part) = tsn_session_query (session, query, error);
  return *array_of (self, part) != NULL;
}

/* -- What the records refer to -- */

static void
add_related (TsnPersonOverview *self, TsnRecord *record)
{
  g_hash_table_replace (self->related, &record->id, tsn_record_ref (record));
}

static gboolean
follow_id (TsnPersonOverview *self,
           TsnSession *session,
           const TsnField *field,
           const TsnId *id,
           GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (field->kind);
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (GError) own = NULL;

  if (kind == NULL || g_hash_table_contains (self->related, id) ||
      g_hash_table_size (self->related) >= RELATED_MAX)
    return TRUE;
  record = tsn_session_get (session, kind, id, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (record != NULL && !record->erased)
    add_related (self, record);
  return TRUE;
}

static gboolean
follow_record (TsnPersonOverview *self,
               TsnSession *session,
               const TsnRecord *record,
               GError **error)
{
  for (guint i = 0; i < record->kind->n_fields; i++)
    {
      const TsnField *field = &record->kind->fields[i];
      const TsnValue *value = field->type == TSN_TYPE_REFERENCE
                                  ? tsn_record_value (record, field->number)
                                  : NULL;
      gboolean list = value != NULL && value->type == TSN_TYPE_LIST;
      guint n = value == NULL ? 0 : list ? value->list->len : 1;

      for (guint k = 0; k < n; k++)
        if (!follow_id (self,
                        session,
                        field,
                        list ? &g_array_index (value->list, TsnValue, k).id : &value->id,
                        error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
follow_all (TsnPersonOverview *self, TsnSession *session, GPtrArray *records, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    add_related (self, g_ptr_array_index (records, i));
  for (guint i = 0; i < records->len; i++)
    if (!follow_record (self, session, g_ptr_array_index (records, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
load_related (TsnPersonOverview *self, TsnSession *session, GError **error)
{
  self->related =
      g_hash_table_new_full (tsn_id_hash, tsn_id_equal, NULL, (GDestroyNotify) tsn_record_unref);
  add_related (self, self->person);
  if (!follow_record (self, session, self->person, error) ||
      !follow_all (self, session, self->contacts, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (PARTS); i++)
    if (!follow_all (self, session, *array_of (self, &PARTS[i]), error))
      return FALSE;
  return TRUE;
}

/* -- The whole -- */

static gint64
event_date (const TsnPersonOverview *self, const TsnRecord *attendance)
{
  const TsnRecord *event = tsn_person_overview_related (
      self,
      tsn_record_reference (attendance, TSN_ATTENDANCE_EVENT));

  return event != NULL ? tsn_record_number (event, TSN_EVENT_DATE, 0) : 0;
}

/* The newest event first, those without a date last. */
static int
compare_attendances (gconstpointer a, gconstpointer b, gpointer data)
{
  const TsnRecord *const *left = a;
  const TsnRecord *const *right = b;
  gint64 order = event_date (data, *right) - event_date (data, *left);

  return order != 0 ? (order < 0 ? -1 : 1) : tsn_id_compare (&(*left)->id, &(*right)->id);
}

TsnPersonOverview *
tsn_person_overview (TsnSession *session, const TsnId *person, GError **error)
{
  g_autoptr (TsnPersonOverview) self = g_new0 (TsnPersonOverview, 1);

  self->person = tsn_work_get (session, TSN_KIND_PERSON, person, error);
  if (self->person == NULL)
    return NULL;
  self->contacts = tsn_person_contacts (session, person, error);
  if (self->contacts == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (PARTS); i++)
    if (!load_part (self, session, person, &PARTS[i], error))
      return NULL;
  if (!load_related (self, session, error))
    return NULL;
  g_ptr_array_sort_with_data (self->attendances, compare_attendances, self);
  return g_steal_pointer (&self);
}

void
tsn_person_overview_free (TsnPersonOverview *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->related, g_hash_table_unref);
  for (guint i = 0; i < G_N_ELEMENTS (PARTS); i++)
    g_clear_pointer (array_of (self, &PARTS[i]), g_ptr_array_unref);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_pointer (&self->person, tsn_record_unref);
  g_free (self);
}

const TsnRecord *
tsn_person_overview_related (const TsnPersonOverview *self, const TsnId *id)
{
  return id != NULL ? g_hash_table_lookup (self->related, id) : NULL;
}

const char *
tsn_record_title (const TsnRecord *record)
{
  static const struct
  {
    guint kind;
    guint fields[3]; /* the first that has a text; 0: no more */
  } titles[] = {
    { TSN_KIND_MUNICIPALITY, { TSN_MUNICIPALITY_NAME } },
    { TSN_KIND_EVENT, { TSN_EVENT_TITLE } },
    { TSN_KIND_PERSON, { TSN_PERSON_NAME, TSN_PERSON_KANA } },
    { TSN_KIND_CONTACT, { TSN_CONTACT_NAME, TSN_CONTACT_OFFICE, TSN_CONTACT_KANA } },
    { TSN_KIND_CARD, { TSN_CARD_SERIAL } },
    { TSN_KIND_PLACE, { TSN_PLACE_NAME } },
    { TSN_KIND_LECTURER, { TSN_LECTURER_NAME } },
    { TSN_KIND_FORM, { TSN_FORM_NAME } },
    { TSN_KIND_MEETING, { TSN_MEETING_TITLE } },
    { TSN_KIND_DEVICE, { TSN_DEVICE_LABEL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    for (guint k = 0; k < G_N_ELEMENTS (titles[i].fields); k++)
      if (titles[i].kind == record->kind->number && titles[i].fields[k] != 0 &&
          tsn_record_text (record, titles[i].fields[k]) != NULL)
        return tsn_record_text (record, titles[i].fields[k]);
  return NULL;
}
