/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-guest-row.h: one person who was found at the door, in two lines: enough to be sure whom one
 * has before oneself, and no more. */

#pragma once

#include <adwaita.h>

#include "tsn-guest-search.h"

G_BEGIN_DECLS

#define TSN_TYPE_GUEST_ROW (tsn_guest_row_get_type ())
G_DECLARE_FINAL_TYPE (TsnGuestRow, tsn_guest_row, TSN, GUEST_ROW, GtkListBoxRow)

GtkWidget *tsn_guest_row_new (void);

/* @guest: (nullable): NULL empties it. @today: for the age. */
void tsn_guest_row_set_guest (TsnGuestRow *self, const TsnGuest *guest, TsnDate today);
TsnRecord *tsn_guest_row_get_person (TsnGuestRow *self); /* NULL: empty; borrowed */

/* "Born 1940 (Showa 15) ..., aged 86, phone ending 7720" as far as it is known. */
char *tsn_guest_details (const TsnRecord *person, TsnDate today);

/* The last four digits of the first number that is known; NULL: none is. */
char *tsn_guest_phone_end (const TsnRecord *person);

G_END_DECLS
