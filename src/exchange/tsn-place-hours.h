/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-place-hours.h: opening hours of a facility in the words of its own file. */

#pragma once

#include "tsn-place-layout.h"

G_BEGIN_DECLS

/* Lines of Japanese: days and times, notes, holidays. NULL when the row says nothing. (transfer
 * full) */
char *tsn_place_hours (const TsnPlaceMap *map, const char *const *cells, guint n_cells);

G_END_DECLS
