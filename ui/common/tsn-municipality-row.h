/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-municipality-row.h: the code of a municipality, and what that is called. */

#pragma once

#include "tsn-text-row.h"

G_BEGIN_DECLS

#define TSN_TYPE_MUNICIPALITY_ROW (tsn_municipality_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnMunicipalityRow, tsn_municipality_row, TSN, MUNICIPALITY_ROW, TsnTextRow)

G_END_DECLS
