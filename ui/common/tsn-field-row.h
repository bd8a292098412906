/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-field-row.h: one field of the model's table as one row of a form.
 *
 * What the row looks like follows from the field: a line of text, several lines, a switch with a
 * third state "not asked", a choice (drop down, or large buttons), any number of a list's choices,
 * a date that is typed in any form and shown in both calendars while typing, a time, a postcode
 * that offers its addresses, a telephone number that is put in order, a reference that is picked.
 * The label is the model's, translated; limits are enforced while typing where that is kind
 * (length), and said under the row where it is not (a date that does not exist).
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnFieldRow:
 *
 * Signals:
 * `edited` (): the user has finished a change (Enter, focus left, a choice made), and the value is
 * valid and differs from the one that was set.
 * `settled` (const TsnValue *): of the answers offered under the row one was chosen.
 *
 * The label is the property `title`; whoever knows a better one in its place sets that.
 */
#define TSN_TYPE_FIELD_ROW (tsn_field_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (TsnFieldRow, tsn_field_row, TSN, FIELD_ROW, AdwPreferencesRow)

struct _TsnFieldRowClass
{
  AdwPreferencesRowClass parent_class;

  /* What a type of field needs of its own; private to ui/common (tsn-field-row-private.h). */
  void (*show_value) (TsnFieldRow *self, const TsnValue *value);
  gboolean (*read_value) (TsnFieldRow *self, TsnValue *value, GError **error);
  gboolean (*is_typing) (TsnFieldRow *self);                   /* nullable: never */
  char *(*say_error) (TsnFieldRow *self, const GError *error); /* nullable: tsn_words_error() */
  GtkEditable *(*get_editable) (TsnFieldRow *self);            /* nullable: none */
  /* nullable: tsn_words_value() says what can only be read */
  void (*set_read_only) (TsnFieldRow *self, gboolean read_only);
};

typedef enum
{
  TSN_FIELD_ROW_PLAIN = 0,
  TSN_FIELD_ROW_LARGE = 1 << 0, /* choices as large buttons side by side: for talking and touch */
} TsnFieldRowFlags;

/* The row for @field. @station: for what has to be looked up (postcodes, references). */
GtkWidget *tsn_field_row_new (TsnStation *station, const TsnField *field, TsnFieldRowFlags flags);

const TsnField *tsn_field_row_get_field (TsnFieldRow *self);

/* Shows @value (nullable) as what stands; does not emit `edited`. */
void tsn_field_row_set_value (TsnFieldRow *self, const TsnValue *value);

/* What the row says now, typed but not finished included. FALSE: it cannot be taken as it is, and
 * the row says so. */
gboolean tsn_field_row_get_value (TsnFieldRow *self, TsnValue *value, GError **error);

/* Whether the user is in the middle of typing something that was not yet emitted. */
gboolean tsn_field_row_is_typing (TsnFieldRow *self);
/* Takes it as finished, as leaving the row does. */
void tsn_field_row_finish (TsnFieldRow *self);

/* What is wrong with the value, under the row; NULL: nothing. */
void tsn_field_row_set_error (TsnFieldRow *self, const char *sentence);

/* What people wrote who had not seen each other's, the one that stands first: offered under the row
 * to choose from. NULL: there is only one. (element-type TsnFieldAnswer, tsn-field-answers.h) */
void tsn_field_row_set_answers (TsnFieldRow *self, const GPtrArray *answers);

/* Shows the value as words that can be read and copied, not changed. */
void tsn_field_row_set_read_only (TsnFieldRow *self, gboolean read_only);

/* Sealed to keys that are not here: says so instead of an empty row. */
void tsn_field_row_set_unreadable (TsnFieldRow *self);

/* The GtkText, if the row has one: for furigana that follows a name, and for the focus. */
GtkEditable *tsn_field_row_get_editable (TsnFieldRow *self);

G_END_DECLS
