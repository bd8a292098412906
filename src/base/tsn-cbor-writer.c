/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing deterministic CBOR.
 *
 * libcbor's encoders choose the shortest head by themselves (RFC 8949 section 4.2.1), which leaves
 * to this file only the growing of the array. Counting items and ordering keys is left to the
 * caller, who knows them anyway; the reader (tsn-cbor-reader.c) checks both when it matters.
 */

#include <cbor.h>
#include <string.h>

#include "tsn-cbor.h"

#define HEAD_MAX 9 /* one byte of type and eight of argument */

/* Most arguments are small and need no call of libcbor: the type is the upper three bits. */
static gboolean
append_small (GByteArray *out, guint major, guint64 argument)
{
  guint8 head = (guint8) (major << 5 | argument);

  if (argument >= 24)
    return FALSE;
  g_byte_array_append (out, &head, 1);
  return TRUE;
}

static void
append_head (GByteArray *out, const guint8 *head, gsize length)
{
  g_assert (length > 0);
  g_byte_array_append (out, head, (guint) length);
}

void
tsn_cbor_write_uint (GByteArray *out, guint64 value)
{
  guint8 head[HEAD_MAX];

  if (append_small (out, 0, value))
    return;
  append_head (out, head, cbor_encode_uint (value, head, sizeof head));
}

void
tsn_cbor_write_int (GByteArray *out, gint64 value)
{
  guint8 head[HEAD_MAX];

  if (value >= 0)
    tsn_cbor_write_uint (out, (guint64) value);
  else
    append_head (out, head, cbor_encode_negint ((guint64) (-1 - value), head, sizeof head));
}

void
tsn_cbor_write_bytes (GByteArray *out, gconstpointer bytes, gsize length)
{
  guint8 head[HEAD_MAX];

  if (!append_small (out, 2, length))
    append_head (out, head, cbor_encode_bytestring_start (length, head, sizeof head));
  tsn_cbor_write_raw (out, bytes, length);
}

void
tsn_cbor_write_text (GByteArray *out, const char *text, gssize length)
{
  guint8 head[HEAD_MAX];
  gsize n = length < 0 ? strlen (text) : (gsize) length;

  if (!append_small (out, 3, n))
    append_head (out, head, cbor_encode_string_start (n, head, sizeof head));
  tsn_cbor_write_raw (out, text, n);
}

void
tsn_cbor_write_bool (GByteArray *out, gboolean value)
{
  guint8 head[HEAD_MAX];

  append_head (out, head, cbor_encode_bool (value != FALSE, head, sizeof head));
}

void
tsn_cbor_write_null (GByteArray *out)
{
  guint8 head[HEAD_MAX];

  append_head (out, head, cbor_encode_null (head, sizeof head));
}

void
tsn_cbor_write_array (GByteArray *out, gsize n_items)
{
  guint8 head[HEAD_MAX];

  if (!append_small (out, 4, n_items))
    append_head (out, head, cbor_encode_array_start (n_items, head, sizeof head));
}

void
tsn_cbor_write_map (GByteArray *out, gsize n_pairs)
{
  guint8 head[HEAD_MAX];

  if (!append_small (out, 5, n_pairs))
    append_head (out, head, cbor_encode_map_start (n_pairs, head, sizeof head));
}

void
tsn_cbor_write_tag (GByteArray *out, guint64 tag)
{
  guint8 head[HEAD_MAX];

  append_head (out, head, cbor_encode_tag (tag, head, sizeof head));
}

void
tsn_cbor_write_raw (GByteArray *out, gconstpointer items, gsize length)
{
  g_assert (length <= G_MAXUINT / 2);
  if (length > 0)
    g_byte_array_append (out, items, (guint) length);
}
