/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-new-record.h: which kinds of records can be made where they are referred to, and what is
 * asked then. */

#pragma once

#include "tsn-record-form.h"

G_BEGIN_DECLS

typedef struct
{
  guint kind;
  const char *button;     /* for translation */
  const char *title;      /* of the window, for translation */
  TsnFormGroup groups[2]; /* the first field is what the record is called */
} TsnNewRecord;

/* NULL: it is made elsewhere only. */
const TsnNewRecord *tsn_new_record_of (guint kind);

G_END_DECLS
