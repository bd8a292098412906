/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Marks, states, and sixteen bytes as text.
 *
 * What is longer than a few lines has a file of its own: parcels, receipts, authorizations.
 */

#include "tsn-sync-message.h"

#include <string.h>

#include "tsn-cbor.h"

enum
{
  STATE_EPOCH = 1,
  STATE_CURSOR,
  STATE_MORE,
  STATE_DIGEST,
};

G_DEFINE_QUARK (tsn - sync - error - quark, tsn_sync_error)

const char *
tsn_hex_format (const guint8 bytes[16], char text[TSN_HEX_TEXT_SIZE])
{
  static const char digits[] = "0123456789abcdef";

  for (guint i = 0; i < 16; i++)
    {
      text[2 * i] = digits[bytes[i] >> 4];
      text[2 * i + 1] = digits[bytes[i] & 15];
    }
  text[TSN_HEX_TEXT_SIZE - 1] = '\0';
  return text;
}

gboolean
tsn_hex_parse (const char *text, guint8 bytes[16])
{
  guint8 read[16];

  if (text == NULL || strlen (text) != TSN_HEX_TEXT_SIZE - 1)
    return FALSE;
  for (guint i = 0; i < 16; i++)
    {
      if (!g_ascii_isxdigit (text[2 * i]) || !g_ascii_isxdigit (text[2 * i + 1]) ||
          g_ascii_isupper (text[2 * i]) || g_ascii_isupper (text[2 * i + 1]))
        return FALSE;
      read[i] = (guint8) (g_ascii_xdigit_value (text[2 * i]) << 4 |
                          g_ascii_xdigit_value (text[2 * i + 1]));
    }
  memcpy (bytes, read, sizeof read);
  return TRUE;
}

char *
tsn_sync_path (const TsnSyncMarks *marks, const TsnId *sender, const char *more)
{
  char cursor[TSN_HEX_TEXT_SIZE];
  char receipt[TSN_HEX_TEXT_SIZE];
  char name[TSN_HEX_TEXT_SIZE];
  gboolean named = !tsn_id_is_nil (sender);

  return g_strconcat ("/v1/patches?cursor=",
                      tsn_hex_format (marks->cursor, cursor),
                      "&receipt=",
                      tsn_hex_format (marks->receipt, receipt),
                      named ? "&sender=" : "",
                      named ? tsn_hex_format (sender->bytes, name) : "",
                      more,
                      NULL);
}

char *
tsn_base64url_format (const guint8 *bytes, gsize size)
{
  char *text = g_base64_encode (bytes, size);

  for (char *p = text; *p != '\0'; p++)
    {
      if (*p == '+')
        *p = '-';
      else if (*p == '/')
        *p = '_';
      else if (*p == '=')
        {
          *p = '\0';
          break;
        }
    }
  return text;
}

gboolean
tsn_base64url_parse (const char *text, guint8 *bytes, gsize size)
{
  g_autofree char *padded = NULL;
  g_autofree char *again = NULL;
  g_autofree guint8 *read = NULL;
  gsize length = strlen (text);
  gsize n;

  if (length != (size * 4 + 2) / 3)
    return FALSE;
  padded = g_strdup_printf ("%s%.*s", text, (int) ((4 - length % 4) % 4), "===");
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  read = g_base64_decode (padded, &n);
  if (n != size)
    return FALSE;
  again = tsn_base64url_format (read, n);
  if (strcmp (again, text) != 0)
    return FALSE;
  memcpy (bytes, read, size);
  return TRUE;
}

void
tsn_mark_make (guint64 seq, const guint8 token[8], guint8 mark[TSN_MARK_SIZE])
{
  guint64 big_endian = GUINT64_TO_BE (seq);

  memcpy (mark, &big_endian, 8);
  memcpy (mark + 8, token, 8);
}

guint64
tsn_mark_seq (const guint8 mark[TSN_MARK_SIZE])
{
  guint64 big_endian;

  memcpy (&big_endian, mark, 8);
  return GUINT64_FROM_BE (big_endian);
}

void
tsn_sync_state_encode (const TsnSyncState *self, GByteArray *out)
{
  tsn_cbor_write_map (out, self->more ? 3 : 4);
  tsn_cbor_write_uint (out, STATE_EPOCH);
  tsn_cbor_write_bytes (out, self->epoch, sizeof self->epoch);
  tsn_cbor_write_uint (out, STATE_CURSOR);
  tsn_cbor_write_bytes (out, self->cursor, sizeof self->cursor);
  tsn_cbor_write_uint (out, STATE_MORE);
  tsn_cbor_write_bool (out, self->more);
  if (self->more)
    return;
  tsn_cbor_write_uint (out, STATE_DIGEST);
  tsn_cbor_write_bytes (out, self->digest.bytes, sizeof self->digest.bytes);
}

static gboolean
read_key (TsnCborReader *reader, gint64 *key, gint64 number)
{
  return tsn_cbor_read_key (reader, key) && *key == number;
}

static gboolean
read_state (TsnSyncState *self, TsnCborReader *reader)
{
  gint64 key = -1;
  gsize n;

  if (!tsn_cbor_read_map (reader, &n) || !read_key (reader, &key, STATE_EPOCH) ||
      !tsn_cbor_read_fixed (reader, self->epoch, sizeof self->epoch) ||
      !read_key (reader, &key, STATE_CURSOR) ||
      !tsn_cbor_read_fixed (reader, self->cursor, sizeof self->cursor) ||
      !read_key (reader, &key, STATE_MORE) || !tsn_cbor_read_bool (reader, &self->more))
    return FALSE;
  if (self->more)
    return n == 3;
  return n == 4 && read_key (reader, &key, STATE_DIGEST) &&
         tsn_cbor_read_fixed (reader, self->digest.bytes, sizeof self->digest.bytes);
}

gboolean
tsn_sync_state_decode (TsnSyncState *self,
                       const guint8 *data,
                       gsize size,
                       gsize *length,
                       GError **error)
{
  TsnSyncState read = { 0 };
  TsnCborReader reader;

  tsn_cbor_reader_init (&reader, data, size);
  if (!read_state (&read, &reader))
    {
      g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "not a state");
      return FALSE;
    }
  *self = read;
  *length = (gsize) (reader.p - data);
  return TRUE;
}
