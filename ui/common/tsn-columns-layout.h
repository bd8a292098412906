/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-columns-layout.h: children side by side, all as wide, where there is room to read them; else
 * one below the other. How wide that is depends on the size of the text. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TSN_TYPE_COLUMNS_LAYOUT (tsn_columns_layout_get_type ())
G_DECLARE_FINAL_TYPE (TsnColumnsLayout, tsn_columns_layout, TSN, COLUMNS_LAYOUT, GtkLayoutManager)

/* @spacing: pixels, between columns and between children below each other. @ems: how wide a column
 * is at least, in sizes of the text. */
GtkLayoutManager *tsn_columns_layout_new (int spacing, int ems);

G_END_DECLS
