/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-scan.h: a page before which a card is held.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-card-verdict.h"

G_BEGIN_DECLS

/* Signals: `scanned` (const char *text): a code was before the camera; each once, as long as the
 * page is there. `unread` (): the camera has given pictures for long, and there was none. */
#define TSN_TYPE_KIOSK_SCAN (tsn_kiosk_scan_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskScan, tsn_kiosk_scan, TSN, KIOSK_SCAN, GtkBox)

/* (transfer floating): a panel (tsn-kiosk-panel.h): more goes into it. */
GtkWidget *tsn_kiosk_scan_new (const char *title, const char *help);

/* A code is before the camera, in one picture or in many. */
void tsn_kiosk_scan_see (TsnKioskScan *self, const char *text);

/* What stands below the picture, as long as there is one. */
void tsn_kiosk_scan_invite (TsnKioskScan *self, const char *words);

/* What is to be known of the last code; "": nothing. */
void tsn_kiosk_scan_say (TsnKioskScan *self, const char *words);

/* Why a card of that verdict is of no use here, in English for po/kiosk; NULL: it is. */
const char *tsn_kiosk_scan_trouble (TsnCardVerdict verdict);

G_END_DECLS
