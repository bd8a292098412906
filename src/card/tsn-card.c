/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The content of a card in memory: a map from the fields of a group to values, and maps within it
 * for contacts, doctors and places. What may be put in is decided in tsn-card-text.c, how it looks
 * as bytes in tsn-card-cbor.c.
 *
 * A card holds what a person would least like to see in a core file, so texts are overwritten
 * before they are freed.
 */

#include <sodium.h>
#include <string.h>

#include "tsn-card-private.h"
#include "tsn-text.h"

#define SERIAL_BYTES 8

/* clang-format off */
G_DEFINE_QUARK (tsn-card-error-quark, tsn_card_error)
/* clang-format on */

static void
wipe_text (gpointer text)
{
  if (text == NULL)
    return;
  sodium_memzero (text, strlen (text));
  g_free (text);
}

gboolean
tsn_card_type_is_list (TsnCardType type)
{
  return type >= TSN_CARD_TYPE_TEXTS;
}

TsnCard *
tsn_card_new_entry (TsnCardGroup group)
{
  TsnCard *self = g_new0 (TsnCard, 1);
  guint n = 0;

  tsn_card_fields (group, &n);
  self->group = group;
  self->values = g_new0 (TsnCardValue, n);
  return self;
}

TsnCard *
tsn_card_new (void)
{
  return tsn_card_new_entry (TSN_CARD_GROUP_CARD);
}

TsnCardValue *
tsn_card_value (const TsnCard *self, TsnCardFieldId id)
{
  const TsnCardField *field = tsn_card_field (id);
  guint n = 0;

  g_assert (field->group == self->group);
  return &self->values[field - tsn_card_fields (self->group, &n)];
}

static void
clear_value (TsnCardValue *value)
{
  g_clear_pointer (&value->text, wipe_text);
  value->number = 0;
  g_clear_pointer (&value->items, g_ptr_array_unref);
}

static void
clear_unknown (gpointer data)
{
  TsnCardUnknown *unknown = data;

  g_bytes_unref (unknown->raw);
}

void
tsn_card_free (TsnCard *self)
{
  guint n = 0;

  if (self == NULL)
    return;
  tsn_card_fields (self->group, &n);
  for (guint i = 0; i < n; i++)
    clear_value (&self->values[i]);
  g_free (self->values);
  g_clear_pointer (&self->unknown, g_array_unref);
  g_free (self);
}

static void
free_entry (gpointer entry)
{
  tsn_card_free (entry);
}

GPtrArray *
tsn_card_value_items (TsnCardValue *value, const TsnCardField *field)
{
  if (value->items == NULL)
    {
      if (field->type == TSN_CARD_TYPE_CODES)
        value->items = g_ptr_array_new ();
      else if (field->type == TSN_CARD_TYPE_TEXTS || field->type == TSN_CARD_TYPE_PHONES)
        value->items = g_ptr_array_new_with_free_func (wipe_text);
      else
        value->items = g_ptr_array_new_with_free_func (free_entry);
    }
  return value->items;
}

void
tsn_card_add_unknown (TsnCard *self, guint64 key, const guint8 *raw, gsize length)
{
  TsnCardUnknown unknown = { .key = key, .raw = g_bytes_new (raw, length) };

  if (self->unknown == NULL)
    {
      self->unknown = g_array_new (FALSE, FALSE, sizeof (TsnCardUnknown));
      g_array_set_clear_func (self->unknown, clear_unknown);
    }
  g_array_append_val (self->unknown, unknown);
}

static gpointer
copy_item (const TsnCardField *field, gpointer item)
{
  if (field->type == TSN_CARD_TYPE_CODES)
    return item;
  if (field->type == TSN_CARD_TYPE_TEXTS || field->type == TSN_CARD_TYPE_PHONES)
    return g_strdup (item);
  return tsn_card_copy (item);
}

TsnCard *
tsn_card_copy (const TsnCard *self)
{
  TsnCard *copy = tsn_card_new_entry (self->group);
  guint n = 0;
  const TsnCardField *field = tsn_card_fields (self->group, &n);

  for (guint i = 0; i < n; i++)
    {
      const TsnCardValue *from = &self->values[i];

      copy->values[i].text = g_strdup (from->text);
      copy->values[i].number = from->number;
      for (guint j = 0; from->items != NULL && j < from->items->len; j++)
        g_ptr_array_add (tsn_card_value_items (&copy->values[i], &field[i]),
                         copy_item (&field[i], from->items->pdata[j]));
    }
  for (guint i = 0; i < tsn_card_n_unknown (self); i++)
    {
      const TsnCardUnknown *unknown = &g_array_index (self->unknown, TsnCardUnknown, i);
      gsize length = 0;
      const guint8 *raw = g_bytes_get_data (unknown->raw, &length);

      tsn_card_add_unknown (copy, unknown->key, raw, length);
    }
  return copy;
}

TsnCardGroup
tsn_card_group (const TsnCard *self)
{
  return self->group;
}

gboolean
tsn_card_equal (const TsnCard *a, const TsnCard *b)
{
  g_autoptr (GBytes) x = tsn_card_to_cbor (a);
  g_autoptr (GBytes) y = tsn_card_to_cbor (b);

  return a->group == b->group && g_bytes_equal (x, y);
}

gboolean
tsn_card_has (const TsnCard *self, TsnCardFieldId id)
{
  const TsnCardValue *value = tsn_card_value (self, id);

  return value->text != NULL || value->number != 0 ||
         (value->items != NULL && value->items->len > 0);
}

const char *
tsn_card_text (const TsnCard *self, TsnCardFieldId id)
{
  return tsn_card_value (self, id)->text;
}

gint64
tsn_card_number (const TsnCard *self, TsnCardFieldId id)
{
  return tsn_card_value (self, id)->number;
}

guint
tsn_card_n_items (const TsnCard *self, TsnCardFieldId id)
{
  const TsnCardValue *value = tsn_card_value (self, id);

  return value->items == NULL ? 0 : value->items->len;
}

static gpointer
item_of (const TsnCard *self, TsnCardFieldId id, guint index)
{
  g_return_val_if_fail (index < tsn_card_n_items (self, id), NULL);

  return tsn_card_value (self, id)->items->pdata[index];
}

const char *
tsn_card_item_text (const TsnCard *self, TsnCardFieldId id, guint index)
{
  TsnCardType type = tsn_card_field (id)->type;

  g_return_val_if_fail (type == TSN_CARD_TYPE_TEXTS || type == TSN_CARD_TYPE_PHONES, NULL);

  return item_of (self, id, index);
}

gint64
tsn_card_item_number (const TsnCard *self, TsnCardFieldId id, guint index)
{
  g_return_val_if_fail (tsn_card_field (id)->type == TSN_CARD_TYPE_CODES, 0);

  return (gint64) GPOINTER_TO_UINT (item_of (self, id, index));
}

TsnCard *
tsn_card_item (const TsnCard *self, TsnCardFieldId id, guint index)
{
  g_return_val_if_fail (tsn_card_field (id)->type >= TSN_CARD_TYPE_ENTRY, NULL);

  return item_of (self, id, index);
}

guint
tsn_card_n_unknown (const TsnCard *self)
{
  return self->unknown == NULL ? 0 : self->unknown->len;
}

gboolean
tsn_card_set_text (TsnCard *self, TsnCardFieldId id, const char *text, GError **error)
{
  const TsnCardField *field = tsn_card_field (id);
  TsnCardValue *value = tsn_card_value (self, id);
  const char *given = text == NULL ? "" : text;
  gsize length = strlen (given);
  char *clean;

  g_return_val_if_fail (field->type <= TSN_CARD_TYPE_SERIAL, FALSE);

  tsn_text_trim (&given, &length);
  if (length == 0)
    {
      clear_value (value);
      return TRUE;
    }
  clean = tsn_card_normalise (field, text, error);
  if (clean == NULL)
    return FALSE;
  clear_value (value);
  value->text = clean;
  return TRUE;
}

static gboolean
number_fits (const TsnCardField *field, gint64 number)
{
  if (field->type == TSN_CARD_TYPE_DATE)
    return number > 0 && number <= 99991231 && tsn_date_is_valid ((TsnDate) number);
  if (field->type == TSN_CARD_TYPE_FLAG)
    return number == 1;
  if (field->type == TSN_CARD_TYPE_NUMBER)
    return number > 0 && number <= G_MAXUINT32;
  return number > 0 && number <= G_MAXUINT16;
}

gboolean
tsn_card_set_number (TsnCard *self, TsnCardFieldId id, gint64 number, GError **error)
{
  const TsnCardField *field = tsn_card_field (id);

  g_return_val_if_fail (field->type >= TSN_CARD_TYPE_DATE && field->type <= TSN_CARD_TYPE_FLAG,
                        FALSE);

  if (number != 0 && !number_fits (field, number))
    {
      g_set_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID, "%s: out of range", field->name);
      return FALSE;
    }
  tsn_card_value (self, id)->number = number;
  return TRUE;
}

static gboolean
check_room (const TsnCard *self, const TsnCardField *field, GError **error)
{
  guint most = field->type == TSN_CARD_TYPE_ENTRY ? 1 : field->repeat;

  if (tsn_card_n_items (self, field->id) < most)
    return TRUE;
  g_set_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_TOO_LONG, "%s: at most %u", field->name, most);
  return FALSE;
}

gboolean
tsn_card_add_text (TsnCard *self, TsnCardFieldId id, const char *text, GError **error)
{
  const TsnCardField *field = tsn_card_field (id);
  char *clean;

  g_return_val_if_fail (field->type == TSN_CARD_TYPE_TEXTS || field->type == TSN_CARD_TYPE_PHONES,
                        FALSE);

  if (!check_room (self, field, error))
    return FALSE;
  clean = tsn_card_normalise (field, text, error);
  if (clean == NULL)
    return FALSE;
  g_ptr_array_add (tsn_card_value_items (tsn_card_value (self, id), field), clean);
  return TRUE;
}

gboolean
tsn_card_add_number (TsnCard *self, TsnCardFieldId id, gint64 number, GError **error)
{
  const TsnCardField *field = tsn_card_field (id);

  g_return_val_if_fail (field->type == TSN_CARD_TYPE_CODES, FALSE);

  if (!check_room (self, field, error))
    return FALSE;
  if (!number_fits (field, number))
    {
      g_set_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID, "%s: out of range", field->name);
      return FALSE;
    }
  g_ptr_array_add (tsn_card_value_items (tsn_card_value (self, id), field),
                   GUINT_TO_POINTER ((guint) number));
  return TRUE;
}

TsnCard *
tsn_card_add (TsnCard *self, TsnCardFieldId id, GError **error)
{
  const TsnCardField *field = tsn_card_field (id);
  TsnCard *entry;

  g_return_val_if_fail (field->type >= TSN_CARD_TYPE_ENTRY, NULL);

  if (!check_room (self, field, error))
    return NULL;
  entry = tsn_card_new_entry (field->entry);
  g_ptr_array_add (tsn_card_value_items (tsn_card_value (self, id), field), entry);
  return entry;
}

void
tsn_card_clear (TsnCard *self, TsnCardFieldId id)
{
  clear_value (tsn_card_value (self, id));
}

void
tsn_card_remove_item (TsnCard *self, TsnCardFieldId id, guint index)
{
  g_return_if_fail (index < tsn_card_n_items (self, id));

  g_ptr_array_remove_index (tsn_card_value (self, id)->items, index);
}

void
tsn_card_renew_serial (TsnCard *self)
{
  guint8 bytes[SERIAL_BYTES];
  GString *text = g_string_sized_new (2 * SERIAL_BYTES);

  randombytes_buf (bytes, sizeof bytes);
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02X", bytes[i]);
  clear_value (tsn_card_value (self, TSN_CARD_F_SERIAL));
  tsn_card_value (self, TSN_CARD_F_SERIAL)->text = g_string_free (text, FALSE);
}
