/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bar-chart.h: counts as a row of bars: arrivals per ten minutes, heads per hour. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TSN_TYPE_BAR_CHART (tsn_bar_chart_get_type ())
G_DECLARE_FINAL_TYPE (TsnBarChart, tsn_bar_chart, TSN, BAR_CHART, GtkWidget)

/* @name: what is counted, for screen readers. */
GtkWidget *tsn_bar_chart_new (const char *name);

/* From left to right; @labels stand under the bars where there is room (copied). May be called as
 * often as the numbers change: bars that stay are kept. */
void tsn_bar_chart_set_bars (TsnBarChart *self,
                             guint n_bars,
                             const char *const *labels,
                             const guint *counts);

G_END_DECLS
