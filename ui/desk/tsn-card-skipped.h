/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-skipped.h: who of a list has no card, and why, with a way to each of them. */

#pragma once

#include "tsn-card-maker.h"

G_BEGIN_DECLS

/* Hidden while it is empty. */
#define TSN_TYPE_CARD_SKIPPED (tsn_card_skipped_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardSkipped, tsn_card_skipped, TSN, CARD_SKIPPED, AdwBin)

/* Those of @made that were refused. */
void tsn_card_skipped_show (TsnCardSkipped *self, TsnStation *station, TsnCardMade *made);
void tsn_card_skipped_clear (TsnCardSkipped *self);

G_END_DECLS
