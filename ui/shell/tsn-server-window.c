/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line is pasted, or scanned wherever the focus is. As soon as it is whole the window shows
 * whose address is in it: nothing is sent before that was seen and pressed. Registering twice is no
 * error, so when it fails on the way, it is simply pressed again. */

#include "tsn-server-window.h"

#include <glib/gi18n.h>

#include "tsn-dialog.h"
#include "tsn-http-transport.h"
#include "tsn-say.h"
#include "tsn-scanner-keys.h"
#include "tsn-server-link.h"
#include "tsn-toast.h"

#define TSN_TYPE_SERVER_WINDOW (tsn_server_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnServerWindow, tsn_server_window, TSN, SERVER_WINDOW, TsnDialog)

struct _TsnServerWindow
{
  TsnDialog parent_instance;

  TsnStation *station;
  GCancellable *cancellable;

  AdwEntryRow *line;
  AdwActionRow *address;
  GtkLabel *trouble;
  GtkWidget *button;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (TsnServerWindow, tsn_server_window, TSN_TYPE_DIALOG)

static gboolean
get_line (TsnServerWindow *self, TsnServerLine *line, GError **error)
{
  return tsn_server_line_parse (line, gtk_editable_get_text (GTK_EDITABLE (self->line)), error);
}

/* A line that is not whole yet is no mistake. */
static void
line_cb (TsnServerWindow *self)
{
  TsnServerLine line;
  gboolean whole = get_line (self, &line, NULL);
  g_autofree char *address = whole ? g_strdup_printf ("%s:%u", line.host, line.port) : NULL;
  g_autofree char *title = whole ? g_markup_escape_text (address, -1) : NULL;

  tsn_say_error (self->trouble, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->address), whole);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->address), whole ? title : "");
}

/* -- Registering -- */

typedef struct
{
  TsnStore *store;
  TsnServerLine line;
} Registering;

static void
registering_free (gpointer data)
{
  Registering *self = data;

  g_object_unref (self->store);
  g_free (self);
}

static void
register_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Registering *self = data;
  g_autoptr (TsnTransport) transport = tsn_http_transport_new (self->line.host,
                                                               self->line.port,
                                                               self->line.pin);
  GError *error = NULL;

  if (tsn_sync_server_register (self->store, transport, &self->line, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
show_busy (TsnServerWindow *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->button, !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->line), !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnServerWindow *self = TSN_SERVER_WINDOW (source);
  g_autoptr (TsnStation) station = user_data;
  g_autoptr (GError) error = NULL;
  GtkWindow *parent;

  g_application_release (g_application_get_default ());
  if (g_task_propagate_boolean (G_TASK (result), &error))
    tsn_server_link_restart (tsn_station_get_link (station));
  if (self->station == NULL) /* closed meanwhile */
    return;
  show_busy (self, FALSE);
  tsn_say_error (self->trouble, error);
  if (error != NULL)
    return;
  parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  if (parent != NULL)
    tsn_toast (gtk_window_get_child (parent), _ ("The server was registered"));
  gtk_window_destroy (GTK_WINDOW (self));
}

/* The app stays until it has ended: the thread uses the vault. */
static void
begin (TsnServerWindow *self, const TsnServerLine *line)
{
  g_autoptr (GTask) task =
      g_task_new (self, self->cancellable, registered_cb, g_object_ref (self->station));
  Registering *data = g_new0 (Registering, 1);

  data->store = g_object_ref (tsn_station_get_store (self->station));
  data->line = *line;
  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, data, registering_free);
  g_application_hold (g_application_get_default ());
  show_busy (self, TRUE);
  g_task_run_in_thread (task, register_worker);
}

static void
register_cb (TsnServerWindow *self)
{
  g_autoptr (GError) error = NULL;
  TsnServerLine line;

  if (!gtk_widget_get_sensitive (self->button))
    return;
  if (get_line (self, &line, &error))
    begin (self, &line);
  else
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->line));
      tsn_say_error (self->trouble, error);
    }
}

/* -- Scanning -- */

static gboolean
wants_scans (gpointer object)
{
  return gtk_widget_get_sensitive (TSN_SERVER_WINDOW (object)->button);
}

static void
scanned_cb (gpointer object, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (TSN_SERVER_WINDOW (object)->line), text);
}

/* -- Life -- */

static void
tsn_server_window_dispose (GObject *object)
{
  TsnServerWindow *self = TSN_SERVER_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_SERVER_WINDOW);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_server_window_parent_class)->dispose (object);
}

static void
tsn_server_window_finalize (GObject *object)
{
  g_object_unref (TSN_SERVER_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (tsn_server_window_parent_class)->finalize (object);
}

static void
tsn_server_window_class_init (TsnServerWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_server_window_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_server_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-server-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnServerWindow, line);
  gtk_widget_class_bind_template_child (widget_class, TsnServerWindow, address);
  gtk_widget_class_bind_template_child (widget_class, TsnServerWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, TsnServerWindow, button);
  gtk_widget_class_bind_template_child (widget_class, TsnServerWindow, spinner);
  gtk_widget_class_bind_template_callback (widget_class, line_cb);
  gtk_widget_class_bind_template_callback (widget_class, register_cb);
}

static void
tsn_server_window_init (TsnServerWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  tsn_scanner_keys_watch (GTK_WINDOW (self), wants_scans, scanned_cb, self);
}

void
tsn_server_window_show (GtkWidget *parent, TsnStation *station)
{
  TsnServerWindow *self = g_object_new (TSN_TYPE_SERVER_WINDOW, NULL);

  self->station = g_object_ref (station);
  tsn_dialog_present (self, parent);
  gtk_widget_grab_focus (GTK_WIDGET (self->line));
}
