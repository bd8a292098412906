/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server's memory in one SQLite file.
 *
 * One table for each noun of tsn-backend.h. A dropped patch keeps its row and loses its body: its
 * version must stay known, or a late repeat would bring the old value back. What is live has
 * indexes of its own, so that a long history costs the pulls nothing.
 *
 * Here are the file, its schema, transactions, and how a statement is asked; what the statements
 * are stands in tsn-backend-sqlite-members.c, -patches.c and -marks.c.
 *
 * The connection is the store's, with its settings: commits are on the disk (synchronous=FULL),
 * and what is deleted is overwritten (secure_delete). The journal may still hold it; scrub()
 * empties that.
 */

#include <string.h>

#include "tsn-backend-sqlite-private.h"

#define APPLICATION_ID 0x54736e73 /* "Tsns" */
#define VERSION        1

static const char SCHEMA[] =
    "CREATE TABLE value ("
    "  municipality INTEGER NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,"
    "  PRIMARY KEY (municipality, name)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE municipality ("
    "  number INTEGER PRIMARY KEY, root BLOB NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE device ("
    "  device BLOB PRIMARY KEY, municipality INTEGER NOT NULL, role INTEGER NOT NULL,"
    "  sign_public BLOB NOT NULL, issued INTEGER NOT NULL, revoked INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE manifest ("
    "  number INTEGER PRIMARY KEY, municipality INTEGER NOT NULL, hash BLOB NOT NULL,"
    "  body BLOB NOT NULL, UNIQUE (municipality, hash)) STRICT;"
    "CREATE TABLE patch ("
    "  municipality INTEGER NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL,"
    "  record BLOB NOT NULL, bucket INTEGER NOT NULL, stamp INTEGER NOT NULL, effective INTEGER NOT NULL,"
    "  device BLOB NOT NULL, hash BLOB NOT NULL, origin BLOB NOT NULL, manifest INTEGER NOT NULL,"
    "  body BLOB) STRICT;"
    "CREATE UNIQUE INDEX patch_version ON patch (municipality, device, stamp);"
    "CREATE UNIQUE INDEX patch_live ON patch (municipality, seq) WHERE body IS NOT NULL;"
    "CREATE INDEX patch_record ON patch (municipality, record, kind) WHERE body IS NOT NULL;"
    "CREATE INDEX patch_bucket ON patch (municipality, kind, bucket, seq) WHERE body IS NOT NULL;"
    "CREATE INDEX patch_manifest ON patch (manifest) WHERE body IS NOT NULL;"
    "CREATE TABLE mark ("
    "  municipality INTEGER NOT NULL, seq INTEGER NOT NULL, token BLOB NOT NULL,"
    "  PRIMARY KEY (municipality, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE digest ("
    "  municipality INTEGER NOT NULL, kind INTEGER NOT NULL, buckets BLOB NOT NULL,"
    "  PRIMARY KEY (municipality, kind)) STRICT, WITHOUT ROWID;";

/* -- Statements -- */

static void
bind (TsnStatement *statement, int index, const TsnSqlValue *value)
{
  switch (value->type)
    {
    case TSN_SQL_NUMBER:
      tsn_statement_bind_number (statement, index, value->number);
      break;
    case TSN_SQL_TEXT:
      tsn_statement_bind_text (statement, index, value->data);
      break;
    case TSN_SQL_BLOB:
      tsn_statement_bind_blob (statement, index, value->data, value->size);
      break;
    case TSN_SQL_NULL: /* what nothing was bound to */
    case TSN_SQL_END:
    default:
      break;
    }
}

TsnStatement *
tsn_sql_prepare (TsnBackend *self, const char *sql, const TsnSqlValue *values, GError **error)
{
  TsnConnection *connection = ((TsnBackendSqlite *) self)->connection;
  TsnStatement *statement = tsn_connection_prepare (connection, sql, error);

  for (int i = 0; statement != NULL && values[i].type != TSN_SQL_END; i++)
    bind (statement, i + 1, &values[i]);
  return statement;
}

TsnStatement *
tsn_sql_ask (TsnBackend *self,
             const char *sql,
             const TsnSqlValue *values,
             gboolean *row,
             GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_sql_prepare (self, sql, values, error);

  if (statement == NULL || !tsn_statement_step (statement, row, error))
    return NULL;
  return g_steal_pointer (&statement);
}

gboolean
tsn_sql_number (TsnBackend *self,
                const char *sql,
                const TsnSqlValue *values,
                gint64 none,
                gint64 *number,
                GError **error)
{
  gboolean row;
  g_autoptr (TsnStatement) statement = tsn_sql_ask (self, sql, values, &row, error);

  if (statement == NULL)
    return FALSE;
  *number = row ? tsn_statement_number (statement, 0) : none;
  return TRUE;
}

gboolean
tsn_sql_run (TsnBackend *self, const char *sql, const TsnSqlValue *values, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_sql_prepare (self, sql, values, error);

  return statement != NULL && tsn_statement_run (statement, error);
}

TsnSqlValue
tsn_sql_bytes (GBytes *bytes)
{
  TsnSqlValue value = { .type = bytes != NULL ? TSN_SQL_BLOB : TSN_SQL_NULL };

  if (bytes != NULL)
    value.data = g_bytes_get_data (bytes, &value.size);
  return value;
}

gboolean
tsn_sql_read (TsnStatement *statement, int column, gpointer out, gsize size, GError **error)
{
  gsize got;
  const guint8 *data = tsn_statement_blob (statement, column, &got);

  if (data == NULL || got != size)
    {
      g_set_error_literal (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT, "a row is damaged");
      return FALSE;
    }
  memcpy (out, data, size);
  return TRUE;
}

GBytes *
tsn_sql_read_bytes (TsnStatement *statement, int column)
{
  gsize size;
  const guint8 *data = tsn_statement_blob (statement, column, &size);

  return data != NULL ? g_bytes_new (data, size) : NULL;
}

/* -- Transactions -- */

static gboolean
begin (TsnBackend *self, gboolean write, GError **error)
{
  return tsn_connection_exec (((TsnBackendSqlite *) self)->connection,
                              write ? "BEGIN IMMEDIATE" : "BEGIN",
                              error);
}

static gboolean
commit (TsnBackend *self, GError **error)
{
  return tsn_connection_exec (((TsnBackendSqlite *) self)->connection, "COMMIT", error);
}

static void
rollback (TsnBackend *self)
{
  sqlite3 *db = ((TsnBackendSqlite *) self)->connection->db;

  /* Some errors end the transaction by themselves. */
  if (sqlite3_get_autocommit (db) == 0)
    tsn_connection_exec (((TsnBackendSqlite *) self)->connection, "ROLLBACK", NULL);
}

static gboolean
scrub (TsnBackend *self, GError **error)
{
  TsnConnection *connection = ((TsnBackendSqlite *) self)->connection;
  int rc = sqlite3_wal_checkpoint_v2 (connection->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;
  tsn_connection_set_error (connection, rc, error);
  return FALSE;
}

/* -- Life -- */

static void
sqlite_close (TsnBackend *base)
{
  TsnBackendSqlite *self = (TsnBackendSqlite *) base;

  tsn_connection_close (self->connection);
  g_free (self);
}

static gboolean
create_schema (TsnConnection *connection, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "BEGIN IMMEDIATE; %s"
      "PRAGMA application_id = %d; PRAGMA user_version = %d; "
      "COMMIT",
      SCHEMA,
      APPLICATION_ID,
      VERSION);

  return tsn_connection_exec (connection, sql, error);
}

static gboolean
prepare_file (TsnConnection *connection, GError **error)
{
  gint64 application_id;
  gint64 version;
  gint64 n_objects;

  if (!tsn_connection_exec (connection, "PRAGMA journal_mode=WAL", error) ||
      !tsn_connection_number (connection, "PRAGMA application_id", 0, &application_id, error) ||
      !tsn_connection_number (connection, "PRAGMA user_version", 0, &version, error) ||
      !tsn_connection_number (connection,
                              "SELECT count(*) FROM sqlite_schema",
                              0,
                              &n_objects,
                              error))
    return FALSE;
  if (application_id == 0 && n_objects == 0)
    return create_schema (connection, error);
  if (application_id == APPLICATION_ID && version == VERSION)
    return TRUE;
  if (application_id == APPLICATION_ID && version > VERSION)
    g_set_error_literal (error,
                         TSN_STORE_ERROR,
                         TSN_STORE_ERROR_TOO_NEW,
                         "the database was written by a newer version");
  else
    g_set_error_literal (error,
                         TSN_STORE_ERROR,
                         TSN_STORE_ERROR_NOT_A_STORE,
                         "the file is not a server's database");
  return FALSE;
}

TsnBackend *
tsn_backend_sqlite_open (const char *path, GError **error)
{
  g_autoptr (TsnConnection) connection = tsn_connection_open (path, TSN_CONNECTION_CREATE, error);
  TsnBackendSqlite *self;

  if (connection == NULL || !prepare_file (connection, error))
    return NULL;
  self = g_new0 (TsnBackendSqlite, 1);
  self->verbs = (TsnBackendVerbs){ .close = sqlite_close,
                                   .begin = begin,
                                   .commit = commit,
                                   .rollback = rollback,
                                   .scrub = scrub };
  tsn_backend_sqlite_add_members (&self->verbs);
  tsn_backend_sqlite_add_patches (&self->verbs);
  tsn_backend_sqlite_add_marks (&self->verbs);
  self->base.verbs = &self->verbs;
  self->connection = g_steal_pointer (&connection);
  return &self->base;
}

void
tsn_backend_close (TsnBackend *self)
{
  if (self != NULL)
    self->verbs->close (self);
}

void
tsn_server_patch_free (TsnServerPatch *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}
