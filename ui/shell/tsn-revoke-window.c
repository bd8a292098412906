/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What follows is said before, and why it is done is to be typed: nobody does that by accident, and
 * those who come later find it. The button is not what Enter presses.
 *
 * It needs the server, and says so if that cannot be reached; then nothing was changed. Closing the
 * window stops it only as long as nothing is written. */

#include "tsn-revoke-window.h"

#include <glib/gi18n.h>

#include "tsn-dialog.h"
#include "tsn-http-transport.h"
#include "tsn-revoke.h"
#include "tsn-server-link.h"
#include "tsn-toast.h"
#include "tsn-words.h"

#define TSN_TYPE_REVOKE_WINDOW (tsn_revoke_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnRevokeWindow, tsn_revoke_window, TSN, REVOKE_WINDOW, TsnDialog)

struct _TsnRevokeWindow
{
  TsnDialog parent_instance;

  TsnStation *station; /* NULL: closed */
  GCancellable *cancellable;
  TsnId device;
  char *name;
  gboolean busy;

  GtkLabel *heading;
  GtkLabel *body;
  AdwEntryRow *note;
  GtkLabel *trouble;
  GtkWidget *button;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (TsnRevokeWindow, tsn_revoke_window, TSN_TYPE_DIALOG)

/* -- Words -- */

static char *
what_follows (const TsnMember *member, gboolean last)
{
  g_autoptr (GString) out = g_string_new (
      _ ("From now on it can't send anything to the server or receive anything from it, and it "
         "can't open what is written from now on."));

  g_string_append (out, "\n\n");
  g_string_append (out,
                   _ ("What is on it is not deleted: nobody reads that without a passphrase. "
                      "Records that it hasn't sent yet stay on it alone."));
  g_string_append (out, "\n\n");
  g_string_append (out,
                   _ ("New keys are made. All other devices take them by themselves when they "
                      "sync next."));
  g_string_append (out, "\n\n");
  g_string_append (out,
                   _ ("This can't be undone. If the device turns up, let it in anew as a new "
                      "device."));
  if (last)
    {
      g_string_append (out, "\n\n");
      g_string_append (out,
                       _ ("After that, this device is the municipality's only coordinator's "
                          "device."));
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
say_trouble (TsnRevokeWindow *self, const GError *error)
{
  g_autofree char *why = error != NULL ? tsn_words_error (error) : NULL;
  g_autofree char *sentence = why != NULL
                                  ? g_strdup_printf (
                                        _ ("The device was not revoked; nothing was changed.\n%s"),
                                        why)
                                  : NULL;

  gtk_label_set_label (self->trouble, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), sentence != NULL);
}

static char *
dup_note (TsnRevokeWindow *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->note))));
}

static void
show_state (TsnRevokeWindow *self)
{
  g_autofree char *note = dup_note (self);

  gtk_widget_set_sensitive (self->button, !self->busy && note[0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->note), !self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

/* -- Revoking -- */

typedef struct
{
  TsnStore *store;
  TsnId device;
  char *note;
  gboolean sent; /* out */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *self = data;

  g_object_unref (self->store);
  g_free (self->note);
  g_free (self);
}

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static void
revoke_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Errand *self = data;
  g_autoptr (TsnTransport) transport = NULL;
  TsnSyncServer server;
  GError *error = NULL;
  gboolean ok =
      tsn_store_run_sync (self->store, TSN_STORE_READ, load_work, &server, cancellable, &error);

  if (ok)
    {
      transport = tsn_http_transport_new (server.host, server.port, server.pin);
      ok = tsn_revoke_device_sync (self->store,
                                   transport,
                                   &server,
                                   &self->device,
                                   self->note,
                                   &self->sent,
                                   cancellable,
                                   &error);
    }
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
say_done (TsnRevokeWindow *self, gboolean sent)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *words = g_strdup_printf (
      sent ? _ ("“%s” is revoked") : _ ("“%s” is revoked; the server is told with the next sync"),
      self->name);

  if (parent != NULL)
    tsn_toast (gtk_window_get_child (parent), words);
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnRevokeWindow *self = TSN_REVOKE_WINDOW (source);
  g_autoptr (TsnStation) station = user_data;
  const Errand *errand = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_application_release (g_application_get_default ());
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      tsn_station_changed (station, TSN_KIND_DEVICE, &errand->device);
      tsn_server_link_sync_now (tsn_station_get_link (station));
    }
  if (self->station == NULL) /* closed meanwhile */
    return;
  self->busy = FALSE;
  show_state (self);
  say_trouble (self, error);
  if (error != NULL)
    return;
  say_done (self, errand->sent);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* The app stays until it has ended: the thread uses the vault. */
static void
revoke_cb (TsnRevokeWindow *self)
{
  g_autoptr (GTask) task =
      g_task_new (self, self->cancellable, revoked_cb, g_object_ref (self->station));
  Errand *errand = g_new0 (Errand, 1);

  /* What was written counts, even if it was closed in that moment. */
  g_task_set_check_cancellable (task, FALSE);
  errand->store = g_object_ref (tsn_station_get_store (self->station));
  errand->device = self->device;
  errand->note = dup_note (self);
  g_task_set_source_tag (task, revoke_cb);
  g_task_set_task_data (task, errand, errand_free);
  g_application_hold (g_application_get_default ());
  self->busy = TRUE;
  say_trouble (self, NULL);
  show_state (self);
  g_task_run_in_thread (task, revoke_worker);
}

/* -- Life -- */

static void
tsn_revoke_window_dispose (GObject *object)
{
  TsnRevokeWindow *self = TSN_REVOKE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_REVOKE_WINDOW);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_revoke_window_parent_class)->dispose (object);
}

static void
tsn_revoke_window_finalize (GObject *object)
{
  TsnRevokeWindow *self = TSN_REVOKE_WINDOW (object);

  g_object_unref (self->cancellable);
  g_free (self->name);
  G_OBJECT_CLASS (tsn_revoke_window_parent_class)->finalize (object);
}

static void
tsn_revoke_window_class_init (TsnRevokeWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_revoke_window_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_revoke_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-revoke-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnRevokeWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, TsnRevokeWindow, body);
  gtk_widget_class_bind_template_child (widget_class, TsnRevokeWindow, note);
  gtk_widget_class_bind_template_child (widget_class, TsnRevokeWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, TsnRevokeWindow, button);
  gtk_widget_class_bind_template_child (widget_class, TsnRevokeWindow, spinner);
  gtk_widget_class_bind_template_callback (widget_class, show_state);
  gtk_widget_class_bind_template_callback (widget_class, revoke_cb);
}

static void
tsn_revoke_window_init (TsnRevokeWindow *self)
{
  const TsnField *field = tsn_kind_field (tsn_kind_by_number (TSN_KIND_DEVICE),
                                          TSN_DEVICE_REVOKED_NOTE);
  GtkEditable *text;

  gtk_widget_init_template (GTK_WIDGET (self));
  text = gtk_editable_get_delegate (GTK_EDITABLE (self->note));
  gtk_text_set_max_length (GTK_TEXT (text), (int) field->max);
  self->cancellable = g_cancellable_new ();
  show_state (self);
}

void
tsn_revoke_window_show (GtkWidget *parent,
                        TsnStation *station,
                        const TsnMember *member,
                        gboolean last)
{
  TsnRevokeWindow *self = g_object_new (TSN_TYPE_REVOKE_WINDOW, NULL);
  g_autofree char *body = what_follows (member, last);
  g_autofree char *heading = NULL;

  self->station = g_object_ref (station);
  self->device = member->device;
  self->name = g_strdup (member->label != NULL ? member->label : _ ("Device without a name"));
  heading = g_strdup_printf (_ ("Revoke “%s”?"), self->name);
  gtk_label_set_label (self->heading, heading);
  gtk_label_set_label (self->body, body);
  tsn_dialog_present (self, parent);
  gtk_widget_grab_focus (GTK_WIDGET (self->note));
}
