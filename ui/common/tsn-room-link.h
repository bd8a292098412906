/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-room-link.h: the station's link to the other devices in the same room, without a server: off
 * until somebody switches it on, and only while the station is open.
 *
 * What comes in is told as if it had been written here (tsn-server-link.h). Locking ends it, and it
 * begins again with unlocking; the next start of the app begins with it off.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-room-keeper.h"
#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnRoomLink:
 *
 * Signals: `changed` (): one of the functions below says something else now.
 */
#define TSN_TYPE_ROOM_LINK (tsn_room_link_get_type ())
G_DECLARE_FINAL_TYPE (TsnRoomLink, tsn_room_link, TSN, ROOM_LINK, GObject)

/* @station: borrowed; it owns the link. */
TsnRoomLink *tsn_room_link_new (TsnStation *station);

gboolean tsn_room_link_is_on (TsnRoomLink *self);
void tsn_room_link_switch (TsnRoomLink *self, gboolean on);

/* Until nothing of it uses the vault any more, which locking and switching off do not wait for. */
void tsn_room_link_wait (TsnRoomLink *self);

/* (transfer none): until `changed`. */
const TsnRoomState *tsn_room_link_get_state (TsnRoomLink *self);
/* Whether this computer is in any network at all. */
gboolean tsn_room_link_has_network (TsnRoomLink *self);

G_END_DECLS
