/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-history.h: the cards that a person has been given, and voiding them; when
 * one of them was read, by which device. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnCardHistory:
 *
 * Signals: `loaded` (guint): how many cards the person has been given.
 */
#define TSN_TYPE_CARD_HISTORY (tsn_card_history_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardHistory, tsn_card_history, TSN, CARD_HISTORY, AdwBin)

void tsn_card_history_set_station (TsnCardHistory *self, TsnStation *station);

/* (nullable): nobody: hidden. */
void tsn_card_history_set_person (TsnCardHistory *self, const TsnId *person);

/* The register has changed. */
void tsn_card_history_reload (TsnCardHistory *self);

G_END_DECLS
