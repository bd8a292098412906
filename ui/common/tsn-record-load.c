/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs in the store's reader. Where two people wrote a field without seeing each other, both
 * answers are looked up in the history; of fields that were written once there is only one. */

#include "tsn-record-load.h"

#include "tsn-field-answers.h"
#include "tsn-record-title.h"
#include "tsn-words.h"

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

/* Nobody can choose between two ids. */
static char *
answer_in_words (TsnSession *session, const TsnField *field, const TsnValue *value)
{
  const TsnKind *kind = NULL;
  g_autoptr (TsnRecord) record = NULL;

  if (value->type == TSN_TYPE_REFERENCE)
    kind = field->kind != 0 ? tsn_kind_by_number (field->kind)
                            : tsn_session_kind_of (session, &value->id, NULL);
  if (kind != NULL)
    record = tsn_session_get (session, kind, &value->id, NULL);
  return record != NULL ? tsn_record_dup_title (record) : tsn_words_value (field, value);
}

static gboolean
load_answers_of (TsnSession *session, TsnRecordLoad *load, guint number, GError **error)
{
  const TsnField *field = tsn_kind_field (load->kind, number);
  g_autoptr (GPtrArray) entries =
      tsn_session_answers (session, load->kind, &load->id, number, error);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_field_answer_free);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; field != NULL && i < entries->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (entries, i);
      const TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, 0);
      TsnFieldAnswer *answer;

      if (!item->readable)
        continue;
      answer = g_new (TsnFieldAnswer, 1);
      answer->value = tsn_value_copy (&item->value);
      answer->words = answer_in_words (session, field, &item->value);
      g_ptr_array_add (answers, answer);
    }
  if (answers->len > 1)
    g_hash_table_insert (load->answers, GUINT_TO_POINTER (number), g_steal_pointer (&answers));
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
