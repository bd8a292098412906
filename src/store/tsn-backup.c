/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Backup and restore.
 *
 * A backup is one SQLite file: the database as it was at one moment, and in its `meta` table, under
 * 'vault', the bytes of the sealed vault file. It is made beside its final name, synced, and
 * renamed so that nothing is ever overwritten. It has no journal, so that it can be read from a
 * stick that is write-protected.
 *
 * A restore checks the backup first and puts the database in place before the vault. Until the
 * vault is there too, its bytes stay in the database: a restore that was cut off is finished by
 * restoring again.
 */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tsn-new-file.h"
#include "tsn-store-private.h"

#define STEP_PAGES 256 /* between two looks at progress and cancellation */

static gboolean
set_error (GError **error, TsnStoreError code, const char *message)
{
  g_set_error_literal (error, TSN_STORE_ERROR, (int) code, message);
  return FALSE;
}

/* -- Copying -- */

static gboolean
copy_pages (TsnConnection *from,
            TsnConnection *to,
            TsnProgress progress,
            gpointer user_data,
            GCancellable *cancellable,
            GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->db, "main", from->db, "main");
  int rc = SQLITE_OK;

  if (backup == NULL)
    {
      tsn_connection_set_error (to, sqlite3_extended_errcode (to->db), error);
      return FALSE;
    }
  while (rc == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    {
      rc = sqlite3_backup_step (backup, STEP_PAGES);
      if (progress != NULL && (rc == SQLITE_OK || rc == SQLITE_DONE))
        {
          guint64 total = (guint64) sqlite3_backup_pagecount (backup);

          progress (total - (guint64) sqlite3_backup_remaining (backup), total, user_data);
        }
    }
  sqlite3_backup_finish (backup);
  if (rc == SQLITE_DONE)
    return TRUE;
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    tsn_connection_set_error (to, rc, error);
  return FALSE;
}

static gboolean
set_vault_row (TsnConnection *connection, GBytes *vault, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      connection,
      "INSERT OR REPLACE INTO meta (key, value) VALUES ('vault', ?1)",
      error);
  gsize size;
  const guint8 *data = g_bytes_get_data (vault, &size);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_blob (statement, 1, data, size);
  return tsn_statement_run (statement, error);
}

static GBytes *
get_vault_row (TsnConnection *connection, GError **error)
{
  g_autoptr (TsnStatement) statement =
      tsn_connection_prepare (connection, "SELECT value FROM meta WHERE key = 'vault'", error);
  const guint8 *data;
  gboolean row;
  gsize size;

  if (statement == NULL || !tsn_statement_step (statement, &row, error))
    return NULL;
  if (!row)
    {
      set_error (error, TSN_STORE_ERROR_NOT_A_STORE, "the file is not a backup: it has no vault");
      return NULL;
    }
  data = tsn_statement_blob (statement, 0, &size);
  return g_bytes_new (data, size);
}

/* -- Backup -- */

static gboolean
write_backup (TsnStore *self,
              const char *temporary,
              TsnProgress progress,
              gpointer user_data,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (TsnConnection) from = tsn_store_connect_reader (tsn_store_get_folder (self),
                                                             TSN_STORE_OPEN,
                                                             error);
  g_autoptr (TsnConnection) to = from != NULL ? tsn_connection_open (temporary,
                                                                     TSN_CONNECTION_READ_WRITE,
                                                                     error)
                                              : NULL;
  g_autoptr (GBytes) vault = tsn_vault_dup_file (tsn_store_get_vault (self));
  gint64 n;
  gboolean ok;

  if (to == NULL)
    return FALSE;
  if (vault == NULL)
    return set_error (error, TSN_STORE_ERROR_IO, "the vault file cannot be read");
  /* One read transaction around all steps: what others commit meanwhile does not start the copy
   * anew. */
  ok = tsn_connection_exec (from, "BEGIN", error) &&
       tsn_connection_number (from, "SELECT max (seq) FROM patch", 0, &n, error) &&
       copy_pages (from, to, progress, user_data, cancellable, error);
  if (sqlite3_get_autocommit (from->db) == 0)
    tsn_connection_exec (from, "COMMIT", NULL);
  return ok && tsn_connection_exec (to, "PRAGMA journal_mode=DELETE", error) &&
         set_vault_row (to, vault, error);
}

/* So that SQLite finds it, with the mode of a new file. */
static gboolean
make_private_file (const char *path, GError **error)
{
  int fd = tsn_new_file_open (path, error);

  if (fd >= 0)
    close (fd);
  return fd >= 0;
}

/* With what SQLite leaves beside a file it could not finish. */
static void
remove_temporary (const char *path)
{
  static const char *const suffixes[] = { "", "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
}

gboolean
tsn_store_backup_sync (TsnStore *self,
                       const char *path,
                       TsnProgress progress,
                       gpointer user_data,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *temporary = NULL;
  gboolean ok;

  g_return_val_if_fail (TSN_IS_STORE (self) && path != NULL, FALSE);
  if (g_access (path, F_OK) == 0)
    return set_error (error, TSN_STORE_ERROR_EXISTS, "there is a file of that name already");
  temporary = g_strdup_printf ("%s.%08x.part", path, g_random_int ());
  if (!make_private_file (temporary, error))
    return FALSE;
  ok = write_backup (self, temporary, progress, user_data, cancellable, error) &&
       tsn_new_file_put_in_place (temporary, path, error);
  if (!ok)
    remove_temporary (temporary);
  return ok;
}

/* -- Restore -- */

static gboolean
is_whole (TsnConnection *connection, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (connection,
                                                               "PRAGMA integrity_check (1)",
                                                               error);
  gboolean row;

  if (statement == NULL || !tsn_statement_step (statement, &row, error))
    return FALSE;
  if (row && g_strcmp0 ((const char *) sqlite3_column_text (statement->stmt, 0), "ok") == 0)
    return TRUE;
  return set_error (error, TSN_STORE_ERROR_CORRUPT, "the backup is damaged");
}

/* The vault inside, if the file is a sound backup. */
static GBytes *
check_backup (TsnConnection *connection, GError **error)
{
  gint64 application_id;
  gint64 version;

  if (!tsn_connection_number (connection, "PRAGMA application_id", 0, &application_id, error) ||
      !tsn_connection_number (connection, "PRAGMA user_version", 0, &version, error))
    return NULL;
  if (application_id != TSN_SCHEMA_APPLICATION_ID)
    {
      set_error (error, TSN_STORE_ERROR_NOT_A_STORE, "the file is not a backup of this program");
      return NULL;
    }
  if (version > TSN_SCHEMA_VERSION)
    {
      set_error (error,
                 TSN_STORE_ERROR_TOO_NEW,
                 "the backup was written by a newer version of the program");
      return NULL;
    }
  return is_whole (connection, error) ? get_vault_row (connection, error) : NULL;
}

static TsnConnection *
open_backup (const char *path, TsnConnectionMode mode, GBytes **vault, GError **error)
{
  g_autoptr (TsnConnection) connection = NULL;

  if (g_access (path, F_OK) != 0)
    {
      set_error (error, TSN_STORE_ERROR_NOT_FOUND, "there is no such backup");
      return NULL;
    }
  connection = tsn_connection_open (path, mode, error);
  *vault = connection != NULL ? check_backup (connection, error) : NULL;
  return *vault != NULL ? g_steal_pointer (&connection) : NULL;
}

static gboolean
copy_database (TsnConnection *from,
               const char *temporary,
               TsnProgress progress,
               gpointer user_data,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (TsnConnection) to = NULL;

  if (!make_private_file (temporary, error))
    return FALSE;
  to = tsn_connection_open (temporary, TSN_CONNECTION_READ_WRITE, error);
  return to != NULL && copy_pages (from, to, progress, user_data, cancellable, error);
}

/* The vault, last; then its bytes leave the database. */
static gboolean
finish_restore (const char *folder, const char *database, GBytes *vault, GError **error)
{
  g_autofree char *vault_path = tsn_store_vault_path (folder);
  g_autoptr (TsnConnection) connection = NULL;

  if (g_access (vault_path, F_OK) != 0 && !tsn_vault_restore_file (vault_path, vault, error))
    return FALSE;
  if (!tsn_new_file_sync_path (folder, O_DIRECTORY, error))
    return FALSE;
  connection = tsn_connection_open (database, TSN_CONNECTION_READ_WRITE, error);
  return connection != NULL &&
         tsn_connection_exec (connection, "DELETE FROM meta WHERE key = 'vault'", error);
}

/* Whether the vault in the folder is missing, or is the very one of the backup. */
static gboolean
is_vault_of (const char *folder, GBytes *vault)
{
  g_autofree char *path = tsn_store_vault_path (folder);
  g_autofree char *content = NULL;
  gsize length;

  if (g_access (path, F_OK) != 0)
    return TRUE;
  return g_file_get_contents (path, &content, &length, NULL) &&
         length == g_bytes_get_size (vault) &&
         memcmp (content, g_bytes_get_data (vault, NULL), length) == 0;
}

/* A database that still has the vault of a backup inside: a restore was cut off here. (Opened for
 * writing, since it may have been cut off within a transaction.) */
static gboolean
resume_restore (const char *folder, const char *database, gboolean *resumed, GError **error)
{
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (TsnConnection) connection =
      open_backup (database, TSN_CONNECTION_READ_WRITE, &vault, NULL);

  *resumed = connection != NULL && is_vault_of (folder, vault);
  g_clear_pointer (&connection, tsn_connection_close);
  return !*resumed || finish_restore (folder, database, vault, error);
}

gboolean
tsn_store_restore_sync (const char *backup,
                        const char *folder,
                        TsnProgress progress,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autofree char *database = tsn_store_database_path (folder);
  g_autofree char *vault_path = tsn_store_vault_path (folder);
  g_autofree char *temporary = g_strconcat (database, ".part", NULL);
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (TsnConnection) from = NULL;
  gboolean resumed = FALSE;
  gboolean ok;

  if (g_access (database, F_OK) == 0)
    {
      if (!resume_restore (folder, database, &resumed, error))
        return FALSE;
      return resumed ||
             set_error (error, TSN_STORE_ERROR_EXISTS, "the folder has a database already");
    }
  if (g_access (vault_path, F_OK) == 0)
    return set_error (error, TSN_STORE_ERROR_EXISTS, "the folder has a vault already");
  from = open_backup (backup, TSN_CONNECTION_READ_ONLY, &vault, error);
  if (from == NULL)
    return FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return tsn_store_error_from_errno (errno, "the data folder cannot be made", error);
  remove_temporary (temporary); /* of an attempt that was cut off */
  ok = copy_database (from, temporary, progress, user_data, cancellable, error) &&
       tsn_new_file_put_in_place (temporary, database, error);
  if (!ok)
    {
      remove_temporary (temporary);
      return FALSE;
    }
  return finish_restore (folder, database, vault, error);
}
