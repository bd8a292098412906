/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-guest-list.h: the people who were found at the door, one of them chosen. */

#pragma once

#include <adwaita.h>

#include "tsn-guest-search.h"

G_BEGIN_DECLS

/**
 * TsnGuestList: visible while there is anybody in it.
 *
 * Signals: `activated` (TsnRecord *): somebody was clicked.
 */
#define TSN_TYPE_GUEST_LIST (tsn_guest_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnGuestList, tsn_guest_list, TSN, GUEST_LIST, AdwBin)

/* Shows whom @search has found and chooses the first; FALSE: it found nobody. */
gboolean tsn_guest_list_show (TsnGuestList *self, const TsnGuestSearch *search);
void tsn_guest_list_clear (TsnGuestList *self);

/* Chooses the one @by places further down (negative: up). */
void tsn_guest_list_move (TsnGuestList *self, int by);
TsnRecord *tsn_guest_list_get_chosen (TsnGuestList *self); /* NULL: nobody is there; borrowed */

G_END_DECLS
