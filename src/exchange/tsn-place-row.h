/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-place-row.h: one row of a facility file as a change of a `place`. */

#pragma once

#include "tsn-change.h"
#include "tsn-place-layout.h"

G_BEGIN_DECLS

/**
 * tsn_place_row_change:
 * @cells: @n_cells cells of the row
 * @file_date: TsnDate of the whole file; 0: not known
 * @role: (out): of the column at fault
 * @field: (out): at fault
 *
 * The change carries every field that the layout provides, an empty one as "no value", so that what
 * left the source leaves the record; fields that the layout does not provide are not touched.
 *
 * A value that its field does not take (too long, a private-use character) is left out, never cut;
 * name, number and address are what makes a facility, so there it is a fault.
 *
 * Returns: (transfer full): a creating change; NULL on a fault
 * Errors: TSN_MODEL_ERROR_*
 */
TsnChange *tsn_place_row_change (const TsnPlaceMap *map,
                                 const char *const *cells,
                                 guint n_cells,
                                 guint32 file_date,
                                 guint *role,
                                 const TsnField **field,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
