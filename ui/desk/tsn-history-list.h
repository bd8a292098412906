/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-history-list.h: who changed what of a person, their contacts and consents, and when; each
 * change can be taken back. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_HISTORY_LIST (tsn_history_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnHistoryList, tsn_history_list, TSN, HISTORY_LIST, AdwBin)

GtkWidget *tsn_history_list_new (TsnStation *station);

/* Reads and shows it; NULL: nobody's. */
void tsn_history_list_show (TsnHistoryList *self, const TsnId *person);

G_END_DECLS
