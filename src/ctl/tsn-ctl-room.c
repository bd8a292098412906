/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rooms without internet: serving one, and being in those that are heard of.
 *
 * Others are told of a room when it has all that this device has: who came before would bring it
 * all a second time.
 */

#include <glib/gi18n.h>
#include <string.h>

#include "tsn-ctl.h"
#include "tsn-room-guest.h"
#include "tsn-room-host.h"
#include "tsn-room-mdns.h"
#include "tsn-words.h"

struct _TsnCtlRooms
{
  TsnCtl *ctl;
  TsnRoomGuest *guest;
  TsnRoomMdns *mdns;
  TsnRoomHost *host;      /* (nullable): this device serves one */
  TsnRoomAddress address; /* of that */
  gboolean announced;     /* it is */
  GHashTable *shown;      /* TsnId of a room -> Shown */
};

/* What was said of a room last. */
typedef struct
{
  TsnId id;
  guint n_rounds;
  gboolean live;
  char *problem; /* (nullable) */
} Shown;

static void
shown_free (gpointer data)
{
  Shown *self = data;

  g_free (self->problem);
  g_free (self);
}

static Shown *
shown_of (TsnCtlRooms *self, const TsnRoom *room)
{
  Shown *shown = g_hash_table_lookup (self->shown, &room->server.identity.server);

  if (shown == NULL)
    {
      shown = g_new0 (Shown, 1);
      shown->id = room->server.identity.server;
      g_hash_table_insert (self->shown, &shown->id, shown);
    }
  return shown;
}

/* -- What is said -- */

static void
print_json (const TsnSyncStatus *status, const char *problem)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_boolean_member (object, "in_room", status->live);
  json_object_set_int_member (object, "sent", (gint64) status->result.sent);
  json_object_set_int_member (object, "received", (gint64) status->result.received);
  if (problem != NULL)
    json_object_set_string_member (object, "problem", problem);
  else
    json_object_set_null_member (object, "problem");
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

static void
say_problem (Shown *shown, char *problem)
{
  if (problem != NULL && g_strcmp0 (problem, shown->problem) != 0)
    tsn_ctl_refuse_text (_ ("in the room: %s"), problem);
  g_free (shown->problem);
  shown->problem = problem;
}

static void
say_status (TsnCtlRooms *self, Shown *shown, const TsnSyncStatus *status)
{
  gboolean is_new = status->n_rounds != shown->n_rounds;

  say_problem (shown, status->problem != NULL ? tsn_words_error (status->problem) : NULL);
  if (self->ctl->json && (is_new || status->live != shown->live))
    print_json (status, shown->problem);
  if (status->live && !shown->live)
    tsn_ctl_say (self->ctl, _ ("In a room with other devices"));
  if (!status->live && shown->live)
    tsn_ctl_say (self->ctl, _ ("The room is not there any more"));
  if (is_new && status->result.sent + status->result.received > 0)
    tsn_ctl_say (self->ctl,
                 _ ("In the room: sent %lu, received %lu"),
                 (gulong) status->result.sent,
                 (gulong) status->result.received);
  shown->n_rounds = status->n_rounds;
  shown->live = status->live;
}

/* -- Serving -- */

static gboolean
is_open_to_all (const TsnRoomAddress *address)
{
  return g_str_equal (address->host, "0.0.0.0");
}

static void
announce (TsnCtlRooms *self)
{
  g_autofree char *line = tsn_room_address_format (&self->address);
  JsonObject *object;

  self->announced = TRUE;
  tsn_room_mdns_announce (self->mdns, &self->address);
  tsn_ctl_say (self->ctl, _ ("The room is open; others find it by themselves"));
  if (is_open_to_all (&self->address))
    line[0] = '\0';
  else
    tsn_ctl_say (self->ctl, _ ("Where they do not, with this line: %s"), line);
  if (!self->ctl->json)
    return;
  object = json_object_new ();
  json_object_set_string_member (object, "room", line);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
  json_object_unref (object);
}

static gboolean
serve (TsnCtlRooms *self, const char *listen, GError **error)
{
  g_auto (TsnRoomAddress) own = { 0 };

  self->host = tsn_room_host_new (self->ctl->vault, listen, &self->address, error);
  if (self->host == NULL)
    return FALSE;
  own = self->address;
  own.announcement = g_bytes_ref (self->address.announcement);
  if (is_open_to_all (&own))
    g_strlcpy (own.host, "127.0.0.1", sizeof own.host);
  return tsn_room_guest_enter (self->guest, &own, error);
}

static gboolean
is_own (TsnCtlRooms *self, const TsnRoom *room)
{
  return self->host != NULL && tsn_id_equal (&room->host, tsn_vault_device (self->ctl->vault));
}

/* -- Rooms -- */

static void
status_cb (const TsnRoom *room, const TsnSyncStatus *status, gpointer user_data)
{
  TsnCtlRooms *self = user_data;
  static const TsnSyncStatus gone = { 0 };

  if (status == NULL)
    say_status (self, shown_of (self, room), &gone);
  else if (!status->syncing && status->n_rounds > 0)
    say_status (self, shown_of (self, room), status);
  if (status != NULL && !status->syncing && status->n_rounds > 0 && status->problem == NULL &&
      is_own (self, room) && !self->announced)
    announce (self);
}

/* What is not of this municipality is nobody's business. */
static void
found_cb (const TsnRoomAddress *address, gboolean found, gpointer user_data)
{
  TsnCtlRooms *self = user_data;

  if (found)
    tsn_room_guest_enter (self->guest, address, NULL);
  else
    tsn_room_guest_leave (self->guest, address);
}

static gboolean
enter_line (TsnCtlRooms *self, const char *line, GError **error)
{
  g_auto (TsnRoomAddress) address = { 0 };

  return tsn_room_address_parse (&address, line, error) &&
         tsn_room_guest_enter (self->guest, &address, error);
}

TsnCtlRooms *
tsn_ctl_rooms_new (TsnCtl *ctl, const char *line, const char *listen)
{
  g_autoptr (TsnCtlRooms) self = g_new0 (TsnCtlRooms, 1);
  g_autoptr (GError) error = NULL;

  self->ctl = ctl;
  self->shown = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, NULL, shown_free);
  self->guest = tsn_room_guest_new (ctl->folder, ctl->vault, &TSN_SYNC_PATIENCE, status_cb, self);
  self->mdns = tsn_room_mdns_new (found_cb, NULL, self);
  if ((line == NULL || enter_line (self, line, &error)) &&
      (listen == NULL || serve (self, listen, &error)))
    return g_steal_pointer (&self);
  if (g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED))
    tsn_ctl_refuse_text (_ ("this room is not of your municipality"));
  else if (g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY))
    tsn_ctl_refuse_text (_ ("only a coordinator's device can serve a room"));
  else
    tsn_ctl_refuse (NULL, error);
  return NULL;
}

void
tsn_ctl_rooms_free (TsnCtlRooms *self)
{
  if (self == NULL)
    return;
  tsn_room_mdns_free (self->mdns);
  tsn_room_guest_free (self->guest);
  tsn_room_host_free (self->host);
  tsn_room_address_clear (&self->address);
  g_hash_table_unref (self->shown);
  g_free (self);
}

int
tsn_ctl_room_serve (TsnCtl *ctl, int argc, char **argv)
{
  g_autofree char *listen = NULL;
  const GOptionEntry entries[] = {
    { "listen",
      0,
      0,
      G_OPTION_ARG_STRING,
      &listen,
      N_ ("where to listen (0.0.0.0:8444); port 0: any"),
      "ADDRESS:PORT" },
    { NULL },
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 1 || (listen != NULL && strchr (listen, ':') == NULL))
    return tsn_ctl_usage (_ ("room serve takes no words but ADDRESS:PORT behind --listen"));
  return tsn_ctl_watch (ctl, NULL, listen != NULL ? listen : TSN_ROOM_LISTEN);
}
