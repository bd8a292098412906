/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Long work runs in a thread of GTask; here is the window in front of it meanwhile. The worker only
 * writes two numbers; the window looks at them ten times a second, so that a worker that reports a
 * million steps costs no more than one that reports ten.
 *
 * The window shows nothing of a person and stays when the station locks: what is being written (a
 * backup) goes on without the keys. */

#include <glib/gi18n.h>

#include "tsn-dialog.h"
#include "tsn-windows.h"

#define DELAY_MS 500 /* quick work does not flash */
#define LOOK_MS  100

#define TSN_TYPE_PROGRESS_WINDOW (tsn_progress_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnProgressWindow, tsn_progress_window, TSN, PROGRESS_WINDOW, TsnDialog)

struct _TsnProgressWindow
{
  TsnDialog parent_instance;

  GCancellable *cancellable;

  GtkLabel *heading;
  GtkProgressBar *bar;
  GtkWidget *cancel;
};

G_DEFINE_FINAL_TYPE (TsnProgressWindow, tsn_progress_window, TSN_TYPE_DIALOG)

/* -- The window -- */

/* Closing it is cancelling; it goes when the worker has stopped. */
static gboolean
tsn_progress_window_close_request (GtkWindow *window)
{
  TsnProgressWindow *self = TSN_PROGRESS_WINDOW (window);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (self->cancel, FALSE);
  gtk_button_set_label (GTK_BUTTON (self->cancel), _ ("Stopping…"));
  return GDK_EVENT_STOP;
}

static void
tsn_progress_window_dispose (GObject *object)
{
  TsnProgressWindow *self = TSN_PROGRESS_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_PROGRESS_WINDOW);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (tsn_progress_window_parent_class)->dispose (object);
}

static void
tsn_progress_window_class_init (TsnProgressWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_progress_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = tsn_progress_window_close_request;
  TSN_DIALOG_CLASS (class)->stays_when_locked = TRUE;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/common/tsn-progress-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnProgressWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, TsnProgressWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, TsnProgressWindow, cancel);
}

static void
tsn_progress_window_init (TsnProgressWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_progress (TsnProgressWindow *self, guint64 done, guint64 total)
{
  if (total > 0)
    gtk_progress_bar_set_fraction (self->bar, MIN (1, (double) done / (double) total));
  else
    gtk_progress_bar_pulse (self->bar);
}

/* -- The work -- */

typedef struct
{
  TsnLongWork work;
  gpointer data;
  GDestroyNotify free_data;

  /* The main thread's. */
  char *title;
  GWeakRef parent;
  GWeakRef object;
  TsnAnswer answer;
  TsnProgressWindow *window; /* NULL: not shown yet; ours until the work is done */
  guint timer;

  /* The worker writes them, the main thread reads. */
  GMutex lock;
  guint64 done;
  guint64 total;
} Work;

static guint n_running;

static void
work_free (gpointer pointer)
{
  Work *work = pointer;

  g_free (work->title);
  g_weak_ref_clear (&work->parent);
  g_weak_ref_clear (&work->object);
  g_mutex_clear (&work->lock);
  g_free (work);
}

static void
progress (guint64 done, guint64 total, gpointer user_data)
{
  Work *work = user_data;

  g_mutex_lock (&work->lock);
  work->done = done;
  work->total = total;
  g_mutex_unlock (&work->lock);
}

static void
work_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (work->work (work->data, progress, work, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
look_cb (gpointer user_data)
{
  Work *work = user_data;
  guint64 done, total;

  g_mutex_lock (&work->lock);
  done = work->done;
  total = work->total;
  g_mutex_unlock (&work->lock);
  show_progress (work->window, done, total);
  return G_SOURCE_CONTINUE;
}

static gboolean
show_cb (gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&work->parent);

  work->timer = 0;
  if (parent == NULL)
    return G_SOURCE_REMOVE;
  work->window = g_object_ref (g_object_new (TSN_TYPE_PROGRESS_WINDOW, NULL));
  work->window->cancellable = g_object_ref (g_task_get_cancellable (task));
  gtk_window_set_title (GTK_WINDOW (work->window), work->title);
  gtk_label_set_label (work->window->heading, work->title);
  tsn_dialog_present (work->window, parent);
  work->timer = g_timeout_add (LOOK_MS, look_cb, work);
  return G_SOURCE_REMOVE;
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (result);
  Work *work = g_task_get_task_data (task);
  g_autoptr (GObject) object = g_weak_ref_get (&work->object);
  g_autoptr (GError) error = NULL;

  n_running--;
  g_clear_handle_id (&work->timer, g_source_remove);
  if (work->window != NULL)
    gtk_window_destroy (GTK_WINDOW (work->window));
  g_clear_object (&work->window);
  (void) g_task_propagate_boolean (task, &error);
  if (object != NULL && work->answer != NULL)
    work->answer (object, work->data, error);
  /* Here and not with the task, whose last reference may be the worker's. */
  if (work->free_data != NULL)
    work->free_data (work->data);
}

void
tsn_run_long_work (GtkWidget *parent,
                   const char *title,
                   TsnLongWork long_work,
                   gpointer data,
                   GDestroyNotify free_data,
                   gpointer object,
                   TsnAnswer answer)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, worked_cb, NULL);
  Work *work = g_new0 (Work, 1);

  work->work = long_work;
  work->data = data;
  work->free_data = free_data;
  work->title = g_strdup (title);
  g_weak_ref_init (&work->parent, parent);
  g_weak_ref_init (&work->object, object);
  work->answer = answer;
  g_mutex_init (&work->lock);
  g_task_set_source_tag (task, tsn_run_long_work);
  g_task_set_task_data (task, work, work_free);
  /* Work that was done is done, even if somebody wanted to stop it by then. */
  g_task_set_check_cancellable (task, FALSE);
  work->timer = g_timeout_add (DELAY_MS, show_cb, task);
  n_running++;
  g_task_run_in_thread (task, work_worker);
}

gboolean
tsn_long_work_is_running (void)
{
  return n_running > 0;
}
