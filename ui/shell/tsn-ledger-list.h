/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-ledger-list.h: which files were carried out and brought in, when, by whom, on what.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_LEDGER_LIST (tsn_ledger_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnLedgerList, tsn_ledger_list, TSN, LEDGER_LIST, AdwBin)

/* @station: open. Follows what is written. */
void tsn_ledger_list_set_station (TsnLedgerList *self, TsnStation *station);

G_END_DECLS
