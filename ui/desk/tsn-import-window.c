/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An import in two steps: the file is checked without writing anything, the window shows what was
 * found, and only then it is taken in. Both steps are the same function (TsnImportFunc), run as
 * long work that can be cancelled; an import is one transaction, so that a cancelled one leaves
 * nothing.
 *
 * The window does not show values of the file: a fault names the line and the column. */

#include "tsn-import-window.h"

#include <glib/gi18n.h>

#include "tsn-dialog.h"
#include "tsn-toast.h"
#include "tsn-windows.h"
#include "tsn-words.h"

#define FAULTS_SHOWN 100 /* rows; a file with more is not mended one by one */

#define TSN_TYPE_IMPORT_WINDOW (tsn_import_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnImportWindow, tsn_import_window, TSN, IMPORT_WINDOW, TsnDialog)

/* What both steps work on; the window and the running step each hold it. */
typedef struct
{
  gatomicrefcount ref;
  TsnStore *store; /* owned */
  TsnImportFunc func;
  gpointer data; /* owned */
  GDestroyNotify free_data;
  char *path;
  TsnImportOptions options;
  TsnImportReport *report; /* of the last step */
  char *note;
} Job;

struct _TsnImportWindow
{
  TsnDialog parent_instance;

  TsnStation *station; /* owned */
  const guint *kinds;
  Job *job;
  GtkWidget *origin; /* who asked; weak */

  GtkWidget *cancel;
  GtkWidget *import;
  GtkLabel *note;
  AdwPreferencesGroup *counts;
  GtkWidget *choices;
  GtkSwitch *skip_bad;
  AdwPreferencesGroup *faults;
};

G_DEFINE_FINAL_TYPE (TsnImportWindow, tsn_import_window, TSN_TYPE_DIALOG)

static Job *
job_ref (Job *job)
{
  g_atomic_ref_count_inc (&job->ref);
  return job;
}

static void
job_unref (gpointer pointer)
{
  Job *job = pointer;

  if (!g_atomic_ref_count_dec (&job->ref))
    return;
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_clear_object (&job->store);
  g_clear_pointer (&job->report, tsn_import_report_free);
  g_free (job->note);
  g_free (job->path);
  g_free (job);
}

static gboolean
run_job (gpointer data,
         TsnProgress progress,
         gpointer progress_data,
         GCancellable *cancellable,
         GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->report, tsn_import_report_free);
  g_clear_pointer (&job->note, g_free);
  job->options.progress = progress;
  job->options.progress_data = progress_data;
  job->report =
      job->func (job->store, job->data, job->path, &job->options, &job->note, cancellable, error);
  return job->report != NULL;
}

/* -- What was found -- */

static void
add_count (TsnImportWindow *self, const char *title, guint64 count, gboolean always)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GUINT64_FORMAT, count);
  GtkWidget *row;

  if (count == 0 && !always)
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (text));
  adw_preferences_group_add (self->counts, row);
}

static void
add_fault (TsnImportWindow *self, const TsnImportFault *fault)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *reason = tsn_words_error (fault->error);
  const char *column = fault->column != NULL  ? fault->column
                       : fault->field != NULL ? tsn_words_field (fault->field)
                                              : NULL;
  g_autofree char *title = NULL;

  if (column != NULL)
    title = g_strdup_printf (_ ("Line %lu, %s"), (gulong) fault->line, column);
  else
    title = g_strdup_printf (_ ("Line %lu"), (gulong) fault->line);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reason);
  adw_preferences_group_add (self->faults, row);
}

static void
skip_bad_cb (TsnImportWindow *self)
{
  const TsnImportReport *report = self->job->report;
  gboolean some = report->added + report->changed > 0;

  gtk_widget_set_sensitive (self->import,
                            some &&
                                (report->skipped == 0 || gtk_switch_get_active (self->skip_bad)));
}

static void
show_report (TsnImportWindow *self)
{
  const TsnImportReport *report = self->job->report;
  guint n = MIN (report->faults->len, FAULTS_SHOWN);

  add_count (self, _ ("Rows"), report->rows, TRUE);
  add_count (self, _ ("New"), report->added, TRUE);
  add_count (self, _ ("Changed"), report->changed, FALSE);
  add_count (self, _ ("As before"), report->unchanged, FALSE);
  add_count (self, _ ("With a fault"), report->skipped, FALSE);
  add_count (self, _ ("Without a position in Japan"), report->unplaced, FALSE);
  for (guint i = 0; i < n; i++)
    add_fault (self, g_ptr_array_index (report->faults, i));
  if (report->skipped > n)
    {
      g_autofree char *more = g_strdup_printf (_ ("The first %u of %lu are shown."),
                                               n,
                                               (gulong) report->skipped);

      adw_preferences_group_set_description (self->faults, more);
    }
  if (self->job->note != NULL)
    gtk_label_set_label (self->note, self->job->note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), self->job->note != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->faults), n > 0);
  gtk_widget_set_visible (self->choices, n > 0);
  skip_bad_cb (self);
  gtk_widget_grab_focus (gtk_widget_get_sensitive (self->import) ? self->import : self->cancel);
}

/* -- The two steps -- */

static void
imported_cb (gpointer object, gpointer data, const GError *error)
{
  TsnImportWindow *self = object;
  Job *job = data;
  g_autofree char *said = NULL;

  if (error != NULL)
    {
      if (self->origin != NULL)
        tsn_toast_error (self->origin, error);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  for (const guint *kind = self->kinds; *kind != 0; kind++)
    tsn_station_changed (self->station, *kind, NULL);
  said = g_strdup_printf (_ ("Imported: %lu new, %lu changed"),
                          (gulong) job->report->added,
                          (gulong) job->report->changed);
  if (self->origin != NULL)
    tsn_toast (self->origin, said);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
import_cb (TsnImportWindow *self)
{
  self->job->options.dry_run = FALSE;
  self->job->options.skip_bad = gtk_switch_get_active (self->skip_bad);
  gtk_widget_set_sensitive (self->import, FALSE);
  tsn_run_long_work (GTK_WIDGET (self),
                     _ ("Importing"),
                     run_job,
                     job_ref (self->job),
                     job_unref,
                     self,
                     imported_cb);
}

static void
checked_cb (gpointer object, gpointer data, const GError *error)
{
  TsnImportWindow *self = object;

  if (error == NULL && self->origin != NULL)
    {
      show_report (self);
      tsn_dialog_present (self, self->origin);
      return;
    }
  if (self->origin != NULL)
    tsn_toast_error (self->origin, error);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* A question that waits for its file hangs at the widget that asked: if the user chooses none,
 * nothing is left but that. */
#define PENDING "tsn-import-pending"

static void
chosen_cb (gpointer object, GFile *file)
{
  GtkWidget *parent = object;
  TsnImportWindow *self = g_object_steal_data (G_OBJECT (parent), PENDING);

  if (self == NULL)
    return;
  self->job->path = g_file_get_path (file);
  if (self->job->path == NULL)
    gtk_window_destroy (GTK_WINDOW (self));
  else
    tsn_run_long_work (parent,
                       _ ("Checking the file"),
                       run_job,
                       job_ref (self->job),
                       job_unref,
                       self,
                       checked_cb);
}

/* -- Life -- */

static void
tsn_import_window_dispose (GObject *object)
{
  TsnImportWindow *self = TSN_IMPORT_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_IMPORT_WINDOW);
  g_clear_weak_pointer (&self->origin);
  g_clear_object (&self->station);
  g_clear_pointer (&self->job, job_unref);
  G_OBJECT_CLASS (tsn_import_window_parent_class)->dispose (object);
}

static void
tsn_import_window_class_init (TsnImportWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_import_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-import-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnImportWindow, cancel);
  gtk_widget_class_bind_template_child (widget_class, TsnImportWindow, import);
  gtk_widget_class_bind_template_child (widget_class, TsnImportWindow, note);
  gtk_widget_class_bind_template_child (widget_class, TsnImportWindow, counts);
  gtk_widget_class_bind_template_child (widget_class, TsnImportWindow, choices);
  gtk_widget_class_bind_template_child (widget_class, TsnImportWindow, skip_bad);
  gtk_widget_class_bind_template_child (widget_class, TsnImportWindow, faults);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, skip_bad_cb);
}

static void
tsn_import_window_init (TsnImportWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_import_file (GtkWidget *parent,
                 TsnStation *station,
                 const char *title,
                 TsnImportFunc func,
                 gpointer data,
                 GDestroyNotify free_data,
                 const guint *kinds)
{
  static const char *const types[] = { "text/csv", "text/plain", NULL };
  TsnImportWindow *self = g_object_new (TSN_TYPE_IMPORT_WINDOW, "title", title, NULL);
  Job *job = g_new0 (Job, 1);

  g_atomic_ref_count_init (&job->ref);
  job->store = g_object_ref (tsn_station_get_store (station));
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  job->options.dry_run = TRUE;
  job->options.skip_bad = TRUE;
  job->options.translate = tsn_words_translate;
  self->job = job;
  self->station = g_object_ref (station);
  self->kinds = kinds;
  g_set_weak_pointer (&self->origin, parent);
  g_object_set_data_full (G_OBJECT (parent), PENDING, self, (GDestroyNotify) gtk_window_destroy);
  tsn_choose_file (parent, title, FALSE, NULL, types, chosen_cb, parent);
}
