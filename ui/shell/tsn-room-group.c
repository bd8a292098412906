/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* People want to know one thing: with how many am I together? While that is none, what they can do
 * about it. Who serves is nobody's business. */

#include "tsn-room-group.h"

#include <glib/gi18n.h>

#include "tsn-words.h"

struct _TsnRoomGroup
{
  AdwBin parent_instance;

  TsnRoomLink *link;

  AdwActionRow *row;
  GtkSwitch *toggle;
};

G_DEFINE_FINAL_TYPE (TsnRoomGroup, tsn_room_group, ADW_TYPE_BIN)

/* -- Words -- */

static char *
alone_in_words (const TsnRoomState *state, gboolean has_network)
{
  if (!state->has_avahi)
    return g_strdup (
        _ ("This computer cannot look for others: its service Avahi does not run. "
           "Tell who looks after the computers."));
  if (!has_network)
    return g_strdup (_ ("No network: connect to the same Wi-Fi or cable as the others"));
  if (state->problem != NULL)
    return tsn_words_error (state->problem);
  if (state->serves)
    return g_strdup (_ ("Ready; waiting for the others to switch it on, too"));
  if (!state->may_serve)
    return g_strdup (_ ("Looking for the others… A coordinator's device must have it on, too"));
  return g_strdup (_ ("Looking for the others…"));
}

char *
tsn_room_words (gboolean on, const TsnRoomState *state, gboolean has_network)
{
  if (!on)
    return g_strdup (
        _ ("Devices of your municipality in the same network share their records at "
           "once, without the internet"));
  if (state->n_others > 0)
    return g_strdup_printf (ngettext ("Connected with %u other device",
                                      "Connected with %u other devices",
                                      state->n_others),
                            state->n_others);
  return alone_in_words (state, has_network);
}

/* -- Showing it -- */

static void
show_state (TsnRoomGroup *self)
{
  g_autofree char *words = tsn_room_words (tsn_room_link_is_on (self->link),
                                           tsn_room_link_get_state (self->link),
                                           tsn_room_link_has_network (self->link));
  g_autofree char *subtitle = g_markup_escape_text (words, -1);

  adw_action_row_set_subtitle (self->row, subtitle);
  gtk_switch_set_active (self->toggle, tsn_room_link_is_on (self->link));
}

static void
toggled_cb (TsnRoomGroup *self)
{
  tsn_room_link_switch (self->link, gtk_switch_get_active (self->toggle));
}

/* -- Life -- */

static void
tsn_room_group_dispose (GObject *object)
{
  g_clear_object (&TSN_ROOM_GROUP (object)->link);
  G_OBJECT_CLASS (tsn_room_group_parent_class)->dispose (object);
}

static void
tsn_room_group_class_init (TsnRoomGroupClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_room_group_dispose;
}

static void
tsn_room_group_init (TsnRoomGroup *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  const char *title = _ ("Connect with the other devices in this room");

  self->row = ADW_ACTION_ROW (adw_action_row_new ());
  self->toggle = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->toggle), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title,
                                  -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  adw_action_row_set_title_lines (self->row, 0);
  adw_action_row_set_subtitle_lines (self->row, 0);
  adw_action_row_add_suffix (self->row, GTK_WIDGET (self->toggle));
  adw_action_row_set_activatable_widget (self->row, GTK_WIDGET (self->toggle));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->row));
  adw_bin_set_child (ADW_BIN (self), group);
}

void
tsn_room_group_set_station (TsnRoomGroup *self, TsnStation *station)
{
  self->link = g_object_ref (tsn_station_get_room (station));
  g_signal_connect_object (self->link, "changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  show_state (self);
  g_signal_connect_swapped (self->toggle, "notify::active", G_CALLBACK (toggled_cb), self);
}
