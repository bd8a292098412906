/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-crews-group.h: what a coordinator gives to crews on a stick, and what a crew's device asks a
 * neighbouring municipality with. Hidden on other devices.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_CREWS_GROUP (tsn_crews_group_get_type ())
G_DECLARE_FINAL_TYPE (TsnCrewsGroup, tsn_crews_group, TSN, CREWS_GROUP, AdwBin)

/* Once; @station is open. */
void tsn_crews_group_set_station (TsnCrewsGroup *self, TsnStation *station);

/* What the file dialogs answer. A coordinator's: the trust file, written on; what a neighbour's
 * crew asks with. A crew's: where to write that. */
void tsn_crews_group_write (TsnCrewsGroup *self, GFile *file);
void tsn_crews_group_lend (TsnCrewsGroup *self, GFile *request);
void tsn_crews_group_ask (TsnCrewsGroup *self, GFile *file);

G_END_DECLS
