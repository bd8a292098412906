/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-lookup.h: what the kiosk can fill in for a resident: an address from its postcode, a
 * clinic with its phone number from the directory. Both are public.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* From now on the seventh digit of @postcode writes the beginning of @address, if that is empty or
 * was written so before. */
void tsn_kiosk_look_up_address (TsnStation *station, GtkEditable *postcode, GtkEditable *address);

#define TSN_TYPE_KIOSK_PLACE_LIST (tsn_kiosk_place_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskPlaceList, tsn_kiosk_place_list, TSN, KIOSK_PLACE_LIST, GtkBox)

/* @types: TSN_PLACE_TYPE_*, 0 ends the list; it must outlive the widget */
GtkWidget *tsn_kiosk_place_list_new (TsnStation *station, const guint *types);

/* Offers what begins as @name does; what is picked is written into both. */
void tsn_kiosk_place_list_follow (TsnKioskPlaceList *self, GtkEditable *name, GtkEditable *phone);

G_END_DECLS
