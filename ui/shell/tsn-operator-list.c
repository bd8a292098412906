/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each operator has a slot of the vault. Whoever is at the desk changes the own passphrase and may
 * add and remove the others; not oneself, so that somebody is always left who can open it. Removing
 * cannot be undone (nobody else knows that passphrase), so it asks. */

#include "tsn-operator-list.h"

#include <glib/gi18n.h>

#include "tsn-operator-window.h"
#include "tsn-operators.h"
#include "tsn-passphrase.h"
#include "tsn-toast.h"
#include "tsn-windows.h"

struct _TsnOperatorList
{
  AdwBin parent_instance;

  TsnStation *station;
  GPtrArray *rows; /* borrowed */

  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (TsnOperatorList, tsn_operator_list, ADW_TYPE_BIN)

/* -- Changes -- */

static void
removed_cb (gpointer object, gpointer data, const GError *error)
{
  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (object), error);
}

static void
remove_confirmed (gpointer object, gpointer data)
{
  TsnOperatorList *self = object;

  tsn_operators_remove (self->station, data, self, removed_cb);
}

static void
remove_cb (TsnOperatorList *self, GtkWidget *button)
{
  TsnVault *vault = tsn_station_get_vault (self->station);
  const TsnId *id = g_object_get_data (G_OBJECT (button), "id");
  const char *label = g_object_get_data (G_OBJECT (button), "label");
  g_autofree char *heading = g_strdup_printf (_ ("Remove “%s”?"), label);

  tsn_confirm (GTK_WIDGET (self),
               heading,
               tsn_role_takes_pin (tsn_vault_role (vault))
                   ? _ ("That PIN does not open this computer any more.")
                   : _ ("That passphrase does not open this computer any more. What was written "
                        "with it stays."),
               _ ("_Remove"),
               TRUE,
               remove_confirmed,
               self,
               g_memdup2 (id, sizeof *id),
               g_free);
}

static void
add_cb (TsnOperatorList *self)
{
  tsn_operator_window_add (GTK_WIDGET (self), self->station);
}

static void
change_cb (TsnOperatorList *self)
{
  tsn_operator_window_change (GTK_WIDGET (self), self->station);
}

/* -- Rows -- */

static GtkWidget *
new_button (TsnOperatorList *self, const char *text, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
new_remove_button (TsnOperatorList *self, const TsnOperator *operator)
{
  g_autofree char *name = g_strdup_printf (_ ("Remove “%s”"), operator->label);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button),
                          "id",
                          g_memdup2 (&operator->id, sizeof operator->id),
                          g_free);
  g_object_set_data_full (G_OBJECT (button), "label", g_strdup (operator->label), g_free);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (remove_cb), self);
  return button;
}

static void
add_row (TsnOperatorList *self, const TsnOperator *operator)
{
  TsnVault *vault = tsn_station_get_vault (self->station);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (operator->label, -1);
  gboolean pin = tsn_role_takes_pin (tsn_vault_role (vault));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (tsn_id_equal (tsn_vault_operator (vault), &operator->id))
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Here now"));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 new_button (self,
                                             pin ? _ ("_Change PIN…") : _ ("_Change passphrase…"),
                                             G_CALLBACK (change_cb)));
    }
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_remove_button (self, operator));
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_operators (TsnOperatorList *self)
{
  TsnVault *vault = tsn_station_get_vault (self->station);
  g_autoptr (GArray) operators = vault != NULL ? tsn_vault_list_operators (vault) : NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; operators != NULL && i < operators->len; i++)
    add_row (self, &g_array_index (operators, TsnOperator, i));
}

/* -- Life -- */

static void
tsn_operator_list_dispose (GObject *object)
{
  TsnOperatorList *self = TSN_OPERATOR_LIST (object);

  g_clear_object (&self->station);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (tsn_operator_list_parent_class)->dispose (object);
}

static void
tsn_operator_list_class_init (TsnOperatorListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_operator_list_dispose;
}

static void
tsn_operator_list_init (TsnOperatorList *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Who opens this computer"));
  adw_preferences_group_set_description (
      self->group,
      _ ("Each has a passphrase of their own, so that the history says who wrote what."));
  adw_preferences_group_set_header_suffix (self->group,
                                           new_button (self, _ ("_Add…"), G_CALLBACK (add_cb)));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

void
tsn_operator_list_set_station (TsnOperatorList *self, TsnStation *station)
{
  self->station = g_object_ref (station);
  g_signal_connect_object (station,
                           "operators-changed",
                           G_CALLBACK (show_operators),
                           self,
                           G_CONNECT_SWAPPED);
  show_operators (self);
}
