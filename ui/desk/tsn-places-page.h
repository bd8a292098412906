/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-places-page.h: the directory of clinics, pharmacies and care offices. */

#pragma once

#include "tsn-record-page.h"

G_BEGIN_DECLS

#define TSN_TYPE_PLACES_PAGE (tsn_places_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnPlacesPage, tsn_places_page, TSN, PLACES_PAGE, TsnRecordPage)

G_END_DECLS
