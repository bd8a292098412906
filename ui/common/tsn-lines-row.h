/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-lines-row.h: a text of several lines. */

#pragma once

#include "tsn-field-row-private.h"

G_BEGIN_DECLS

#define TSN_TYPE_LINES_ROW (tsn_lines_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnLinesRow, tsn_lines_row, TSN, LINES_ROW, TsnFieldRow)

G_END_DECLS
