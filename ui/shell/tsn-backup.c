/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A backup is one sealed file; making it and checking the records are long work of the store. Where
 * a file with that name exists it is not overwritten, even if the file dialog has asked:
 * yesterday's backup may be the better one. */

#include "tsn-backup.h"

#include <glib/gi18n.h>

#include "tsn-toast.h"
#include "tsn-windows.h"
#include "tsn-words.h"

#define DAY_SECONDS (24 * 60 * 60)

typedef struct
{
  TsnStation *station;
  TsnStore *store;
  GSettings *settings;
  GWeakRef parent;
  char *path;
  TsnCheck *check;
} Work;

static Work *
work_new (GtkWidget *parent, TsnStation *station)
{
  Work *work = g_new0 (Work, 1);

  work->station = g_object_ref (station);
  work->store = g_object_ref (tsn_station_get_store (station));
  g_weak_ref_init (&work->parent, parent);
  return work;
}

static void
work_free (gpointer pointer)
{
  Work *work = pointer;

  g_object_unref (work->station);
  g_object_unref (work->store);
  g_clear_object (&work->settings);
  g_weak_ref_clear (&work->parent);
  g_free (work->path);
  g_clear_pointer (&work->check, tsn_check_free);
  g_free (work);
}

/* -- Backup -- */

char *
tsn_backup_name (gint64 now_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_s);
  g_autofree char *date = g_date_time_format (now, "%Y%m%d");

  return g_strdup_printf ("tsunagi-%s.tsnbackup", date);
}

char *
tsn_backup_words (gint64 last_s)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *date = tsn_words_moment (last_s * 1000, now_s * 1000);
  gint64 days = (now_s - last_s) / DAY_SECONDS;

  if (last_s == 0)
    return g_strdup (_ ("No backup was made on this computer yet."));
  if (days < 1)
    return g_strdup_printf (_ ("The last one: %s"), date);
  return g_strdup_printf (
      ngettext ("The last one: %s, %u day ago", "The last one: %s, %u days ago", (gulong) days),
      date,
      (guint) days);
}

static gboolean
write_backup (gpointer data,
              TsnProgress progress,
              gpointer progress_data,
              GCancellable *cancellable,
              GError **error)
{
  Work *work = data;

  return tsn_store_backup_sync (work->store,
                                work->path,
                                progress,
                                progress_data,
                                cancellable,
                                error);
}

static void
written_cb (gpointer object, gpointer data, const GError *error)
{
  Work *work = data;
  GtkWidget *parent = object;

  if (error != NULL)
    {
      tsn_toast_error (parent, error);
      return;
    }
  g_settings_set_int64 (work->settings, "last-backup", g_get_real_time () / G_USEC_PER_SEC);
  tsn_toast (parent, _ ("The backup was made. Keep it locked away."));
}

static void
chosen_cb (gpointer object, GFile *file)
{
  Work *work = g_object_steal_data (object, "tsn-backup");

  if (work == NULL)
    return;
  work->path = g_file_get_path (file);
  tsn_run_long_work (object,
                     _ ("Making the backup"),
                     write_backup,
                     work,
                     work_free,
                     object,
                     written_cb);
}

void
tsn_backup (GtkWidget *parent, TsnStation *station, GSettings *settings)
{
  static const char *const types[] = { "*.tsnbackup", NULL };
  g_autofree char *name = tsn_backup_name (g_get_real_time () / G_USEC_PER_SEC);
  Work *work = work_new (parent, station);

  work->settings = g_object_ref (settings);
  g_object_set_data_full (G_OBJECT (parent), "tsn-backup", work, work_free);
  tsn_choose_file (parent, _ ("Where to put the backup"), TRUE, name, types, chosen_cb, parent);
}

/* -- Check -- */

static gboolean
check_records (gpointer data,
               TsnProgress progress,
               gpointer progress_data,
               GCancellable *cancellable,
               GError **error)
{
  Work *work = data;

  work->check =
      tsn_store_check_sync (work->store, FALSE, progress, progress_data, cancellable, error);
  return work->check != NULL;
}

static void
checked_cb (gpointer object, gpointer data, const GError *error)
{
  Work *work = data;
  GtkWidget *parent = object;
  g_autofree char *words = NULL;

  if (error != NULL)
    {
      tsn_toast_error (parent, error);
      return;
    }
  if (work->check->problems->len == 0)
    words = g_strdup_printf (_ ("Everything is in order: %lu records."),
                             (gulong) work->check->records);
  else
    words = g_strdup_printf (ngettext ("%u problem was found. Make a backup and ask for help.",
                                       "%u problems were found. Make a backup and ask for help.",
                                       work->check->problems->len),
                             work->check->problems->len);
  tsn_toast (parent, words);
}

void
tsn_backup_check (GtkWidget *parent, TsnStation *station)
{
  tsn_run_long_work (parent,
                     _ ("Checking the records"),
                     check_records,
                     work_new (parent, station),
                     work_free,
                     parent,
                     checked_cb);
}
