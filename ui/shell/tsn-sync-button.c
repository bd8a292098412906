/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One look answers what people ask: has it been sent? What is not as it should be comes first; that
 * a round is under way is said only where nothing else is to be said, since a text that changes
 * with every record disturbs. Being without a network is a normal day, and said without alarm; and
 * who is connected with the others in the room is not without a connection. */

#include "tsn-sync-button.h"

#include <glib/gi18n.h>

#include "tsn-clock.h"
#include "tsn-narrow-layout.h"
#include "tsn-room-group.h"
#include "tsn-session-sync.h"
#include "tsn-words.h"

#define SHOWN_REFUSALS 4 /* lines: those of most changes come first */

struct _TsnSyncButton
{
  AdwBin parent_instance;

  TsnServerLink *link;
  TsnRoomLink *room_link;

  GtkMenuButton *button;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *heading;
  GtkLabel *sentence;
  GtkWidget *of_server;
  GtkLabel *refusals;
  GtkLabel *host;
  GtkLabel *waiting;
  GtkLabel *synced;
  GtkWidget *sync_now;
  GtkWidget *again;
  GtkSpinner *spinner;
  TsnRoomGroup *room;
};

G_DEFINE_FINAL_TYPE (TsnSyncButton, tsn_sync_button, ADW_TYPE_BIN)

/* -- Words -- */

void
tsn_sync_words_clear (TsnSyncWords *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  g_clear_pointer (&self->sentence, g_free);
}

static char *
synced_in_words (const TsnServerState *state, gint64 now_ms)
{
  g_autofree char *time = NULL;

  if (state->synced_ms == 0)
    return g_strdup (state->syncing ? _ ("Syncing…") : _ ("Not synced yet"));
  time = tsn_words_moment (state->synced_ms, now_ms);
  return g_strdup_printf (_ ("Synced %s"), time);
}

static char *
waiting_in_words (const TsnServerState *state)
{
  return g_strdup_printf (
      ngettext ("%lu change to send", "%lu changes to send", (gulong) state->waiting),
      (gulong) state->waiting);
}

/* To be without a network is no fault. */
static gboolean
is_offline (const TsnServerState *state)
{
  return g_error_matches (state->problem, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
}

/* What the room does in its place. */
static gboolean
is_in_room (const TsnServerState *state, const TsnRoomState *room)
{
  return room != NULL && room->n_others > 0 && (!state->has_server || is_offline (state)) &&
         state->refused == 0 && !state->differs;
}

static char *
sentence_of (const TsnServerState *state, const TsnRoomState *room)
{
  if (!state->has_server)
    return g_strdup ("");
  if (is_in_room (state, room))
    return g_strdup (
        _ ("The server cannot be reached. The devices in this room share everything "
           "at once; it goes to the server by itself when there is internet again"));
  if (state->problem != NULL && !is_offline (state))
    return tsn_words_error (state->problem);
  if (state->refused > 0)
    return g_strdup_printf (ngettext ("The server refused %lu change; it stays here",
                                      "The server refused %lu changes; they stay here",
                                      (gulong) state->refused),
                            (gulong) state->refused);
  if (state->differs)
    return g_strdup (
        _ ("All was sent, and yet this device and the server do not hold the same; "
           "tell who runs the server"));
  if (state->problem != NULL)
    return g_strdup (
        _ ("The server cannot be reached. Nothing is lost; what was written is sent by "
           "itself when there is a connection again"));
  if (state->waiting > 0)
    return g_strdup (_ ("It is sent by itself; you can go on working"));
  return g_strdup (_ ("Everything that was written here is on the server"));
}

static char *
room_in_words (const TsnRoomState *room)
{
  if (room == NULL || room->n_others == 0)
    return g_strdup (_ ("Looking for the others…"));
  return g_strdup_printf (ngettext ("Connected with %u other device",
                                    "Connected with %u other devices",
                                    room->n_others),
                          room->n_others);
}

/* (nullable): all is as it should be. */
static char *
first_of (const TsnServerState *state, const TsnRoomState *room)
{
  if (state->problem != NULL && !is_offline (state))
    return g_strdup (_ ("Cannot sync"));
  if (state->refused > 0 || state->differs)
    return g_strdup (_ ("Look at the sync"));
  if (!state->has_server || is_in_room (state, room))
    return room_in_words (room);
  return state->problem != NULL ? g_strdup (_ ("No connection")) : NULL;
}

static const char *
icon_of (const TsnServerState *state, const TsnRoomState *room)
{
  if ((state->problem != NULL && !is_offline (state)) || state->refused > 0 || state->differs)
    return "dialog-warning-symbolic";
  if (!state->has_server || is_in_room (state, room))
    return "network-workgroup-symbolic";
  return state->problem != NULL ? "network-offline-symbolic" : "network-transmit-receive-symbolic";
}

void
tsn_sync_words (const TsnServerState *state,
                const TsnRoomState *room,
                gint64 now_ms,
                TsnSyncWords *words)
{
  g_autofree char *first = first_of (state, room);
  g_autofree char *synced = state->has_server ? synced_in_words (state, now_ms) : g_strdup ("");
  g_autofree char *waiting = state->waiting > 0 ? waiting_in_words (state) : NULL;

  words->icon = icon_of (state, room);
  words->sentence = sentence_of (state, room);
  if (first != NULL)
    {
      words->title = g_steal_pointer (&first);
      words->subtitle = g_strdup (waiting != NULL ? waiting : synced);
    }
  else
    {
      words->title = g_strdup (waiting != NULL ? waiting : synced);
      words->subtitle = g_strdup (waiting != NULL ? synced : "");
    }
}

/* -- Refusals -- */

static void
append_refusal (GString *text, const TsnQuarantined *refusal)
{
  const TsnKind *kind = tsn_kind_by_number (refusal->kind);

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text,
                          _ ("%s: %lu. %s"),
                          kind != NULL ? tsn_words_kind (kind) : _ ("Records"),
                          (gulong) refusal->n,
                          tsn_words_refusal (refusal->reason));
}

/* What was refused and why; it can be sent again, unless another has the same version. */
static void
show_refusals (TsnSyncButton *self, const GArray *refusals)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean again = FALSE;

  for (guint i = 0; refusals != NULL && i < MIN (refusals->len, SHOWN_REFUSALS); i++)
    {
      const TsnQuarantined *one = &g_array_index (refusals, TsnQuarantined, i);

      append_refusal (text, one);
      again = again || one->reason != TSN_QUARANTINE_VERSION_TAKEN;
    }
  gtk_label_set_label (self->refusals, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->refusals), text->len > 0);
  if (!again && gtk_widget_has_focus (self->again)) /* else keys go nowhere */
    gtk_widget_grab_focus (self->sync_now);
  gtk_widget_set_visible (self->again, again);
}

static void
again_cb (TsnSyncButton *self)
{
  tsn_server_link_send_again (self->link);
}

/* -- Showing it -- */

static void
name_button (TsnSyncButton *self, const TsnSyncWords *words)
{
  g_autofree char *name = words->subtitle[0] != '\0'
                              ? g_strdup_printf (_ ("%s, %s"), words->title, words->subtitle)
                              : g_strdup (words->title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  -1);
}

static void
show_state (TsnSyncButton *self)
{
  const TsnServerState *state = tsn_server_link_get_state (self->link);
  gboolean in_room = tsn_room_link_is_on (self->room_link);
  gint64 now_ms = tsn_clock_wall_ms (NULL);
  g_auto (TsnSyncWords) words = { 0 };
  g_autofree char *waiting = NULL;
  g_autofree char *synced = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), state->has_server || in_room);
  if (!state->has_server && !in_room)
    {
      gtk_menu_button_popdown (self->button);
      return;
    }
  tsn_sync_words (state,
                  in_room ? tsn_room_link_get_state (self->room_link) : NULL,
                  now_ms,
                  &words);
  waiting = waiting_in_words (state);
  synced = synced_in_words (state, now_ms);
  gtk_image_set_from_icon_name (self->icon, words.icon);
  gtk_label_set_label (self->title, words.title);
  gtk_label_set_label (self->subtitle, words.subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), words.subtitle[0] != '\0');
  gtk_label_set_label (self->heading, words.title);
  gtk_label_set_label (self->sentence, words.sentence);
  gtk_widget_set_visible (self->of_server, state->has_server);
  show_refusals (self, state->refusals);
  gtk_label_set_label (self->host, state->host);
  gtk_label_set_label (self->waiting, waiting);
  gtk_label_set_label (self->synced, synced);
  gtk_spinner_set_spinning (self->spinner, state->syncing);
  name_button (self, &words);
}

static void
sync_cb (TsnSyncButton *self)
{
  tsn_server_link_sync_now (self->link);
}

/* -- Life -- */

static void
tsn_sync_button_dispose (GObject *object)
{
  TsnSyncButton *self = TSN_SYNC_BUTTON (object);

  g_clear_object (&self->link);
  g_clear_object (&self->room_link);
  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_SYNC_BUTTON);
  G_OBJECT_CLASS (tsn_sync_button_parent_class)->dispose (object);
}

static void
tsn_sync_button_class_init (TsnSyncButtonClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_sync_button_dispose;
  g_type_ensure (TSN_TYPE_NARROW_LAYOUT);
  g_type_ensure (TSN_TYPE_ROOM_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-sync-button.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, button);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, icon);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, title);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, subtitle);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, heading);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, sentence);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, of_server);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, refusals);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, sync_now);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, again);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, host);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, waiting);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, synced);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, spinner);
  gtk_widget_class_bind_template_child (widget_class, TsnSyncButton, room);
  gtk_widget_class_bind_template_callback (widget_class, sync_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
}

static void
tsn_sync_button_init (TsnSyncButton *self)
{
  GtkWidget *content;

  gtk_widget_init_template (GTK_WIDGET (self));
  /* The box that GTK puts around it would stand in the middle, and move with every text. */
  content = gtk_menu_button_get_child (self->button);
  gtk_widget_set_halign (gtk_widget_get_parent (content), GTK_ALIGN_FILL);
}

void
tsn_sync_button_set_station (TsnSyncButton *self, TsnStation *station)
{
  self->link = g_object_ref (tsn_station_get_link (station));
  self->room_link = g_object_ref (tsn_station_get_room (station));
  tsn_room_group_set_station (self->room, station);
  g_signal_connect_object (self->link, "changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->room_link,
                           "changed",
                           G_CALLBACK (show_state),
                           self,
                           G_CONNECT_SWAPPED);
  show_state (self);
}
