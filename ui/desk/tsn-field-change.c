/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Walks a record's history from its beginning and remembers what each field said last. Two people
 * who wrote without seeing each other's change appear one after the other, in the order of the
 * hybrid clock, which is also the order in which the later one won. */

#include "tsn-field-change.h"

static void
field_change_clear (gpointer pointer)
{
  TsnFieldChange *change = pointer;

  tsn_value_clear (&change->before);
  tsn_value_clear (&change->after);
}

void
tsn_record_change_free (gpointer pointer)
{
  TsnRecordChange *change = pointer;

  g_array_unref (change->fields);
  g_free (change);
}

static void
add_item (TsnRecordChange *change, TsnHistoryItem *item, GHashTable *last)
{
  const TsnHistoryItem *old = g_hash_table_lookup (last, GUINT_TO_POINTER (item->field));
  TsnFieldChange one = {
    .field = tsn_kind_field (change->kind, item->field),
    .readable = item->readable && (old == NULL || old->readable),
    .current = item->current,
  };

  /* Whose record it is never changes. */
  if (one.field == NULL || (one.field->flags & TSN_FIELD_OWNER) != 0)
    return;
  if (one.readable)
    {
      one.after = tsn_value_copy (&item->value);
      one.before = old != NULL ? tsn_value_copy (&old->value) : TSN_VALUE_NONE;
    }
  g_array_append_val (change->fields, one);
  g_hash_table_replace (last, GUINT_TO_POINTER (item->field), item);
}

GPtrArray *
tsn_record_changes (const TsnKind *kind, const TsnId *record, const GPtrArray *history)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (tsn_record_change_free);
  g_autoptr (GHashTable) last = g_hash_table_new (NULL, NULL);

  for (guint i = history->len; i > 0; i--)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (history, i - 1);
      TsnRecordChange *change = g_new0 (TsnRecordChange, 1);

      change->kind = kind;
      change->record = *record;
      change->version = entry->version;
      change->operator_id = entry->operator_id;
      change->created = i == history->len;
      change->fields = g_array_new (FALSE, TRUE, sizeof (TsnFieldChange));
      g_array_set_clear_func (change->fields, field_change_clear);
      for (guint k = 0; k < entry->items->len; k++)
        add_item (change, &g_array_index (entry->items, TsnHistoryItem, k), last);
      if (change->fields->len > 0)
        g_ptr_array_insert (changes, 0, change);
      else
        tsn_record_change_free (change);
    }
  return changes;
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const TsnRecordChange *const *left = a;
  const TsnRecordChange *const *right = b;

  return tsn_version_compare (&(*right)->version, &(*left)->version);
}

void
tsn_record_changes_take (GPtrArray *changes, GPtrArray *more)
{
  g_ptr_array_extend_and_steal (changes, more);
  g_ptr_array_sort (changes, compare_changes);
}
