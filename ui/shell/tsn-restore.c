/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Restoring never writes into the data folder: the backup is unpacked beside it, and only when that
 * is whole do the two change places, by renaming. So a restore that breaks off has changed nothing,
 * and one of the wrong backup can be taken back by hand. */

#include "tsn-restore.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "tsn-toast.h"
#include "tsn-windows.h"

typedef struct
{
  TsnStation *station;
  GWeakRef parent;
  char *backup;
  char *folder;    /* of the station */
  char *unpacking; /* beside it */
} Restore;

static void
restore_free (gpointer pointer)
{
  Restore *restore = pointer;

  g_object_unref (restore->station);
  g_weak_ref_clear (&restore->parent);
  g_free (restore->backup);
  g_free (restore->folder);
  g_free (restore->unpacking);
  g_free (restore);
}

/* -- Changing places -- */

static gboolean
rename_folder (const char *from, const char *to, GError **error)
{
  return g_rename (from, to) == 0 ||
         tsn_store_error_from_errno (errno, "a folder cannot be renamed", error);
}

static char *
aside_path (const char *folder, gint64 now_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_s);
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");

  return g_strdup_printf ("%s.%s", folder, time);
}

gboolean
tsn_restore_swap (const char *from, const char *folder, gint64 now_s, GError **error)
{
  g_autofree char *aside = NULL;

  /* Nothing there, or an empty folder that goes for nothing. */
  if (g_rmdir (folder) == 0 || errno == ENOENT)
    return rename_folder (from, folder, error);
  aside = aside_path (folder, now_s);
  if (!rename_folder (folder, aside, error))
    return FALSE;
  if (rename_folder (from, folder, error))
    return TRUE;
  (void) g_rename (aside, folder);
  return FALSE;
}

/* -- Unpacking -- */

static gboolean
unpack (gpointer data,
        TsnProgress progress,
        gpointer progress_data,
        GCancellable *cancellable,
        GError **error)
{
  Restore *restore = data;

  return tsn_store_restore_sync (restore->backup,
                                 restore->unpacking,
                                 progress,
                                 progress_data,
                                 cancellable,
                                 error);
}

/* The sentences for these errors speak of the data folder; here it is the backup that is no good.
 */
static void
say_error (Restore *restore, const GError *error)
{
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&restore->parent);

  if (parent == NULL)
    return;
  if (g_error_matches (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT) ||
      g_error_matches (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NOT_A_STORE))
    tsn_toast (parent, _ ("This is not a sound backup; take another one"));
  else
    tsn_toast_error (parent, error);
}

static void
unpacked_cb (gpointer object, gpointer data, const GError *error)
{
  TsnStation *station = object;
  Restore *restore = data;
  g_autoptr (GError) failed = NULL;

  if (error != NULL)
    {
      (void) g_rmdir (restore->unpacking);
      say_error (restore, error);
      return;
    }
  tsn_station_close (station);
  if (!tsn_restore_swap (restore->unpacking,
                         restore->folder,
                         g_get_real_time () / G_USEC_PER_SEC,
                         &failed))
    say_error (restore, failed);
  tsn_station_reopen (station);
}

static void
chosen_cb (gpointer object, GFile *file)
{
  GtkWidget *parent = object;
  TsnStation *station = g_object_get_data (object, "tsn-restore");
  Restore *restore = g_new0 (Restore, 1);

  restore->station = g_object_ref (station);
  g_weak_ref_init (&restore->parent, parent);
  restore->backup = g_file_get_path (file);
  restore->folder = g_strdup (tsn_station_get_folder (station));
  restore->unpacking = g_strdup_printf ("%s.restoring-%08x",
                                        restore->folder,
                                        (guint) g_random_int ());
  tsn_run_long_work (parent,
                     _ ("Restoring the backup"),
                     unpack,
                     restore,
                     restore_free,
                     station,
                     unpacked_cb);
}

void
tsn_restore (GtkWidget *parent, TsnStation *station)
{
  static const char *const types[] = { "*.tsnbackup", NULL };

  g_object_set_data_full (G_OBJECT (parent), "tsn-restore", g_object_ref (station), g_object_unref);
  tsn_choose_file (parent, _ ("Choose a backup"), FALSE, NULL, types, chosen_cb, parent);
}
