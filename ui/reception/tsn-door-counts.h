/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-door-counts.h: how the event stands, in one strip: on site and online, walk-ins, who was
 * counted without a name, and the arrivals of the last hours. */

#pragma once

#include <adwaita.h>

#include "tsn-door.h"

G_BEGIN_DECLS

#define TSN_TYPE_DOOR_COUNTS (tsn_door_counts_get_type ())
G_DECLARE_FINAL_TYPE (TsnDoorCounts, tsn_door_counts, TSN, DOOR_COUNTS, AdwBin)

/* Once. */
void tsn_door_counts_set_door (TsnDoorCounts *self, TsnDoor *door);

G_END_DECLS
