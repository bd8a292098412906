/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A card as CBOR and back: a map with the integer keys of tsn-card-fields.def in deterministic form
 * (RFC 8949 section 4.2.1), entries in it as arrays. docs/card-format.md says the same in CDDL.
 *
 * Values are packed by type because each byte makes the symbol larger: a day is its number since
 * 1970, a telephone number five bytes with the place of its hyphens. What does not fit the packed
 * form (an extension, a number abroad) is written as text, so that nothing is ever bent to fit.
 *
 * Reading is bounded by the table: no list longer than four times what this version writes, and no
 * nesting but that of the table. Keys and places that the table does not have are kept as they are;
 * one that it has with another type than expected is an error.
 */

#include <string.h>

#include "tsn-card-private.h"
#include "tsn-cbor.h"
#include "tsn-municipality-code.h"
#include "tsn-text.h"

#define PHONE_BYTES   5
#define SERIAL_BYTES  8
#define TEXT_MAX      1024 /* bytes of one text when reading */
#define REPEAT_FACTOR 4u   /* a newer version may have longer lists */
#define DAYS_MAX      3000000
#define PLACES_MAX    64 /* of an entry when reading */

/* Where the hyphens are; the place in this table is the low three bits of a packed number. For
 * ever. */
static const guint8 PHONE_GROUPS[8][3] = {
  { 3, 4, 4 }, { 4, 2, 4 }, { 3, 3, 4 },  { 2, 4, 4 },
  { 4, 3, 3 }, { 5, 1, 4 }, { 10, 0, 0 }, { 11, 0, 0 },
};

/* -- Telephone numbers -- */

static guint
group_digits (const guint8 groups[3])
{
  return (guint) groups[0] + groups[1] + groups[2];
}

static char *
phone_text (guint64 number, const guint8 groups[3])
{
  char digits[24];
  GString *text = g_string_new (NULL);
  const char *p = digits;

  g_snprintf (digits, sizeof digits, "%0*" G_GUINT64_FORMAT, (int) group_digits (groups), number);
  for (guint i = 0; i < 3 && groups[i] > 0; i++)
    {
      if (i > 0)
        g_string_append_c (text, '-');
      g_string_append_len (text, p, groups[i]);
      p += groups[i];
    }
  return g_string_free (text, FALSE);
}

static void
write_phone (GByteArray *out, const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  guint64 number;

  tsn_text_digits (text, digits);
  number = digits->len > 11 ? 0 : g_ascii_strtoull (digits->str, NULL, 10);
  for (guint i = 0; i < G_N_ELEMENTS (PHONE_GROUPS); i++)
    {
      g_autofree char *packed = NULL;
      guint8 bytes[PHONE_BYTES];
      guint64 value = number << 3 | i;

      if (digits->len != group_digits (PHONE_GROUPS[i]) || digits->str[0] != '0')
        continue;
      packed = phone_text (number, PHONE_GROUPS[i]);
      if (!g_str_equal (packed, text))
        continue;
      for (guint j = 0; j < PHONE_BYTES; j++)
        bytes[j] = (guint8) (value >> (8 * (PHONE_BYTES - 1 - j)));
      tsn_cbor_write_bytes (out, bytes, sizeof bytes);
      return;
    }
  tsn_cbor_write_text (out, text, -1);
}

static gboolean
read_phone (TsnCborReader *reader, char **text)
{
  guint8 bytes[PHONE_BYTES];
  const guint8 *groups;
  guint64 value = 0;
  guint64 most;

  if (tsn_cbor_peek (reader) == TSN_CBOR_TEXT)
    return tsn_cbor_dup_text (reader, TEXT_MAX, text);
  if (!tsn_cbor_read_fixed (reader, bytes, sizeof bytes))
    return FALSE;
  for (guint i = 0; i < PHONE_BYTES; i++)
    value = value << 8 | bytes[i];
  groups = PHONE_GROUPS[value & 7];
  /* The first digit is always the 0. */
  most = group_digits (groups) == 11 ? G_GUINT64_CONSTANT (9999999999) : 999999999;
  if (value >> 3 > most)
    {
      reader->error = TSN_CBOR_TYPE;
      return FALSE;
    }
  *text = phone_text (value >> 3, groups);
  return TRUE;
}

/* -- Writing -- */

static void write_card (GByteArray *out, const TsnCard *card);

static void
write_serial (GByteArray *out, const char *text)
{
  guint8 bytes[SERIAL_BYTES];

  for (guint i = 0; i < SERIAL_BYTES; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (text[2 * i]) << 4 |
                         g_ascii_xdigit_value (text[2 * i + 1]));
  tsn_cbor_write_bytes (out, bytes, sizeof bytes);
}

static void
write_item (GByteArray *out, const TsnCardField *field, gpointer item)
{
  if (field->type == TSN_CARD_TYPE_CODES)
    tsn_cbor_write_uint (out, GPOINTER_TO_UINT (item));
  else if (field->type == TSN_CARD_TYPE_TEXTS)
    tsn_cbor_write_text (out, item, -1);
  else if (field->type == TSN_CARD_TYPE_PHONES)
    write_phone (out, item);
  else
    write_card (out, item);
}

static void
write_value (GByteArray *out, const TsnCardField *field, const TsnCardValue *value)
{
  switch (field->type)
    {
    case TSN_CARD_TYPE_TEXT:
      tsn_cbor_write_text (out, value->text, -1);
      break;
    case TSN_CARD_TYPE_PHONE:
      write_phone (out, value->text);
      break;
    case TSN_CARD_TYPE_POSTCODE:
      tsn_cbor_write_uint (out, g_ascii_strtoull (value->text, NULL, 10));
      break;
    case TSN_CARD_TYPE_MUNICIPALITY:
      /* Without the check digit. */
      tsn_cbor_write_uint (out, g_ascii_strtoull (value->text, NULL, 10) / 10);
      break;
    case TSN_CARD_TYPE_SERIAL:
      write_serial (out, value->text);
      break;
    case TSN_CARD_TYPE_DATE:
      tsn_cbor_write_int (out, tsn_date_to_days ((TsnDate) value->number));
      break;
    case TSN_CARD_TYPE_FLAG:
      tsn_cbor_write_bool (out, TRUE);
      break;
    case TSN_CARD_TYPE_CODE:
    case TSN_CARD_TYPE_NUMBER:
      tsn_cbor_write_uint (out, (guint64) value->number);
      break;
    case TSN_CARD_TYPE_ENTRY:
      write_card (out, value->items->pdata[0]);
      break;
    case TSN_CARD_TYPE_TEXTS:
    case TSN_CARD_TYPE_PHONES:
    case TSN_CARD_TYPE_CODES:
    case TSN_CARD_TYPE_ENTRIES:
    default:
      tsn_cbor_write_array (out, value->items->len);
      for (guint i = 0; i < value->items->len; i++)
        write_item (out, field, value->items->pdata[i]);
      break;
    }
}

/* Unknown keys of a newer version keep their place among the known ones. */
static void
write_unknown_below (GByteArray *out, const TsnCard *card, guint *next, guint64 key)
{
  while (*next < tsn_card_n_unknown (card))
    {
      const TsnCardUnknown *unknown = &g_array_index (card->unknown, TsnCardUnknown, *next);
      gsize length = 0;
      const guint8 *raw = g_bytes_get_data (unknown->raw, &length);

      if (unknown->key > key)
        return;
      tsn_cbor_write_uint (out, unknown->key);
      tsn_cbor_write_raw (out, raw, length);
      (*next)++;
    }
}

static void
write_map (GByteArray *out, const TsnCard *card)
{
  guint n = 0;
  guint next = 0;
  const TsnCardField *fields = tsn_card_fields (card->group, &n);
  gsize n_pairs = tsn_card_n_unknown (card);

  for (guint i = 0; i < n; i++)
    n_pairs += tsn_card_has (card, fields[i].id) ? 1 : 0;
  tsn_cbor_write_map (out, n_pairs);
  for (guint i = 0; i < n; i++)
    {
      if (!tsn_card_has (card, fields[i].id))
        continue;
      write_unknown_below (out, card, &next, fields[i].key);
      tsn_cbor_write_uint (out, fields[i].key);
      write_value (out, &fields[i], &card->values[i]);
    }
  write_unknown_below (out, card, &next, G_MAXUINT64);
}

/* Up to the last place that is not empty; an entry of a newer version may have more of them than
 * the table. */
static void
write_array (GByteArray *out, const TsnCard *card)
{
  guint n = 0;
  const TsnCardField *fields = tsn_card_fields (card->group, &n);
  guint n_unknown = tsn_card_n_unknown (card);

  if (n_unknown == 0)
    while (n > 0 && !tsn_card_has (card, fields[n - 1].id))
      n--;
  tsn_cbor_write_array (out, n + n_unknown);
  for (guint i = 0; i < n; i++)
    if (tsn_card_has (card, fields[i].id))
      write_value (out, &fields[i], &card->values[i]);
    else
      tsn_cbor_write_null (out);
  for (guint i = 0; i < n_unknown; i++)
    {
      const TsnCardUnknown *unknown = &g_array_index (card->unknown, TsnCardUnknown, i);
      gsize length = 0;
      const guint8 *raw = g_bytes_get_data (unknown->raw, &length);

      tsn_cbor_write_raw (out, raw, length);
    }
}

static void
write_card (GByteArray *out, const TsnCard *card)
{
  if (card->group == TSN_CARD_GROUP_CARD)
    write_map (out, card);
  else
    write_array (out, card);
}

GBytes *
tsn_card_to_cbor (const TsnCard *self)
{
  GByteArray *out = g_byte_array_new ();

  write_card (out, self);
  return g_byte_array_free_to_bytes (out);
}

/* -- Reading -- */

static gboolean read_card (TsnCborReader *reader, TsnCard *card);

static gboolean
fail (TsnCborReader *reader)
{
  if (reader->error == TSN_CBOR_OK)
    reader->error = TSN_CBOR_TYPE;
  return FALSE;
}

static gboolean
read_serial (TsnCborReader *reader, char **text)
{
  guint8 bytes[SERIAL_BYTES];
  GString *hex;

  if (!tsn_cbor_read_fixed (reader, bytes, sizeof bytes))
    return FALSE;
  hex = g_string_sized_new (2 * SERIAL_BYTES);
  for (guint i = 0; i < SERIAL_BYTES; i++)
    g_string_append_printf (hex, "%02X", bytes[i]);
  *text = g_string_free (hex, FALSE);
  return TRUE;
}

static gboolean
read_postcode (TsnCborReader *reader, char **text)
{
  guint64 number = 0;

  if (!tsn_cbor_read_uint (reader, &number) || number > 9999999)
    return fail (reader);
  *text = g_strdup_printf ("%07" G_GUINT64_FORMAT, number);
  return TRUE;
}

static gboolean
read_municipality (TsnCborReader *reader, char **text)
{
  guint64 number = 0;
  char five[8];
  char code[TSN_MUNICIPALITY_CODE_SIZE];

  if (!tsn_cbor_read_uint (reader, &number) || number > 99999)
    return fail (reader);
  g_snprintf (five, sizeof five, "%05u", (guint) number);
  if (!tsn_municipality_code_complete (five, code))
    return fail (reader);
  *text = g_strdup (code);
  return TRUE;
}

static gboolean
read_date (TsnCborReader *reader, gint64 *date)
{
  gint64 days = 0;

  if (!tsn_cbor_read_int (reader, &days) || days < -DAYS_MAX || days > DAYS_MAX)
    return fail (reader);
  *date = tsn_date_from_days ((gint32) days);
  return *date != TSN_DATE_NONE || fail (reader);
}

static gboolean
read_number (TsnCborReader *reader, guint64 most, gint64 *number)
{
  guint64 value = 0;

  if (!tsn_cbor_read_uint (reader, &value) || value == 0 || value > most)
    return fail (reader);
  *number = (gint64) value;
  return TRUE;
}

static gboolean
read_flag (TsnCborReader *reader, gint64 *number)
{
  gboolean flag = FALSE;

  if (!tsn_cbor_read_bool (reader, &flag) || !flag)
    return fail (reader);
  *number = 1;
  return TRUE;
}

/* An item is added to the list as soon as it exists, so that it is freed with the card whatever
 * follows. */
static gboolean
read_item (TsnCborReader *reader, const TsnCardField *field, GPtrArray *items)
{
  char *text = NULL;
  gint64 number = 0;
  TsnCard *entry;

  if (field->type == TSN_CARD_TYPE_CODES)
    {
      if (!read_number (reader, G_MAXUINT16, &number))
        return FALSE;
      g_ptr_array_add (items, GUINT_TO_POINTER ((guint) number));
      return TRUE;
    }
  if (field->type >= TSN_CARD_TYPE_ENTRY)
    {
      entry = tsn_card_new_entry (field->entry);
      g_ptr_array_add (items, entry);
      return read_card (reader, entry);
    }
  if (!(field->type == TSN_CARD_TYPE_PHONES ? read_phone (reader, &text)
                                            : tsn_cbor_dup_text (reader, TEXT_MAX, &text)))
    return FALSE;
  g_ptr_array_add (items, text);
  return TRUE;
}

static gboolean
read_items (TsnCborReader *reader, const TsnCardField *field, TsnCardValue *value)
{
  gsize n = 0;

  if (!tsn_cbor_read_array (reader, &n) || n == 0 || n > REPEAT_FACTOR * field->repeat)
    return fail (reader);
  for (gsize i = 0; i < n; i++)
    if (!read_item (reader, field, tsn_card_value_items (value, field)))
      return FALSE;
  return TRUE;
}

static gboolean
read_value (TsnCborReader *reader, const TsnCardField *field, TsnCardValue *value)
{
  switch (field->type)
    {
    case TSN_CARD_TYPE_TEXT:
      return tsn_cbor_dup_text (reader, TEXT_MAX, &value->text);
    case TSN_CARD_TYPE_PHONE:
      return read_phone (reader, &value->text);
    case TSN_CARD_TYPE_POSTCODE:
      return read_postcode (reader, &value->text);
    case TSN_CARD_TYPE_MUNICIPALITY:
      return read_municipality (reader, &value->text);
    case TSN_CARD_TYPE_SERIAL:
      return read_serial (reader, &value->text);
    case TSN_CARD_TYPE_DATE:
      return read_date (reader, &value->number);
    case TSN_CARD_TYPE_CODE:
      return read_number (reader, G_MAXUINT16, &value->number);
    case TSN_CARD_TYPE_NUMBER:
      return read_number (reader, G_MAXUINT32, &value->number);
    case TSN_CARD_TYPE_FLAG:
      return read_flag (reader, &value->number);
    case TSN_CARD_TYPE_ENTRY:
      return read_item (reader, field, tsn_card_value_items (value, field));
    case TSN_CARD_TYPE_TEXTS:
    case TSN_CARD_TYPE_PHONES:
    case TSN_CARD_TYPE_CODES:
    case TSN_CARD_TYPE_ENTRIES:
    default:
      return read_items (reader, field, value);
    }
}

static gboolean
read_unknown (TsnCborReader *reader, TsnCard *card, guint64 key)
{
  const guint8 *raw = NULL;
  gsize length = 0;

  if (!tsn_cbor_skip (reader, &raw, &length))
    return FALSE;
  tsn_card_add_unknown (card, key, raw, length);
  return TRUE;
}

static gboolean
read_map (TsnCborReader *reader, TsnCard *card)
{
  guint n = 0;
  gsize n_pairs = 0;
  gint64 key = -1;
  const TsnCardField *fields = tsn_card_fields (card->group, &n);

  if (!tsn_cbor_read_map (reader, &n_pairs))
    return FALSE;
  for (gsize i = 0; i < n_pairs; i++)
    {
      const TsnCardField *field;

      if (!tsn_cbor_read_key (reader, &key))
        return FALSE;
      field = tsn_card_field_by_key (card->group, (guint64) key);
      if (field == NULL ? !read_unknown (reader, card, (guint64) key)
                        : !read_value (reader, field, &card->values[field - fields]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_array (TsnCborReader *reader, TsnCard *card)
{
  guint n = 0;
  gsize n_places = 0;
  const TsnCardField *fields = tsn_card_fields (card->group, &n);

  if (!tsn_cbor_read_array (reader, &n_places) || n_places > PLACES_MAX)
    return fail (reader);
  for (gsize i = 0; i < n_places; i++)
    {
      if (i >= n)
        {
          if (!read_unknown (reader, card, i + 1))
            return FALSE;
        }
      else if (tsn_cbor_peek (reader) == TSN_CBOR_NULL)
        {
          tsn_cbor_read_null (reader);
        }
      else if (!read_value (reader, &fields[i], &card->values[i]))
        {
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_card (TsnCborReader *reader, TsnCard *card)
{
  if (card->group == TSN_CARD_GROUP_CARD)
    return read_map (reader, card);
  return read_array (reader, card);
}

TsnCard *
tsn_card_from_cbor (const guint8 *bytes, gsize length, GError **error)
{
  g_autoptr (TsnCard) card = tsn_card_new ();
  TsnCborReader reader;

  tsn_cbor_reader_init (&reader, bytes, length);
  if (read_card (&reader, card) && tsn_cbor_end (&reader))
    return g_steal_pointer (&card);
  g_set_error (error,
               TSN_CARD_ERROR,
               TSN_CARD_ERROR_INVALID,
               "content: %s",
               tsn_cbor_error_text (reader.error));
  return NULL;
}
