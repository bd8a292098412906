/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-era-date-picker.h: a date of birth, by era, year, month and day, one after the other.
 *
 * Only what can be is there to be touched: no 31st of April, no 昭和65年, no day to come. What was
 * chosen stands above in both calendars, with the age, and can be touched to be chosen again. */

#pragma once

#include <gtk/gtk.h>

#include "tsn-date.h"

G_BEGIN_DECLS

#define TSN_TYPE_ERA_DATE_PICKER (tsn_era_date_picker_get_type ())
G_DECLARE_FINAL_TYPE (TsnEraDatePicker, tsn_era_date_picker, TSN, ERA_DATE_PICKER, GtkWidget)

/* Signal "date-changed": a day was chosen, or what was chosen is in question again. */
GtkWidget *tsn_era_date_picker_new (void);

/* %TSN_DATE_NONE: begin with the era; also so that the next one finds nothing. */
void tsn_era_date_picker_set_date (TsnEraDatePicker *self, TsnDate date);

/* Returns: %TSN_DATE_NONE until all is chosen */
TsnDate tsn_era_date_picker_get_date (TsnEraDatePicker *self);

/* The last day that can be chosen and the day of the age; today unless set. */
void tsn_era_date_picker_set_today (TsnEraDatePicker *self, TsnDate today);

/* Whether the screen is rather wide than high: then there are fewer rows of keys. */
void tsn_era_date_picker_set_wide (TsnEraDatePicker *self, gboolean is_wide);

/* A second touch within this time falls on a key that has just come there: 300 ms unless set. */
void tsn_era_date_picker_set_debounce (TsnEraDatePicker *self, guint milliseconds);

G_END_DECLS
