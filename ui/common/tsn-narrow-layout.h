/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-narrow-layout.h: one child that likes to be as wide as it must be, whatever its long texts
 * would like: for what grows with its content, as a popover does. Labels in it say by `width-chars`
 * how wide that is. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TSN_TYPE_NARROW_LAYOUT (tsn_narrow_layout_get_type ())
G_DECLARE_FINAL_TYPE (TsnNarrowLayout, tsn_narrow_layout, TSN, NARROW_LAYOUT, GtkLayoutManager)

G_END_DECLS
