/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is to be thought of a scanned text. The layers are taken off one after the other; the first
 * that does not come off decides, except that content is shown whenever it can be had: a crew at
 * the bedside is better served by a card of an unknown issuer, marked as such, than by nothing.
 *
 * The order matters. A signature is looked at before the stream under it is unpacked, so that of an
 * altered card it is said that it was altered, and not that it is damaged.
 */

#include "tsn-card-verdict.h"

#include <sodium.h>
#include <string.h>

#include "tsn-base45.h"
#include "tsn-card-cose.h"
#include "tsn-card-pack.h"

#define TEXT_MAX 8192 /* the largest symbol holds 4296 characters */

static const char *const NAMES[] = {
  [TSN_CARD_VERDICT_GENUINE] = "genuine",
  [TSN_CARD_VERDICT_GENUINE_SUPERSEDED] = "genuine_superseded",
  [TSN_CARD_VERDICT_ISSUER_REVOKED] = "issuer_revoked",
  [TSN_CARD_VERDICT_UNKNOWN_ISSUER] = "unknown_issuer",
  [TSN_CARD_VERDICT_BAD_SIGNATURE] = "bad_signature",
  [TSN_CARD_VERDICT_DAMAGED] = "damaged",
  [TSN_CARD_VERDICT_SEALED_FOR_OTHERS] = "sealed_for_others",
  [TSN_CARD_VERDICT_LOCKED] = "locked",
  [TSN_CARD_VERDICT_FUTURE_FORMAT] = "future_format",
  [TSN_CARD_VERDICT_NOT_OURS] = "not_ours",
};

const char *
tsn_card_verdict_name (TsnCardVerdict verdict)
{
  g_return_val_if_fail (verdict < G_N_ELEMENTS (NAMES), NULL);

  return NAMES[verdict];
}

void
tsn_card_reading_free (TsnCardReading *self)
{
  if (self == NULL)
    return;
  tsn_card_free (self->card);
  g_free (self->detail);
  g_free (self);
}

static void
decide (TsnCardReading *reading, TsnCardVerdict verdict, const char *detail)
{
  reading->verdict = verdict;
  g_free (reading->detail);
  reading->detail = g_strdup (detail);
}

static gboolean
decide_cose (TsnCardReading *reading, TsnCardCoseFault fault, const char *where)
{
  if (fault == TSN_CARD_COSE_OK)
    return TRUE;
  decide (reading,
          fault == TSN_CARD_COSE_FUTURE ? TSN_CARD_VERDICT_FUTURE_FORMAT : TSN_CARD_VERDICT_DAMAGED,
          where);
  return FALSE;
}

/* -- The prefix -- */

/* The characters after the prefix, or NULL once a verdict is found. */
static GByteArray *
strip_text (const char *text, gsize length, TsnCardReading *reading)
{
  g_autofree char *upper = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize prefix = strlen (TSN_CARD_PREFIX);
  gsize digits = 3;

  while (length > 0 && strchr ("\r\n\t", text[length - 1]) != NULL && text[length - 1] != '\0')
    length--;
  if (length > TEXT_MAX || length < 5)
    {
      decide (reading, TSN_CARD_VERDICT_NOT_OURS, "length");
      return NULL;
    }
  upper = g_ascii_strup (text, (gssize) length);
  while (digits < length && g_ascii_isdigit (upper[digits]))
    digits++;
  if (strncmp (upper, "TSN", 3) != 0 || digits == 3 || digits == length || upper[digits] != ':')
    {
      decide (reading, TSN_CARD_VERDICT_NOT_OURS, "prefix");
      return NULL;
    }
  if (strncmp (upper, TSN_CARD_PREFIX, prefix) != 0)
    {
      decide (reading, TSN_CARD_VERDICT_FUTURE_FORMAT, "prefix");
      return NULL;
    }
  if (!tsn_base45_decode (upper + prefix, length - prefix, bytes))
    {
      decide (reading, TSN_CARD_VERDICT_DAMAGED, "base45");
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

/* -- The seal -- */

/* @card_public: (out): the one of our card keys that the message is for */
static gboolean
find_card_key (const TsnCardTrust *trust,
               const TsnCardSealed *message,
               guint8 card_public[TSN_KEY_SIZE])
{
  if (trust == NULL || trust->card_key == NULL || trust->agree == NULL)
    return FALSE;
  for (guint i = 0; trust->card_key (trust->agree_data, i, card_public); i++)
    if (tsn_card_cose_is_for (message, card_public))
      return TRUE;
  return FALSE;
}

/* The signed message under the seal, or NULL once a verdict is found. */
static GBytes *
unseal (GByteArray *bytes, const TsnCardTrust *trust, TsnCardReading *reading)
{
  TsnCardSealed message;
  guint8 card_public[TSN_KEY_SIZE];
  guint8 shared[TSN_KEY_SIZE];
  g_autoptr (GError) error = NULL;
  GBytes *plain;

  if (!decide_cose (reading, tsn_card_cose_read_sealed (bytes->data, bytes->len, &message), "seal"))
    return NULL;
  if (!find_card_key (trust, &message, card_public))
    {
      decide (reading, TSN_CARD_VERDICT_SEALED_FOR_OTHERS, "another card key");
      return NULL;
    }
  if (!trust->agree (trust->agree_data, card_public, message.ephemeral, shared, &error))
    {
      if (g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED))
        decide (reading, TSN_CARD_VERDICT_LOCKED, "vault is locked");
      else if (g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY))
        decide (reading, TSN_CARD_VERDICT_SEALED_FOR_OTHERS, "this device may not read cards");
      else
        decide (reading, TSN_CARD_VERDICT_BAD_SIGNATURE, "ephemeral key");
      return NULL;
    }
  plain = tsn_card_cose_open (&message, shared);
  sodium_memzero (shared, sizeof shared);
  if (plain == NULL)
    decide (reading, TSN_CARD_VERDICT_BAD_SIGNATURE, "seal");
  return plain;
}

/* -- The content -- */

static gboolean
read_content (const TsnCardSigned *message, TsnCardReading *reading)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  TsnCardPackFault fault = tsn_card_unpack (message->payload, message->payload_size, content);

  if (fault != TSN_CARD_PACK_OK)
    {
      decide (reading,
              fault == TSN_CARD_PACK_UNKNOWN_DICTIONARY ? TSN_CARD_VERDICT_FUTURE_FORMAT
                                                        : TSN_CARD_VERDICT_DAMAGED,
              fault == TSN_CARD_PACK_UNKNOWN_DICTIONARY ? "dictionary" : "compression");
      return FALSE;
    }
  reading->card = tsn_card_from_cbor (content->data, content->len, &error);
  sodium_memzero (content->data, content->len);
  if (reading->card == NULL)
    decide (reading, TSN_CARD_VERDICT_DAMAGED, error->message);
  return reading->card != NULL;
}

/* -- The issuer -- */

static TsnCardVerdict
standing_of (const TsnCardTrust *trust, TsnCardReading *reading)
{
  const char *serial = tsn_card_text (reading->card, TSN_CARD_F_SERIAL);
  gboolean registered = serial != NULL && trust->find_card != NULL &&
                        trust->find_card (trust->data, serial, &reading->standing);

  if (reading->issuer.revoked_ms != 0 && !registered)
    return TSN_CARD_VERDICT_ISSUER_REVOKED;
  if (registered && reading->standing.superseded)
    return TSN_CARD_VERDICT_GENUINE_SUPERSEDED;
  return TSN_CARD_VERDICT_GENUINE;
}

static void
judge (const guint8 *bytes, gsize size, const TsnCardTrust *trust, TsnCardReading *reading)
{
  TsnCardSigned message;
  gboolean whole;
  gboolean read;

  if (!decide_cose (reading, tsn_card_cose_read_signed (bytes, size, &message), "signature"))
    return;
  memcpy (reading->kid, message.kid, sizeof reading->kid);
  reading->issuer_known = trust != NULL && trust->find_issuer != NULL &&
                          trust->find_issuer (trust->data, message.kid, &reading->issuer);
  whole = reading->issuer_known && tsn_card_cose_verify (&message, reading->issuer.sign_public);
  read = read_content (&message, reading);
  if (reading->issuer_known && !whole)
    decide (reading, TSN_CARD_VERDICT_BAD_SIGNATURE, "signature");
  else if (read && !reading->issuer_known)
    decide (reading, TSN_CARD_VERDICT_UNKNOWN_ISSUER, NULL);
  else if (read)
    decide (reading, standing_of (trust, reading), NULL);
}

TsnCardReading *
tsn_card_read (const char *text, gsize length, const TsnCardTrust *trust)
{
  TsnCardReading *reading = g_new0 (TsnCardReading, 1);
  g_autoptr (GByteArray) bytes = strip_text (text, length, reading);
  g_autoptr (GBytes) plain = NULL;
  TsnCardCoseKind kind = TSN_CARD_COSE_SIGN1;
  gsize size = 0;
  const guint8 *message;

  if (bytes == NULL ||
      !decide_cose (reading, tsn_card_cose_kind (bytes->data, bytes->len, &kind), "tag"))
    return reading;
  if (kind == TSN_CARD_COSE_SIGN1)
    {
      judge (bytes->data, bytes->len, trust, reading);
      return reading;
    }
  reading->sealed = TRUE;
  plain = unseal (bytes, trust, reading);
  if (plain != NULL)
    {
      message = g_bytes_get_data (plain, &size);
      judge (message, size, trust, reading);
    }
  return reading;
}
