/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A reading leaves a trace, whatever became of it: when, by which device, what verdict, which
 * serial. It says nothing about what stood on the card. */

#include "tsn-card-scan.h"

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

gboolean
tsn_card_scan_register (TsnSession *session,
                        const TsnCardReading *reading,
                        guint purpose,
                        gint64 now_ms,
                        GError **error)
{
  TsnId id = tsn_id_new (now_ms);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_SCAN), &id);

  tsn_change_set_number (change, TSN_SCAN_SCANNED_AT, now_ms);
  tsn_change_set_number (change, TSN_SCAN_VERDICT, tsn_card_scan_verdict (reading->verdict));
  tsn_change_set_number (change, TSN_SCAN_PURPOSE, purpose);
  tsn_change_set_reference (change, TSN_SCAN_DEVICE, tsn_session_get_device (session));
  if (has_issuer (reading))
    tsn_change_take (change, TSN_SCAN_ISSUER, tsn_value_bytes (reading->kid, TSN_CARD_KID_SIZE));
  if (reading->card != NULL)
    {
      const TsnCard *card = reading->card;

      tsn_change_set_text (change, TSN_SCAN_SERIAL, tsn_card_text (card, TSN_CARD_F_SERIAL));
      tsn_change_set_text (change,
                           TSN_SCAN_MUNICIPALITY,
                           tsn_card_text (card, TSN_CARD_F_MUNICIPALITY));
      if (tsn_card_has (card, TSN_CARD_F_WRITTEN))
        tsn_change_set_number (change,
                               TSN_SCAN_WRITTEN_ON,
                               tsn_card_number (card, TSN_CARD_F_WRITTEN));
    }
  return tsn_session_put (session, change, NULL, error);
}

gboolean
tsn_card_scan_look_up (TsnSession *session,
                       const TsnCard *card,
                       TsnCardEntry *entry,
                       GError **error)
{
  const char *serial = card != NULL ? tsn_card_text (card, TSN_CARD_F_SERIAL) : NULL;
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
