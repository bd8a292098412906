/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-broken-page.h: what is shown when the data folder cannot be opened. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_BROKEN_PAGE (tsn_broken_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnBrokenPage, tsn_broken_page, TSN, BROKEN_PAGE, AdwBin)

GtkWidget *tsn_broken_page_new (TsnStation *station);

/* Says what tsn_station_get_trouble() says now. */
void tsn_broken_page_update (TsnBrokenPage *self);

G_END_DECLS
