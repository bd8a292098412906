/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The row of one record: read it, merge a patch into it, write it.
 *
 * The row is a pure function of the patches of its record. An open value that cannot be decoded (a
 * field that changed its type against all rules) wins like any other and shows as no value: all
 * replicas must agree on who won, also those that do not know the field. Sealed values are not here
 * at all. How a value lies in a column: text as TEXT, numbers as INTEGER, ids and bytes as BLOB,
 * lists as the CBOR array of the patch (tsn_contains() of tsn-connection.c looks into them).
 */

#include "tsn-state.h"

#include "tsn-digest-table.h"

TsnState *
tsn_state_new (const TsnKindPlan *plan)
{
  TsnState *self = g_new0 (TsnState, 1);

  self->plan = plan;
  self->winners = tsn_winners_new ();
  self->open = g_new0 (TsnValue, plan->n_columns + 1);
  self->dirty = g_new0 (guint8, plan->n_columns + 1);
  self->encoded = g_byte_array_new ();
  self->lists = g_byte_array_new ();
  self->sql = g_string_new (NULL);
  return self;
}

void
tsn_state_free (TsnState *self)
{
  if (self == NULL)
    return;
  tsn_state_reset (self, &TSN_ID_NIL);
  tsn_winners_free (self->winners);
  g_free (self->open);
  g_free (self->dirty);
  g_byte_array_unref (self->encoded);
  g_byte_array_unref (self->lists);
  g_string_free (self->sql, TRUE);
  g_free (self);
}

void
tsn_state_reset (TsnState *self, const TsnId *id)
{
  for (guint i = 0; i < self->plan->n_columns; i++)
    tsn_value_clear (&self->open[i]);
  memset (self->dirty, 0, self->plan->n_columns);
  tsn_winners_reset (self->winners);
  self->id = *id;
  self->counted = FALSE;
  self->exists = FALSE;
  self->shared = FALSE;
}

static TsnValue
read_column (TsnStatement *statement, int column, const TsnField *field)
{
  sqlite3_stmt *stmt = statement->stmt;
  TsnValue value = TSN_VALUE_NONE;
  const guint8 *data;
  gsize size;
  TsnId id;

  if (sqlite3_column_type (stmt, column) == SQLITE_NULL)
    return value;
  if ((field->flags & TSN_FIELD_LIST) != 0)
    {
      TsnCborReader reader;

      data = tsn_statement_blob (statement, column, &size);
      tsn_cbor_reader_init (&reader, data, size);
      if (!tsn_value_decode (field, &reader, &value, NULL))
        tsn_value_clear (&value);
      return value;
    }
  switch (field->type)
    {
    case TSN_TYPE_TEXT:
      return tsn_value_text ((const char *) sqlite3_column_text (stmt, column));
    case TSN_TYPE_REFERENCE:
      return tsn_statement_id (statement, column, &id) ? tsn_value_reference (&id) : value;
    case TSN_TYPE_BYTES:
      data = tsn_statement_blob (statement, column, &size);
      return tsn_value_bytes (data, size);
    case TSN_TYPE_NONE:
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_BOOLEAN:
    case TSN_TYPE_DATE:
    case TSN_TYPE_TIME:
    case TSN_TYPE_INSTANT:
    case TSN_TYPE_CODE:
    case TSN_TYPE_LIST:
    default:
      return tsn_value_number (field->type, sqlite3_column_int64 (stmt, column));
    }
}

static gboolean
read_row (TsnState *self, TsnStatement *statement, GError **error)
{
  gsize size;
  const guint8 *winners = tsn_statement_blob (statement, 0, &size);

  if (!tsn_winners_decode (self->winners, winners, size, NULL))
    {
      g_set_error (error,
                   TSN_STORE_ERROR,
                   TSN_STORE_ERROR_CORRUPT,
                   "a row of table %s is damaged",
                   self->plan->kind->name);
      return FALSE;
    }
  self->exists = TRUE;
  self->shared = tsn_statement_number (statement, 2) != 0;
  for (guint i = 0; i < self->plan->n_columns; i++)
    self->open[i] = read_column (statement, (int) i + 3, self->plan->columns[i]);
  return TRUE;
}

gboolean
tsn_state_load (TsnState *self, TsnConnection *connection, const TsnId *id, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (connection,
                                                               self->plan->select,
                                                               error);
  gboolean row;

  tsn_state_reset (self, id);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_id (statement, 1, id);
  return tsn_statement_step (statement, &row, error) && (!row || read_row (self, statement, error));
}

gboolean
tsn_state_read_scanned (TsnState *self, TsnStatement *statement, GError **error)
{
  TsnId id = TSN_ID_NIL;

  tsn_statement_id (statement, (int) self->plan->n_columns + 3, &id);
  tsn_state_reset (self, &id);
  return read_row (self, statement, error);
}

static gboolean
has_won (const TsnState *self, guint field, const TsnPatch *patch)
{
  const TsnWinner *winner = tsn_winners_find (self->winners, field);

  return winner != NULL && tsn_version_compare (&winner->version, &patch->version) == 0;
}

static void
set_column (TsnState *self, guint column, TsnValue value)
{
  if (!tsn_value_equal (&self->open[column], &value))
    self->dirty[column] = TRUE;
  tsn_value_clear (&self->open[column]);
  self->open[column] = value;
}

static void
absorb_open (TsnState *self, const TsnPatch *patch)
{
  TsnCborReader reader;
  gsize size;
  gsize n_fields = 0;
  gint64 number = -1;
  const guint8 *data;

  if (patch->open == NULL)
    return;
  data = g_bytes_get_data (patch->open, &size);
  tsn_cbor_reader_init (&reader, data, size);
  tsn_cbor_read_map (&reader, &n_fields);
  for (gsize i = 0; i < n_fields && tsn_cbor_read_key (&reader, &number); i++)
    {
      const guint8 *raw;
      gsize raw_size;
      TsnCborReader item;
      TsnValue value = TSN_VALUE_NONE;
      int column = tsn_kind_plan_column (self->plan, (guint) number);

      if (!tsn_cbor_skip (&reader, &raw, &raw_size))
        return;
      if (column < 0 || !has_won (self, (guint) number, patch))
        continue;
      tsn_cbor_reader_init (&item, raw, raw_size);
      if (!tsn_value_decode (self->plan->columns[column], &item, &value, NULL))
        tsn_value_clear (&value);
      set_column (self, (guint) column, value);
    }
}

/* While only one device has written, every winner is of that device. */
static gboolean
is_by_another (const TsnState *self, const TsnPatch *patch)
{
  const GArray *winners = self->winners->winners;

  return winners->len > 0 && !tsn_id_equal (&g_array_index (winners, TsnWinner, 0).version.device,
                                            &patch->version.device);
}

/* What the digest has of the row, before it changes; nothing to hash for a new one. */
static void
note_before (TsnState *self)
{
  if (self->counted)
    return;
  tsn_digest_record (self->plan->kind->number, &self->id, self->winners, &self->before);
  self->counted = TRUE;
}

static void
count_row (TsnState *self, TsnConnection *connection)
{
  TsnDigest after;

  if (!self->counted)
    return;
  tsn_digest_record (self->plan->kind->number, &self->id, self->winners, &after);
  tsn_digest_table_change (connection, self->plan, &self->id, &self->before, &after);
  self->before = after;
}

gboolean
tsn_state_absorb (TsnState *self, const TsnPatch *patch)
{
  note_before (self);
  self->shared = self->shared || is_by_another (self, patch);
  if (!tsn_winners_merge (self->winners, patch))
    return FALSE;
  if (self->winners->erased)
    {
      self->shared = FALSE;
      for (guint i = 0; i < self->plan->n_columns; i++)
        set_column (self, i, TSN_VALUE_NONE);
      return TRUE;
    }
  /* A field that was sealed by its author though it is open here: it has no value that everyone may
   * read. */
  for (guint g = 0; patch->groups != NULL && g < patch->groups->len; g++)
    {
      const TsnGroup *group = g_ptr_array_index (patch->groups, g);

      for (guint i = 0; i < group->fields->len; i++)
        {
          guint field = g_array_index (group->fields, guint16, i);
          int column = tsn_kind_plan_column (self->plan, field);

          if (column >= 0 && has_won (self, field, patch))
            set_column (self, (guint) column, TSN_VALUE_NONE);
        }
    }
  absorb_open (self, patch);
  return TRUE;
}

void
tsn_state_refold (TsnState *self, GPtrArray *patches)
{
  note_before (self);
  tsn_winners_reset (self->winners);
  self->shared = FALSE;
  for (guint i = 0; i < self->plan->n_columns; i++)
    set_column (self, i, TSN_VALUE_NONE);
  for (guint i = 0; i < patches->len; i++)
    tsn_state_absorb (self, g_ptr_array_index (patches, i));
}

static gboolean
is_written (const TsnState *self, guint column)
{
  return !self->exists || self->dirty[column];
}

/* Lists are encoded behind each other before anything is bound: the buffer must not move
 * afterwards. */
static void
encode_lists (TsnState *self)
{
  g_byte_array_set_size (self->lists, 0);
  for (guint i = 0; i < self->plan->n_columns; i++)
    if (self->open[i].type == TSN_TYPE_LIST && is_written (self, i))
      tsn_value_encode (&self->open[i], self->lists);
}

static void
bind_value (TsnStatement *statement, int index, const TsnValue *value, TsnCborReader *lists)
{
  const guint8 *raw;
  gsize size;

  switch (value->type)
    {
    case TSN_TYPE_NONE:
      return; /* unbound is NULL */
    case TSN_TYPE_TEXT:
      tsn_statement_bind_text (statement, index, value->text);
      return;
    case TSN_TYPE_REFERENCE:
      tsn_statement_bind_id (statement, index, &value->id);
      return;
    case TSN_TYPE_BYTES:
      raw = g_bytes_get_data (value->bytes, &size);
      tsn_statement_bind_blob (statement, index, raw, size);
      return;
    case TSN_TYPE_LIST:
      if (tsn_cbor_skip (lists, &raw, &size))
        tsn_statement_bind_blob (statement, index, raw, size);
      return;
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_BOOLEAN:
    case TSN_TYPE_DATE:
    case TSN_TYPE_TIME:
    case TSN_TYPE_INSTANT:
    case TSN_TYPE_CODE:
    default:
      tsn_statement_bind_number (statement, index, value->number);
      return;
    }
}

/* Only the columns that changed: an index of another column is then left alone. */
static const char *
update_sql (TsnState *self)
{
  g_string_printf (self->sql,
                   "UPDATE \"%s\" SET winners = ?2, erased = ?3, shared = ?4",
                   self->plan->kind->name);
  for (guint i = 0; i < self->plan->n_columns; i++)
    if (self->dirty[i])
      g_string_append_printf (self->sql, ", \"%s\" = ?%u", self->plan->columns[i]->name, i + 5);
  g_string_append (self->sql, " WHERE id = ?1");
  return self->sql->str;
}

gboolean
tsn_state_save (TsnState *self, TsnConnection *connection, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  TsnCborReader lists;

  statement = tsn_connection_prepare (connection,
                                      self->exists ? update_sql (self) : self->plan->insert,
                                      error);
  if (statement == NULL)
    return FALSE;
  g_byte_array_set_size (self->encoded, 0);
  tsn_winners_encode (self->winners, self->encoded);
  encode_lists (self);
  tsn_cbor_reader_init (&lists, self->lists->data, self->lists->len);
  tsn_statement_bind_id (statement, 1, &self->id);
  tsn_statement_bind_blob (statement, 2, self->encoded->data, self->encoded->len);
  tsn_statement_bind_number (statement, 3, self->winners->erased);
  tsn_statement_bind_number (statement, 4, self->shared);
  for (guint i = 0; i < self->plan->n_columns; i++)
    if (is_written (self, i))
      bind_value (statement, (int) i + 5, &self->open[i], &lists);
  if (!tsn_statement_run (statement, error))
    return FALSE;
  count_row (self, connection);
  self->exists = TRUE;
  memset (self->dirty, 0, self->plan->n_columns);
  return TRUE;
}

gboolean
tsn_state_equal (const TsnState *a, const TsnState *b)
{
  g_autoptr (GByteArray) one = g_byte_array_new ();
  g_autoptr (GByteArray) other = g_byte_array_new ();

  if (a->shared != b->shared)
    return FALSE;
  tsn_winners_encode (a->winners, one);
  tsn_winners_encode (b->winners, other);
  if (one->len != other->len || memcmp (one->data, other->data, one->len) != 0)
    return FALSE;
  for (guint i = 0; i < a->plan->n_columns; i++)
    if (!tsn_value_equal (&a->open[i], &b->open[i]))
      return FALSE;
  return TRUE;
}

const TsnValue *
tsn_state_value (const TsnState *self, guint field)
{
  int column = tsn_kind_plan_column (self->plan, field);

  return column < 0 || self->open[column].type == TSN_TYPE_NONE ? NULL : &self->open[column];
}

gboolean
tsn_state_fold_kind (TsnConnection *connection,
                     const TsnKindPlan *plan,
                     TsnStateFunc func,
                     gpointer user_data,
                     GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  g_autoptr (TsnState) state = tsn_state_new (plan);
  gboolean begun = FALSE;
  gboolean row = TRUE;

  statement = tsn_connection_prepare (
      connection,
      "SELECT record, body, effective FROM patch WHERE kind = ?1 ORDER BY record, stamp",
      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, plan->kind->number);
  while (tsn_statement_step (statement, &row, error))
    {
      g_autoptr (TsnPatch) patch = NULL;
      const guint8 *body;
      gsize size;
      TsnId id;

      if (!row)
        return !begun || func (state, user_data, error);
      if (!tsn_statement_id (statement, 0, &id))
        continue; /* tsn-check.c tells of it */
      if (begun && !tsn_id_equal (&id, &state->id) && !func (state, user_data, error))
        return FALSE;
      if (!begun || !tsn_id_equal (&id, &state->id))
        tsn_state_reset (state, &id);
      begun = TRUE;
      body = tsn_statement_blob (statement, 1, &size);
      patch = tsn_patch_decode (body, size, NULL);
      if (patch == NULL)
        continue;
      patch->effective = (TsnStamp) tsn_statement_number (statement, 2);
      tsn_state_absorb (state, patch);
    }
  return FALSE;
}

static gboolean
save_folded (TsnState *state, gpointer user_data, GError **error)
{
  return tsn_state_save (state, user_data, error);
}

gboolean
tsn_state_rebuild_kind (TsnConnection *connection, const TsnKindPlan *plan, GError **error)
{
  g_autofree char *clear = g_strdup_printf ("DELETE FROM \"%s\"", plan->kind->name);

  return tsn_connection_exec (connection, clear, error) &&
         tsn_digest_table_clear (connection, plan, error) &&
         tsn_state_fold_kind (connection, plan, save_folded, connection, error);
}
