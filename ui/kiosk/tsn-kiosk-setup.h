/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-setup.h: the staff choose printer, paper and card, and try them.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnKioskSetup:
 *
 * Every choice is kept at once, in @settings and, the place on the sheet, in the store.
 *
 * Signals: `done` ().
 */
#define TSN_TYPE_KIOSK_SETUP (tsn_kiosk_setup_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskSetup, tsn_kiosk_setup, TSN, KIOSK_SETUP, GtkBox)

/* (transfer floating) */
GtkWidget *tsn_kiosk_setup_new (TsnStation *station, GSettings *settings);

G_END_DECLS
