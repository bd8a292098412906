/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-cards-page.h: making contact cards, for one person or many. The target of `win.show` is a
 * person. */

#pragma once

#include "tsn-page.h"

G_BEGIN_DECLS

#define TSN_TYPE_CARDS_PAGE (tsn_cards_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardsPage, tsn_cards_page, TSN, CARDS_PAGE, TsnPage)

G_END_DECLS
