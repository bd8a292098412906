/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One round of sync in a thread, with a count that grows. Whoever does not want to wait begins at
 * once: what has come by then is there, and the rest comes in the background, as it does when the
 * network fails. The search text is read last, in the same thread. */

#include "tsn-first-pull.h"

#include <glib/gi18n.h>

#include "tsn-http-transport.h"
#include "tsn-say.h"
#include "tsn-sync-client.h"

#define LOOK_MS 100

struct _TsnFirstPull
{
  AdwBin parent_instance;

  TsnStation *station; /* NULL: gone */
  GCancellable *cancellable;
  guint timer;
  TsnVault *vault; /* both: while nothing runs in a thread */
  TsnStore *store;

  GtkLabel *heading;
  GtkProgressBar *bar;
  GtkLabel *count;
  GtkLabel *trouble;
  GtkLabel *advice;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (TsnFirstPull, tsn_first_pull, ADW_TYPE_BIN)

typedef struct
{
  TsnVault *vault;
  TsnStore *store;
  GError *problem; /* why not everything came; no reason not to begin */

  GMutex lock; /* of: */
  guint64 received;
} Pull;

static void
pull_free (gpointer pointer)
{
  Pull *pull = pointer;

  if (pull->store != NULL)
    tsn_store_close (pull->store);
  g_clear_object (&pull->store);
  tsn_vault_free (pull->vault);
  g_clear_error (&pull->problem);
  g_mutex_clear (&pull->lock);
  g_free (pull);
}

/* -- In the thread -- */

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static void
progress_cb (const TsnSyncResult *so_far, gpointer user_data)
{
  Pull *pull = user_data;

  g_mutex_lock (&pull->lock);
  pull->received = so_far->received;
  g_mutex_unlock (&pull->lock);
}

static void
sync_once (Pull *pull, GCancellable *cancellable)
{
  g_autoptr (TsnTransport) transport = NULL;
  g_autoptr (TsnSyncClient) client = NULL;
  TsnSyncServer server;
  TsnSyncResult result;

  if (!tsn_store_run_sync (pull->store,
                           TSN_STORE_READ,
                           load_work,
                           &server,
                           cancellable,
                           &pull->problem))
    return;
  transport = tsn_http_transport_new (server.host, server.port, server.pin);
  client = tsn_sync_client_new (pull->store, transport, &server);
  (void) tsn_sync_client_run (client, &result, progress_cb, pull, cancellable, &pull->problem);
}

static void
pull_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Pull *pull = data;
  GError *error = NULL;

  sync_once (pull, cancellable);
  if (tsn_store_unlocked_sync (pull->store, TRUE, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* -- On the screen -- */

static gboolean
look_cb (gpointer user_data)
{
  GTask *task = user_data;
  TsnFirstPull *self = g_task_get_source_object (task);
  Pull *pull = g_task_get_task_data (task);
  g_autofree char *words = NULL;
  guint64 received;

  g_mutex_lock (&pull->lock);
  received = pull->received;
  g_mutex_unlock (&pull->lock);
  gtk_progress_bar_pulse (self->bar);
  words = g_strdup_printf (ngettext ("%lu change so far", "%lu changes so far", (gulong) received),
                           (gulong) received);
  gtk_label_set_label (self->count, words);
  return G_SOURCE_CONTINUE;
}

static void
begin_work (TsnFirstPull *self)
{
  tsn_station_move_in (self->station,
                       g_steal_pointer (&self->vault),
                       g_steal_pointer (&self->store));
}

/* Goes on by itself unless there is something to read. */
static void
show_end (TsnFirstPull *self, const GError *problem)
{
  gboolean stopped = g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (gtk_label_get_label (self->advice)[0] == '\0' && (problem == NULL || stopped))
    {
      begin_work (self);
      return;
    }
  gtk_label_set_label (self->heading,
                       problem == NULL ? _ ("The records are here")
                                       : _ ("The records come in the background"));
  if (problem != NULL && !stopped)
    tsn_say_error (self->trouble, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), FALSE);
  gtk_button_set_label (self->button, _ ("_Begin"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "suggested-action");
  gtk_widget_grab_focus (GTK_WIDGET (self->button));
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnFirstPull *self = TSN_FIRST_PULL (source);
  Pull *pull = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_application_release (g_application_get_default ());
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->station == NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* The records are on the disk, but they can't be read now: as a folder like any other. */
      tsn_say_error (self->trouble, error);
      tsn_station_reopen (self->station);
      return;
    }
  self->vault = g_steal_pointer (&pull->vault);
  self->store = g_steal_pointer (&pull->store);
  show_end (self, pull->problem);
}

static void
button_cb (TsnFirstPull *self)
{
  if (self->store != NULL)
    {
      begin_work (self);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
  g_cancellable_cancel (self->cancellable);
}

/* The app stays until it has ended: the thread uses the vault. */
void
tsn_first_pull_begin (TsnFirstPull *self,
                      TsnStation *station,
                      TsnVault *vault,
                      TsnStore *store,
                      const char *advice)
{
  g_autoptr (GTask) task = NULL;
  Pull *pull = g_new0 (Pull, 1);

  g_set_object (&self->station, station);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_label_set_label (self->advice, advice != NULL ? advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->advice), advice != NULL);
  task = g_task_new (self, self->cancellable, pulled_cb, NULL);
  pull->vault = vault;
  pull->store = store;
  g_mutex_init (&pull->lock);
  g_task_set_source_tag (task, tsn_first_pull_begin);
  g_task_set_task_data (task, pull, pull_free);
  g_task_set_check_cancellable (task, FALSE);
  g_application_hold (g_application_get_default ());
  self->timer = g_timeout_add (LOOK_MS, look_cb, task);
  g_task_run_in_thread (task, pull_worker);
}

/* -- Life -- */

static gboolean
tsn_first_pull_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TSN_FIRST_PULL (widget)->button));
}

static void
forget (TsnFirstPull *self)
{
  if (self->store != NULL)
    tsn_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->vault, tsn_vault_free);
}

static void
tsn_first_pull_dispose (GObject *object)
{
  TsnFirstPull *self = TSN_FIRST_PULL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  forget (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_FIRST_PULL);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_first_pull_parent_class)->dispose (object);
}

static void
tsn_first_pull_finalize (GObject *object)
{
  g_clear_object (&TSN_FIRST_PULL (object)->cancellable);
  G_OBJECT_CLASS (tsn_first_pull_parent_class)->finalize (object);
}

static void
tsn_first_pull_class_init (TsnFirstPullClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_first_pull_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_first_pull_finalize;
  widget_class->grab_focus = tsn_first_pull_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-first-pull.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnFirstPull, heading);
  gtk_widget_class_bind_template_child (widget_class, TsnFirstPull, bar);
  gtk_widget_class_bind_template_child (widget_class, TsnFirstPull, count);
  gtk_widget_class_bind_template_child (widget_class, TsnFirstPull, trouble);
  gtk_widget_class_bind_template_child (widget_class, TsnFirstPull, advice);
  gtk_widget_class_bind_template_child (widget_class, TsnFirstPull, button);
  gtk_widget_class_bind_template_callback (widget_class, button_cb);
}

static void
tsn_first_pull_init (TsnFirstPull *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
