/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs in the store's reader. Where two people wrote a field without seeing each other, both
 * answers are looked up in the history; of fields that were written once there is only one. */

#include "tsn-record-load.h"

static void
value_free (gpointer value)
{
  tsn_value_clear (value);
  g_free (value);
}

TsnRecordLoad *
tsn_record_load_new (const TsnKind *kind, const TsnId *id, guint generation)
{
  TsnRecordLoad *load = g_new0 (TsnRecordLoad, 1);

  load->kind = kind;
  load->id = *id;
  load->generation = generation;
  load->answers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  return load;
}

void
tsn_record_load_free (gpointer data)
{
  TsnRecordLoad *load = data;

  g_clear_pointer (&load->record, tsn_record_unref);
  g_hash_table_unref (load->answers);
  g_free (load);
}

/* Fields that were written more than once; only those can have two answers. */
static GHashTable *
contested_fields (const GPtrArray *history)
{
  g_autoptr (GHashTable) once = g_hash_table_new (NULL, NULL);
  GHashTable *twice = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < history->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (history, i);

      for (guint j = 0; j < entry->items->len; j++)
        {
          guint field = g_array_index (entry->items, TsnHistoryItem, j).field;

          if (!g_hash_table_add (once, GUINT_TO_POINTER (field)))
            g_hash_table_add (twice, GUINT_TO_POINTER (field));
        }
    }
  return twice;
}

static gboolean
load_answers_of (TsnSession *session, TsnRecordLoad *load, guint field, GError **error)
{
  g_autoptr (GPtrArray) entries =
      tsn_session_answers (session, load->kind, &load->id, field, error);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (value_free);

  if (entries == NULL)
    return FALSE;
  for (guint i = 1; i < entries->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (entries, i);
      const TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, 0);
      TsnValue *value;

      if (!item->readable)
        continue;
      value = g_new (TsnValue, 1);
      *value = tsn_value_copy (&item->value);
      g_ptr_array_add (others, value);
    }
  if (others->len > 0)
    g_hash_table_insert (load->answers, GUINT_TO_POINTER (field), g_steal_pointer (&others));
  return TRUE;
}

static gboolean
load_answers (TsnSession *session, TsnRecordLoad *load, GError **error)
{
  g_autoptr (GPtrArray) history = tsn_session_history (session, load->kind, &load->id, error);
  g_autoptr (GHashTable) fields = history != NULL ? contested_fields (history) : NULL;
  GHashTableIter iter;
  gpointer field;

  if (history == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &field, NULL))
    if (!load_answers_of (session, load, GPOINTER_TO_UINT (field), error))
      return FALSE;
  return TRUE;
}

gboolean
tsn_record_load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnRecordLoad *load = data;
  g_autoptr (GError) local = NULL;

  load->record = tsn_session_get (session, load->kind, &load->id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (load->record == NULL || load->record->erased ||
      (load->kind->flags & TSN_KIND_APPEND_ONLY) != 0)
    return TRUE;
  return load_answers (session, load, error);
}
