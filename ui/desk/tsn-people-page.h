/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-people-page.h: the page "people": everyone who registered on the left, one person on the
 * right. Target: a person. */

#pragma once

#include "tsn-page.h"

G_BEGIN_DECLS

#define TSN_TYPE_PEOPLE_PAGE (tsn_people_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnPeoplePage, tsn_people_page, TSN, PEOPLE_PAGE, TsnPage)

G_END_DECLS
