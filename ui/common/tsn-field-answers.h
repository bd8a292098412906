/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-field-answers.h: two or more answers to one field, to choose the right one from. */

#pragma once

#include <gtk/gtk.h>

#include "tsn-kind.h"
#include "tsn-value.h"

G_BEGIN_DECLS

/* One of them. */
typedef struct
{
  TsnValue value;
  char *words; /* as people read it; of a reference what the record is called */
} TsnFieldAnswer;

void tsn_field_answer_free (TsnFieldAnswer *self);

/**
 * TsnFieldAnswers: not visible while there is nothing to choose.
 *
 * Signals: `chosen` (const TsnValue *): one of the buttons was pressed; there are none any more.
 */
#define TSN_TYPE_FIELD_ANSWERS (tsn_field_answers_get_type ())
G_DECLARE_FINAL_TYPE (TsnFieldAnswers, tsn_field_answers, TSN, FIELD_ANSWERS, GtkBox)

/* @answers: (nullable) (element-type TsnFieldAnswer): all that were written, the one that stands
 * first. They are copied. */
void tsn_field_answers_show (TsnFieldAnswers *self, const GPtrArray *answers);

G_END_DECLS
