/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-operator-list.h: who may open this computer, as a group of rows.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_OPERATOR_LIST (tsn_operator_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnOperatorList, tsn_operator_list, TSN, OPERATOR_LIST, AdwBin)

/* Once. */
void tsn_operator_list_set_station (TsnOperatorList *self, TsnStation *station);

G_END_DECLS
