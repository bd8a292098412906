/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-choice-row.h: choices that all lie open as buttons: yes or no, one of a list that is to be
 * seen as a whole, any number of a list. */

#pragma once

#include "tsn-field-row-private.h"

G_BEGIN_DECLS

#define TSN_TYPE_CHOICE_ROW (tsn_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnChoiceRow, tsn_choice_row, TSN, CHOICE_ROW, TsnFieldRow)

G_END_DECLS
