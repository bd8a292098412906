/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Title, sentence, buttons below each other, in the middle of the screen. */

#include "tsn-kiosk-panel.h"

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-page.h"
#include "tsn-kiosk-words.h"

static void
add_words (GtkWidget *panel, const char *text, const char *style)
{
  GtkWidget *label = tsn_kiosk_label_new (text);

  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  tsn_kiosk_label_read_aloud (label);
  gtk_box_append (GTK_BOX (panel), label);
}

GtkWidget *
tsn_kiosk_panel_new (const char *title, const char *help)
{
  GtkWidget *panel = g_object_new (GTK_TYPE_BOX,
                                   "orientation",
                                   GTK_ORIENTATION_VERTICAL,
                                   "spacing",
                                   24,
                                   "valign",
                                   GTK_ALIGN_CENTER,
                                   "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_GROUP,
                                   NULL);
  g_autofree char *plain = tsn_kiosk_plain (title);

  gtk_widget_add_css_class (panel, "kiosk-page");
  gtk_widget_add_css_class (panel, "panel");
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  add_words (panel, title, "question");
  if (help != NULL)
    add_words (panel, help, "help");
  return panel;
}

GtkWidget *
tsn_kiosk_panel_add (GtkWidget *panel,
                     const char *text,
                     const char *style,
                     GCallback clicked,
                     gpointer object)
{
  GtkWidget *button = tsn_kiosk_button_new (text, style, clicked, object);

  tsn_kiosk_label_read_aloud (button);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (panel), button);
  return button;
}
