/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In GTK 4.8 a child that a revealer has unmapped is still in the tree of accessible objects.
 *
 * Some widgets take the focus with a part of theirs that is no child of the application: the button
 * of a drop-down, the eye of a passphrase. The name that the application gives to the widget does
 * not reach that part in GTK 4.8. */

#include "tsn-readers.h"

void
tsn_readers_name_parts (GtkWidget *widget, const char *name)
{
  for (GtkWidget *part = gtk_widget_get_first_child (widget); part != NULL;
       part = gtk_widget_get_next_sibling (part))
    {
      /* The eye is an image with the role of a button; newer toggle buttons have one of their own.
       */
      if (GTK_IS_BUTTON (part) ||
          gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (part)) == GTK_ACCESSIBLE_ROLE_BUTTON)
        gtk_accessible_update_property (GTK_ACCESSIBLE (part),
                                        GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        name,
                                        -1);
      else if (!GTK_IS_NATIVE (part))
        tsn_readers_name_parts (part, name);
    }
}

static void
revealed_cb (GtkRevealer *revealer)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (gtk_revealer_get_child (revealer)),
                               GTK_ACCESSIBLE_STATE_HIDDEN,
                               !gtk_revealer_get_reveal_child (revealer),
                               -1);
}

void
tsn_readers_follow_revealer (GtkRevealer *revealer)
{
  g_signal_connect (revealer, "notify::reveal-child", G_CALLBACK (revealed_cb), NULL);
  revealed_cb (revealer);
}
