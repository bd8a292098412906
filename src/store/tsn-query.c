/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Queries over open fields: a query becomes one SQL statement that gives ids; the records are then
 * read one by one.
 *
 * Only names from the model get into the SQL text; values are bound. The ids are listed before the
 * first record is given away, so that whoever is called may write without disturbing the query.
 * Sealed fields cannot be asked for here: that is what tsn-search.h is for.
 */

#include "tsn-store-private.h"

TsnQuery *
tsn_query_new (const TsnKind *kind)
{
  TsnQuery *self = g_new0 (TsnQuery, 1);

  self->kind = kind;
  self->terms = g_array_new (FALSE, FALSE, sizeof (TsnQueryTerm));
  return self;
}

TsnQuery *
tsn_query_copy (const TsnQuery *self)
{
  TsnQuery *copy = g_memdup2 (self, sizeof *self);

  copy->terms = g_array_new (FALSE, FALSE, sizeof (TsnQueryTerm));
  for (guint i = 0; i < self->terms->len; i++)
    {
      const TsnQueryTerm *term = &g_array_index (self->terms, TsnQueryTerm, i);

      tsn_query_where (copy, term->field, term->op, tsn_value_copy (&term->value));
    }
  return copy;
}

void
tsn_query_free (TsnQuery *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->terms->len; i++)
    tsn_value_clear (&g_array_index (self->terms, TsnQueryTerm, i).value);
  g_array_unref (self->terms);
  g_free (self);
}

void
tsn_query_where (TsnQuery *self, guint field, TsnQueryOperator op, TsnValue value)
{
  TsnQueryTerm term = { .field = field, .op = op, .value = value };

  g_array_append_val (self->terms, term);
}

void
tsn_query_where_reference (TsnQuery *self, guint field, const TsnId *id)
{
  tsn_query_where (self, field, TSN_QUERY_EQUAL, tsn_value_reference (id));
}

static const TsnField *
open_field (const TsnQuery *query, guint number, GError **error)
{
  const TsnField *field = tsn_kind_field (query->kind, number);

  if (field != NULL && field->compartment == TSN_OPEN)
    return field;
  g_set_error (error,
               TSN_MODEL_ERROR,
               TSN_MODEL_ERROR_UNKNOWN_FIELD,
               "field %u of %s cannot be asked for",
               number,
               query->kind->name);
  return NULL;
}

/* What stands between a field and the value, and what behind it. The negations hold where there is
 * nothing to compare. */
static const char *const COMPARISONS[][2] = {
  [TSN_QUERY_EQUAL] = { "=", "" },
  [TSN_QUERY_AT_LEAST] = { ">=", "" },
  [TSN_QUERY_AT_MOST] = { "<=", "" },
  [TSN_QUERY_NOT_BELOW] = { "<", " IS NOT TRUE" },
  [TSN_QUERY_NOT_ABOVE] = { ">", " IS NOT TRUE" },
};

static void
append_term (GString *sql, const TsnField *field, const TsnQueryTerm *term, guint parameter)
{
  gboolean list = (field->flags & TSN_FIELD_LIST) != 0;

  g_string_append (sql, " AND ");
  if (term->value.type == TSN_TYPE_NONE)
    g_string_append_printf (sql, "\"%s\" IS NULL", field->name);
  else if (term->op == TSN_QUERY_CONTAINS && list)
    g_string_append_printf (sql, "tsn_contains (\"%s\", ?%u)", field->name, parameter);
  else if (term->op == TSN_QUERY_CONTAINS)
    g_string_append_printf (sql, "instr (\"%s\", ?%u) > 0", field->name, parameter);
  else
    g_string_append_printf (sql,
                            "(\"%s\" %s ?%u)%s",
                            field->name,
                            COMPARISONS[term->op][0],
                            parameter,
                            COMPARISONS[term->op][1]);
}

static char *
build_sql (const TsnQuery *query, const char *what, gboolean ordered, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  const TsnField *field;

  g_string_printf (sql, "SELECT %s FROM \"%s\" WHERE erased = 0", what, query->kind->name);
  for (guint i = 0; i < query->terms->len; i++)
    {
      const TsnQueryTerm *term = &g_array_index (query->terms, TsnQueryTerm, i);

      field = open_field (query, term->field, error);
      if (field == NULL)
        return NULL;
      append_term (sql, field, term, i + 1);
    }
  if (ordered && query->order_by != 0)
    {
      field = open_field (query, query->order_by, error);
      if (field == NULL)
        return NULL;
      g_string_append_printf (sql,
                              " ORDER BY \"%s\"%s NULLS FIRST, id%s",
                              field->name,
                              query->descending ? " DESC" : "",
                              query->descending ? " DESC" : "");
    }
  else if (ordered)
    g_string_append_printf (sql, " ORDER BY id%s", query->descending ? " DESC" : "");
  if (query->limit != 0 || query->offset != 0)
    g_string_append_printf (sql,
                            " LIMIT ?%u OFFSET ?%u",
                            query->terms->len + 1,
                            query->terms->len + 2);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
bind_term (TsnStatement *statement,
           int index,
           const TsnQuery *query,
           const TsnQueryTerm *term,
           GByteArray *items)
{
  const TsnField *field = tsn_kind_field (query->kind, term->field);
  const TsnValue *value = &term->value;

  if (value->type == TSN_TYPE_NONE)
    return;
  if ((field->flags & TSN_FIELD_LIST) != 0)
    {
      gsize start = items->len; /* has room for all: see prepare_ids() */

      tsn_value_encode (value, items);
      tsn_statement_bind_blob (statement, index, items->data + start, items->len - start);
    }
  else if (value->type == TSN_TYPE_TEXT)
    tsn_statement_bind_text (statement, index, value->text);
  else if (value->type == TSN_TYPE_REFERENCE)
    tsn_statement_bind_id (statement, index, &value->id);
  else if (value->type == TSN_TYPE_BYTES)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (value->bytes, &size);

      tsn_statement_bind_blob (statement, index, data, size);
    }
  else
    tsn_statement_bind_number (statement, index, value->number);
}

/* Values of lists are encoded behind each other; first measured, so that the buffer does not move
 * while it is bound. */
static GByteArray *
room_for_items (const TsnQuery *query)
{
  GByteArray *items = g_byte_array_new ();

  for (guint i = 0; i < query->terms->len; i++)
    tsn_value_encode (&g_array_index (query->terms, TsnQueryTerm, i).value, items);
  g_byte_array_set_size (items, 0);
  return items;
}

static void
bind_query (TsnStatement *statement, const TsnQuery *query, GByteArray *items)
{
  for (guint i = 0; i < query->terms->len; i++)
    bind_term (statement,
               (int) i + 1,
               query,
               &g_array_index (query->terms, TsnQueryTerm, i),
               items);
  if (query->limit != 0 || query->offset != 0)
    {
      tsn_statement_bind_number (statement,
                                 (int) query->terms->len + 1,
                                 query->limit != 0 ? (gint64) query->limit : -1);
      tsn_statement_bind_number (statement, (int) query->terms->len + 2, query->offset);
    }
}

GArray *
tsn_session_ids (TsnSession *self, const TsnQuery *query, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TsnId));
  g_autofree char *sql = build_sql (query, "id", TRUE, error);
  g_autoptr (GByteArray) items = room_for_items (query);
  g_autoptr (TsnStatement) statement = sql != NULL
                                           ? tsn_connection_prepare (self->connection, sql, error)
                                           : NULL;
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  bind_query (statement, query, items);
  while (tsn_statement_step (statement, &row, error))
    {
      TsnId id;

      if (!row)
        return g_steal_pointer (&ids);
      if (tsn_statement_id (statement, 0, &id))
        g_array_append_val (ids, id);
    }
  return NULL;
}

gboolean
tsn_session_foreach (TsnSession *self,
                     const TsnQuery *query,
                     TsnRecordFunc func,
                     gpointer user_data,
                     GError **error)
{
  g_autoptr (GArray) ids = tsn_session_ids (self, query, error);
  TsnReadDepth depth = query->open_only ? TSN_READ_OPEN_ONLY : TSN_READ_ALL;

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (TsnRecord) record = NULL;
      g_autoptr (GError) local = NULL;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      record = tsn_session_read (self, query->kind, &g_array_index (ids, TsnId, i), depth, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (record == NULL || record->erased)
        continue; /* @func erased it meanwhile */
      if (!func (record, user_data, &local))
        {
          if (local == NULL)
            return TRUE;
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
collect (TsnRecord *record, gpointer user_data, GError **error)
{
  g_ptr_array_add (user_data, tsn_record_ref (record));
  return TRUE;
}

GPtrArray *
tsn_session_query (TsnSession *self, const TsnQuery *query, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_record_unref);

  if (!tsn_session_foreach (self, query, collect, records, error))
    return NULL;
  return g_steal_pointer (&records);
}

gint64
tsn_session_count (TsnSession *self, const TsnQuery *query, GError **error)
{
  g_autofree char *inner = build_sql (query, "1", FALSE, error);
  g_autofree char *sql = inner != NULL ? g_strdup_printf ("SELECT count (*) FROM (%s)", inner)
                                       : NULL;
  g_autoptr (GByteArray) items = room_for_items (query);
  g_autoptr (TsnStatement) statement = sql != NULL
                                           ? tsn_connection_prepare (self->connection, sql, error)
                                           : NULL;
  gboolean row;

  if (statement == NULL)
    return -1;
  bind_query (statement, query, items);
  if (!tsn_statement_step (statement, &row, error))
    return -1;
  return tsn_statement_number (statement, 0);
}
