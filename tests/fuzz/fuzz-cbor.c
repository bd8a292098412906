/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CBOR: any bytes are read without passing the end, and what is read has one form only, so writing
 * it gives the bytes. */

#include <stdint.h>
#include <string.h>

#include "tsn-cbor.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gboolean
copy_string (TsnCborReader *reader, GByteArray *out)
{
  const guint8 *bytes;
  const char *text;
  gsize length;

  if (tsn_cbor_peek (reader) == TSN_CBOR_BYTES)
    {
      if (!tsn_cbor_read_bytes (reader, &bytes, &length))
        return FALSE;
      tsn_cbor_write_bytes (out, bytes, length);
      return TRUE;
    }
  if (!tsn_cbor_read_text (reader, &text, &length))
    return FALSE;
  g_assert_true (g_utf8_validate_len (text, length, NULL));
  tsn_cbor_write_text (out, text, (gssize) length);
  return TRUE;
}

static gboolean
copy_container (TsnCborReader *reader, GByteArray *out)
{
  guint64 tag;
  gsize n;

  if (tsn_cbor_peek (reader) == TSN_CBOR_TAG)
    {
      if (!tsn_cbor_read_tag (reader, &tag))
        return FALSE;
      tsn_cbor_write_tag (out, tag);
      return TRUE;
    }
  if (tsn_cbor_peek (reader) == TSN_CBOR_ARRAY)
    {
      if (!tsn_cbor_read_array (reader, &n))
        return FALSE;
      tsn_cbor_write_array (out, n);
      return TRUE;
    }
  if (!tsn_cbor_read_map (reader, &n))
    return FALSE;
  tsn_cbor_write_map (out, n);
  return TRUE;
}

static gboolean
copy_simple (TsnCborReader *reader, GByteArray *out)
{
  gint64 integer;
  gboolean truth;

  if (tsn_cbor_peek (reader) == TSN_CBOR_BOOL)
    {
      if (!tsn_cbor_read_bool (reader, &truth))
        return FALSE;
      tsn_cbor_write_bool (out, truth);
      return TRUE;
    }
  if (tsn_cbor_peek (reader) == TSN_CBOR_NULL)
    {
      if (!tsn_cbor_read_null (reader))
        return FALSE;
      tsn_cbor_write_null (out);
      return TRUE;
    }
  if (!tsn_cbor_read_int (reader, &integer))
    return FALSE;
  tsn_cbor_write_int (out, integer);
  return TRUE;
}

static gboolean
copy_item (TsnCborReader *reader, GByteArray *out)
{
  switch (tsn_cbor_peek (reader))
    {
    case TSN_CBOR_BYTES:
    case TSN_CBOR_TEXT:
      return copy_string (reader, out);
    case TSN_CBOR_ARRAY:
    case TSN_CBOR_MAP:
    case TSN_CBOR_TAG:
      return copy_container (reader, out);
    case TSN_CBOR_UINT:
    case TSN_CBOR_NEGATIVE:
    case TSN_CBOR_BOOL:
    case TSN_CBOR_NULL:
      return copy_simple (reader, out);
    case TSN_CBOR_NONE:
    default:
      return FALSE;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  TsnCborReader reader;
  const guint8 *raw;
  gsize length;

  tsn_cbor_reader_init (&reader, data, size);
  while (copy_item (&reader, out))
    continue;
  g_assert_true (size == 0 || reader.p == data + out->len);
  g_assert_true (out->len == 0 || memcmp (out->data, data, out->len) == 0);

  tsn_cbor_reader_init (&reader, data, size);
  while (tsn_cbor_skip (&reader, &raw, &length))
    g_assert_true (raw + length == reader.p && reader.p <= reader.end);
  g_assert_false (reader.error == TSN_CBOR_OK);
  return 0;
}
