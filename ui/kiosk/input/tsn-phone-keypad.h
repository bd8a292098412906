/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-phone-keypad.h: the keys of a telephone, 1 at the top left, for a field that takes a number.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TSN_TYPE_PHONE_KEYPAD (tsn_phone_keypad_get_type ())
G_DECLARE_FINAL_TYPE (TsnPhoneKeypad, tsn_phone_keypad, TSN, PHONE_KEYPAD, GtkWidget)

GtkWidget *tsn_phone_keypad_new (void);

/* Digits and rubbing out alone; outside the kiosk. */
GtkWidget *tsn_phone_keypad_new_for_pin (void);

/* @target: (nullable): written to at its caret; not kept alive, its undo is switched off */
void tsn_phone_keypad_set_target (TsnPhoneKeypad *self, GtkEditable *target);

/* See tsn-debounce.h; 0: every touch counts. */
void tsn_phone_keypad_set_debounce (TsnPhoneKeypad *self, guint milliseconds);

G_END_DECLS
