/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-field-row-private.h: what the families of field rows see of their parent, and what the form
 * sees of a row beyond what everyone may. */

#pragma once

#include "tsn-field-row.h"

G_BEGIN_DECLS

/* -- For the families, from their constructed() on -- */

TsnStation *tsn_field_row_get_station (TsnFieldRow *self);
TsnFieldRowFlags tsn_field_row_get_flags (TsnFieldRow *self);
const TsnValue *tsn_field_row_get_standing (TsnFieldRow *self);

/* Under the title; at the end of the row; at the end of the title's line. */
void tsn_field_row_add_body (TsnFieldRow *self, GtkWidget *child);
void tsn_field_row_add_suffix (TsnFieldRow *self, GtkWidget *child);
void tsn_field_row_add_to_head (TsnFieldRow *self, GtkWidget *child);

/* The widget that screen readers know the field by: it is given the label and the error. */
void tsn_field_row_set_control (TsnFieldRow *self, GtkWidget *control);

/* A quiet line under the value; NULL: none. */
void tsn_field_row_set_note (TsnFieldRow *self, const char *note);
/* How many characters of how many, as a note, when @text comes near the limit. */
char *tsn_field_row_dup_count_note (TsnFieldRow *self, const char *text);

/* Whether show_value() is running: what changes then was not done by the user. */
gboolean tsn_field_row_is_showing (TsnFieldRow *self);

/* Something was typed: what was wrong may be right by now. */
void tsn_field_row_typed (TsnFieldRow *self);
/* Something was chosen: that is finished at once. FALSE: it is wrong, and the row says so. */
gboolean tsn_field_row_commit (TsnFieldRow *self);
/* commit(), and the next row has the focus, as Enter does. */
void tsn_field_row_go_on (TsnFieldRow *self);

/* -- For the form -- */

/* What was emitted as edited was not taken: @standing still stands; what was typed stays. */
void tsn_field_row_refuse (TsnFieldRow *self, const TsnValue *standing, const char *sentence);

G_END_DECLS
