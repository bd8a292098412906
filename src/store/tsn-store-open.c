/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening the database of a data folder: is it there, is it ours, is it whole, is it of this
 * version.
 *
 * Nothing that is found wrong is mended or moved here: the file is left as it is and one sentence
 * says what is wrong. After a program that ended without closing (its journal is still there) the
 * pages are checked, which costs a quarter of a second for 100,000 people; a file that is shorter
 * than it says is noticed always.
 */

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixmounts.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "tsn-store-private.h"

static gboolean
set_error (GError **error, TsnStoreError code, const char *message)
{
  g_set_error_literal (error, TSN_STORE_ERROR, (int) code, message);
  return FALSE;
}

/* WAL needs shared memory between its users, which these do not give. */
static gboolean
check_local_disk (const char *folder, GError **error)
{
  static const char *const network[] = {
    "nfs",   "nfs4",      "cifs",       "smb3",        "smbfs",          "afs",
    "ceph",  "glusterfs", "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.gvfsd-fuse",
    "davfs", "lustre",    "ncpfs",      "fuse.davfs2", "fuse.s3fs",      NULL
  };
  GUnixMountEntry *mount;
  gboolean local;

  /* GLib 2.84 gave these functions other names and deprecates the only ones that 2.74 knows. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  mount = g_unix_mount_for (folder, NULL);
  local = mount == NULL || !g_strv_contains (network, g_unix_mount_get_fs_type (mount));
  g_clear_pointer (&mount, g_unix_mount_free);
  G_GNUC_END_IGNORE_DEPRECATIONS
  return local || set_error (error,
                             TSN_STORE_ERROR_NETWORK_DISK,
                             "the data folder lies on a network disk; it needs a local one");
}

static gboolean
make_folder (const char *folder, const char *path, GError **error)
{
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return tsn_store_error_from_errno (errno, "the data folder cannot be made", error);
  /* Made here, so that nobody else can read it from its first moment; SQLite gives its journal the
   * same mode. */
  fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return tsn_store_error_from_errno (errno, "the database cannot be made", error);
  close (fd);
  return TRUE;
}

static gboolean
has_content (const char *path, const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  GStatBuf info;

  return g_stat (name, &info) == 0 && info.st_size > 0;
}

/* -- What is inside -- */

static gboolean
check_length (TsnConnection *connection, const char *path, GError **error)
{
  gint64 n_pages;
  gint64 page_size;
  GStatBuf info;

  if (!tsn_connection_number (connection, "PRAGMA page_count", 0, &n_pages, error) ||
      !tsn_connection_number (connection, "PRAGMA page_size", 0, &page_size, error))
    return FALSE;
  if (has_content (path, "-wal") || g_stat (path, &info) != 0 ||
      info.st_size >= n_pages * page_size)
    return TRUE;
  return set_error (error,
                    TSN_STORE_ERROR_CORRUPT,
                    "the database file is cut off; it is left as it is");
}

static gboolean
check_pages (TsnConnection *connection, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (connection,
                                                               "PRAGMA quick_check (1)",
                                                               error);
  gboolean row;

  if (statement == NULL || !tsn_statement_step (statement, &row, error))
    return FALSE;
  if (row && g_strcmp0 ((const char *) sqlite3_column_text (statement->stmt, 0), "ok") == 0)
    return TRUE;
  return set_error (error,
                    TSN_STORE_ERROR_CORRUPT,
                    "the database file is damaged; it is left as it is");
}

static gboolean
check_device (TsnConnection *connection, TsnVault *vault, GError **error)
{
  g_autoptr (TsnStatement) statement =
      tsn_connection_prepare (connection, "SELECT value FROM meta WHERE key = 'device'", error);
  gboolean row;
  TsnId device;

  if (statement == NULL || !tsn_statement_step (statement, &row, error))
    return FALSE;
  if (row && tsn_statement_id (statement, 0, &device) &&
      tsn_id_equal (&device, tsn_vault_device (vault)))
    return TRUE;
  return set_error (error,
                    TSN_STORE_ERROR_WRONG_VAULT,
                    "the database belongs to another device than the vault beside it");
}

static gboolean
run_in_transaction (TsnConnection *connection,
                    gboolean (*func) (TsnConnection *, gpointer, GError **),
                    gpointer data,
                    GError **error)
{
  if (!tsn_connection_exec (connection, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (func (connection, data, error) && tsn_connection_exec (connection, "COMMIT", error))
    return TRUE;
  if (sqlite3_get_autocommit (connection->db) == 0)
    tsn_connection_exec (connection, "ROLLBACK", NULL);
  tsn_digest_table_forget (connection);
  return FALSE;
}

static gboolean
extend_work (TsnConnection *connection, gpointer data, GError **error)
{
  return tsn_schema_extend (connection, error);
}

static gboolean
create_work (TsnConnection *connection, gpointer data, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  gint64 version;

  /* Two processes may have come here together. */
  if (!tsn_connection_number (connection, "PRAGMA user_version", 0, &version, error))
    return FALSE;
  if (version != 0)
    return TRUE;
  if (!tsn_schema_create (connection, error) || !tsn_schema_extend (connection, error))
    return FALSE;
  statement = tsn_connection_prepare (connection,
                                      "INSERT INTO meta (key, value) VALUES ('device', ?1)",
                                      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_id (statement, 1, tsn_vault_device (data));
  return tsn_statement_run (statement, error);
}

static gboolean
read_versions (TsnConnection *connection,
               gint64 *application_id,
               gint64 *version,
               gint64 *n_objects,
               GError **error)
{
  return tsn_connection_number (connection, "PRAGMA application_id", 0, application_id, error) &&
         tsn_connection_number (connection, "PRAGMA user_version", 0, version, error) &&
         tsn_connection_number (connection,
                                "SELECT count (*) FROM sqlite_schema",
                                0,
                                n_objects,
                                error);
}

/* Brings a sound database of ours up to this program; a read-only one must be there already. */
static gboolean
bring_up_to_date (TsnConnection *connection, const char *path, gint64 version, GError **error)
{
  gboolean complete = version == TSN_SCHEMA_VERSION;

  if (version > TSN_SCHEMA_VERSION)
    return set_error (error,
                      TSN_STORE_ERROR_TOO_NEW,
                      "the database was written by a newer version of the program");
  if (complete && !tsn_schema_is_complete (connection, &complete, error))
    return FALSE;
  if (complete)
    return TRUE;
  if (connection->read_only)
    return set_error (
        error,
        TSN_STORE_ERROR_READ_ONLY,
        "the database is of an older version and cannot be brought up to date where nothing can be written");
  return tsn_migrate (connection, path, version, error) &&
         tsn_schema_is_complete (connection, &complete, error) &&
         (complete || run_in_transaction (connection, extend_work, NULL, error));
}

static gboolean
prepare_database (TsnConnection *connection,
                  const char *path,
                  TsnVault *vault,
                  TsnStoreFlags flags,
                  gboolean check,
                  GError **error)
{
  gint64 application_id;
  gint64 version;
  gint64 n_objects;

  if (!read_versions (connection, &application_id, &version, &n_objects, error))
    return FALSE;
  if (n_objects == 0 && version == 0 && (flags & TSN_STORE_CREATE) != 0 && !connection->read_only)
    return tsn_connection_exec (connection, "PRAGMA journal_mode=WAL", error) &&
           run_in_transaction (connection, create_work, vault, error);
  if (application_id != TSN_SCHEMA_APPLICATION_ID)
    return set_error (error,
                      TSN_STORE_ERROR_NOT_A_STORE,
                      "the database is not one of this program; it is left as it is");
  if (version > TSN_SCHEMA_VERSION)
    return set_error (error,
                      TSN_STORE_ERROR_TOO_NEW,
                      "the database was written by a newer version of the program");
  if (!check_length (connection, path, error) || (check && !check_pages (connection, error)) ||
      !check_device (connection, vault, error))
    return FALSE;
  if (!connection->read_only && !tsn_connection_exec (connection,
                                                      "PRAGMA journal_mode=WAL",
                                                      error)) /* a restored one is not yet */
    return FALSE;
  return bring_up_to_date (connection, path, version, error);
}

TsnConnection *
tsn_store_connect (const char *folder, TsnVault *vault, TsnStoreFlags flags, GError **error)
{
  g_autofree char *path = tsn_store_database_path (folder);
  gboolean exists = g_access (path, F_OK) == 0;
  gboolean read_only = (flags & TSN_STORE_READ_ONLY) != 0;
  gboolean crashed = has_content (path, "-wal");
  g_autoptr (TsnConnection) connection = NULL;

  if (!exists && ((flags & TSN_STORE_CREATE) == 0 || read_only))
    {
      set_error (error, TSN_STORE_ERROR_NOT_FOUND, "there is no database in the data folder");
      return NULL;
    }
  if (!exists && !make_folder (folder, path, error) && g_access (path, F_OK) != 0)
    return NULL;
  g_clear_error (error); /* another process made it in this moment */
  if (!check_local_disk (folder, error))
    return NULL;
  connection = tsn_connection_open (path,
                                    read_only ? TSN_CONNECTION_READ_ONLY
                                              : TSN_CONNECTION_READ_WRITE,
                                    error);
  if (connection == NULL || !prepare_database (connection, path, vault, flags, crashed, error))
    return NULL;
  return g_steal_pointer (&connection);
}

TsnConnection *
tsn_store_connect_reader (const char *folder, TsnStoreFlags flags, GError **error)
{
  g_autofree char *path = tsn_store_database_path (folder);
  g_autoptr (TsnConnection) connection = NULL;

  /* Not query_only at the level of SQLite's file: a reader of a WAL database may have to recover
   * it. */
  connection = tsn_connection_open (path,
                                    (flags & TSN_STORE_READ_ONLY) != 0 ? TSN_CONNECTION_READ_ONLY
                                                                       : TSN_CONNECTION_READ_WRITE,
                                    error);
  if (connection == NULL ||
      !tsn_connection_exec (connection, "PRAGMA query_only=ON; PRAGMA cache_size=-8192", error))
    return NULL;
  return g_steal_pointer (&connection);
}
