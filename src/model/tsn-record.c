/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record.c: a record as it stands, read-only to everyone but the store that fills it.
 *
 * Cells are kept sorted by field number, in the order in which the store finds the winners, so
 * filling appends and reading searches by halves.
 */

#include "tsn-record.h"

int
tsn_version_compare (const TsnVersion *a, const TsnVersion *b)
{
  if (a->stamp != b->stamp)
    return a->stamp < b->stamp ? -1 : 1;
  return tsn_id_compare (&a->device, &b->device);
}

static void
clear_cell_cb (gpointer data)
{
  tsn_value_clear (&((TsnCell *) data)->value);
}

TsnRecord *
tsn_record_new (const TsnKind *kind, const TsnId *id)
{
  TsnRecord *self = g_new0 (TsnRecord, 1);

  g_ref_count_init (&self->ref);
  self->kind = kind;
  self->id = *id;
  self->cells = g_array_sized_new (FALSE, FALSE, sizeof (TsnCell), 16);
  g_array_set_clear_func (self->cells, clear_cell_cb);
  return self;
}

TsnRecord *
tsn_record_ref (TsnRecord *self)
{
  g_ref_count_inc (&self->ref);
  return self;
}

void
tsn_record_unref (TsnRecord *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref))
    return;
  g_array_unref (self->cells);
  g_free (self);
}

/* The first place whose field is not below @field. */
static guint
find_place (const TsnRecord *self, guint field)
{
  guint low = 0;
  guint high = self->cells->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->cells, TsnCell, middle).field < field)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const TsnCell *
tsn_record_cell (const TsnRecord *self, guint field)
{
  guint place = find_place (self, field);
  const TsnCell *cell;

  if (place >= self->cells->len)
    return NULL;
  cell = &g_array_index (self->cells, TsnCell, place);
  return cell->field == field ? cell : NULL;
}

TsnCell *
tsn_record_ensure_cell (TsnRecord *self, guint field)
{
  guint place = find_place (self, field);

  if (place >= self->cells->len || g_array_index (self->cells, TsnCell, place).field != field)
    {
      TsnCell cell = { .field = (guint16) field, .value = { .type = TSN_TYPE_NONE } };

      g_array_insert_vals (self->cells, place, &cell, 1);
    }
  return &g_array_index (self->cells, TsnCell, place);
}

const TsnValue *
tsn_record_value (const TsnRecord *self, guint field)
{
  const TsnCell *cell = tsn_record_cell (self, field);

  if (cell == NULL || !cell->readable || cell->value.type == TSN_TYPE_NONE)
    return NULL;
  return &cell->value;
}

const char *
tsn_record_text (const TsnRecord *self, guint field)
{
  const TsnValue *value = tsn_record_value (self, field);

  return value != NULL && value->type == TSN_TYPE_TEXT ? value->text : NULL;
}

gint64
tsn_record_number (const TsnRecord *self, guint field, gint64 none)
{
  const TsnValue *value = tsn_record_value (self, field);

  if (value == NULL || value->type == TSN_TYPE_TEXT || value->type == TSN_TYPE_REFERENCE ||
      value->type == TSN_TYPE_BYTES || value->type == TSN_TYPE_LIST)
    return none;
  return value->number;
}

const TsnId *
tsn_record_reference (const TsnRecord *self, guint field)
{
  const TsnValue *value = tsn_record_value (self, field);

  return value != NULL && value->type == TSN_TYPE_REFERENCE ? &value->id : NULL;
}
