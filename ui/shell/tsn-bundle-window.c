/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the ledger wants is asked first; who carries is whoever has unlocked. src/sync/tsn-bundle.h
 * makes and reads the file and writes its line, all or nothing; here is what came of it, in words
 * that stay until the next one. */

#include "tsn-bundle-window.h"

#include <glib/gi18n.h>

#include "tsn-bundle.h"
#include "tsn-dialog.h"
#include "tsn-ledger-list.h"
#include "tsn-say.h"
#include "tsn-server-link.h"
#include "tsn-windows.h"

#define TSN_TYPE_BUNDLE_WINDOW (tsn_bundle_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnBundleWindow, tsn_bundle_window, TSN, BUNDLE_WINDOW, TsnDialog)

struct _TsnBundleWindow
{
  TsnDialog parent_instance;

  TsnStation *station;

  AdwEntryRow *medium;
  AdwEntryRow *approval;
  GtkSwitch *whole;
  GtkLabel *result;
  GtkLabel *trouble;
  TsnLedgerList *ledger;
};

G_DEFINE_FINAL_TYPE (TsnBundleWindow, tsn_bundle_window, TSN_TYPE_DIALOG)

static void
say_nothing (TsnBundleWindow *self)
{
  tsn_say (self->result, NULL);
  tsn_say (self->trouble, NULL);
}

/* -- One file -- */

typedef struct
{
  TsnStore *store;
  char *path;
  char *medium;
  char *approval;
  gboolean whole;
  TsnBundleLine line;
} Errand;

static void
errand_free (gpointer pointer)
{
  Errand *errand = pointer;

  g_object_unref (errand->store);
  g_free (errand->path);
  g_free (errand->medium);
  g_free (errand->approval);
  g_free (errand);
}

static char *
dup_text (AdwEntryRow *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  return text[0] != '\0' ? g_steal_pointer (&text) : NULL;
}

static Errand *
errand_new (TsnBundleWindow *self, GFile *file)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->store = g_object_ref (tsn_station_get_store (self->station));
  errand->path = g_file_get_path (file);
  errand->medium = dup_text (self->medium);
  errand->approval = dup_text (self->approval);
  errand->whole = gtk_switch_get_active (self->whole);
  return errand;
}

static gboolean
medium_is_missing (TsnBundleWindow *self)
{
  g_autofree char *medium = dup_text (self->medium);

  say_nothing (self);
  if (medium != NULL)
    return FALSE;
  tsn_say (self->trouble,
           _ ("Enter which medium it is: its number or label. The ledger needs it."));
  gtk_widget_grab_focus (GTK_WIDGET (self->medium));
  return TRUE;
}

/* FALSE: it failed, and that is said. */
static gboolean
take_answer (TsnBundleWindow *self, const GError *error)
{
  if (error == NULL)
    {
      tsn_station_changed (self->station, TSN_KIND_TRANSFER, NULL);
      tsn_server_link_sync_now (tsn_station_get_link (self->station));
      return TRUE;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tsn_say_error (self->trouble, error);
  return FALSE;
}

/* -- Out -- */

static gboolean
write_bundle (gpointer data,
              TsnProgress progress,
              gpointer progress_data,
              GCancellable *cancellable,
              GError **error)
{
  Errand *errand = data;
  const TsnBundleNote note = { .medium = errand->medium, .approval = errand->approval };

  return tsn_bundle_export (errand->store,
                            errand->path,
                            errand->whole,
                            &note,
                            &errand->line,
                            progress,
                            progress_data,
                            cancellable,
                            error);
}

static void
written_cb (gpointer object, gpointer data, const GError *error)
{
  TsnBundleWindow *self = object;
  const Errand *errand = data;
  g_autofree char *words = NULL;

  if (!take_answer (self, error))
    return;
  words = g_strdup_printf (_ ("%lu changes of %lu people were written. Take the medium out safely "
                              "and bring it to the other device."),
                           (gulong) errand->line.changes,
                           (gulong) errand->line.people);
  tsn_say (self->result, words);
}

static void
target_cb (gpointer object, GFile *file)
{
  tsn_run_long_work (object,
                     _ ("Writing the records"),
                     write_bundle,
                     errand_new (TSN_BUNDLE_WINDOW (object), file),
                     errand_free,
                     object,
                     written_cb);
}

static void
export_cb (TsnBundleWindow *self)
{
  static const char *const types[] = { "*.tsnb", NULL };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "tsunagi-%Y%m%d-%H%M.tsnb");

  if (!medium_is_missing (self))
    tsn_choose_file (GTK_WIDGET (self),
                     _ ("Where to write the records"),
                     TRUE,
                     name,
                     types,
                     target_cb,
                     self);
}

/* -- In -- */

static gboolean
read_bundle (gpointer data,
             TsnProgress progress,
             gpointer progress_data,
             GCancellable *cancellable,
             GError **error)
{
  Errand *errand = data;
  const TsnBundleNote note = { .medium = errand->medium, .approval = errand->approval };

  return tsn_bundle_import (errand->store,
                            errand->path,
                            &note,
                            &errand->line,
                            progress,
                            progress_data,
                            cancellable,
                            error);
}

static char *
words_of_reading (const TsnBundleLine *line)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (line->repeated)
    return g_strdup (_ ("This file was taken in here before. Nothing has changed."));
  g_string_append_printf (words,
                          _ ("%lu changes of %lu people were taken in; %lu of them were new here."),
                          (gulong) line->changes,
                          (gulong) line->people,
                          (gulong) line->news);
  if (line->left_out > 0)
    g_string_append_printf (
        words,
        _ (" %lu changes were left out: they are not for this device, or it cannot trust or "
           "understand them."),
        (gulong) line->left_out);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
read_cb (gpointer object, gpointer data, const GError *error)
{
  TsnBundleWindow *self = object;
  const Errand *errand = data;
  g_autofree char *words = NULL;
  const TsnKind *kinds;
  guint n_kinds;

  if (!take_answer (self, error))
    return;
  kinds = tsn_kinds (&n_kinds);
  for (guint i = 0; i < n_kinds && errand->line.news > 0; i++)
    tsn_station_changed (self->station, kinds[i].number, NULL);
  words = words_of_reading (&errand->line);
  tsn_say (self->result, words);
}

static void
source_cb (gpointer object, GFile *file)
{
  tsn_run_long_work (object,
                     _ ("Taking the records in"),
                     read_bundle,
                     errand_new (TSN_BUNDLE_WINDOW (object), file),
                     errand_free,
                     object,
                     read_cb);
}

static void
import_cb (TsnBundleWindow *self)
{
  static const char *const types[] = { "*.tsnb", NULL };

  if (!medium_is_missing (self))
    tsn_choose_file (GTK_WIDGET (self),
                     _ ("Choose the file on the medium"),
                     FALSE,
                     NULL,
                     types,
                     source_cb,
                     self);
}

/* -- Life -- */

static void
tsn_bundle_window_dispose (GObject *object)
{
  TsnBundleWindow *self = TSN_BUNDLE_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_BUNDLE_WINDOW);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_bundle_window_parent_class)->dispose (object);
}

static void
tsn_bundle_window_class_init (TsnBundleWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_bundle_window_dispose;
  g_type_ensure (TSN_TYPE_LEDGER_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-bundle-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnBundleWindow, medium);
  gtk_widget_class_bind_template_child (widget_class, TsnBundleWindow, approval);
  gtk_widget_class_bind_template_child (widget_class, TsnBundleWindow, whole);
  gtk_widget_class_bind_template_child (widget_class, TsnBundleWindow, result);
  gtk_widget_class_bind_template_child (widget_class, TsnBundleWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, TsnBundleWindow, ledger);
  gtk_widget_class_bind_template_callback (widget_class, say_nothing);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
}

static void
tsn_bundle_window_init (TsnBundleWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_bundle_window_show (GtkWidget *parent, TsnStation *station)
{
  TsnBundleWindow *self = g_object_new (TSN_TYPE_BUNDLE_WINDOW, NULL);

  self->station = g_object_ref (station);
  tsn_ledger_list_set_station (self->ledger, station);
  tsn_dialog_present (self, parent);
  gtk_widget_grab_focus (GTK_WIDGET (self->medium));
}
