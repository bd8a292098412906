/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server's memory in one SQLite file.
 *
 * One table for each noun of tsn-backend.h. A dropped patch keeps its row and loses its body: its
 * version must stay known, or a late repeat would bring the old value back. What is live has
 * indexes of its own, so that a long history costs the pulls nothing.
 *
 * The connection is the store's, with its settings: commits are on the disk (synchronous=FULL),
 * and what is deleted is overwritten (secure_delete). The journal may still hold it; scrub()
 * empties that.
 */

#include <string.h>

#include "tsn-backend.h"
#include "tsn-connection.h"

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
    "  record BLOB NOT NULL, stamp INTEGER NOT NULL, device BLOB NOT NULL, hash BLOB NOT NULL,"
    "  origin BLOB NOT NULL, manifest INTEGER NOT NULL, body BLOB) STRICT;"
    "CREATE UNIQUE INDEX patch_version ON patch (municipality, device, stamp);"
    "CREATE UNIQUE INDEX patch_live ON patch (municipality, seq) WHERE body IS NOT NULL;"
    "CREATE INDEX patch_record ON patch (municipality, record, kind) WHERE body IS NOT NULL;"
    "CREATE INDEX patch_manifest ON patch (manifest) WHERE body IS NOT NULL;"
    "CREATE TABLE mark ("
    "  municipality INTEGER NOT NULL, seq INTEGER NOT NULL, token BLOB NOT NULL,"
    "  PRIMARY KEY (municipality, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE digest ("
    "  municipality INTEGER NOT NULL, kind INTEGER NOT NULL, buckets BLOB NOT NULL,"
    "  PRIMARY KEY (municipality, kind)) STRICT, WITHOUT ROWID;";

typedef struct
{
  TsnBackend base;
  TsnConnection *connection;
} Sqlite;

static TsnStatement *
prepare (TsnBackend *self, const char *sql, GError **error)
{
  return tsn_connection_prepare (((Sqlite *) self)->connection, sql, error);
}

/* A column of exactly @size bytes. */
static gboolean
read_fixed (TsnStatement *statement, int column, gpointer out, gsize size, GError **error)
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

static GBytes *
read_bytes (TsnStatement *statement, int column)
{
  gsize size;
  const guint8 *data = tsn_statement_blob (statement, column, &size);

  return data != NULL ? g_bytes_new (data, size) : NULL;
}

static void
bind_bytes (TsnStatement *statement, int index, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  tsn_statement_bind_blob (statement, index, data, size);
}

/* -- Transactions -- */

static gboolean
begin (TsnBackend *self, gboolean write, GError **error)
{
  return tsn_connection_exec (((Sqlite *) self)->connection,
                              write ? "BEGIN IMMEDIATE" : "BEGIN",
                              error);
}

static gboolean
commit (TsnBackend *self, GError **error)
{
  return tsn_connection_exec (((Sqlite *) self)->connection, "COMMIT", error);
}

static void
rollback (TsnBackend *self)
{
  sqlite3 *db = ((Sqlite *) self)->connection->db;

  /* Some errors end the transaction by themselves. */
  if (sqlite3_get_autocommit (db) == 0)
    tsn_connection_exec (((Sqlite *) self)->connection, "ROLLBACK", NULL);
}

static gboolean
scrub (TsnBackend *self, GError **error)
{
  TsnConnection *connection = ((Sqlite *) self)->connection;
  int rc = sqlite3_wal_checkpoint_v2 (connection->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;
  tsn_connection_set_error (connection, rc, error);
  return FALSE;
}

/* -- Values, municipalities, devices -- */

static gboolean
get_value (TsnBackend *self, gint64 municipality, const char *name, GBytes **value, GError **error)
{
  g_autoptr (TsnStatement) statement =
      prepare (self, "SELECT value FROM value WHERE municipality = ?1 AND name = ?2", error);
  gboolean row;

  *value = NULL;
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_text (statement, 2, name);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    *value = read_bytes (statement, 0);
  return TRUE;
}

static gboolean
set_value (TsnBackend *self, gint64 municipality, const char *name, GBytes *value, GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (
      self,
      value != NULL ? "INSERT OR REPLACE INTO value VALUES (?1, ?2, ?3)"
                    : "DELETE FROM value WHERE municipality = ?1 AND name = ?2",
      error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_text (statement, 2, name);
  if (value != NULL)
    bind_bytes (statement, 3, value);
  return tsn_statement_run (statement, error);
}

static gboolean
find_municipality (TsnBackend *self,
                   const guint8 root_public[TSN_KEY_SIZE],
                   gint64 *number,
                   GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (self,
                                                "SELECT number FROM municipality WHERE root = ?1",
                                                error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_blob (statement, 1, root_public, TSN_KEY_SIZE);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  *number = row ? tsn_statement_number (statement, 0) : 0;
  return TRUE;
}

static gboolean
add_municipality (TsnBackend *self,
                  const guint8 root_public[TSN_KEY_SIZE],
                  gint64 *number,
                  GError **error)
{
  g_autoptr (TsnStatement) statement =
      prepare (self, "INSERT INTO municipality (root) VALUES (?1) RETURNING number", error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_blob (statement, 1, root_public, TSN_KEY_SIZE);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  g_assert (row);
  *number = tsn_statement_number (statement, 0);
  return TRUE;
}

static gboolean
next_municipality (TsnBackend *self,
                   gint64 after,
                   gint64 *number,
                   guint8 root_public[TSN_KEY_SIZE],
                   GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (
      self,
      "SELECT number, root FROM municipality WHERE number > ?1 ORDER BY number LIMIT 1",
      error);
  gboolean row;

  *number = 0;
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, after);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *number = tsn_statement_number (statement, 0);
  return read_fixed (statement, 1, root_public, TSN_KEY_SIZE, error);
}

static gboolean
get_device (TsnBackend *self,
            const TsnId *id,
            TsnServerDevice *device,
            gboolean *found,
            GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (
      self,
      "SELECT municipality, role, sign_public, issued, revoked FROM device "
      "WHERE device = ?1",
      error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_id (statement, 1, id);
  if (!tsn_statement_step (statement, found, error))
    return FALSE;
  *device = (TsnServerDevice){ .device = *id };
  if (!*found)
    return TRUE;
  device->municipality = tsn_statement_number (statement, 0);
  device->role = (guint) tsn_statement_number (statement, 1);
  device->issued_ms = tsn_statement_number (statement, 3);
  device->revoked = tsn_statement_number (statement, 4) != 0;
  return read_fixed (statement, 2, device->sign_public, TSN_KEY_SIZE, error);
}

static gboolean
put_device (TsnBackend *self, const TsnServerDevice *device, GError **error)
{
  g_autoptr (TsnStatement) statement =
      prepare (self, "INSERT OR REPLACE INTO device VALUES (?1, ?2, ?3, ?4, ?5, ?6)", error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_id (statement, 1, &device->device);
  tsn_statement_bind_number (statement, 2, device->municipality);
  tsn_statement_bind_number (statement, 3, device->role);
  tsn_statement_bind_blob (statement, 4, device->sign_public, TSN_KEY_SIZE);
  tsn_statement_bind_number (statement, 5, device->issued_ms);
  tsn_statement_bind_number (statement, 6, device->revoked);
  return tsn_statement_run (statement, error);
}

/* -- Patches -- */

/* The order of the columns in all that reads patches. */
#define PATCH_COLUMNS "seq, kind, record, stamp, device, hash, origin, manifest"

static TsnServerPatch *
read_patch (TsnStatement *statement, GError **error)
{
  g_autoptr (TsnServerPatch) patch = g_new0 (TsnServerPatch, 1);

  patch->seq = tsn_statement_number (statement, 0);
  patch->kind = (guint) tsn_statement_number (statement, 1);
  patch->version.stamp = (guint64) tsn_statement_number (statement, 3);
  patch->manifest = tsn_statement_number (statement, 7);
  if (!read_fixed (statement, 2, &patch->record, sizeof patch->record, error) ||
      !read_fixed (statement, 4, &patch->version.device, sizeof patch->version.device, error) ||
      !read_fixed (statement, 5, &patch->hash, sizeof patch->hash, error) ||
      !read_fixed (statement, 6, &patch->origin, sizeof patch->origin, error))
    return NULL;
  return g_steal_pointer (&patch);
}

static gboolean
find_patch (TsnBackend *self,
            gint64 municipality,
            const TsnVersion *version,
            TsnServerPatch **patch,
            gboolean *live,
            GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (
      self,
      "SELECT " PATCH_COLUMNS
      ", body IS NOT NULL FROM patch "
      "WHERE municipality = ?1 AND device = ?2 AND stamp = ?3",
      error);
  gboolean row;

  *patch = NULL;
  *live = FALSE;
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_id (statement, 2, &version->device);
  tsn_statement_bind_number (statement, 3, (gint64) version->stamp);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *live = tsn_statement_number (statement, 8) != 0;
  *patch = read_patch (statement, error);
  return *patch != NULL;
}

static gboolean
add_patch (TsnBackend *self, gint64 municipality, const TsnServerPatch *patch, GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (self,
                                                "INSERT INTO patch (" PATCH_COLUMNS
                                                ", municipality, body) "
                                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                                                error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, patch->seq);
  tsn_statement_bind_number (statement, 2, patch->kind);
  tsn_statement_bind_id (statement, 3, &patch->record);
  tsn_statement_bind_number (statement, 4, (gint64) patch->version.stamp);
  tsn_statement_bind_id (statement, 5, &patch->version.device);
  tsn_statement_bind_blob (statement, 6, patch->hash.bytes, sizeof patch->hash.bytes);
  tsn_statement_bind_id (statement, 7, &patch->origin);
  tsn_statement_bind_number (statement, 8, patch->manifest);
  tsn_statement_bind_number (statement, 9, municipality);
  if (patch->body != NULL)
    bind_bytes (statement, 10, patch->body);
  return tsn_statement_run (statement, error);
}

static gboolean
drop_patch (TsnBackend *self, gint64 municipality, gint64 seq, GError **error)
{
  g_autoptr (TsnStatement) find = prepare (
      self,
      "SELECT manifest FROM patch "
      "WHERE municipality = ?1 AND seq = ?2 AND body IS NOT NULL",
      error);
  g_autoptr (TsnStatement) drop = NULL;
  g_autoptr (TsnStatement) clean = NULL;
  gboolean row;
  gint64 manifest;

  if (find == NULL)
    return FALSE;
  tsn_statement_bind_number (find, 1, municipality);
  tsn_statement_bind_number (find, 2, seq);
  if (!tsn_statement_step (find, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  manifest = tsn_statement_number (find, 0);

  drop = prepare (self,
                  "UPDATE patch SET body = NULL, manifest = 0 "
                  "WHERE municipality = ?1 AND seq = ?2 AND body IS NOT NULL",
                  error);
  if (drop == NULL)
    return FALSE;
  tsn_statement_bind_number (drop, 1, municipality);
  tsn_statement_bind_number (drop, 2, seq);
  if (!tsn_statement_run (drop, error))
    return FALSE;

  clean = prepare (self,
                   "DELETE FROM manifest WHERE number = ?1 AND NOT EXISTS "
                   "(SELECT 1 FROM patch WHERE manifest = ?1 AND body IS NOT NULL)",
                   error);
  if (clean == NULL)
    return FALSE;
  tsn_statement_bind_number (clean, 1, manifest);
  return tsn_statement_run (clean, error);
}

static GPtrArray *
record_patches (TsnBackend *self,
                gint64 municipality,
                guint kind,
                const TsnId *record,
                GError **error)
{
  g_autoptr (GPtrArray) patches = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_server_patch_free);
  g_autoptr (TsnStatement) statement = prepare (
      self,
      "SELECT " PATCH_COLUMNS
      ", body FROM patch "
      "WHERE municipality = ?1 AND record = ?2 AND kind = ?3 AND body IS NOT NULL",
      error);
  gboolean row;

  if (statement == NULL)
    return NULL;
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_id (statement, 2, record);
  tsn_statement_bind_number (statement, 3, kind);
  while (tsn_statement_step (statement, &row, error))
    {
      TsnServerPatch *patch;

      if (!row)
        return g_steal_pointer (&patches);
      patch = read_patch (statement, error);
      if (patch == NULL)
        return NULL;
      patch->body = read_bytes (statement, 8);
      g_ptr_array_add (patches, patch);
    }
  return NULL;
}

static gboolean
read_patches (TsnBackend *self,
              gint64 municipality,
              gint64 after,
              TsnBackendPatchFunc func,
              gpointer user_data,
              GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (
      self,
      "SELECT " PATCH_COLUMNS
      ", body FROM patch "
      "WHERE municipality = ?1 AND seq > ?2 AND body IS NOT NULL ORDER BY seq",
      error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_number (statement, 2, after);
  while (tsn_statement_step (statement, &row, error))
    {
      g_autoptr (TsnServerPatch) patch = NULL;

      if (!row)
        return TRUE;
      patch = read_patch (statement, error);
      if (patch == NULL)
        return FALSE;
      patch->body = read_bytes (statement, 8);
      if (!func (patch, user_data))
        return TRUE;
    }
  return FALSE;
}

/* -- Manifests -- */

static gboolean
put_manifest (TsnBackend *self,
              gint64 municipality,
              GBytes *manifest,
              gint64 *number,
              GError **error)
{
  /* The one that is there answers, too. */
  g_autoptr (TsnStatement) statement = prepare (
      self,
      "INSERT INTO manifest (municipality, hash, body) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (municipality, hash) DO UPDATE SET hash = hash RETURNING number",
      error);
  gsize size;
  const guint8 *data = g_bytes_get_data (manifest, &size);
  TsnHash hash;
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  tsn_hash_bytes (data, size, &hash);
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_blob (statement, 2, hash.bytes, sizeof hash.bytes);
  tsn_statement_bind_blob (statement, 3, data, size);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  g_assert (row);
  *number = tsn_statement_number (statement, 0);
  return TRUE;
}

static GBytes *
get_manifest (TsnBackend *self, gint64 number, GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (self,
                                                "SELECT body FROM manifest WHERE number = ?1",
                                                error);
  gboolean row;

  if (statement == NULL)
    return NULL;
  tsn_statement_bind_number (statement, 1, number);
  if (!tsn_statement_step (statement, &row, error))
    return NULL;
  if (row)
    return read_bytes (statement, 0);
  g_set_error_literal (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT, "a manifest is missing");
  return NULL;
}

/* -- Marks and digests -- */

static gboolean
add_mark (TsnBackend *self, gint64 municipality, const TsnServerMark *mark, GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (self,
                                                "INSERT INTO mark VALUES (?1, ?2, ?3)",
                                                error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_number (statement, 2, mark->seq);
  tsn_statement_bind_blob (statement, 3, mark->token, sizeof mark->token);
  return tsn_statement_run (statement, error);
}

static gboolean
mark_at (TsnBackend *self, gint64 municipality, gint64 seq, TsnServerMark *mark, GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (
      self,
      "SELECT seq, token FROM mark WHERE municipality = ?1 AND seq >= ?2 ORDER BY seq LIMIT 1",
      error);
  gboolean row;

  *mark = (TsnServerMark){ 0 };
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_number (statement, 2, seq);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  mark->seq = tsn_statement_number (statement, 0);
  return read_fixed (statement, 1, mark->token, sizeof mark->token, error);
}

static gboolean
last_mark (TsnBackend *self, gint64 municipality, TsnServerMark *mark, GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (
      self,
      "SELECT seq, token FROM mark WHERE municipality = ?1 ORDER BY seq DESC LIMIT 1",
      error);
  gboolean row;

  *mark = (TsnServerMark){ 0 };
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, municipality);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  mark->seq = tsn_statement_number (statement, 0);
  return read_fixed (statement, 1, mark->token, sizeof mark->token, error);
}

static gboolean
next_digest (TsnBackend *self,
             gint64 municipality,
             guint after,
             guint *kind,
             TsnDigest buckets[TSN_DIGEST_BUCKETS],
             GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (
      self,
      "SELECT kind, buckets FROM digest WHERE municipality = ?1 AND kind > ?2 "
      "ORDER BY kind LIMIT 1",
      error);
  gboolean row;

  *kind = 0;
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_number (statement, 2, after);
  if (!tsn_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *kind = (guint) tsn_statement_number (statement, 0);
  return read_fixed (statement, 1, buckets, TSN_DIGEST_BUCKETS * sizeof (TsnDigest), error);
}

static gboolean
put_digest (TsnBackend *self,
            gint64 municipality,
            guint kind,
            const TsnDigest buckets[TSN_DIGEST_BUCKETS],
            GError **error)
{
  g_autoptr (TsnStatement) statement = prepare (self,
                                                "INSERT OR REPLACE INTO digest VALUES (?1, ?2, ?3)",
                                                error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, municipality);
  tsn_statement_bind_number (statement, 2, kind);
  tsn_statement_bind_blob (statement, 3, buckets, TSN_DIGEST_BUCKETS * sizeof (TsnDigest));
  return tsn_statement_run (statement, error);
}

/* -- Life -- */

static void
sqlite_close (TsnBackend *base)
{
  Sqlite *self = (Sqlite *) base;

  tsn_connection_close (self->connection);
  g_free (self);
}

static const TsnBackendVerbs VERBS = {
  .close = sqlite_close,
  .begin = begin,
  .commit = commit,
  .rollback = rollback,
  .scrub = scrub,
  .get_value = get_value,
  .set_value = set_value,
  .find_municipality = find_municipality,
  .add_municipality = add_municipality,
  .next_municipality = next_municipality,
  .get_device = get_device,
  .put_device = put_device,
  .find_patch = find_patch,
  .add_patch = add_patch,
  .drop_patch = drop_patch,
  .record_patches = record_patches,
  .read_patches = read_patches,
  .put_manifest = put_manifest,
  .get_manifest = get_manifest,
  .add_mark = add_mark,
  .last_mark = last_mark,
  .mark_at = mark_at,
  .next_digest = next_digest,
  .put_digest = put_digest,
};

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
  Sqlite *self;

  if (connection == NULL || !prepare_file (connection, error))
    return NULL;
  self = g_new0 (Sqlite, 1);
  self->base.verbs = &VERBS;
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
