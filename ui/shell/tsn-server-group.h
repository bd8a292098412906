/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-server-group.h: the server in the settings: which it is and how it stands, or registering at
 * one.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_SERVER_GROUP (tsn_server_group_get_type ())
G_DECLARE_FINAL_TYPE (TsnServerGroup, tsn_server_group, TSN, SERVER_GROUP, AdwBin)

/* Once; @station is open. */
void tsn_server_group_set_station (TsnServerGroup *self, TsnStation *station);

G_END_DECLS
