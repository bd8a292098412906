/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-map.h: a few places around a home, drawn to scale.
 *
 * A kiosk has no network, and a handful of numbers around a house needs no tile engine: libshumate
 * (1.0, tried) brings libsoup into the app, complains without a map source, and lays markers of
 * neighbours over each other, where a finger cannot part them. Here they make room for each other,
 * and a line leads to where each belongs.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-near.h"

G_BEGIN_DECLS

/**
 * TsnKioskMap:
 *
 * Its numbers can be touched; by keys and with a screen reader one has the list beside it.
 *
 * Signals: `picked` (guint index): of the place within TsnNear.
 */
#define TSN_TYPE_KIOSK_MAP (tsn_kiosk_map_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskMap, tsn_kiosk_map, TSN, KIOSK_MAP, GtkWidget)

/* @first, @n: which of the places of @near; their numbers begin with 1 */
GtkWidget *tsn_kiosk_map_new (const TsnNear *near, guint first, guint n);

G_END_DECLS
