/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One runner for each room.
 *
 * They need not know of each other, nor of the one that syncs with the server: all of them watch
 * the data folder, and what one brings in is what the others have to offer.
 *
 * A machine with two networks is announced on both of them. It is one room all the same, by its id;
 * the first address is used, and when that is gone the room is left until it is announced again.
 */

#include "tsn-room-guest.h"

typedef struct
{
  TsnRoomGuest *guest;
  TsnRoom room;
  TsnSyncRunner *runner;
  gboolean live; /* there is a line to it */
} Visit;

struct _TsnRoomGuest
{
  char *folder;
  TsnVault *vault; /* borrowed */
  TsnSyncPatience patience;
  TsnRoomStatusFunc func;
  gpointer user_data;
  GHashTable *visits; /* TsnId of the room, in the visit -> Visit */
};

static void
visit_free (gpointer data)
{
  Visit *self = data;

  tsn_sync_runner_free (self->runner);
  g_free (self);
}

TsnRoomGuest *
tsn_room_guest_new (const char *folder,
                    TsnVault *vault,
                    const TsnSyncPatience *patience,
                    TsnRoomStatusFunc func,
                    gpointer user_data)
{
  TsnRoomGuest *self = g_new0 (TsnRoomGuest, 1);

  self->folder = g_strdup (folder);
  self->vault = vault;
  self->patience = *patience;
  self->func = func;
  self->user_data = user_data;
  self->visits = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, NULL, visit_free);
  return self;
}

void
tsn_room_guest_free (TsnRoomGuest *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->visits);
  g_free (self->folder);
  g_free (self);
}

static void
status_cb (const TsnSyncStatus *status, gpointer user_data)
{
  Visit *visit = user_data;

  visit->live = status->live;
  visit->guest->func (&visit->room, status, visit->guest->user_data);
}

/* One that is over makes room, although nobody said that it was. FALSE: all are in use. */
static gboolean
make_space (TsnRoomGuest *self)
{
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (self->visits) < TSN_ROOMS_MAX)
    return TRUE;
  g_hash_table_iter_init (&iter, self->visits);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!((Visit *) value)->live)
      {
        g_hash_table_iter_remove (&iter);
        return TRUE;
      }
  return FALSE;
}

gboolean
tsn_room_guest_enter (TsnRoomGuest *self, const TsnRoomAddress *address, GError **error)
{
  TsnRoom room;
  Visit *visit;

  if (!tsn_room_init (&room, address, self->vault, error))
    return FALSE;
  if (g_hash_table_contains (self->visits, &room.server.identity.server) || !make_space (self))
    return TRUE;
  visit = g_new0 (Visit, 1);
  visit->guest = self;
  visit->room = room;
  g_hash_table_insert (self->visits, &visit->room.server.identity.server, visit);
  visit->runner =
      tsn_sync_runner_new (self->folder, self->vault, &room, &self->patience, status_cb, visit);
  return TRUE;
}

void
tsn_room_guest_leave (TsnRoomGuest *self, const TsnRoomAddress *address)
{
  TsnRoom room;
  Visit *visit;

  if (!tsn_room_init (&room, address, self->vault, NULL))
    return;
  visit = g_hash_table_lookup (self->visits, &room.server.identity.server);
  if (visit == NULL || !g_str_equal (visit->room.server.host, room.server.host) ||
      visit->room.server.port != room.server.port)
    return;
  g_hash_table_remove (self->visits, &room.server.identity.server);
  self->func (&room, NULL, self->user_data);
}

guint
tsn_room_guest_count (TsnRoomGuest *self)
{
  return g_hash_table_size (self->visits);
}
