/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GtkStack unmaps its hidden children, but their accessible state says nothing of it in GTK 4.8, so
 * a screen reader would read the desk behind the lock. The state is set by hand whenever the child
 * in front changes or a child comes. */

#include "tsn-stack.h"

static void
update_cb (GtkWidget *stack)
{
  g_autoptr (GtkWidget) front = NULL;

  g_object_get (stack, "visible-child", &front, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (stack); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_accessible_update_state (GTK_ACCESSIBLE (child),
                                 GTK_ACCESSIBLE_STATE_HIDDEN,
                                 child != front,
                                 -1);
}

void
tsn_stack_tell_readers (GtkWidget *stack)
{
  g_autoptr (GListModel) pages = NULL;

  g_object_get (stack, "pages", &pages, NULL);
  /* The model lives only while somebody holds it. */
  g_object_set_data_full (G_OBJECT (stack),
                          "tsn-pages",
                          g_object_ref (pages),
                          (GDestroyNotify) g_object_unref);
  g_signal_connect_object (pages,
                           "items-changed",
                           G_CALLBACK (update_cb),
                           stack,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect (stack, "notify::visible-child", G_CALLBACK (update_cb), NULL);
  update_cb (stack);
}
