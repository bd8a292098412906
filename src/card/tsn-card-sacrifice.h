/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tsn-card-code.h"

G_BEGIN_DECLS

/**
 * tsn_card_sacrifice:
 * @card: becomes smaller by one field, item or part
 * @step: (inout): where in the order; 0 at first
 * @left_out: (out): what was taken out
 *
 * Takes out the next thing that a code can best do without.
 *
 * Returns: FALSE when there is nothing left that may go
 */
gboolean tsn_card_sacrifice (TsnCard *card, guint *step, TsnCardLeftOut *left_out);

G_END_DECLS
