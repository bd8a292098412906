/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-texts-row.h: a list of short texts, one entry each, in an order. */

#pragma once

#include "tsn-field-row-private.h"

G_BEGIN_DECLS

#define TSN_TYPE_TEXTS_ROW (tsn_texts_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnTextsRow, tsn_texts_row, TSN, TEXTS_ROW, TsnFieldRow)

G_END_DECLS
