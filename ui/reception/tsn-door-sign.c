/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The colours are in style.css; each comes with an icon and a word of its own, so that nobody needs
 * to tell green from red. */

#include "tsn-door-sign.h"

struct _TsnDoorSign
{
  AdwBin parent_instance;

  TsnSignColour colour;
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *detail;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (TsnDoorSign, tsn_door_sign, ADW_TYPE_BIN)

static const struct
{
  const char *css_class;
  const char *icon;
} LOOKS[] = {
  [TSN_SIGN_NONE] = { "plain", "dialog-information-symbolic" },
  [TSN_SIGN_GOOD] = { "good", "emblem-ok-symbolic" },
  [TSN_SIGN_CAUTION] = { "caution", "dialog-warning-symbolic" },
  [TSN_SIGN_BAD] = { "bad", "dialog-error-symbolic" },
  [TSN_SIGN_NOBODY] = { "plain", "system-search-symbolic" },
  [TSN_SIGN_UNDONE] = { "plain", "edit-undo-symbolic" },
};

void
tsn_door_sign_show (TsnDoorSign *self,
                    TsnSignColour colour,
                    const char *title,
                    const char *detail,
                    const char *button,
                    const char *action)
{
  g_autofree char *spoken = detail != NULL ? g_strconcat (title, ", ", detail, NULL)
                                           : g_strdup (title);

  gtk_widget_remove_css_class (self->box, LOOKS[self->colour].css_class);
  self->colour = colour;
  gtk_widget_add_css_class (self->box, LOOKS[colour].css_class);
  gtk_image_set_from_icon_name (self->icon, LOOKS[colour].icon);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail), detail != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button != NULL)
    {
      gtk_button_set_label (self->button, button);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), colour != TSN_SIGN_NONE);
}

void
tsn_door_sign_clear (TsnDoorSign *self)
{
  tsn_door_sign_show (self, TSN_SIGN_NONE, "", NULL, NULL, NULL);
}

TsnSignColour
tsn_door_sign_get_colour (TsnDoorSign *self)
{
  return self->colour;
}

static void
tsn_door_sign_dispose (GObject *object)
{
  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_DOOR_SIGN);
  G_OBJECT_CLASS (tsn_door_sign_parent_class)->dispose (object);
}

static void
tsn_door_sign_class_init (TsnDoorSignClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_door_sign_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/reception/tsn-door-sign.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnDoorSign, box);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorSign, icon);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorSign, title);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorSign, detail);
  gtk_widget_class_bind_template_child (widget_class, TsnDoorSign, button);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
tsn_door_sign_init (TsnDoorSign *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
