/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-municipality-names.h: what the municipalities of typed codes are called, said under a row. */

#pragma once

#include "tsn-field-row.h"

G_BEGIN_DECLS

/* @typed: (element-type utf8): as they stand in the row; what is not a whole code is left out. The
 * note of @row says the names as soon as they are known. */
void tsn_municipality_names_show (TsnFieldRow *row, const GPtrArray *typed);

G_END_DECLS
