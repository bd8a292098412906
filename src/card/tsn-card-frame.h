/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-card-block.h"

G_BEGIN_DECLS

/* Private to src/card. */

/**
 * tsn_card_frame_fit:
 * @setter: what is left off is appended to its list
 * @blocks: from the top
 * @largest, @least: the type as one would like it and as small as it may be
 * @height: of the frame
 *
 * Fits the blocks into a column. First the type becomes smaller, with the notices for as long as
 * that is slight; then the notices go, then fields in their order; at last what still has room
 * comes back, the most important first. What is over is spread between the blocks.
 *
 * Returns: (transfer full): what to draw; its height is what was used, at most @height
 */
TsnCardSlug *tsn_card_frame_fit (TsnCardSetter *setter,
                                 const TsnCardBlock *blocks,
                                 guint n_blocks,
                                 const TsnCardSizes *largest,
                                 const TsnCardSizes *least,
                                 double width,
                                 double height);

G_END_DECLS
