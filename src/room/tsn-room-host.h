/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-room-host.h: this device serves the others that are in the room (docs/sync-protocol.md
 * "Rooms").
 *
 * It is empty at first: this device brings what it has as every other does (tsn-room-guest.h). What
 * it holds is gone when it ends.
 *
 * Errors: those of tsn_http_server_listen(), TSN_STORE_ERROR_*, TSN_VAULT_ERROR_NO_KEY (only a
 * coordinator's device may), _LOCKED. Thread: it serves in threads of its own.
 */

#pragma once

#include "tsn-room.h"

G_BEGIN_DECLS

#define TSN_ROOM_LISTEN "0.0.0.0:8444"

typedef struct _TsnRoomHost TsnRoomHost;

/* Begins at once. @vault: unlocked
 * @listen: "0.0.0.0:8444"; port 0: a free one
 * @address: (out): to be cleared; its host is that of @listen */
TsnRoomHost *
tsn_room_host_new (TsnVault *vault, const char *listen, TsnRoomAddress *address, GError **error);
/* Takes no more requests, and waits for those that run; NULL is fine. */
void tsn_room_host_free (TsnRoomHost *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnRoomHost, tsn_room_host_free)

G_END_DECLS
