/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-reception-page.h: the reception desk on the day: an event, its door and its head count. */

#pragma once

#include "tsn-page.h"

G_BEGIN_DECLS

#define TSN_TYPE_RECEPTION_PAGE (tsn_reception_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnReceptionPage, tsn_reception_page, TSN, RECEPTION_PAGE, TsnPage)

G_END_DECLS
