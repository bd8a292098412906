/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-postcode-row.h: seven digits that offer their addresses. */

#pragma once

#include "tsn-text-row.h"

G_BEGIN_DECLS

/**
 * TsnPostcodeRow:
 *
 * Signals: `address` (const char *address, const char *municipality): the address of the code that
 * was typed, the only one or the one that was chosen; @municipality: its code of six digits.
 */
#define TSN_TYPE_POSTCODE_ROW (tsn_postcode_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnPostcodeRow, tsn_postcode_row, TSN, POSTCODE_ROW, TsnTextRow)

G_END_DECLS
