/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Identities.
 *
 * A record gets its id on the device where it is made, without asking anyone, so it has to be
 * unique by chance alone; UUIDv7 puts the time first, which keeps rows that were made together side
 * by side in the database. The time in an id is a hint for storage and never read back as a fact: a
 * device's clock may be wrong.
 *
 * Randomness comes from the kernel directly and not from libsodium, since this folder knows no
 * cryptography, and not from GRand, whose ids two machines started from one image could share.
 */

#include "tsn-id.h"

#include <string.h>
#include <unistd.h>

#define UNIX_MS_MAX ((G_GINT64_CONSTANT (1) << 48) - 1)

TsnId
tsn_id_new (gint64 unix_ms)
{
  TsnId id;
  guint64 ms = (guint64) CLAMP (unix_ms, 0, UNIX_MS_MAX);

  if (getentropy (id.bytes, sizeof id.bytes) != 0)
    g_error ("the kernel gives no random bytes");
  for (int i = 0; i < 6; i++)
    id.bytes[i] = (guint8) (ms >> (40 - 8 * i));
  id.bytes[6] = (guint8) (0x70 | (id.bytes[6] & 0x0f)); /* version 7 */
  id.bytes[8] = (guint8) (0x80 | (id.bytes[8] & 0x3f)); /* the variant of RFC 9562 */
  return id;
}

TsnId
tsn_id_derive (const char *space, gconstpointer name, gsize size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize digest_size = sizeof digest;
  TsnId id;

  g_checksum_update (checksum, (const guchar *) space, (gssize) strlen (space) + 1);
  g_checksum_update (checksum, name, (gssize) size);
  g_checksum_get_digest (checksum, digest, &digest_size);
  memcpy (id.bytes, digest, sizeof id.bytes);
  id.bytes[6] = (guint8) (0x80 | (id.bytes[6] & 0x0f)); /* version 8 */
  id.bytes[8] = (guint8) (0x80 | (id.bytes[8] & 0x3f)); /* the variant of RFC 9562 */
  return id;
}

static gboolean
is_hyphen_position (gsize i)
{
  return i == 8 || i == 13 || i == 18 || i == 23;
}

gboolean
tsn_id_parse (const char *text, TsnId *id)
{
  TsnId parsed = TSN_ID_NIL;
  gsize digits = 0;

  if (text == NULL)
    return FALSE;
  for (gsize i = 0; i < TSN_ID_TEXT_SIZE - 1; i++)
    {
      int value;

      if (is_hyphen_position (i))
        {
          if (text[i] != '-')
            return FALSE;
          continue;
        }
      value = g_ascii_xdigit_value (text[i]); /* -1 for the NUL, too: nothing after it is read */
      if (value < 0)
        return FALSE;
      parsed.bytes[digits / 2] = (guint8) (parsed.bytes[digits / 2] << 4 | value);
      digits++;
    }
  if (text[TSN_ID_TEXT_SIZE - 1] != '\0')
    return FALSE;
  *id = parsed;
  return TRUE;
}

const char *
tsn_id_format (const TsnId *id, char text[TSN_ID_TEXT_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  gsize at = 0;

  for (gsize i = 0; i < sizeof id->bytes; i++)
    {
      if (is_hyphen_position (at))
        text[at++] = '-';
      text[at++] = digits[id->bytes[i] >> 4];
      text[at++] = digits[id->bytes[i] & 0x0f];
    }
  text[at] = '\0';
  return text;
}

int
tsn_id_compare (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (TsnId));
}

gboolean
tsn_id_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (TsnId)) == 0;
}

guint
tsn_id_hash (gconstpointer id)
{
  guint32 words[4];

  /* All words: the time differs among ids of one test, the random part among those of one moment.
   */
  memcpy (words, id, sizeof words);
  return words[0] ^ words[1] ^ words[2] ^ words[3];
}

gboolean
tsn_id_is_nil (const TsnId *id)
{
  return tsn_id_equal (id, &TSN_ID_NIL);
}
