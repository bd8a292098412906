/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server's memory in one SQLite file.
 *
 * One table for each noun of tsn-backend.h. A dropped patch keeps its row and loses its body: its
 * version must stay known, or a late repeat would bring the old value back. What is live has
 * indexes of its own, so that a long history costs the pulls nothing.
 *
 * A commit writes every page that it touched. So what grows at its end is cheap, and an index with
 * 256 ends of buckets was half of what a push wrote; a repair, which is rare, goes through the
 * numbers instead (150 ms for two million). What is left is an edit, which touches one page of the
 * index of records, anywhere: so pages are small. With 8 KiB a push of new people took 4 % less,
 * but half more was written where there are a million patches. And the journal is long: a page that
 * every push touches goes into the database once in 32 MiB.
 *
 * Here are the file, its schema, transactions, and how a statement runs; what the statements are
 * stands in tsn-backend-members.c, -patches.c and -marks.c, for every database.
 *
 * The connection is the store's, with its settings: commits are on the disk (synchronous=FULL),
 * and what is deleted is overwritten (secure_delete). The journal may still hold it; scrub()
 * empties that.
 */

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "tsn-backend-sql.h"
#include "tsn-connection.h"

#define APPLICATION_ID 0x54736e73 /* "Tsns" */
#define VERSION        1
#define JOURNAL_PAGES  "8192" /* before they go into the database */

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
    "CREATE INDEX patch_live ON patch (municipality, seq, kind, bucket) WHERE body IS NOT NULL;"
    "CREATE INDEX patch_record ON patch (municipality, record, kind) WHERE body IS NOT NULL;"
    "CREATE INDEX patch_manifest ON patch (municipality, manifest) WHERE body IS NOT NULL;"
    "CREATE TABLE mark ("
    "  municipality INTEGER NOT NULL, seq INTEGER NOT NULL, token BLOB NOT NULL,"
    "  PRIMARY KEY (municipality, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE digest ("
    "  municipality INTEGER NOT NULL, kind INTEGER NOT NULL, buckets BLOB NOT NULL,"
    "  PRIMARY KEY (municipality, kind)) STRICT, WITHOUT ROWID;";

typedef struct
{
  TsnBackendSql base;
  TsnConnection *connection;
  char *claim_path;
  int claim_fd; /* -1: nobody claimed it */
} TsnBackendSqlite;

/* -- Statements -- */

typedef struct
{
  TsnSqlRows base;
  TsnStatement *statement;
} SqliteRows;

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
    case TSN_SQL_NUMBERS:
    case TSN_SQL_BLOBS:
    case TSN_SQL_END:
    default:
      break;
    }
}

static TsnStatement *
prepare (TsnBackendSql *self, const char *sql, const TsnSqlValue *values, GError **error)
{
  TsnConnection *connection = ((TsnBackendSqlite *) self)->connection;
  TsnStatement *statement = tsn_connection_prepare (connection, sql, error);

  for (int i = 0; statement != NULL && values[i].type != TSN_SQL_END; i++)
    bind (statement, i + 1, &values[i]);
  return statement;
}

static TsnSqlRows *
ask (TsnBackendSql *self, const char *sql, const TsnSqlValue *values, GError **error)
{
  TsnStatement *statement = prepare (self, sql, values, error);
  SqliteRows *rows;

  if (statement == NULL)
    return NULL;
  rows = g_new (SqliteRows, 1);
  *rows = (SqliteRows){ { self->sql }, statement };
  return &rows->base;
}

static gboolean
run (TsnBackendSql *self, const char *sql, const TsnSqlValue *values, GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (self, sql, values, error);

  return statement != NULL && tsn_statement_run (statement, error);
}

static gboolean
next (TsnSqlRows *rows, gboolean *row, GError **error)
{
  return tsn_statement_step (((SqliteRows *) rows)->statement, row, error);
}

static gint64
read_number (TsnSqlRows *rows, int column)
{
  return tsn_statement_number (((SqliteRows *) rows)->statement, column);
}

static const guint8 *
read_blob (TsnSqlRows *rows, int column, gsize *size)
{
  return tsn_statement_blob (((SqliteRows *) rows)->statement, column, size);
}

static void
rows_free (TsnSqlRows *rows)
{
  tsn_statement_release (((SqliteRows *) rows)->statement);
  g_free (rows);
}

static const TsnSqlVerbs SQL = {
  .ask = ask,
  .run = run,
  .next = next,
  .number = read_number,
  .blob = read_blob,
  .free = rows_free,
};

/* -- Claiming -- */

/* A file of its own: SQLite would lose its locks on the database if that were closed here. */
static gboolean
claim (TsnBackend *base, gboolean alone, GError **error)
{
  TsnBackendSqlite *self = (TsnBackendSqlite *) base;

  if (self->claim_fd < 0)
    self->claim_fd = open (self->claim_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->claim_fd >= 0 && flock (self->claim_fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
    return TRUE;
  if (self->claim_fd < 0 || errno != EWOULDBLOCK)
    return tsn_store_error_from_errno (errno, "the folder cannot be locked", error);
  g_set_error_literal (error,
                       TSN_STORE_ERROR,
                       TSN_STORE_ERROR_BUSY,
                       alone ? "a server runs on the database" : "the database is being moved");
  return FALSE;
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

/* A write transaction shuts out all others from its beginning. */
static gboolean
lock (TsnBackend *self, gint64 municipality, GError **error)
{
  return TRUE;
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
  if (self->claim_fd >= 0)
    close (self->claim_fd);
  g_free (self->claim_path);
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

  if (!tsn_connection_exec (connection,
                            "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=" JOURNAL_PAGES,
                            error) ||
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
  self->claim_path = g_strconcat (path, ".lock", NULL);
  self->claim_fd = -1;
  self->base.sql = &SQL;
  self->base.verbs = (TsnBackendVerbs){ .close = sqlite_close,
                                        .claim = claim,
                                        .begin = begin,
                                        .lock = lock,
                                        .commit = commit,
                                        .rollback = rollback,
                                        .scrub = scrub };
  tsn_backend_sql_add_members (&self->base.verbs);
  tsn_backend_sql_add_patches (&self->base.verbs);
  tsn_backend_sql_add_marks (&self->base.verbs);
  self->base.base.verbs = &self->base.verbs;
  self->connection = g_steal_pointer (&connection);
  return &self->base.base;
}
