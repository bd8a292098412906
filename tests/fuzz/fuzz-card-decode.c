/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A scanned text, and each layer under it, since no fuzzer guesses a signature. The first byte
 * chooses the layer: 'T' the text, 'M' a message of COSE, 'S' a compressed stream, 'C' content.
 */

#include <string.h>

#include "tsn-base45.h"
#include "tsn-card-pack.h"
#include "tsn-card-verdict.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const guint8 CARD_PUBLIC[TSN_KEY_SIZE] = { 9 };

static gboolean
find_issuer (gpointer data, const guint8 kid[TSN_CARD_KID_SIZE], TsnCardIssuer *issuer)
{
  return kid[0] % 2 == 0;
}

static gboolean
card_key (gpointer data, guint nth, guint8 card_public[TSN_KEY_SIZE])
{
  memcpy (card_public, CARD_PUBLIC, TSN_KEY_SIZE);
  return nth == 0;
}

static gboolean
agree (gpointer data,
       const guint8 card_public[TSN_KEY_SIZE],
       const guint8 ephemeral[TSN_KEY_SIZE],
       guint8 shared[TSN_KEY_SIZE],
       GError **error)
{
  memcpy (shared, ephemeral, TSN_KEY_SIZE);
  return TRUE;
}

static void
read_text (const char *text, gsize size)
{
  TsnCardTrust trust = { .find_issuer = find_issuer, .card_key = card_key, .agree = agree };
  g_autoptr (TsnCardReading) reading = tsn_card_read (text, size, &trust);

  g_assert (reading->verdict != TSN_CARD_VERDICT_GENUINE);
}

static void
read_message (const guint8 *bytes, gsize size)
{
  g_autoptr (GString) text = g_string_new (TSN_CARD_PREFIX);

  tsn_base45_encode (bytes, size, text);
  read_text (text->str, text->len);
}

/* What is understood is written as it was, byte for byte, but for telephone numbers that a laxer
 * writer did not pack. */
static void
read_content (const guint8 *bytes, gsize size)
{
  g_autoptr (TsnCard) card = tsn_card_from_cbor (bytes, size, NULL);
  g_autoptr (TsnCard) copy = card == NULL ? NULL : tsn_card_copy (card);
  g_autoptr (GBytes) written = card == NULL ? NULL : tsn_card_to_cbor (copy);
  g_autoptr (TsnCard) again = NULL;

  if (card == NULL)
    return;
  again = tsn_card_from_cbor (g_bytes_get_data (written, NULL), g_bytes_get_size (written), NULL);
  g_assert (again != NULL && tsn_card_equal (card, again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();

  if (size < 1)
    return 0;
  if (data[0] == 'T')
    read_text ((const char *) data + 1, size - 1);
  else if (data[0] == 'M')
    read_message (data + 1, size - 1);
  else if (data[0] == 'C')
    read_content (data + 1, size - 1);
  else if (tsn_card_unpack (data + 1, size - 1, content) == TSN_CARD_PACK_OK)
    read_content (content->data, content->len);
  return 0;
}
