/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-preview.h: sheets of cards on the screen, exactly as they will be printed. */

#pragma once

#include "tsn-card-maker.h"

G_BEGIN_DECLS

/**
 * TsnCardPreview: the sheets of cards one below the other, as wide as there is room or zoomed.
 *
 * Actions: `preview.zoom-in`, `preview.zoom-out`, `preview.fit` (Ctrl and +, -, 0);
 * `preview.pan` (Left and Right, or dragging).
 */
#define TSN_TYPE_CARD_PREVIEW (tsn_card_preview_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardPreview, tsn_card_preview, TSN, CARD_PREVIEW, GtkWidget)

/* (nullable): nothing. Keeps a reference. */
void tsn_card_preview_set_made (TsnCardPreview *self, TsnCardMade *made);

G_END_DECLS
