/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading deterministic CBOR, item by item.
 *
 * libcbor knows the encoding; this file knows which part of it we allow. Patches are compared and
 * signed as bytes, so each value may have one form only (RFC 8949 section 4.2.1): heads as short as
 * possible, definite lengths, rising keys, no floats. A reader that took other forms would let two
 * different byte strings mean the same patch.
 *
 * libcbor's tree of items costs an allocation per item, so only its stream decoder is used: it
 * allocates nothing. Nesting needs no stack here but in tsn_cbor_skip(), which counts what is left
 * per level.
 */

#include <cbor.h>
#include <string.h>

#include "tsn-cbor.h"

/* One decoded head. */
typedef struct
{
  TsnCborType type;
  guint64 value;       /* the number; -1 - value when negative; the count; the length; the truth */
  const guint8 *bytes; /* content of a string, inside the reader's bytes */
} Item;

/* libcbor hands over an item by calling one of these; @context is the Item to fill. */

static void
uint8_cb (void *context, guint8 value)
{
  *(Item *) context = (Item){ TSN_CBOR_UINT, value, NULL };
}

static void
uint16_cb (void *context, guint16 value)
{
  *(Item *) context = (Item){ TSN_CBOR_UINT, value, NULL };
}

static void
uint32_cb (void *context, guint32 value)
{
  *(Item *) context = (Item){ TSN_CBOR_UINT, value, NULL };
}

static void
uint64_cb (void *context, uint64_t value)
{
  *(Item *) context = (Item){ TSN_CBOR_UINT, value, NULL };
}

static void
negint8_cb (void *context, guint8 value)
{
  *(Item *) context = (Item){ TSN_CBOR_NEGATIVE, value, NULL };
}

static void
negint16_cb (void *context, guint16 value)
{
  *(Item *) context = (Item){ TSN_CBOR_NEGATIVE, value, NULL };
}

static void
negint32_cb (void *context, guint32 value)
{
  *(Item *) context = (Item){ TSN_CBOR_NEGATIVE, value, NULL };
}

static void
negint64_cb (void *context, uint64_t value)
{
  *(Item *) context = (Item){ TSN_CBOR_NEGATIVE, value, NULL };
}

static void
bytes_cb (void *context, cbor_data data, size_t length)
{
  *(Item *) context = (Item){ TSN_CBOR_BYTES, length, data };
}

static void
text_cb (void *context, cbor_data data, size_t length)
{
  *(Item *) context = (Item){ TSN_CBOR_TEXT, length, data };
}

static void
array_cb (void *context, size_t count)
{
  *(Item *) context = (Item){ TSN_CBOR_ARRAY, count, NULL };
}

static void
map_cb (void *context, size_t count)
{
  *(Item *) context = (Item){ TSN_CBOR_MAP, count, NULL };
}

static void
tag_cb (void *context, uint64_t tag)
{
  *(Item *) context = (Item){ TSN_CBOR_TAG, tag, NULL };
}

static void
bool_cb (void *context, bool value)
{
  *(Item *) context = (Item){ TSN_CBOR_BOOL, value, NULL };
}

static void
null_cb (void *context)
{
  *(Item *) context = (Item){ TSN_CBOR_NULL, 0, NULL };
}

/* Forms that we do not allow leave the item at TSN_CBOR_NONE. */

static void
refuse_cb (void *context)
{
}

static void
refuse_float_cb (void *context, float value)
{
}

static void
refuse_double_cb (void *context, double value)
{
}

static const struct cbor_callbacks callbacks = {
  .uint8 = uint8_cb,
  .uint16 = uint16_cb,
  .uint32 = uint32_cb,
  .uint64 = uint64_cb,
  .negint64 = negint64_cb,
  .negint32 = negint32_cb,
  .negint16 = negint16_cb,
  .negint8 = negint8_cb,
  .byte_string_start = refuse_cb,
  .byte_string = bytes_cb,
  .string = text_cb,
  .string_start = refuse_cb,
  .indef_array_start = refuse_cb,
  .array_start = array_cb,
  .indef_map_start = refuse_cb,
  .map_start = map_cb,
  .tag = tag_cb,
  .float2 = refuse_float_cb,
  .float4 = refuse_float_cb,
  .float8 = refuse_double_cb,
  .undefined = refuse_cb,
  .null = null_cb,
  .boolean = bool_cb,
  .indef_break = refuse_cb,
};

static gsize
shortest_head (const Item *item)
{
  if (item->type == TSN_CBOR_BOOL || item->type == TSN_CBOR_NULL || item->value < 24)
    return 1;
  if (item->value <= G_MAXUINT8)
    return 2;
  if (item->value <= G_MAXUINT16)
    return 3;
  return item->value <= G_MAXUINT32 ? 5 : 9;
}

/* A length that passes the end is told apart from a count that cannot be true only here: both are
 * "truncated". */
static TsnCborError
check_item (const Item *item, gsize head, gsize left)
{
  if (head != shortest_head (item))
    return TSN_CBOR_FORM;
  if (item->type == TSN_CBOR_TEXT &&
      !g_utf8_validate_len ((const char *) item->bytes, item->value, NULL))
    return TSN_CBOR_UTF8;
  if (item->type == TSN_CBOR_ARRAY && item->value > left)
    return TSN_CBOR_TRUNCATED;
  if (item->type == TSN_CBOR_MAP && item->value > left / 2)
    return TSN_CBOR_TRUNCATED;
  return TSN_CBOR_OK;
}

/* Heads of one byte, which are most of all: a small number, the count of a short array or map, a
 * tag. (Of the tags libcbor 0.8 does not know 6 to 20, among them 18, COSE_Sign1.) */
static gboolean
decode_small (guint8 head, Item *item)
{
  static const TsnCborType types
      [8] = { [0] = TSN_CBOR_UINT, [4] = TSN_CBOR_ARRAY, [5] = TSN_CBOR_MAP, [6] = TSN_CBOR_TAG };

  if ((head & 0x1f) >= 24 || types[head >> 5] == TSN_CBOR_NONE)
    return FALSE;
  *item = (Item){ types[head >> 5], head & 0x1f, NULL };
  return TRUE;
}

/* Decodes the next item without moving. @size is its head and, for a string, its content. */
static TsnCborError
decode (const TsnCborReader *reader, Item *item, gsize *size)
{
  gsize available = (gsize) (reader->end - reader->p);
  struct cbor_decoder_result result;
  gsize content;

  *item = (Item){ TSN_CBOR_NONE, 0, NULL };
  if (available == 0)
    return TSN_CBOR_TRUNCATED;
  if (decode_small (*reader->p, item))
    {
      *size = 1;
      return check_item (item, 1, available - 1);
    }
  result = cbor_stream_decode (reader->p, available, &callbacks, item);
  if (result.status == CBOR_DECODER_NEDATA)
    return TSN_CBOR_TRUNCATED;
  if (result.status != CBOR_DECODER_FINISHED || item->type == TSN_CBOR_NONE)
    return TSN_CBOR_FORM;
  *size = result.read;
  content = item->bytes != NULL ? item->value : 0;
  return check_item (item, *size - content, available - *size);
}

static gboolean
fail (TsnCborReader *reader, TsnCborError error)
{
  if (reader->error == TSN_CBOR_OK)
    reader->error = error;
  return FALSE;
}

static gboolean
next (TsnCborReader *reader, Item *item)
{
  TsnCborError error;
  gsize size = 0;

  if (reader->error != TSN_CBOR_OK)
    return FALSE;
  error = decode (reader, item, &size);
  if (error != TSN_CBOR_OK)
    return fail (reader, error);
  reader->p += size;
  return TRUE;
}

/* As next(), but leaves the cursor before an item of another type. */
static gboolean
next_of_type (TsnCborReader *reader, TsnCborType type, Item *item)
{
  const guint8 *start = reader->p;

  if (!next (reader, item))
    return FALSE;
  if (item->type == type)
    return TRUE;
  reader->p = start;
  return fail (reader, TSN_CBOR_TYPE);
}

void
tsn_cbor_reader_init (TsnCborReader *reader, gconstpointer bytes, gsize length)
{
  static const guint8 nothing[1] = { 0 };
  const guint8 *start = bytes != NULL ? bytes : nothing;

  *reader = (TsnCborReader){ start, start + (bytes != NULL ? length : 0), TSN_CBOR_OK };
}

TsnCborType
tsn_cbor_peek (const TsnCborReader *reader)
{
  static const TsnCborType majors[] = {
    TSN_CBOR_UINT,  TSN_CBOR_NEGATIVE, TSN_CBOR_BYTES, TSN_CBOR_TEXT,
    TSN_CBOR_ARRAY, TSN_CBOR_MAP,      TSN_CBOR_TAG,
  };

  if (reader->error != TSN_CBOR_OK || reader->p == reader->end)
    return TSN_CBOR_NONE;
  switch (*reader->p)
    {
    case 0xf4:
    case 0xf5:
      return TSN_CBOR_BOOL;
    case 0xf6:
      return TSN_CBOR_NULL;
    default:
      return *reader->p < 0xe0 ? majors[*reader->p >> 5] : TSN_CBOR_NONE;
    }
}

gboolean
tsn_cbor_read_uint (TsnCborReader *reader, guint64 *value)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_UINT, &item))
    return FALSE;
  *value = item.value;
  return TRUE;
}

gboolean
tsn_cbor_read_int (TsnCborReader *reader, gint64 *value)
{
  const guint8 *start = reader->p;
  Item item;

  if (!next (reader, &item))
    return FALSE;
  if ((item.type != TSN_CBOR_UINT && item.type != TSN_CBOR_NEGATIVE) || item.value > G_MAXINT64)
    {
      reader->p = start;
      return fail (reader, TSN_CBOR_TYPE);
    }
  *value = item.type == TSN_CBOR_UINT ? (gint64) item.value : -1 - (gint64) item.value;
  return TRUE;
}

gboolean
tsn_cbor_read_bytes (TsnCborReader *reader, const guint8 **bytes, gsize *length)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_BYTES, &item))
    return FALSE;
  *bytes = item.bytes;
  *length = item.value;
  return TRUE;
}

gboolean
tsn_cbor_read_text (TsnCborReader *reader, const char **text, gsize *length)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_TEXT, &item))
    return FALSE;
  *text = (const char *) item.bytes;
  *length = item.value;
  return TRUE;
}

gboolean
tsn_cbor_read_bool (TsnCborReader *reader, gboolean *value)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_BOOL, &item))
    return FALSE;
  *value = item.value != 0;
  return TRUE;
}

gboolean
tsn_cbor_read_null (TsnCborReader *reader)
{
  Item item;

  return next_of_type (reader, TSN_CBOR_NULL, &item);
}

gboolean
tsn_cbor_read_array (TsnCborReader *reader, gsize *n_items)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_ARRAY, &item))
    return FALSE;
  *n_items = item.value;
  return TRUE;
}

gboolean
tsn_cbor_read_map (TsnCborReader *reader, gsize *n_pairs)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_MAP, &item))
    return FALSE;
  *n_pairs = item.value;
  return TRUE;
}

gboolean
tsn_cbor_read_tag (TsnCborReader *reader, guint64 *tag)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_TAG, &item))
    return FALSE;
  *tag = item.value;
  return TRUE;
}

gboolean
tsn_cbor_read_fixed (TsnCborReader *reader, gpointer out, gsize length)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_BYTES, &item))
    return FALSE;
  if (item.value != length)
    return fail (reader, TSN_CBOR_TYPE);
  if (length > 0)
    memcpy (out, item.bytes, length);
  return TRUE;
}

gboolean
tsn_cbor_dup_text (TsnCborReader *reader, gsize max, char **text)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_TEXT, &item))
    return FALSE;
  if (item.value > max)
    return fail (reader, TSN_CBOR_TYPE);
  *text = g_strndup ((const char *) item.bytes, item.value);
  return TRUE;
}

gboolean
tsn_cbor_read_key (TsnCborReader *reader, gint64 *key)
{
  Item item;

  if (!next_of_type (reader, TSN_CBOR_UINT, &item))
    return FALSE;
  if (item.value > G_MAXINT64)
    return fail (reader, TSN_CBOR_TYPE);
  if ((gint64) item.value <= *key)
    return fail (reader, TSN_CBOR_FORM);
  *key = (gint64) item.value;
  return TRUE;
}

gboolean
tsn_cbor_skip (TsnCborReader *reader, const guint8 **raw, gsize *length)
{
  const guint8 *start = reader->p;
  gsize left[TSN_CBOR_DEPTH_MAX + 1] = { 1 }; /* items still to come on each level */
  gsize depth = 0;

  for (;;)
    {
      Item item;

      while (left[depth] == 0)
        {
          if (depth == 0)
            {
              if (raw != NULL)
                *raw = start;
              if (length != NULL)
                *length = (gsize) (reader->p - start);
              return TRUE;
            }
          depth--;
        }
      if (!next (reader, &item))
        return FALSE;
      left[depth]--;
      if (item.type != TSN_CBOR_ARRAY && item.type != TSN_CBOR_MAP && item.type != TSN_CBOR_TAG)
        continue;
      if (depth == TSN_CBOR_DEPTH_MAX)
        return fail (reader, TSN_CBOR_DEPTH);
      depth++;
      left[depth] = item.type == TSN_CBOR_TAG   ? 1
                    : item.type == TSN_CBOR_MAP ? 2 * item.value
                                                : item.value;
    }
}

gboolean
tsn_cbor_end (TsnCborReader *reader)
{
  if (reader->error == TSN_CBOR_OK && reader->p != reader->end)
    return fail (reader, TSN_CBOR_TRAILING);
  return reader->error == TSN_CBOR_OK;
}

const char *
tsn_cbor_error_text (TsnCborError error)
{
  static const char *const texts[] = {
    [TSN_CBOR_OK] = "no error",
    [TSN_CBOR_TRUNCATED] = "truncated",
    [TSN_CBOR_TYPE] = "not of the expected type",
    [TSN_CBOR_FORM] = "not in deterministic form",
    [TSN_CBOR_UTF8] = "text is not UTF-8",
    [TSN_CBOR_DEPTH] = "nested too deep",
    [TSN_CBOR_TRAILING] = "bytes after the end",
  };

  return (gsize) error < G_N_ELEMENTS (texts) ? texts[error] : "unknown error";
}
