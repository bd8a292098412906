/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* With the server or with a room: the few points in which that makes a difference for whoever
 * starts the rounds. Where it stands with the server is in the store; with a room, in the client.
 */

#include "tsn-sync-rounds.h"

#include <string.h>

#include "tsn-http-transport.h"
#include "tsn-trust-offer.h"

#define OFFER_US ((gint64) 60 * 60 * G_USEC_PER_SEC)

struct _TsnSyncRounds
{
  TsnStore *store;
  TsnTransport *transport;
  TsnSyncServer server;
  TsnSyncClient *client;
  TsnRoomClient *room; /* one of the two */
  gint64 synced_ms;    /* with the room */
  gint64 offered_us;   /* when the server was last offered the trust file; 0: not yet */
};

static gboolean
load_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

TsnSyncRounds *
tsn_sync_rounds_new (TsnStore *store,
                     const TsnRoom *room,
                     TsnSyncServer *server,
                     GCancellable *cancellable,
                     GError **error)
{
  TsnSyncRounds *self;

  if (room != NULL)
    *server = room->server;
  else if (!tsn_store_run_sync (store, TSN_STORE_READ, load_worker, server, cancellable, error))
    return NULL;
  self = g_new0 (TsnSyncRounds, 1);
  self->store = g_object_ref (store);
  self->server = *server;
  self->transport = tsn_http_transport_new (server->host, server->port, server->pin);
  if (room != NULL)
    self->room = tsn_room_client_new (store, self->transport, room);
  else
    self->client = tsn_sync_client_new (store, self->transport, server);
  return self;
}

void
tsn_sync_rounds_free (TsnSyncRounds *self)
{
  if (self == NULL)
    return;
  tsn_sync_client_free (self->client);
  tsn_room_client_free (self->room);
  g_object_unref (self->transport);
  g_object_unref (self->store);
  g_free (self);
}

/* It changes with every card; a phone that is an hour behind is not worth the bytes. */
static void
offer_trust (TsnSyncRounds *self, GCancellable *cancellable)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->offered_us != 0 && now_us - self->offered_us < OFFER_US)
    return;
  self->offered_us = now_us;
  tsn_trust_offer (self->store, self->transport, &self->server, cancellable);
}

gboolean
tsn_sync_rounds_run (TsnSyncRounds *self,
                     TsnSyncResult *result,
                     TsnSyncProgress progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     GError **error)
{
  if (self->client != NULL)
    {
      if (!tsn_sync_client_run (self->client, result, progress, user_data, cancellable, error))
        return FALSE;
      offer_trust (self, cancellable);
      return TRUE;
    }
  if (!tsn_room_client_run (self->room, result, progress, user_data, cancellable, error))
    return FALSE;
  self->synced_ms = g_get_real_time () / 1000;
  return TRUE;
}

/* -- Reasons -- */

typedef struct
{
  TsnSyncRounds *rounds;
  TsnSyncLook *look;
} Looking;

static gboolean
look_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Looking *self = data;
  TsnSyncLook *look = self->look;
  TsnSyncMarks marks;

  if (self->rounds != NULL && self->rounds->room != NULL)
    return tsn_room_client_look (self->rounds->room, session, look->cursor, &look->waiting, error);
  if (!tsn_session_get_marks (session, &marks, error))
    return FALSE;
  memcpy (look->cursor, marks.cursor, sizeof look->cursor);
  return tsn_session_count_waiting (session, &look->waiting, &look->quarantined, error);
}

gboolean
tsn_sync_rounds_look (TsnSyncRounds *self,
                      TsnStore *store,
                      TsnSyncLook *look,
                      GCancellable *cancellable)
{
  Looking looking = { self, look };

  *look = (TsnSyncLook){ 0 };
  return tsn_store_run_sync (store, TSN_STORE_READ, look_worker, &looking, cancellable, NULL);
}

static gboolean
synced_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_get_synced (session, data, error);
}

gint64
tsn_sync_rounds_synced_ms (TsnSyncRounds *self, TsnStore *store)
{
  gint64 synced_ms = 0;

  if (self != NULL && self->room != NULL)
    return self->synced_ms;
  tsn_store_run_sync (store, TSN_STORE_READ, synced_worker, &synced_ms, NULL, NULL);
  return synced_ms;
}
