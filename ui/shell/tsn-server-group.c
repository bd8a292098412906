/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row for the server and how this device stands with it, or the way to one; one for new
 * devices, and one for those that are there. Only a coordinator's device brings the municipality to
 * a server; the others know theirs from the invitation. */

#include "tsn-server-group.h"

#include <glib/gi18n.h>

#include "tsn-button-row.h"
#include "tsn-clock.h"
#include "tsn-devices-window.h"
#include "tsn-invite-window.h"
#include "tsn-server-link.h"
#include "tsn-server-window.h"
#include "tsn-sync-button.h"

struct _TsnServerGroup
{
  AdwBin parent_instance;

  TsnStation *station;

  AdwActionRow *row;
  GtkButton *button;
  GtkWidget *newcomers;
};

G_DEFINE_FINAL_TYPE (TsnServerGroup, tsn_server_group, ADW_TYPE_BIN)

static void
show_server (TsnServerGroup *self, const TsnServerState *state)
{
  g_auto (TsnSyncWords) words = { 0 };
  g_autofree char *host = g_markup_escape_text (state->host, -1);
  g_autofree char *plain = NULL;
  g_autofree char *subtitle = NULL;

  tsn_sync_words (state, NULL, tsn_clock_wall_ms (NULL), &words);
  plain = g_strdup_printf ("%s\n%s", words.title, words.sentence);
  subtitle = g_markup_escape_text (plain, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), host);
  adw_action_row_set_subtitle (self->row, subtitle);
  gtk_button_set_label (self->button, _ ("_Sync now"));
}

static void
show_none (TsnServerGroup *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ ("No server"));
  adw_action_row_set_subtitle (self->row,
                               _ ("This device works by itself. A server lets several devices work "
                                  "together."));
  gtk_button_set_label (self->button, _ ("Re_gister…"));
}

static void
show_state (TsnServerGroup *self)
{
  const TsnServerState *state = tsn_server_link_get_state (tsn_station_get_link (self->station));
  TsnVault *vault = tsn_station_get_vault (self->station);
  gboolean coordinator = vault != NULL && tsn_vault_role (vault) == TSN_ROLE_DESK;

  if (state->has_server)
    show_server (self, state);
  else
    show_none (self);
  gtk_widget_set_visible (GTK_WIDGET (self->button), state->has_server || coordinator);
  gtk_widget_set_visible (self->newcomers, state->has_server && coordinator);
}

static void
button_cb (TsnServerGroup *self)
{
  TsnServerLink *link = tsn_station_get_link (self->station);

  if (tsn_server_link_get_state (link)->has_server)
    tsn_server_link_sync_now (link);
  else
    tsn_server_window_show (GTK_WIDGET (self), self->station);
}

static void
invite_cb (TsnServerGroup *self)
{
  tsn_invite_window_show (GTK_WIDGET (self), self->station);
}

static void
devices_cb (TsnServerGroup *self)
{
  tsn_devices_window_show (GTK_WIDGET (self), self->station);
}

/* -- Life -- */

static void
tsn_server_group_dispose (GObject *object)
{
  g_clear_object (&TSN_SERVER_GROUP (object)->station);
  G_OBJECT_CLASS (tsn_server_group_parent_class)->dispose (object);
}

static void
tsn_server_group_class_init (TsnServerGroupClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_server_group_dispose;
}

static void
tsn_server_group_init (TsnServerGroup *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->row = ADW_ACTION_ROW (adw_action_row_new ());
  self->button = GTK_BUTTON (gtk_button_new_with_mnemonic (""));
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (button_cb), self);
  adw_action_row_add_suffix (self->row, GTK_WIDGET (self->button));
  adw_action_row_set_activatable_widget (self->row, GTK_WIDGET (self->button));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Server"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->row));
  self->newcomers = tsn_button_row_new (
      _ ("New device"),
      _ ("Another computer of this municipality is let in from here"),
      _ ("_Invite…"),
      G_CALLBACK (invite_cb),
      self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->newcomers);
  adw_preferences_group_add (
      ADW_PREFERENCES_GROUP (group),
      tsn_button_row_new (_ ("Devices"),
                          _ ("All computers of this municipality, and what to do when "
                             "one is lost"),
                          _ ("_List…"),
                          G_CALLBACK (devices_cb),
                          self));
  adw_bin_set_child (ADW_BIN (self), group);
}

void
tsn_server_group_set_station (TsnServerGroup *self, TsnStation *station)
{
  self->station = g_object_ref (station);
  g_signal_connect_object (tsn_station_get_link (station),
                           "changed",
                           G_CALLBACK (show_state),
                           self,
                           G_CONNECT_SWAPPED);
  show_state (self);
}
