/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-view.h: what a card says, the way an ambulance crew needs it.
 *
 * Who it is and how old this is; where there are wishes, whom to ask about these first (the doctor,
 * the number that answers at night), never a wish; then, side by side where there is room,
 * allergies, of which blank is not "none", devices, conditions, medicines, and whom to call. Then
 * the rest. Telephone numbers are large.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-card-reader.h"

G_BEGIN_DECLS

#define TSN_TYPE_CARD_VIEW (tsn_card_view_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardView, tsn_card_view, TSN, CARD_VIEW, AdwBin)

GtkWidget *tsn_card_view_new (void);

/* @card (nullable): nothing; borrowed for the call. @today: for ages. */
void tsn_card_view_set_card (TsnCardView *self, const TsnCard *card, TsnDate today);

/* What the fire department says to its crews about wishes; both (nullable). For the cards that are
 * set from now on. */
void tsn_card_view_set_notice (TsnCardView *self, const char *department, const char *words);

/* What is to be thought of a card: colour, icon and words. */
#define TSN_TYPE_VERDICT_BAR (tsn_verdict_bar_get_type ())
G_DECLARE_FINAL_TYPE (TsnVerdictBar, tsn_verdict_bar, TSN, VERDICT_BAR, AdwBin)

GtkWidget *tsn_verdict_bar_new (void);

void tsn_verdict_bar_set_scan (TsnVerdictBar *self, const TsnCardScan *scan);

G_END_DECLS
