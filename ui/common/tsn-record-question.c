/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-record-question.h"

#include "tsn-search.h"

static void
record_or_null_free (gpointer record)
{
  if (record != NULL)
    tsn_record_unref (record);
}

gboolean
tsn_record_question_read (TsnSession *session,
                          const TsnKind *kind,
                          GArray *ids,
                          guint n,
                          GPtrArray *records,
                          GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) local = NULL;
      TsnRecord *record = tsn_session_get (session, kind, &g_array_index (ids, TsnId, i), &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_ptr_array_add (records, record);
    }
  return TRUE;
}

TsnRecordQuestion *
tsn_record_question_new (const TsnKind *kind)
{
  TsnRecordQuestion *self = g_new0 (TsnRecordQuestion, 1);

  self->kind = kind;
  self->first = tsn_record_question_records ();
  return self;
}

GPtrArray *
tsn_record_question_records (void)
{
  return g_ptr_array_new_with_free_func (record_or_null_free);
}

void
tsn_record_question_free (gpointer data)
{
  TsnRecordQuestion *self = data;

  g_clear_object (&self->store);
  g_free (self->words);
  tsn_query_free (self->query);
  g_clear_pointer (&self->ids, g_array_unref);
  g_ptr_array_unref (self->first);
  g_free (self);
}

/* Those whose end is past: few, since who is gone for good was never more than some of them. */
static GHashTable *
find_ended (TsnSession *session, const TsnField *end, const TsnKind *kind, GError **error)
{
  TsnDate today = tsn_date_from_unix_ms (g_get_real_time () / 1000);
  g_autoptr (TsnQuery) query = tsn_query_new (kind);
  g_autoptr (GArray) ids = NULL;
  GHashTable *ended;

  tsn_query_where (query,
                   end->number,
                   TSN_QUERY_AT_MOST,
                   tsn_value_number (TSN_TYPE_DATE, tsn_date_add_days (today, -1)));
  ids = tsn_session_ids (session, query, error);
  if (ids == NULL)
    return NULL;
  ended = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL);
  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (ended, g_memdup2 (&g_array_index (ids, TsnId, i), sizeof (TsnId)));
  return ended;
}

static gboolean
find_ids (TsnSession *session, TsnRecordQuestion *self, guint more, GError **error)
{
  if (self->query->limit > 0)
    self->query->limit += more;
  if (self->words != NULL)
    self->ids = tsn_store_search (self->store, self->kind, self->words, self->limit + more);
  else
    self->ids = tsn_session_ids (session, self->query, error);
  return self->ids != NULL;
}

/* As many are asked for as may have to be left out. */
static gboolean
find_current_ids (TsnSession *session, TsnRecordQuestion *self, const TsnField *end, GError **error)
{
  g_autoptr (GHashTable) ended = find_ended (session, end, self->kind, error);
  guint limit = self->words != NULL ? self->limit : self->query->limit;

  if (ended == NULL || !find_ids (session, self, g_hash_table_size (ended), error))
    return FALSE;
  for (guint i = self->ids->len; i > 0; i--)
    if (g_hash_table_contains (ended, &g_array_index (self->ids, TsnId, i - 1)))
      g_array_remove_index (self->ids, i - 1);
  if (limit > 0 && self->ids->len > limit)
    g_array_set_size (self->ids, limit);
  return TRUE;
}

gboolean
tsn_record_question_work (TsnSession *session,
                          gpointer data,
                          GCancellable *cancellable,
                          GError **error)
{
  TsnRecordQuestion *self = data;
  const TsnField *end = self->current ? tsn_kind_end_field (self->kind) : NULL;

  return (end != NULL ? find_current_ids (session, self, end, error)
                      : find_ids (session, self, 0, error)) &&
         tsn_record_question_read (session,
                                   self->kind,
                                   self->ids,
                                   MIN (self->ids->len, TSN_RECORD_PAGE),
                                   self->first,
                                   error);
}
