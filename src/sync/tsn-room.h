/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-room.h: a room that a device of the municipality serves, as others know it before they go
 * there.
 *
 * Shape: docs/sync-protocol.md "Rooms".
 * Errors: TSN_SYNC_ERROR_BAD_LINE; those of tsn-announcement.h. Thread: plain values.
 */

#pragma once

#include "tsn-announcement.h"
#include "tsn-sync-server.h"

G_BEGIN_DECLS

typedef struct
{
  TsnSyncServer server;
  TsnId host; /* the device that serves */
} TsnRoom;

/* Where it is said to be. */
typedef struct
{
  char host[TSN_HOST_SIZE_MAX];
  guint16 port;
  GBytes *announcement; /* owned */
} TsnRoomAddress;

void tsn_room_address_clear (TsnRoomAddress *self);

/* tsunagi-room:HOST:PORT#announcement in base64url */
char *tsn_room_address_format (const TsnRoomAddress *self);
/* Blanks around it are passed over. @self is untouched on failure. */
gboolean tsn_room_address_parse (TsnRoomAddress *self, const char *text, GError **error);

/* Whether it is one of ours, and which. */
gboolean
tsn_room_init (TsnRoom *self, const TsnRoomAddress *address, TsnVault *vault, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnRoomAddress, tsn_room_address_clear)

G_END_DECLS
