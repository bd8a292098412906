/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-room-guest.h: the rooms that this device is in, and the sync with each of them.
 *
 * Where the rooms are is told by others (tsn-room-mdns.h, a line that somebody typed, this device's
 * own host). A device is in all rooms of its municipality that it is told of, up to
 * TSN_ROOMS_MAX: so it is no matter who serves, nor if two do.
 *
 * Thread: that which made it, in whose thread-default main context the functions are called.
 */

#pragma once

#include "tsn-sync-runner.h"

G_BEGIN_DECLS

#define TSN_ROOMS_MAX 4

/* How it stands with one room; NULL: it was left. */
typedef void (*TsnRoomStatusFunc) (const TsnRoom *room,
                                   const TsnSyncStatus *status,
                                   gpointer user_data);

typedef struct _TsnRoomGuest TsnRoomGuest;

/* @folder: of a data folder whose @vault (borrowed) is unlocked */
TsnRoomGuest *tsn_room_guest_new (const char *folder,
                                  TsnVault *vault,
                                  const TsnSyncPatience *patience,
                                  TsnRoomStatusFunc func,
                                  gpointer user_data);
void tsn_room_guest_free (TsnRoomGuest *self); /* NULL is fine */

/* Begins at once. Errors: those of tsn_room_init(): it is none of ours. A room that it is in
 * already, and one too many, are no error. */
gboolean tsn_room_guest_enter (TsnRoomGuest *self, const TsnRoomAddress *address, GError **error);
/* What is not ours or was left is no error. */
void tsn_room_guest_leave (TsnRoomGuest *self, const TsnRoomAddress *address);

guint tsn_room_guest_count (TsnRoomGuest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnRoomGuest, tsn_room_guest_free)

G_END_DECLS
