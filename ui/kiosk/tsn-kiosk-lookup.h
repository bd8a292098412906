/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-lookup.h: what the kiosk can fill in for a resident: an address from its postcode, a
 * clinic with its phone number from the directory. Both are public.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-kana-keyboard.h"
#include "tsn-kiosk-draft.h"
#include "tsn-near.h"
#include "tsn-station.h"

G_BEGIN_DECLS

/* Writes the beginning of @address, which @postcode says, if that is empty. */
void tsn_kiosk_look_up_address (TsnStation *station, const char *postcode, GtkEditable *address);

/**
 * TsnKioskPlaceList:
 *
 * What in the directory begins as its entry does, on buttons.
 *
 * Signals: `picked` (TsnRecord *place).
 */
#define TSN_TYPE_KIOSK_PLACE_LIST (tsn_kiosk_place_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskPlaceList, tsn_kiosk_place_list, TSN, KIOSK_PLACE_LIST, GtkBox)

/* @types: TSN_PLACE_TYPE_*, 0 ends the list; it must outlive the widget. @name: beside it */
GtkWidget *tsn_kiosk_place_list_new (TsnStation *station, const guint *types, GtkEditable *name);

/* From now on it is offered on @keyboard as well. */
void tsn_kiosk_place_list_offer_on (TsnKioskPlaceList *self, TsnKanaKeyboard *keyboard);

/* Name and phone of @place are what is said of @part; FALSE: the name does not fit on a card. */
gboolean tsn_kiosk_take_place (TsnKioskDraft *draft, guint part, const TsnRecord *place);

/* The question of the draft whether @part was picked from the directory. */
guint tsn_kiosk_picked_field (guint part);

/**
 * tsn_kiosk_look_near:
 * @postcode: as typed
 * @types: TSN_PLACE_TYPE_*, 0 ends the list; it must outlive @object
 * @found: @near is (transfer full), and never NULL; not called when there is nothing, nor when
 * @object is gone
 */
typedef void (*TsnKioskFoundNear) (gpointer object, TsnNear *near);
void tsn_kiosk_look_near (TsnStation *station,
                          const char *postcode,
                          const guint *types,
                          GObject *object,
                          TsnKioskFoundNear found);

G_END_DECLS
