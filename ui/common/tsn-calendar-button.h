/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-calendar-button.h: a small button that opens a calendar to pick a day from. */

#pragma once

#include <gtk/gtk.h>

#include "tsn-date.h"

G_BEGIN_DECLS

/**
 * TsnCalendarButton:
 *
 * Signals: `picked` (int date): a #TsnDate was clicked; the calendar has closed.
 */
#define TSN_TYPE_CALENDAR_BUTTON (tsn_calendar_button_get_type ())
G_DECLARE_FINAL_TYPE (TsnCalendarButton, tsn_calendar_button, TSN, CALENDAR_BUTTON, GtkWidget)

GtkWidget *tsn_calendar_button_new (void);

/* The day with which the calendar opens; none: today. */
void tsn_calendar_button_set_date (TsnCalendarButton *self, TsnDate date);

G_END_DECLS
