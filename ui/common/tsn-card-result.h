/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-result.h: what became of a picture or a code: verdict and card, as a crew needs them;
 * where there were several codes, the first card, and the others to choose from. Below a card that
 * could be opened it offers what the hospital gets of it. It stands in a TsnPage.
 *
 * A child of the type "end" stands beside that: where the page goes on.
 *
 * It scrolls. The style class "crew" makes it readable at arm's length.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-card-reader.h"

G_BEGIN_DECLS

/* Signal `shown` (): another of the codes. */
#define TSN_TYPE_CARD_RESULT (tsn_card_result_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardResult, tsn_card_result, TSN, CARD_RESULT, AdwBin)

/* @scans: (transfer full) (element-type TsnCardScan) (nullable): at least one; NULL: wipes what was
 * shown. */
void tsn_card_result_take (TsnCardResult *self, GPtrArray *scans);

/* (nullable): what is shown. */
const TsnCardScan *tsn_card_result_get_shown (TsnCardResult *self);

/* What the fire department says to its crews about wishes that are recorded; both (nullable). For
 * the cards that are shown from now on. */
void tsn_card_result_set_notice (TsnCardResult *self, const char *department, const char *words);

G_END_DECLS
