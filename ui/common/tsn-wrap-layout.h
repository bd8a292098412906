/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-wrap-layout.h: children side by side at their natural width, in as many lines as that takes:
 * choices, chips. A child with `hexpand` is shortened before the line is broken. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TSN_TYPE_WRAP_LAYOUT (tsn_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (TsnWrapLayout, tsn_wrap_layout, TSN, WRAP_LAYOUT, GtkLayoutManager)

/* @spacing: pixels, between children and between lines. */
GtkLayoutManager *tsn_wrap_layout_new (int spacing);

G_END_DECLS
