/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all small windows have in common. AdwMessageDialog and GtkDialog are deprecated by newer
 * libraries and AdwDialog is missing in older ones; a modal AdwWindow is neither.
 *
 * Closing all of them belongs here, too: a locked desk must not leave a person's paper in front of
 * its unlock page. */

#include "tsn-dialog.h"

#include "tsn-activity.h"

G_DEFINE_ABSTRACT_TYPE (TsnDialog, tsn_dialog, ADW_TYPE_WINDOW)

/* Locking must not wait until a window is finished with: what was typed is saved by whoever is
 * closed. */
static gboolean
lock_cb (GtkWidget *widget, GVariant *parameters, gpointer user_data)
{
  GtkWindow *window = GTK_WINDOW (widget);

  while (window != NULL && TSN_IS_DIALOG (window))
    window = gtk_window_get_transient_for (window);
  return window != NULL && gtk_widget_activate_action (GTK_WIDGET (window), "win.lock", NULL);
}

static void
tsn_dialog_class_init (TsnDialogClass *class)
{
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class),
                                       GDK_KEY_Escape,
                                       0,
                                       "window.close",
                                       NULL);
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (class),
                                GDK_KEY_l,
                                GDK_CONTROL_MASK,
                                lock_cb,
                                NULL);
}

static void
tsn_dialog_init (TsnDialog *self)
{
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  tsn_activity_watch (GTK_WINDOW (self));
}

/* GTK (4.8) would go on pointing at the parent when a window that was closed before is still held
 * by somebody, as a thread that draws for it. */
static void
parent_gone_cb (GtkWindow *self)
{
  gtk_window_set_transient_for (self, NULL);
}

void
tsn_dialog_present (gpointer self, GtkWidget *parent)
{
  GtkRoot *root = gtk_widget_get_root (parent);

  g_return_if_fail (TSN_IS_DIALOG (self));
  if (GTK_IS_WINDOW (root))
    {
      gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
      g_signal_connect_object (root,
                               "destroy",
                               G_CALLBACK (parent_gone_cb),
                               self,
                               G_CONNECT_SWAPPED);
    }
  gtk_window_present (GTK_WINDOW (self));
}

static gboolean
is_in_front_of (GtkWindow *dialog, GtkWindow *window)
{
  for (GtkWindow *one = dialog; one != NULL; one = gtk_window_get_transient_for (one))
    if (one == window)
      return TRUE;
  return FALSE;
}

void
tsn_dialog_close_all (GtkWindow *window)
{
  g_autolist (GtkWindow) toplevels = gtk_window_list_toplevels ();

  g_list_foreach (toplevels, (GFunc) (void (*) (void)) g_object_ref, NULL);
  for (GList *one = toplevels; one != NULL; one = one->next)
    if (TSN_IS_DIALOG (one->data) && !TSN_DIALOG_GET_CLASS (one->data)->stays_when_locked &&
        is_in_front_of (one->data, window))
      gtk_window_destroy (one->data);
}
