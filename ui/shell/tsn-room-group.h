/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-room-group.h: the switch that brings this device together with the others in the room, and
 * what has come of it.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-room-link.h"

G_BEGIN_DECLS

#define TSN_TYPE_ROOM_GROUP (tsn_room_group_get_type ())
G_DECLARE_FINAL_TYPE (TsnRoomGroup, tsn_room_group, TSN, ROOM_GROUP, AdwBin)

/* Once. */
void tsn_room_group_set_station (TsnRoomGroup *self, TsnStation *station);

/* One sentence, translated. Pure. */
char *tsn_room_words (gboolean on, const TsnRoomState *state, gboolean has_network);

G_END_DECLS
