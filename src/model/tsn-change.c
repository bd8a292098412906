/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-change.c: collecting what somebody wants to write.
 *
 * A change is only a sorted list of (field, value). It knows nothing of stamps, keys or the record
 * as it stands: the store turns it into a patch, and tsn-validate.c says whether it may.
 *
 * An empty text and an empty list mean "no value" to people, so they become that here, once, and
 * there is only one way to say it on the wire.
 */

#include "tsn-change.h"

static void
clear_item_cb (gpointer data)
{
  tsn_value_clear (&((TsnChangeItem *) data)->value);
}

TsnChange *
tsn_change_new (const TsnKind *kind, const TsnId *record)
{
  TsnChange *self = g_new0 (TsnChange, 1);

  self->kind = kind;
  self->record = *record;
  self->items = g_array_sized_new (FALSE, FALSE, sizeof (TsnChangeItem), 16);
  g_array_set_clear_func (self->items, clear_item_cb);
  return self;
}

TsnChange *
tsn_change_new_create (const TsnKind *kind, const TsnId *record)
{
  TsnChange *self = tsn_change_new (kind, record);

  self->create = TRUE;
  return self;
}

void
tsn_change_free (TsnChange *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->items);
  g_free (self);
}

void
tsn_change_reset (TsnChange *self, const TsnId *record)
{
  g_array_set_size (self->items, 0);
  self->settle = FALSE;
  self->record = *record;
}

/* The first place whose field is not below @field. Fields mostly come in order, so it looks from
 * the end. */
static guint
find_place (const TsnChange *self, guint field)
{
  guint i = self->items->len;

  while (i > 0 && g_array_index (self->items, TsnChangeItem, i - 1).field >= field)
    i--;
  return i;
}

void
tsn_change_take (TsnChange *self, guint field, TsnValue value)
{
  TsnChangeItem item = { .field = (guint16) field, .value = value };
  guint place = find_place (self, field);

  g_return_if_fail (field >= 1 && field <= TSN_FIELD_NUMBER_MAX);

  if ((value.type == TSN_TYPE_TEXT && value.text[0] == '\0') ||
      (value.type == TSN_TYPE_LIST && value.list->len == 0))
    tsn_value_clear (&item.value);

  if (place < self->items->len && g_array_index (self->items, TsnChangeItem, place).field == field)
    {
      TsnChangeItem *old = &g_array_index (self->items, TsnChangeItem, place);

      tsn_value_clear (&old->value);
      *old = item;
    }
  else
    g_array_insert_vals (self->items, place, &item, 1);
}

void
tsn_change_set_text (TsnChange *self, guint field, const char *text)
{
  tsn_change_take (self, field, tsn_value_text (text));
}

void
tsn_change_set_number (TsnChange *self, guint field, gint64 number)
{
  const TsnField *description = tsn_kind_field (self->kind, field);

  g_return_if_fail (description != NULL);
  tsn_change_take (self, field, tsn_value_number (description->type, number));
}

void
tsn_change_set_reference (TsnChange *self, guint field, const TsnId *id)
{
  tsn_change_take (self, field, tsn_value_reference (id));
}

void
tsn_change_clear_field (TsnChange *self, guint field)
{
  tsn_change_take (self, field, TSN_VALUE_NONE);
}

const TsnValue *
tsn_change_get (const TsnChange *self, guint field)
{
  guint place = find_place (self, field);
  const TsnChangeItem *item;

  if (place >= self->items->len)
    return NULL;
  item = &g_array_index (self->items, TsnChangeItem, place);
  return item->field == field ? &item->value : NULL;
}

gboolean
tsn_change_derive_id (const TsnChange *self, TsnId *id)
{
  g_autoptr (GByteArray) name = g_byte_array_new ();

  for (guint i = 0; i < self->kind->n_fields; i++)
    {
      const TsnField *field = &self->kind->fields[i];
      const TsnValue *value = tsn_change_get (self, field->number);

      if ((field->flags & TSN_FIELD_IDENTITY) == 0)
        continue;
      if (value == NULL || value->type != TSN_TYPE_REFERENCE)
        return FALSE;
      g_byte_array_append (name, (const guint8 *) &value->id, sizeof (TsnId));
    }
  if (name->len == 0)
    return FALSE;
  *id = tsn_id_derive (self->kind->name, name->data, name->len);
  return TRUE;
}
