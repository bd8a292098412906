/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a session: transactions, the clock, the log, scratch buffers, settings.
 *
 * Write work is BEGIN IMMEDIATE ... COMMIT, so that it waits at its beginning for other processes
 * and never loses its snapshot half-way. The clock is read from the last row of the log at each
 * beginning: whatever another process or a patch from elsewhere has brought in, the next stamp is
 * greater. After a COMMIT that failed nothing of the work is there.
 */

#include "tsn-store-private.h"

TsnSession *
tsn_session_new (TsnStore *store, TsnConnection *connection)
{
  TsnSession *self = g_new0 (TsnSession, 1);
  guint n_plans;

  tsn_schema_plans (&n_plans);
  self->store = store;
  self->vault = tsn_store_get_vault (store);
  self->connection = connection;
  self->states = g_new0 (TsnState *, n_plans);
  self->news = tsn_search_set_new ();
  self->plain = g_byte_array_sized_new (TSN_PATCH_SIZE_MAX);
  self->clear = g_byte_array_new ();
  self->encoded = g_byte_array_new ();
  return self;
}

void
tsn_session_free (TsnSession *self)
{
  guint n_plans;

  if (self == NULL)
    return;
  tsn_schema_plans (&n_plans);
  for (guint i = 0; i < n_plans; i++)
    tsn_state_free (self->states[i]);
  g_free (self->states);
  tsn_search_set_free (self->news);
  tsn_wipe (self->plain);
  g_byte_array_unref (self->plain);
  g_byte_array_unref (self->clear);
  g_byte_array_unref (self->encoded);
  tsn_connection_close (self->connection);
  g_free (self);
}

void
tsn_wipe (GByteArray *buffer)
{
  if (buffer->len > 0)
    explicit_bzero (buffer->data, buffer->len);
  g_byte_array_set_size (buffer, 0);
}

TsnState *
tsn_session_state (TsnSession *self, const TsnKind *kind)
{
  const TsnKindPlan *plan = tsn_schema_plan (kind);

  if (self->states[plan->index] == NULL)
    self->states[plan->index] = tsn_state_new (plan);
  return self->states[plan->index];
}

gboolean
tsn_session_require_writing (TsnSession *self, GError **error)
{
  if (self->writing)
    return TRUE;
  g_set_error_literal (error,
                       TSN_STORE_ERROR,
                       TSN_STORE_ERROR_READ_ONLY,
                       "the work was begun for reading only");
  return FALSE;
}

const TsnId *
tsn_session_get_device (TsnSession *self)
{
  return tsn_vault_device (self->vault);
}

GCancellable *
tsn_session_get_cancellable (TsnSession *self)
{
  return self->cancellable;
}

/* -- Transactions -- */

static gboolean
run_cached (TsnSession *self, const char *sql, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (self->connection, sql, error);

  return statement != NULL && tsn_statement_run (statement, error);
}

/* What the last row of the log tells: where it ends, and the clock. */
static gboolean
read_last (TsnSession *self, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT coalesce (clock, stamp), seq FROM patch ORDER BY seq DESC LIMIT 1",
      error);
  TsnClockFunc now_ms;
  gpointer data;
  gint64 last;
  gboolean row;

  if (statement == NULL || !tsn_statement_step (statement, &row, error))
    return FALSE;
  last = row ? tsn_statement_number (statement, 0) : 0;
  self->first_seq = self->last_seq = row ? tsn_statement_number (statement, 1) : 0;
  self->n_searched = self->n_news = 0;
  tsn_store_get_clock (self->store, &now_ms, &data);
  tsn_clock_init (&self->clock, (TsnStamp) last, now_ms, data);
  return TRUE;
}

static void
forget_old_keys (TsnSession *self)
{
  int generation = tsn_store_get_generation (self->store);

  if (generation == self->generation)
    return;
  self->generation = generation;
  memset (self->own_key_sought, 0, sizeof self->own_key_sought);
}

static gboolean
begin (TsnSession *self, TsnStoreMode mode, GError **error)
{
  if (mode == TSN_STORE_READ)
    return run_cached (self, "BEGIN", error);
  if (self->connection->read_only)
    {
      g_set_error_literal (error,
                           TSN_STORE_ERROR,
                           TSN_STORE_ERROR_READ_ONLY,
                           "the data folder was opened for reading only");
      return FALSE;
    }
  return run_cached (self, "BEGIN IMMEDIATE", error);
}

static void
roll_back (TsnSession *self)
{
  /* Some failures have rolled back already. What was published within the transaction is not there
   * now. */
  if (sqlite3_get_autocommit (self->connection->db) == 0)
    run_cached (self, "ROLLBACK", NULL);
  memset (self->published, 0, sizeof self->published);
}

/* Before a rollback: what could not be written must not keep that from running. */
static void
end_bulk (TsnSession *self)
{
  g_clear_pointer (&self->bulk, tsn_bulk_free);
  self->connection->bulk = NULL;
}

gboolean
tsn_session_run (TsnSession *self,
                 TsnStoreMode mode,
                 TsnStoreWork work,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  gboolean ok;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !begin (self, mode, error))
    return FALSE;
  self->writing = mode == TSN_STORE_WRITE;
  self->cancellable = cancellable;
  forget_old_keys (self);
  ok = (mode == TSN_STORE_READ || read_last (self, error)) &&
       work (self, data, cancellable, error) &&
       (mode == TSN_STORE_READ || !g_cancellable_set_error_if_cancelled (cancellable, error)) &&
       tsn_bulk_settle (self->bulk, error) && tsn_digest_table_flush (self->connection, error) &&
       run_cached (self, "COMMIT", error);
  end_bulk (self);
  if (!ok)
    {
      roll_back (self);
      tsn_search_set_clear (self->news);
      tsn_digest_table_forget (self->connection);
      self->scrub = FALSE;
    }
  self->writing = FALSE;
  self->cancellable = NULL;
  return ok;
}

/* -- The log -- */

TsnVersion
tsn_session_next_version (TsnSession *self)
{
  return (TsnVersion){ .stamp = tsn_clock_tick (&self->clock),
                       .device = *tsn_vault_device (self->vault) };
}

/* FNV-1a, 32 bits: any single byte that a disk turned changes it. Against people there are the
 * seals. */
guint32
tsn_patch_sum (const guint8 *body, gsize size)
{
  guint32 sum = 2166136261u;

  for (gsize i = 0; i < size; i++)
    sum = (sum ^ body[i]) * 16777619u;
  return sum;
}

gboolean
tsn_session_insert_patch (TsnSession *self, const TsnPatch *patch, TsnStamp clock, GError **error)
{
  g_byte_array_set_size (self->encoded, 0);
  tsn_patch_encode (patch, self->encoded);
  return tsn_session_insert_body (self,
                                  patch,
                                  self->encoded->data,
                                  self->encoded->len,
                                  clock,
                                  NULL,
                                  error);
}

static void
bind_origin (TsnStatement *statement, const TsnOrigin *origin)
{
  if (origin == NULL)
    return;
  if (origin->manifest != 0)
    tsn_statement_bind_number (statement, 7, origin->manifest);
  if (origin->from_server)
    tsn_statement_bind_number (statement, 8, 0);
}

gboolean
tsn_session_insert_body (TsnSession *self,
                         const TsnPatch *patch,
                         const guint8 *body,
                         gsize size,
                         TsnStamp clock,
                         const TsnOrigin *origin,
                         GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (patch->kind);
  g_autoptr (TsnStatement) statement = NULL;

  if (size > TSN_PATCH_SIZE_MAX)
    {
      g_set_error_literal (error,
                           TSN_MODEL_ERROR,
                           TSN_MODEL_ERROR_TOO_LONG,
                           "the change is too long");
      return FALSE;
    }
  statement = tsn_connection_prepare (
      self->connection,
      "INSERT INTO patch (kind, record, stamp, clock, sum, body, manifest, receipt, effective) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, patch->kind);
  tsn_statement_bind_id (statement, 2, &patch->record);
  tsn_statement_bind_number (statement, 3, (gint64) patch->version.stamp);
  if (clock != patch->version.stamp)
    tsn_statement_bind_number (statement, 4, (gint64) clock);
  tsn_statement_bind_number (statement, 5, tsn_patch_sum (body, size));
  tsn_statement_bind_blob (statement, 6, body, size);
  bind_origin (statement, origin);
  if (patch->effective != 0)
    tsn_statement_bind_number (statement, 9, (gint64) patch->effective);
  if (!tsn_statement_run (statement, error))
    return FALSE;
  self->last_seq = sqlite3_last_insert_rowid (self->connection->db);
  self->n_searched += kind != NULL && tsn_schema_plan (kind)->searched ? 1 : 0;
  return TRUE;
}

gboolean
tsn_session_foreach_patch (TsnSession *self,
                           gint64 after,
                           TsnPatchFunc func,
                           gpointer user_data,
                           GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row = TRUE;
  gint64 last = 0;

  /* Where the log ends now: what @func adds itself is not given to it. */
  if (!tsn_connection_number (self->connection, "SELECT max (seq) FROM patch", 0, &last, error))
    return FALSE;
  statement = tsn_connection_prepare (
      self->connection,
      "SELECT seq, body, effective FROM patch WHERE seq > ?1 AND seq <= ?2 ORDER BY seq",
      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, after);
  tsn_statement_bind_number (statement, 2, last);
  while (tsn_statement_step (statement, &row, error))
    {
      g_autoptr (TsnPatch) patch = NULL;
      const guint8 *body;
      gsize size;

      if (!row)
        return TRUE;
      body = tsn_statement_blob (statement, 1, &size);
      patch = tsn_patch_decode (body, size, error);
      if (patch == NULL)
        return FALSE;
      patch->effective = (TsnStamp) tsn_statement_number (statement, 2);
      if (!func (tsn_statement_number (statement, 0), patch, user_data, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
is_among (guint kind, const guint *kinds)
{
  while (*kinds != 0 && *kinds != kind)
    kinds++;
  return *kinds != 0;
}

gboolean
tsn_session_changed_since (TsnSession *self,
                           const guint *kinds,
                           gint64 *seq,
                           gboolean *changed,
                           GError **error)
{
  g_autoptr (TsnStatement) since = tsn_connection_prepare (self->connection,
                                                           "SELECT kind FROM patch WHERE seq > ?1",
                                                           error);
  g_autoptr (TsnStatement) last = tsn_connection_prepare (self->connection,
                                                          "SELECT max (seq) FROM patch",
                                                          error);
  gboolean row;

  *changed = FALSE;
  if (since == NULL || last == NULL)
    return FALSE;
  tsn_statement_bind_number (since, 1, *seq);
  do
    if (!tsn_statement_step (since, &row, error))
      return FALSE;
  while (row && !is_among ((guint) tsn_statement_number (since, 0), kinds));
  *changed = row;
  if (!tsn_statement_step (last, &row, error))
    return FALSE;
  *seq = tsn_statement_number (last, 0);
  return TRUE;
}

/* -- Settings -- */

GBytes *
tsn_session_get_setting (TsnSession *self, const char *name, GError **error)
{
  g_autoptr (TsnStatement) statement =
      tsn_connection_prepare (self->connection, "SELECT value FROM meta WHERE key = ?1", error);
  g_autofree char *key = g_strconcat ("setting:", name, NULL);
  const guint8 *value;
  gboolean row;
  gsize size;

  if (statement == NULL)
    return NULL;
  tsn_statement_bind_text (statement, 1, key);
  if (!tsn_statement_step (statement, &row, error) || !row)
    return NULL;
  value = tsn_statement_blob (statement, 0, &size);
  return g_bytes_new (value, size);
}

gboolean
tsn_session_set_setting (TsnSession *self, const char *name, GBytes *value, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  g_autofree char *key = g_strconcat ("setting:", name, NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (value, &size);

  if (!tsn_session_require_writing (self, error))
    return FALSE;
  statement = tsn_connection_prepare (self->connection,
                                      "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)",
                                      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_text (statement, 1, key);
  tsn_statement_bind_blob (statement, 2, data, size);
  return tsn_statement_run (statement, error);
}
