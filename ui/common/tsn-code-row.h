/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-code-row.h: one code of a list, from a drop down. */

#pragma once

#include "tsn-field-row-private.h"

G_BEGIN_DECLS

#define TSN_TYPE_CODE_ROW (tsn_code_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnCodeRow, tsn_code_row, TSN, CODE_ROW, TsnFieldRow)

G_END_DECLS
