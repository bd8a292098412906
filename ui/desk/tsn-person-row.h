/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-person-row.h: a person in a list: name, reading, birth in both calendars with age, address.
 */

#pragma once

#include <adwaita.h>

#include "tsn-record-list.h"

G_BEGIN_DECLS

#define TSN_TYPE_PERSON_ROW (tsn_person_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnPersonRow, tsn_person_row, TSN, PERSON_ROW, AdwBin)

GtkWidget *tsn_person_row_new (void);

/* Shows @item (nullable) and follows it: its record may be read later. */
void tsn_person_row_set_item (TsnPersonRow *self, TsnRecordItem *item);

/* Shows @person at once. */
void tsn_person_row_set_record (TsnPersonRow *self, const TsnRecord *person);

G_END_DECLS
