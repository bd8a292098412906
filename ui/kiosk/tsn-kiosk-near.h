/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-near.h: the places of the directory that are near a resident's home, on a map and as a
 * list with the same numbers, a few at a time.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-near.h"

G_BEGIN_DECLS

/**
 * TsnKioskNear:
 *
 * Signals: `picked` (TsnRecord *place); `left` (): none of them.
 */
#define TSN_TYPE_KIOSK_NEAR (tsn_kiosk_near_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskNear, tsn_kiosk_near, TSN, KIOSK_NEAR, GtkBox)

/* @near: borrowed; it must outlive the widget
 * @question: English, for po/kiosk
 * @is_wide: the list goes beside the map, and not below it
 * @n_rows: how many there is room for */
GtkWidget *
tsn_kiosk_near_new (const TsnNear *near, const char *question, gboolean is_wide, guint n_rows);

G_END_DECLS
