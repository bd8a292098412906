/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-room-client.h: a device's rounds with a room: it takes what the room has and gives it what it
 * has itself, beside all that it does with its server.
 *
 * Nothing of it is remembered: what came from a room waits for the server, and what the room has is
 * not on the server. Where it stands is in memory; the next start begins anew.
 *
 * Errors and thread: as tsn-sync-client.h. TSN_SYNC_ERROR_WRONG_SERVER, too, when the host was
 * revoked.
 */

#pragma once

#include "tsn-room.h"
#include "tsn-sync-client.h"

G_BEGIN_DECLS

typedef struct _TsnRoomClient TsnRoomClient;

/* @store: with an unlocked vault; @transport: to @room */
TsnRoomClient *tsn_room_client_new (TsnStore *store, TsnTransport *transport, const TsnRoom *room);
void tsn_room_client_free (TsnRoomClient *self); /* NULL is fine */

/* @result: `waiting` is what the room was not offered yet; `digest` is never compared. */
gboolean tsn_room_client_run (TsnRoomClient *self,
                              TsnSyncResult *result,
                              TsnSyncProgress progress,
                              gpointer user_data,
                              GCancellable *cancellable,
                              GError **error);

/* Between rounds, within work of the store. */
gboolean tsn_room_client_look (TsnRoomClient *self,
                               TsnSession *session,
                               guint8 cursor[TSN_MARK_SIZE],
                               guint64 *waiting,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnRoomClient, tsn_room_client_free)

G_END_DECLS
