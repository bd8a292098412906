/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A contact card is read and its holder looked up in one read work: by the serial in the register
 * of cards, else by reading and date of birth. Only a card that was altered is turned away; that it
 * was replaced or comes from another municipality says nothing about who stands here. */

#include <glib/gi18n.h>
#include <string.h>

#include "tsn-card-update.h"
#include "tsn-door-private.h"
#include "tsn-issue.h"
#include "tsn-person-similar.h"
#include "tsn-secret.h"
#include "tsn-words.h"

typedef struct
{
  TsnVault *vault; /* borrowed from the station, which outlives its questions */
  TsnTrust *trust; /* (nullable): not read yet */
  char *text;      /* owned, wiped */
  TsnCardVerdict verdict;
  TsnRecord *person; /* (nullable): whose card it is */
  TsnChange *draft;  /* (nullable): a person made of what the card says */
} Scan;

static void
scan_free (gpointer pointer)
{
  Scan *scan = pointer;

  g_clear_pointer (&scan->trust, tsn_trust_unref);
  tsn_secret_text_free (scan->text);
  g_clear_pointer (&scan->person, tsn_record_unref);
  g_clear_pointer (&scan->draft, tsn_change_free);
  g_free (scan);
}

/* -- In the store's thread -- */

static TsnChange *
draft_of_card (const TsnCard *card)
{
  static const guint phones[] = { TSN_PERSON_PHONE_HOME, TSN_PERSON_PHONE_MOBILE };
  const TsnId id = tsn_id_new (g_get_real_time () / 1000);
  TsnChange *draft = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &id);

  if (tsn_card_has (card, TSN_CARD_F_NAME))
    tsn_change_set_text (draft, TSN_PERSON_NAME, tsn_card_text (card, TSN_CARD_F_NAME));
  if (tsn_card_has (card, TSN_CARD_F_KANA))
    tsn_change_set_text (draft, TSN_PERSON_KANA, tsn_card_text (card, TSN_CARD_F_KANA));
  if (tsn_card_has (card, TSN_CARD_F_BIRTH))
    tsn_change_set_number (draft, TSN_PERSON_BIRTH_DATE, tsn_card_number (card, TSN_CARD_F_BIRTH));
  for (guint i = 0; i < tsn_card_n_items (card, TSN_CARD_F_PHONES) && i < G_N_ELEMENTS (phones);
       i++)
    tsn_change_set_text (draft, phones[i], tsn_card_item_text (card, TSN_CARD_F_PHONES, i));
  return draft;
}

static gboolean
find_person (TsnSession *session, Scan *scan, const TsnCard *card, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  g_autoptr (GArray) similar = NULL;
  g_autoptr (GError) own = NULL;
  TsnId id;

  if (!tsn_card_find_person (session, card, &id, &similar, error))
    return FALSE;
  if (!tsn_id_is_nil (&id))
    {
      scan->person = tsn_session_get (session, kind, &id, &own);
      if (own != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&own));
          return FALSE;
        }
    }
  else if (similar->len > 0)
    {
      const TsnSimilarPerson *first = &g_array_index (similar, TsnSimilarPerson, 0);

      if (tsn_similarity_is_certain (first->similarity))
        scan->person = tsn_record_ref (first->person);
    }
  if (scan->person == NULL || scan->person->erased)
    scan->draft = draft_of_card (card);
  return TRUE;
}

static gboolean
scan_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Scan *scan = data;
  g_autoptr (TsnCardReading) reading = NULL;

  if (!tsn_trust_renew (&scan->trust, session, scan->vault, error))
    return FALSE;
  reading = tsn_card_read (scan->text, strlen (scan->text), tsn_trust_get (scan->trust));
  scan->verdict = reading->verdict;
  if (reading->card == NULL || reading->verdict == TSN_CARD_VERDICT_BAD_SIGNATURE)
    return TRUE;
  return find_person (session, scan, reading->card, error);
}

/* -- In the main thread -- */

static void
refuse (TsnDoor *self, const char *sentence)
{
  tsn_door_answer (self, &(TsnDoorAnswer){ .verdict = TSN_DOOR_REFUSED, .sentence = sentence });
}

static void
scanned_cb (gpointer object, gpointer data, const GError *error)
{
  TsnDoor *self = object;
  Scan *scan = data;

  if (scan->trust != NULL)
    tsn_station_keep_trust (self->station, scan->trust);
  if (error != NULL)
    {
      g_autofree char *sentence = tsn_words_error (error);

      refuse (self, sentence);
    }
  else if (!tsn_door_is_open (self))
    refuse (self, _ ("Choose an event first, then scan the card again."));
  else if (scan->draft != NULL)
    tsn_door_stranger (self, scan->draft);
  else if (scan->person != NULL)
    tsn_door_check_in (self, scan->person);
  else if (scan->verdict == TSN_CARD_VERDICT_BAD_SIGNATURE)
    refuse (self, _ ("This card was altered. Look for the person by name."));
  else
    refuse (self, _ ("This card cannot be read here. Look for the person by name."));
}

void
tsn_door_scan (TsnDoor *self, const char *text)
{
  Scan *scan = g_new0 (Scan, 1);

  scan->vault = tsn_station_get_vault (self->station);
  scan->trust = tsn_station_dup_trust (self->station);
  scan->text = g_strdup (text);
  tsn_station_ask (self->station, TSN_STORE_READ, scan_work, scan, scan_free, self, scanned_cb);
}
