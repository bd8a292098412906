/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-date-row.h: a date, typed in any usual form, said in both calendars while it is typed. */

#pragma once

#include "tsn-text-row.h"

G_BEGIN_DECLS

#define TSN_TYPE_DATE_ROW (tsn_date_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnDateRow, tsn_date_row, TSN, DATE_ROW, TsnTextRow)

G_END_DECLS
