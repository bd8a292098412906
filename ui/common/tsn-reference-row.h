/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-reference-row.h: another record, or several, by what they are called. */

#pragma once

#include "tsn-field-row-private.h"

G_BEGIN_DECLS

#define TSN_TYPE_REFERENCE_ROW (tsn_reference_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnReferenceRow, tsn_reference_row, TSN, REFERENCE_ROW, TsnFieldRow)

/* Only what belongs to @owner can be picked (nullable: anything). */
void tsn_reference_row_set_owner (TsnReferenceRow *self, const TsnId *owner);

G_END_DECLS
