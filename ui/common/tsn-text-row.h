/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-text-row.h: whatever is typed in one line: texts, numbers, times, telephone numbers, codes of
 * municipalities; parent of the rows of dates and postcodes. */

#pragma once

#include "tsn-field-row-private.h"

G_BEGIN_DECLS

#define TSN_TYPE_TEXT_ROW (tsn_text_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (TsnTextRow, tsn_text_row, TSN, TEXT_ROW, TsnFieldRow)

struct _TsnTextRowClass
{
  TsnFieldRowClass parent_class;

  /* What the entry holds for @value; nullable: the type's own form. */
  char *(*format) (TsnTextRow *self, const TsnValue *value);
  /* The entry holds @text now, typed or shown; nullable: counts characters. */
  void (*typed) (TsnTextRow *self, const char *text);
};

GtkEditable *tsn_text_row_get_text (TsnTextRow *self);

G_END_DECLS
