/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-value.c: making, copying and comparing values, and their one CBOR item on the wire.
 *
 * Reading what people type lives in tsn-value-text.c; what a field allows lives in tsn-validate.c.
 * The decoder here is the one for bytes that somebody else wrote, perhaps a newer version: it
 * insists on the type and on hard limits and lets the rules of the field be.
 *
 * Texts are wiped before they are freed, since they are names and addresses more often than not.
 * Byte fields hold public keys and sealed ones, so they are shared and simply dropped.
 */

#include "tsn-value.h"

#include <string.h>

#include "tsn-date.h"
#include "tsn-validate.h"

#define LIST_MAX  256
#define BYTES_MAX (64 * 1024)

TsnValue
tsn_value_text (const char *text)
{
  return tsn_value_take_text (g_strdup (text));
}

TsnValue
tsn_value_take_text (char *text)
{
  if (text == NULL)
    return TSN_VALUE_NONE;
  return (TsnValue){ .type = TSN_TYPE_TEXT, .text = text };
}

TsnValue
tsn_value_number (TsnType type, gint64 number)
{
  return (TsnValue){ .type = type, .number = number };
}

TsnValue
tsn_value_reference (const TsnId *id)
{
  return (TsnValue){ .type = TSN_TYPE_REFERENCE, .id = *id };
}

TsnValue
tsn_value_bytes (gconstpointer data, gsize size)
{
  return (TsnValue){ .type = TSN_TYPE_BYTES, .bytes = g_bytes_new (data, size) };
}

static void
clear_item_cb (gpointer data)
{
  tsn_value_clear (data);
}

TsnValue
tsn_value_list (void)
{
  TsnValue list = { .type = TSN_TYPE_LIST, .list = g_array_new (FALSE, FALSE, sizeof (TsnValue)) };

  g_array_set_clear_func (list.list, clear_item_cb);
  return list;
}

void
tsn_value_list_take (TsnValue *list, TsnValue *item)
{
  g_return_if_fail (list->type == TSN_TYPE_LIST);

  g_array_append_vals (list->list, item, 1);
  *item = TSN_VALUE_NONE;
}

void
tsn_value_clear (TsnValue *value)
{
  switch (value->type)
    {
    case TSN_TYPE_TEXT:
      explicit_bzero (value->text, strlen (value->text));
      g_free (value->text);
      break;
    case TSN_TYPE_BYTES:
      g_bytes_unref (value->bytes);
      break;
    case TSN_TYPE_LIST:
      g_array_unref (value->list);
      break;
    case TSN_TYPE_NONE:
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_BOOLEAN:
    case TSN_TYPE_DATE:
    case TSN_TYPE_TIME:
    case TSN_TYPE_INSTANT:
    case TSN_TYPE_CODE:
    case TSN_TYPE_REFERENCE:
    default:
      break;
    }
  *value = TSN_VALUE_NONE;
}

TsnValue
tsn_value_copy (const TsnValue *value)
{
  TsnValue copy = *value;

  if (value->type == TSN_TYPE_TEXT)
    copy.text = g_strdup (value->text);
  else if (value->type == TSN_TYPE_BYTES)
    copy.bytes = g_bytes_ref (value->bytes);
  else if (value->type == TSN_TYPE_LIST)
    {
      copy = tsn_value_list ();
      for (guint i = 0; i < value->list->len; i++)
        {
          TsnValue item = tsn_value_copy (&g_array_index (value->list, TsnValue, i));

          tsn_value_list_take (&copy, &item);
        }
    }
  return copy;
}

static gboolean
lists_equal (const GArray *a, const GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!tsn_value_equal (&g_array_index (a, TsnValue, i), &g_array_index (b, TsnValue, i)))
      return FALSE;
  return TRUE;
}

gboolean
tsn_value_equal (const TsnValue *a, const TsnValue *b)
{
  if (a->type != b->type)
    return FALSE;

  switch (a->type)
    {
    case TSN_TYPE_NONE:
      return TRUE;
    case TSN_TYPE_TEXT:
      return strcmp (a->text, b->text) == 0;
    case TSN_TYPE_REFERENCE:
      return tsn_id_equal (&a->id, &b->id);
    case TSN_TYPE_BYTES:
      return g_bytes_equal (a->bytes, b->bytes);
    case TSN_TYPE_LIST:
      return lists_equal (a->list, b->list);
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_BOOLEAN:
    case TSN_TYPE_DATE:
    case TSN_TYPE_TIME:
    case TSN_TYPE_INSTANT:
    case TSN_TYPE_CODE:
    default:
      return a->number == b->number;
    }
}

void
tsn_value_encode (const TsnValue *value, GByteArray *out)
{
  switch (value->type)
    {
    case TSN_TYPE_NONE:
      tsn_cbor_write_null (out);
      break;
    case TSN_TYPE_TEXT:
      tsn_cbor_write_text (out, value->text, -1);
      break;
    case TSN_TYPE_BOOLEAN:
      tsn_cbor_write_bool (out, value->number != 0);
      break;
    case TSN_TYPE_REFERENCE:
      tsn_cbor_write_bytes (out, value->id.bytes, sizeof value->id.bytes);
      break;
    case TSN_TYPE_BYTES:
      {
        gsize size;
        const void *data = g_bytes_get_data (value->bytes, &size);

        tsn_cbor_write_bytes (out, data, size);
        break;
      }
    case TSN_TYPE_LIST:
      tsn_cbor_write_array (out, value->list->len);
      for (guint i = 0; i < value->list->len; i++)
        tsn_value_encode (&g_array_index (value->list, TsnValue, i), out);
      break;
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_DATE:
    case TSN_TYPE_TIME:
    case TSN_TYPE_INSTANT:
    case TSN_TYPE_CODE:
    default:
      tsn_cbor_write_int (out, value->number);
      break;
    }
}

static gboolean
refuse (const TsnField *field, GError **error)
{
  g_set_error (error,
               TSN_MODEL_ERROR,
               TSN_MODEL_ERROR_MALFORMED,
               "%s: the stored value is not of the field's type",
               field->name);
  return FALSE;
}

/* The hard limits of the numbers: whatever lies outside can't come from any version. */
static gboolean
number_is_possible (TsnType type, gint64 number)
{
  switch (type)
    {
    case TSN_TYPE_DATE:
      return number > 0 && number <= 99991231 && tsn_date_is_valid ((TsnDate) number);
    case TSN_TYPE_TIME:
      return number >= 0 && number < 24 * 60;
    case TSN_TYPE_INSTANT:
      return number >= 0 && number < (G_GINT64_CONSTANT (1) << 48);
    case TSN_TYPE_CODE:
      return number >= 1 && number <= G_MAXUINT16;
    case TSN_TYPE_NONE:
    case TSN_TYPE_TEXT:
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_BOOLEAN:
    case TSN_TYPE_REFERENCE:
    case TSN_TYPE_BYTES:
    case TSN_TYPE_LIST:
    default:
      return TRUE;
    }
}

static gboolean
decode_bytes (TsnCborReader *reader, TsnValue *value)
{
  const guint8 *data;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &data, &size) || size > BYTES_MAX)
    return FALSE;
  *value = tsn_value_bytes (data, size);
  return TRUE;
}

/* One item of @field's own type; *@value stays NONE on failure. */
static gboolean
decode_item (const TsnField *field, TsnCborReader *reader, TsnValue *value)
{
  gint64 number;
  gboolean boolean;
  char *text;
  TsnId id;

  switch (field->type)
    {
    case TSN_TYPE_TEXT:
      if (!tsn_cbor_dup_text (reader, TSN_TEXT_BYTES_MAX, &text))
        return FALSE;
      *value = tsn_value_take_text (text);
      return TRUE;
    case TSN_TYPE_BOOLEAN:
      if (!tsn_cbor_read_bool (reader, &boolean))
        return FALSE;
      *value = tsn_value_number (TSN_TYPE_BOOLEAN, boolean != FALSE);
      return TRUE;
    case TSN_TYPE_REFERENCE:
      if (!tsn_cbor_read_fixed (reader, id.bytes, sizeof id.bytes))
        return FALSE;
      *value = tsn_value_reference (&id);
      return TRUE;
    case TSN_TYPE_BYTES:
      return decode_bytes (reader, value);
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_DATE:
    case TSN_TYPE_TIME:
    case TSN_TYPE_INSTANT:
    case TSN_TYPE_CODE:
      if (!tsn_cbor_read_int (reader, &number) || !number_is_possible (field->type, number))
        return FALSE;
      *value = tsn_value_number (field->type, number);
      return TRUE;
    case TSN_TYPE_NONE:
    case TSN_TYPE_LIST:
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
decode_list (const TsnField *field, TsnCborReader *reader, TsnValue *value)
{
  g_auto (TsnValue) list = TSN_VALUE_NONE;
  gsize n;

  if (!tsn_cbor_read_array (reader, &n) || n > LIST_MAX)
    return FALSE;

  list = tsn_value_list ();
  for (gsize i = 0; i < n; i++)
    {
      TsnValue item = TSN_VALUE_NONE;

      if (!decode_item (field, reader, &item))
        return FALSE;
      tsn_value_list_take (&list, &item);
    }
  *value = list;
  list = TSN_VALUE_NONE;
  return TRUE;
}

gboolean
tsn_value_decode (const TsnField *field, TsnCborReader *reader, TsnValue *value, GError **error)
{
  TsnValue decoded = TSN_VALUE_NONE;
  gboolean good;

  if (tsn_cbor_peek (reader) == TSN_CBOR_NULL)
    good = tsn_cbor_read_null (reader);
  else if ((field->flags & TSN_FIELD_LIST) != 0)
    good = decode_list (field, reader, &decoded);
  else
    good = decode_item (field, reader, &decoded);

  if (!good)
    return refuse (field, error);
  *value = decoded;
  return TRUE;
}
