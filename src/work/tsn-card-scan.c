/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A reading leaves a trace, whatever became of it: when, by which device, what verdict, which
 * serial. It says nothing about what stood on the card. */

#include "tsn-card-scan.h"

#include "tsn-setup.h"
#include "tsn-work.h"

static const guint8 VERDICTS[] = {
  [TSN_CARD_VERDICT_GENUINE] = TSN_SCAN_VERDICT_VALID,
  [TSN_CARD_VERDICT_GENUINE_SUPERSEDED] = TSN_SCAN_VERDICT_SUPERSEDED,
  [TSN_CARD_VERDICT_ISSUER_REVOKED] = TSN_SCAN_VERDICT_REVOKED,
  [TSN_CARD_VERDICT_UNKNOWN_ISSUER] = TSN_SCAN_VERDICT_UNKNOWN_KEY,
  [TSN_CARD_VERDICT_BAD_SIGNATURE] = TSN_SCAN_VERDICT_BAD_SIGNATURE,
  [TSN_CARD_VERDICT_DAMAGED] = TSN_SCAN_VERDICT_DAMAGED,
  [TSN_CARD_VERDICT_SEALED_FOR_OTHERS] = TSN_SCAN_VERDICT_NO_KEY,
  [TSN_CARD_VERDICT_LOCKED] = TSN_SCAN_VERDICT_NO_KEY,
  [TSN_CARD_VERDICT_FUTURE_FORMAT] = TSN_SCAN_VERDICT_TOO_NEW,
  [TSN_CARD_VERDICT_NOT_OURS] = TSN_SCAN_VERDICT_NOT_OURS,
};

guint
tsn_card_scan_verdict (TsnCardVerdict verdict)
{
  return VERDICTS[verdict];
}

static gboolean
has_issuer (const TsnCardReading *reading)
{
  guint8 any = 0;

  for (guint i = 0; i < TSN_CARD_KID_SIZE; i++)
    any |= reading->kid[i];
  return any != 0;
}

/* -- Whose card -- */

static gboolean
look_up_serial (TsnSession *session, const char *serial, TsnCardEntry *entry, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));
  g_autoptr (GPtrArray) cards = NULL;
  const TsnRecord *record;
  const TsnId *person;

  *entry = (TsnCardEntry){ 0 };
  if (serial == NULL)
    return TRUE;
  tsn_query_where (query, TSN_CARD_SERIAL, TSN_QUERY_EQUAL, tsn_value_text (serial));
  cards = tsn_session_query (session, query, error);
  if (cards == NULL)
    return FALSE;
  if (cards->len == 0)
    return TRUE;
  record = g_ptr_array_index (cards, 0);
  person = tsn_record_reference (record, TSN_CARD_PERSON);
  entry->issued = TRUE;
  if (person != NULL)
    entry->person = *person;
  entry->voided = (guint) tsn_record_number (record, TSN_CARD_VOIDED, 0);
  entry->voided_on = (TsnDate) tsn_record_number (record, TSN_CARD_VOIDED_ON, TSN_DATE_NONE);
  return TRUE;
}

static gboolean
find_record (TsnSession *session, guint kind, const TsnId *id, TsnRecord **record, GError **error)
{
  g_autoptr (GError) own = NULL;

  *record = tsn_session_get (session, tsn_kind_by_number (kind), id, &own);
  if (own == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own));
  return FALSE;
}

/* Whether there is a resident here who can be told, and who can have it erased. A card that is not
 * in the register yet is ours if one of our devices signed it; if nobody is known to have signed
 * it, if it says so. */
static gboolean
is_of_ours (TsnSession *session, const TsnCardReading *reading, gboolean *ours, GError **error)
{
  TsnCardEntry entry;
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (TsnRecord) municipality = NULL;
  g_autoptr (GError) own = NULL;

  if (!tsn_card_scan_look_up (session, reading->card, &entry, error))
    return FALSE;
  *ours = entry.issued;
  if (entry.issued)
    {
      if (!find_record (session, TSN_KIND_PERSON, &entry.person, &record, error))
        return FALSE;
      *ours = record == NULL || !record->erased;
      return TRUE;
    }
  if (reading->issuer_known)
    {
      if (!find_record (session, TSN_KIND_DEVICE, &reading->issuer.device, &record, error))
        return FALSE;
      *ours = record != NULL;
      return TRUE;
    }
  municipality = tsn_session_municipality (session, &own);
  if (municipality == NULL && !g_error_matches (own, TSN_WORK_ERROR, TSN_WORK_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  *ours = municipality != NULL &&
          g_strcmp0 (tsn_record_text (municipality, TSN_MUNICIPALITY_CODE),
                     tsn_card_text (reading->card, TSN_CARD_F_MUNICIPALITY)) == 0;
  return TRUE;
}

gboolean
tsn_card_scan_register (TsnSession *session,
                        const TsnCardReading *reading,
                        guint purpose,
                        gint64 now_ms,
                        GError **error)
{
  TsnId id = tsn_id_new (now_ms);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_SCAN), &id);
  gboolean ours = FALSE;

  if (reading->card != NULL && !is_of_ours (session, reading, &ours, error))
    return FALSE;
  tsn_change_set_number (change, TSN_SCAN_SCANNED_AT, now_ms);
  tsn_change_set_number (change, TSN_SCAN_VERDICT, tsn_card_scan_verdict (reading->verdict));
  tsn_change_set_number (change, TSN_SCAN_PURPOSE, purpose);
  tsn_change_set_reference (change, TSN_SCAN_DEVICE, tsn_session_get_device (session));
  if (has_issuer (reading))
    tsn_change_take (change, TSN_SCAN_ISSUER, tsn_value_bytes (reading->kid, TSN_CARD_KID_SIZE));
  if (reading->card != NULL)
    tsn_change_set_text (change,
                         TSN_SCAN_MUNICIPALITY,
                         tsn_card_text (reading->card, TSN_CARD_F_MUNICIPALITY));
  if (ours)
    {
      tsn_change_set_text (change,
                           TSN_SCAN_SERIAL,
                           tsn_card_text (reading->card, TSN_CARD_F_SERIAL));
      if (tsn_card_has (reading->card, TSN_CARD_F_WRITTEN))
        tsn_change_set_number (change,
                               TSN_SCAN_WRITTEN_ON,
                               tsn_card_number (reading->card, TSN_CARD_F_WRITTEN));
    }
  return tsn_session_put (session, change, NULL, error);
}

gboolean
tsn_card_scan_look_up (TsnSession *session,
                       const TsnCard *card,
                       TsnCardEntry *entry,
                       GError **error)
{
  return look_up_serial (session,
                         card != NULL ? tsn_card_text (card, TSN_CARD_F_SERIAL) : NULL,
                         entry,
                         error);
}

/* -- That it was used -- */

static void
use_free (gpointer data)
{
  TsnCardUse *use = data;

  tsn_record_unref (use->scan);
  g_free (use->device);
  g_free (use);
}

/* Adds those of @query. @person (nullable): whose they are; NULL: the register says so, and what it
 * does not know is left out. */
static gboolean
add_uses (TsnSession *session,
          TsnQuery *query,
          const TsnId *person,
          GPtrArray *uses,
          GError **error)
{
  g_autoptr (GPtrArray) scans = NULL;

  query->order_by = TSN_SCAN_SCANNED_AT;
  query->descending = TRUE;
  query->limit = TSN_CARD_USES_MAX;
  scans = tsn_session_query (session, query, error);
  if (scans == NULL)
    return FALSE;
  for (guint i = 0; i < scans->len; i++)
    {
      TsnRecord *scan = g_ptr_array_index (scans, i);
      const TsnId *device = tsn_record_reference (scan, TSN_SCAN_DEVICE);
      TsnCardEntry entry = { .issued = person != NULL };
      g_autoptr (TsnRecord) record = NULL;
      TsnCardUse *use;

      if (person != NULL)
        entry.person = *person;
      else if (!look_up_serial (session, tsn_record_text (scan, TSN_SCAN_SERIAL), &entry, error))
        return FALSE;
      if (!entry.issued)
        continue;
      if (device != NULL && !find_record (session, TSN_KIND_DEVICE, device, &record, error))
        return FALSE;
      use = g_new0 (TsnCardUse, 1);
      use->scan = tsn_record_ref (scan);
      use->person = entry.person;
      use->device = record != NULL ? g_strdup (tsn_record_text (record, TSN_DEVICE_LABEL)) : NULL;
      g_ptr_array_add (uses, use);
    }
  return TRUE;
}

static int
compare_uses (gconstpointer a, gconstpointer b)
{
  const TsnCardUse *const *left = a;
  const TsnCardUse *const *right = b;
  gint64 order = tsn_record_number ((*right)->scan, TSN_SCAN_SCANNED_AT, 0) -
                 tsn_record_number ((*left)->scan, TSN_SCAN_SCANNED_AT, 0);

  return order != 0 ? (order < 0 ? -1 : 1)
                    : tsn_id_compare (&(*left)->scan->id, &(*right)->scan->id);
}

GPtrArray *
tsn_card_scan_uses (TsnSession *session, const TsnId *person, GError **error)
{
  g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func (use_free);
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));
  g_autoptr (GPtrArray) cards = NULL;

  if (person == NULL)
    {
      g_autoptr (TsnQuery) all = tsn_query_new (tsn_kind_by_number (TSN_KIND_SCAN));

      return add_uses (session, all, NULL, uses, error) ? g_steal_pointer (&uses) : NULL;
    }
  tsn_query_where_reference (query, TSN_CARD_PERSON, person);
  cards = tsn_session_query (session, query, error);
  for (guint i = 0; cards != NULL && i < cards->len; i++)
    {
      g_autoptr (TsnQuery) scans = tsn_query_new (tsn_kind_by_number (TSN_KIND_SCAN));

      tsn_query_where (
          scans,
          TSN_SCAN_SERIAL,
          TSN_QUERY_EQUAL,
          tsn_value_text (tsn_record_text (g_ptr_array_index (cards, i), TSN_CARD_SERIAL)));
      if (!add_uses (session, scans, person, uses, error))
        return NULL;
    }
  g_ptr_array_sort (uses, compare_uses);
  return cards != NULL ? g_steal_pointer (&uses) : NULL;
}
