/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-window.h: the face of a kiosk: the whole screen, one question at a time, for a resident
 * who is alone with it.
 *
 * It does not close, has no menus and none of the desk's shortcuts. Five taps into the corner at
 * the top left, or Ctrl+Alt+Shift+S, bring the staff's page, which asks for an operator's
 * passphrase.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-application.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_KIOSK_WINDOW (tsn_kiosk_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskWindow, tsn_kiosk_window, TSN, KIOSK_WINDOW, GtkApplicationWindow)

/* @station: may still be locked: an operator unlocks it first. */
GtkWindow *tsn_kiosk_window_new (TsnApplication *application, TsnStation *station);

G_END_DECLS
