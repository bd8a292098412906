/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose card it is, and writing what staff chose of it. What there is to choose from is found by
 * tsn-card-difference.c.
 */

#include "tsn-card-update.h"

#include "tsn-person-similar.h"
#include "tsn-person.h"
#include "tsn-work-private.h"

#define PRIORITY_MAX 99 /* of the field */

/* -- Whose card -- */

gboolean
tsn_card_find_in_register (TsnSession *session, const char *serial, TsnId *person, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));
  g_autoptr (GPtrArray) cards = NULL;
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (GError) own = NULL;
  const TsnId *id = NULL;

  *person = TSN_ID_NIL;
  if (serial == NULL)
    return TRUE;
  tsn_query_where (query, TSN_CARD_SERIAL, TSN_QUERY_EQUAL, tsn_value_text (serial));
  query->limit = 1;
  query->open_only = TRUE;
  cards = tsn_session_query (session, query, error);
  if (cards == NULL)
    return FALSE;
  if (cards->len > 0)
    id = tsn_record_reference (g_ptr_array_index (cards, 0), TSN_CARD_PERSON);
  if (id == NULL)
    return TRUE;
  record = tsn_work_get (session, TSN_KIND_PERSON, id, &own);
  if (record != NULL)
    *person = *id;
  else if (!g_error_matches (own, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  return TRUE;
}

static GArray *
find_similar (TsnSession *session, const TsnCard *card, GError **error)
{
  guint n = MIN (tsn_card_n_items (card, TSN_CARD_F_PHONES), 4);
  const char *phones[5] = { NULL };
  TsnPersonClues clues = {
    .name = tsn_card_text (card, TSN_CARD_F_NAME),
    .kana = tsn_card_text (card, TSN_CARD_F_KANA),
    .birth = (TsnDate) tsn_card_number (card, TSN_CARD_F_BIRTH),
    .phones = phones,
  };

  for (guint i = 0; i < n; i++)
    phones[i] = tsn_card_item_text (card, TSN_CARD_F_PHONES, i);
  return tsn_person_similar (session, &clues, NULL, error);
}

gboolean
tsn_card_find_person (TsnSession *session,
                      const TsnCard *card,
                      TsnId *person,
                      GArray **similar,
                      GError **error)
{
  *similar = NULL;
  if (!tsn_card_find_in_register (session, tsn_card_text (card, TSN_CARD_F_SERIAL), person, error))
    return FALSE;
  if (tsn_id_is_nil (person))
    *similar = find_similar (session, card, error);
  else
    *similar = g_array_new (FALSE, FALSE, sizeof (TsnSimilarPerson));
  return *similar != NULL;
}

/* -- Writing -- */

/* Sets all differences of the entry that begins at @first; returns where the next one begins. */
static guint
take_entry (TsnChange *change, const GArray *differences, guint first)
{
  guint entry = g_array_index (differences, TsnCardDifference, first).entry;
  guint i = first;

  for (; i < differences->len; i++)
    {
      const TsnCardDifference *one = &g_array_index (differences, TsnCardDifference, i);

      if (one->entry != entry)
        break;
      tsn_change_take (change, one->field->number, tsn_value_copy (&one->after));
    }
  return i;
}

static TsnChange *
change_for (const TsnCardDifference *first, const TsnId *person, guint n_contacts, gint64 now_ms)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_CONTACT);
  TsnId id = tsn_id_new (now_ms);
  TsnChange *change = NULL;

  if (!tsn_id_is_nil (&first->contact))
    return tsn_change_new (kind, &first->contact);
  change = tsn_change_new_create (kind, &id);
  tsn_change_set_reference (change, TSN_CONTACT_PERSON, person);
  tsn_change_set_number (change, TSN_CONTACT_ROLE, first->role);
  tsn_change_set_number (change, TSN_CONTACT_PRIORITY, MIN (n_contacts + 1, PRIORITY_MAX));
  return change;
}

/* The priority of the last contact; with none, how many there are. */
static gboolean
count_contacts (TsnSession *session, const TsnId *person, guint *n_contacts, GError **error)
{
  g_autoptr (GPtrArray) contacts = tsn_person_contacts (session, person, error);

  if (contacts == NULL)
    return FALSE;
  *n_contacts = contacts->len;
  for (guint i = 0; i < contacts->len; i++)
    *n_contacts = MAX (
        *n_contacts,
        (guint) tsn_record_number (g_ptr_array_index (contacts, i), TSN_CONTACT_PRIORITY, 0));
  return TRUE;
}

static gboolean
apply_contacts (TsnSession *session,
                const TsnId *person,
                const GArray *differences,
                guint first,
                gint64 now_ms,
                GError **error)
{
  guint n_contacts = 0;

  if (first < differences->len && !count_contacts (session, person, &n_contacts, error))
    return FALSE;
  while (first < differences->len)
    {
      g_autoptr (TsnChange) change = change_for (
          &g_array_index (differences, TsnCardDifference, first),
          person,
          n_contacts,
          now_ms);

      n_contacts += change->create ? 1 : 0;
      first = take_entry (change, differences, first);
      if (!tsn_session_put (session, change, NULL, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tsn_card_apply (TsnSession *session,
                const TsnId *person,
                const GArray *differences,
                gint64 now_ms,
                TsnId *updated,
                GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  TsnId id = person != NULL ? *person : tsn_id_new (now_ms);
  g_autoptr (TsnChange) change = person != NULL ? tsn_change_new (kind, &id)
                                                : tsn_change_new_create (kind, &id);
  g_autoptr (TsnRecord) record = NULL;
  guint first = 0;

  if (person != NULL)
    {
      record = tsn_work_get (session, TSN_KIND_PERSON, person, error);
      if (record == NULL)
        return FALSE;
    }
  if (differences->len > 0 && g_array_index (differences, TsnCardDifference, 0).entry == 0)
    first = take_entry (change, differences, 0);
  if (change->create && !tsn_work_complete_person (session, change, error))
    return FALSE;
  if ((first > 0 || change->create) && !tsn_session_put (session, change, NULL, error))
    return FALSE;
  if (updated != NULL)
    *updated = id;
  return apply_contacts (session, &id, differences, first, now_ms, error);
}
