/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One SQLite connection: how it is opened, how its errors become ours, and its cache of prepared
 * statements.
 *
 * Nothing here knows the tables. The settings are those of a program that guards records: WAL with
 * synchronous=FULL, so that a commit that was reported survives a power cut; secure_delete, so that
 * what is erased is overwritten; DEFENSIVE and untrusted schema, so that a tampered file cannot run
 * SQL of its own; no double-quoted strings, so that a misspelt column is an error. The default VFS
 * is used (a test registers a failing one as the default).
 */

#include "tsn-connection.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "tsn-bulk.h"
#include "tsn-digest-table.h"

#define BUSY_TIMEOUT_MS 10000
#define STATEMENTS_MAX  128 /* cached ones; queries of users make new texts now and then */
#define CACHE_KIB                                                                                  \
  32768 /* a page that must leave the cache inside a transaction is written twice                  \
         */

/* clang-format off */
G_DEFINE_QUARK (tsn-store-error-quark, tsn_store_error)
/* clang-format on */

static void
statement_free (gpointer data)
{
  TsnStatement *self = data;

  sqlite3_finalize (self->stmt);
  g_free (self->sql);
  g_free (self);
}

/* SQL texts are long and differ everywhere: a few characters of them are enough. */
static guint
hash_sql (gconstpointer key)
{
  const char *sql = key;
  gsize length = strlen (sql);
  guint hash = (guint) length;

  for (gsize i = 0; i < length; i += 1 + length / 16)
    hash = hash * 31 + (guchar) sql[i];
  return hash;
}

/* tsn_contains (list, item): whether a list column (a CBOR array) has an item; the item is given in
 * CBOR, too. */
static void
contains_func (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  TsnCborReader reader;
  gsize n_items = 0;
  const guint8 *item;
  gsize size;
  const void *wanted = sqlite3_value_blob (values[1]);
  gsize wanted_size = (gsize) sqlite3_value_bytes (values[1]);
  const void *list = sqlite3_value_blob (values[0]);

  if (list == NULL || wanted == NULL)
    return; /* NULL: not known, so not true */
  tsn_cbor_reader_init (&reader, list, (gsize) sqlite3_value_bytes (values[0]));
  tsn_cbor_read_array (&reader, &n_items);
  for (gsize i = 0; i < n_items && tsn_cbor_skip (&reader, &item, &size); i++)
    if (size == wanted_size && memcmp (item, wanted, size) == 0)
      {
        sqlite3_result_int (context, 1);
        return;
      }
  sqlite3_result_int (context, 0);
}

void
tsn_store_error_from_sqlite (int rc, int system_errno, GError **error)
{
  switch (rc & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error_literal (error,
                           TSN_STORE_ERROR,
                           TSN_STORE_ERROR_BUSY,
                           "the database is in use by another process");
      return;
    case SQLITE_CORRUPT:
      g_set_error_literal (error,
                           TSN_STORE_ERROR,
                           TSN_STORE_ERROR_CORRUPT,
                           "the database file is damaged; it is left as it is");
      return;
    case SQLITE_NOTADB:
      g_set_error_literal (
          error,
          TSN_STORE_ERROR,
          TSN_STORE_ERROR_CORRUPT,
          "the database file is not a database, or its beginning is damaged; it is left as it is");
      return;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error_literal (error,
                           TSN_STORE_ERROR,
                           TSN_STORE_ERROR_READ_ONLY,
                           "the data folder cannot be written to; nothing was changed");
      return;
    case SQLITE_CONSTRAINT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "the record is there already");
      return;
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the work was cancelled");
      return;
    default:
      break;
    }
  if ((rc & 0xff) == SQLITE_FULL || system_errno == ENOSPC || system_errno == EDQUOT)
    g_set_error_literal (error,
                         TSN_STORE_ERROR,
                         TSN_STORE_ERROR_NO_SPACE,
                         "the disk is full; nothing was changed");
  else if (system_errno == EROFS || system_errno == EACCES)
    g_set_error_literal (error,
                         TSN_STORE_ERROR,
                         TSN_STORE_ERROR_READ_ONLY,
                         "the data folder cannot be written to; nothing was changed");
  else
    g_set_error (error,
                 TSN_STORE_ERROR,
                 TSN_STORE_ERROR_IO,
                 "the disk failed; nothing was confirmed (%s, %d)",
                 sqlite3_errstr (rc),
                 rc);
}

gboolean
tsn_store_error_from_errno (int code, const char *what, GError **error)
{
  TsnStoreError store_error = code == EEXIST                     ? TSN_STORE_ERROR_EXISTS
                              : code == ENOSPC || code == EDQUOT ? TSN_STORE_ERROR_NO_SPACE
                              : code == EROFS || code == EACCES || code == EPERM
                                  ? TSN_STORE_ERROR_READ_ONLY
                              : code == ENOENT || code == ENOTDIR ? TSN_STORE_ERROR_NOT_FOUND
                                                                  : TSN_STORE_ERROR_IO;

  g_set_error (error, TSN_STORE_ERROR, (int) store_error, "%s: %s", what, g_strerror (code));
  return FALSE;
}

void
tsn_connection_set_error (TsnConnection *self, int rc, GError **error)
{
  /* The system's number is only meaningful (and only set) for errors of the file layer. */
  int primary = rc & 0xff;
  gboolean of_file = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;

  tsn_store_error_from_sqlite (rc,
                               of_file && self->db != NULL ? sqlite3_system_errno (self->db) : 0,
                               error);
}

static gboolean
configure (TsnConnection *self, TsnConnectionMode mode, GError **error)
{
  g_autofree char *cache = g_strdup_printf ("PRAGMA cache_size=-%d", CACHE_KIB);
  int rc;

  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  rc = sqlite3_create_function_v2 (self->db,
                                   "tsn_contains",
                                   2,
                                   SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                   NULL,
                                   contains_func,
                                   NULL,
                                   NULL,
                                   NULL);
  if (rc != SQLITE_OK)
    {
      tsn_connection_set_error (self, rc, error);
      return FALSE;
    }
  self->read_only = mode == TSN_CONNECTION_READ_ONLY || sqlite3_db_readonly (self->db, "main") == 1;
  if (!tsn_connection_exec (
          self,
          "PRAGMA temp_store=MEMORY; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON",
          error) ||
      !tsn_connection_exec (self, cache, error))
    return FALSE;
  return TRUE;
}

/* A database that nobody has open and that was closed properly can be read without the files beside
 * it; then nothing is written at all, and media that cannot be written to work. */
static char *
read_only_uri (const char *path)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", TRUE);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  gboolean alone = g_access (wal, F_OK) != 0 && g_access (journal, F_OK) != 0;

  return g_strconcat ("file:", escaped, alone ? "?immutable=1" : NULL, NULL);
}

/* SQLite's count of its own memory is not asked for by anybody, and takes a lock at every
 * allocation. Without effect if SQLite is already at work in this process. */
static gpointer
stop_counting_memory (gpointer data)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

TsnConnection *
tsn_connection_open (const char *path, TsnConnectionMode mode, GError **error)
{
  g_autoptr (TsnConnection) self = g_new0 (TsnConnection, 1);
  g_autofree char *uri = mode == TSN_CONNECTION_READ_ONLY ? read_only_uri (path) : NULL;
  static GOnce once = G_ONCE_INIT;
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
  int rc;

  g_once (&once, stop_counting_memory, NULL);
  self->statements = g_hash_table_new_full (hash_sql, g_str_equal, NULL, statement_free);
  if (mode == TSN_CONNECTION_READ_ONLY)
    flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  else
    flags |= SQLITE_OPEN_READWRITE | (mode == TSN_CONNECTION_CREATE ? SQLITE_OPEN_CREATE : 0);

  /* NOFOLLOW is about the file itself; a data folder may well be reached through a link, but SQLite
   * refuses any link in the path. */
  flags &= ~SQLITE_OPEN_NOFOLLOW;
  rc = sqlite3_open_v2 (uri != NULL ? uri : path, &self->db, flags, NULL);
  if (rc != SQLITE_OK)
    {
      tsn_connection_set_error (self, rc, error);
      return NULL;
    }
  if (!configure (self, mode, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tsn_connection_close (TsnConnection *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->statements, g_hash_table_unref);
  tsn_digest_table_free (self->digests);
  if (self->db != NULL)
    {
      int rc = sqlite3_close (self->db);

      g_assert (rc == SQLITE_OK); /* anything else is a statement that somebody still holds */
    }
  g_free (self);
}

gboolean
tsn_connection_exec (TsnConnection *self, const char *sql, GError **error)
{
  int rc;

  if (!tsn_bulk_settle (self->bulk, error))
    return FALSE;
  rc = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    return TRUE;
  tsn_connection_set_error (self, rc, error);
  return FALSE;
}

gboolean
tsn_connection_number (TsnConnection *self,
                       const char *sql,
                       gint64 none,
                       gint64 *number,
                       GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (self, sql, error);
  gboolean row;

  if (statement == NULL || !tsn_statement_step (statement, &row, error))
    return FALSE;
  *number = row ? tsn_statement_number (statement, 0) : none;
  return TRUE;
}

static gboolean
is_idle (gpointer key, gpointer value, gpointer user_data)
{
  return !((TsnStatement *) value)->in_use;
}

TsnStatement *
tsn_connection_prepare (TsnConnection *self, const char *sql, GError **error)
{
  TsnStatement *known;
  TsnStatement *statement;
  sqlite3_stmt *stmt = NULL;
  int rc;

  if (!tsn_bulk_settle (self->bulk, error))
    return NULL;
  known = g_hash_table_lookup (self->statements, sql);
  if (known != NULL && !known->in_use)
    {
      known->in_use = TRUE;
      return known;
    }
  rc = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
  if (rc != SQLITE_OK)
    {
      tsn_connection_set_error (self, rc, error);
      return NULL;
    }
  statement = g_new0 (TsnStatement, 1);
  statement->connection = self;
  statement->stmt = stmt;
  statement->sql = g_strdup (sql);
  statement->in_use = TRUE;
  statement->cached = known == NULL;
  if (g_hash_table_size (self->statements) >= STATEMENTS_MAX)
    g_hash_table_foreach_remove (self->statements, is_idle, NULL);
  if (statement->cached)
    g_hash_table_insert (self->statements, statement->sql, statement);
  return statement;
}

void
tsn_statement_release (TsnStatement *self)
{
  tsn_bulk_settle (self->connection->bulk, NULL);
  sqlite3_reset (self->stmt);
  sqlite3_clear_bindings (self->stmt);
  self->rc = SQLITE_OK;
  self->in_use = FALSE;
  if (!self->cached)
    statement_free (self);
}

static void
note_bind (TsnStatement *self, int rc)
{
  if (self->rc == SQLITE_OK)
    self->rc = rc;
}

void
tsn_statement_bind_number (TsnStatement *self, int index, gint64 number)
{
  note_bind (self, sqlite3_bind_int64 (self->stmt, index, number));
}

void
tsn_statement_bind_text (TsnStatement *self, int index, const char *text)
{
  note_bind (self, sqlite3_bind_text (self->stmt, index, text, -1, SQLITE_STATIC));
}

void
tsn_statement_bind_blob (TsnStatement *self, int index, gconstpointer data, gsize size)
{
  /* A NULL pointer would bind NULL; an empty blob is a value. */
  note_bind (self,
             sqlite3_bind_blob64 (self->stmt, index, size > 0 ? data : "", size, SQLITE_STATIC));
}

void
tsn_statement_bind_id (TsnStatement *self, int index, const TsnId *id)
{
  tsn_statement_bind_blob (self, index, id->bytes, sizeof id->bytes);
}

gboolean
tsn_statement_step (TsnStatement *self, gboolean *row, GError **error)
{
  int rc;

  if (!tsn_bulk_settle (self->connection->bulk, error))
    return FALSE;
  rc = self->rc != SQLITE_OK ? self->rc : sqlite3_step (self->stmt);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    {
      tsn_connection_set_error (self->connection, rc, error);
      return FALSE;
    }
  *row = rc == SQLITE_ROW;
  return TRUE;
}

gboolean
tsn_statement_run (TsnStatement *self, GError **error)
{
  gboolean row;

  return tsn_statement_step (self, &row, error);
}

gint64
tsn_statement_number (TsnStatement *self, int column)
{
  return sqlite3_column_int64 (self->stmt, column);
}

const guint8 *
tsn_statement_blob (TsnStatement *self, int column, gsize *size)
{
  const guint8 *data = sqlite3_column_blob (self->stmt, column);

  *size = (gsize) sqlite3_column_bytes (self->stmt, column);
  return data;
}

gboolean
tsn_statement_id (TsnStatement *self, int column, TsnId *id)
{
  gsize size;
  const guint8 *data = tsn_statement_blob (self, column, &size);

  if (data == NULL || size != sizeof id->bytes)
    return FALSE;
  memcpy (id->bytes, data, size);
  return TRUE;
}
