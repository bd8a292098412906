/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-row-label.h: a text in a row of a list that is filled anew at every keystroke.
 *
 * As a GtkLabel that wraps, aligned to the start, but measured at a fraction of the cost. In CSS it
 * is a `label`; to a screen reader, too.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Properties: `label` (string, never NULL). */
#define TSN_TYPE_ROW_LABEL (tsn_row_label_get_type ())
G_DECLARE_FINAL_TYPE (TsnRowLabel, tsn_row_label, TSN, ROW_LABEL, GtkWidget)

/* @text: NULL as "". */
void tsn_row_label_set_text (TsnRowLabel *self, const char *text);

/* @markup: as Pango reads it; what comes from elsewhere is escaped (g_markup_escape_text()). */
void tsn_row_label_set_markup (TsnRowLabel *self, const char *markup);

const char *tsn_row_label_get_text (TsnRowLabel *self);

G_END_DECLS
