/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sheet-places.h: the first free place of a sheet of cards or labels that was begun. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TsnSheetPlaces:
 *
 * Signals: `changed` (): somebody has picked another place.
 */
#define TSN_TYPE_SHEET_PLACES (tsn_sheet_places_get_type ())
G_DECLARE_FINAL_TYPE (TsnSheetPlaces, tsn_sheet_places, TSN, SHEET_PLACES, AdwBin)

/* So many places, row by row; the first one is picked. */
void tsn_sheet_places_set_sheet (TsnSheetPlaces *self, guint n_places, guint columns);

/* From 1. */
guint tsn_sheet_places_get_first (TsnSheetPlaces *self);
void tsn_sheet_places_set_first (TsnSheetPlaces *self, guint place); /* without `changed` */

G_END_DECLS
