/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order in which a person's contacts are called, and what hangs on a person when they are
 * erased. The latter follows the model: every kind with a reference to a person counts, and the
 * flag OWNER says whether it goes.
 */

#include "tsn-person.h"

#include "tsn-card-scan.h"
#include "tsn-work-private.h"

#define PRIORITY_MAX 99 /* of the field */

static gboolean
has_ended (const TsnRecord *contact)
{
  return tsn_record_value (contact, TSN_CONTACT_ENDED_ON) != NULL;
}

static int
compare_contacts (gconstpointer a, gconstpointer b)
{
  const TsnRecord *const *left = a;
  const TsnRecord *const *right = b;
  gint64 order = tsn_record_number (*left, TSN_CONTACT_PRIORITY, G_MAXINT32) -
                 tsn_record_number (*right, TSN_CONTACT_PRIORITY, G_MAXINT32);

  if (has_ended (*left) != has_ended (*right))
    return has_ended (*left) ? 1 : -1;
  if (order != 0)
    return order < 0 ? -1 : 1;
  return tsn_id_compare (&(*left)->id, &(*right)->id);
}

GPtrArray *
tsn_person_contacts (TsnSession *session, const TsnId *person, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CONTACT));
  GPtrArray *contacts = NULL;

  tsn_query_where_reference (query, TSN_CONTACT_PERSON, person);
  contacts = tsn_session_query (session, query, error);
  if (contacts != NULL)
    g_ptr_array_sort (contacts, compare_contacts);
  return contacts;
}

static gboolean
put_priority (TsnSession *session, const TsnRecord *contact, guint priority, GError **error)
{
  g_autoptr (TsnChange) change = tsn_change_new (contact->kind, &contact->id);

  tsn_change_set_number (change, TSN_CONTACT_PRIORITY, MIN (priority, PRIORITY_MAX));
  return tsn_session_put (session, change, NULL, error); /* the same again writes nothing */
}

/* Takes the contact out of @contacts; NULL: it is not there. */
static TsnRecord *
steal_contact (GPtrArray *contacts, const TsnId *id)
{
  for (guint i = 0; i < contacts->len; i++)
    if (tsn_id_equal (&((const TsnRecord *) g_ptr_array_index (contacts, i))->id, id))
      return g_ptr_array_steal_index (contacts, i);
  return NULL;
}

gboolean
tsn_contacts_reorder (TsnSession *session,
                      const TsnId *person,
                      const TsnId *contacts,
                      guint n_contacts,
                      GError **error)
{
  g_autoptr (GPtrArray) rest = tsn_person_contacts (session, person, error);
  guint priority = 1;

  if (rest == NULL)
    return FALSE;
  for (guint i = 0; i < n_contacts; i++)
    {
      g_autoptr (TsnRecord) contact = steal_contact (rest, &contacts[i]);

      if (contact == NULL)
        {
          g_set_error (error, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND, "no such contact");
          return FALSE;
        }
      if (!put_priority (session, contact, priority++, error))
        return FALSE;
    }
  for (guint i = 0; i < rest->len; i++)
    if (!put_priority (session, g_ptr_array_index (rest, i), priority++, error))
      return FALSE;
  return TRUE;
}

/* Counts the records of @kind that refer to @person through @field. */
static gboolean
add_references (TsnSession *session,
                const TsnKind *kind,
                const TsnField *field,
                const TsnId *person,
                GArray *references,
                GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (kind);
  TsnPersonReference reference = {
    .kind = kind,
    .erased = (field->flags & TSN_FIELD_OWNER) != 0,
  };
  gint64 count;

  tsn_query_where_reference (query, field->number, person);
  count = tsn_session_count (session, query, error);
  if (count < 0)
    return FALSE;
  reference.count = (guint64) count;
  if (count > 0 && reference.erased)
    g_array_prepend_val (references, reference);
  else if (count > 0)
    g_array_append_val (references, reference);
  return TRUE;
}

/* The serials of their cards lead to them, no reference. */
static gboolean
add_scans (TsnSession *session, const TsnId *person, GArray *references, GError **error)
{
  g_autoptr (GPtrArray) uses = tsn_card_scan_uses (session, person, error);
  TsnPersonReference reference = { .kind = tsn_kind_by_number (TSN_KIND_SCAN), .erased = TRUE };

  if (uses == NULL)
    return FALSE;
  reference.count = uses->len;
  if (uses->len > 0)
    g_array_prepend_val (references, reference);
  return TRUE;
}

static gboolean
is_to_person (const TsnField *field)
{
  return field->type == TSN_TYPE_REFERENCE && field->kind == TSN_KIND_PERSON &&
         field->compartment == TSN_OPEN && (field->flags & TSN_FIELD_LIST) == 0;
}

GArray *
tsn_person_references (TsnSession *session, const TsnId *person, GError **error)
{
  g_autoptr (GArray) references = g_array_new (FALSE, FALSE, sizeof (TsnPersonReference));
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    for (guint k = 0; k < kinds[i].n_fields; k++)
      if (is_to_person (&kinds[i].fields[k]) &&
          !add_references (session, &kinds[i], &kinds[i].fields[k], person, references, error))
        return NULL;
  return add_scans (session, person, references, error) ? g_steal_pointer (&references) : NULL;
}
