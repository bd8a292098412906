/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bulk.h: writing rows of new records behind the back of their session (internal to store/). */

#pragma once

#include "tsn-connection.h"
#include "tsn-session.h"
#include "tsn-state.h"

G_BEGIN_DECLS

/* Thread: the session's, one transaction long. */
typedef struct _TsnBulk TsnBulk;

/* What is written of one record. */
typedef struct
{
  TsnPatch *patch; /* owned */
  TsnStamp clock;  /* of the session when it was made */
  TsnState *state; /* owned; used again */
} TsnBulkRow;

TsnBulk *tsn_bulk_new (TsnSession *session);
void tsn_bulk_free (TsnBulk *self); /* NULL is fine; drops what is not written yet */

/* The row to fill; it counts when it is pushed. */
TsnBulkRow *tsn_bulk_row (TsnBulk *self, const TsnKind *kind);
void tsn_bulk_push (TsnBulk *self);

/* Returns when all rows are written and the connection is the caller's alone. NULL and the second
 * thread itself have nothing to wait for. */
gboolean tsn_bulk_settle (TsnBulk *self, GError **error);

G_END_DECLS
