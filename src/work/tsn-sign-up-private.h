/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sign-up-private.h: one row of a list of sign-ups (internal to work/; also for tests of any
 * bytes). */

#pragma once

#include "tsn-import.h"

G_BEGIN_DECLS

/* What the row that was read last says. Thread: one at a time. */
typedef struct
{
  TsnTranslateFunc translate; /* nullable */
  GArray *columns;            /* tsn-sign-up.c's */
  TsnChange *person;          /* of a new person, without id; only what the row says */
  TsnChange *attendance;      /* the same of a participation */
} TsnSignUp;

TsnSignUp *tsn_sign_up_new (TsnTranslateFunc translate) G_GNUC_WARN_UNUSED_RESULT;
void tsn_sign_up_free (TsnSignUp *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSignUp, tsn_sign_up_free)

/* Looks at the header. Errors: TSN_EXCHANGE_ERROR_NO_COLUMNS: there is no column of the reading. */
gboolean
tsn_sign_up_begin (TsnSignUp *self, TsnImport *import, const TsnCsvRow *header, GError **error);

/* FALSE: the row is not good, and @import was told why. */
gboolean tsn_sign_up_read (TsnSignUp *self, TsnImport *import, const TsnCsvRow *row);

G_END_DECLS
