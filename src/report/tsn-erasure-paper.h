/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-erasure-paper.h: the certificate that somebody's records were erased. */

#pragma once

#include "tsn-id.h"
#include "tsn-paper.h"

G_BEGIN_DECLS

typedef struct
{
  const char *organisation; /* its name */
  const char
      *operator_label; /* (nullable): of the slot that was at the desk; not a person's name */
  TsnId record;        /* of what was erased */
  guint n_records;     /* how many went with it, it included (tsn_session_erase()) */
  gint64 erased_ms;    /* since 1970 UTC */
  gint64 now_ms;       /* of printing */
} TsnErasure;

/* One sheet of A4. It names the record by its id alone: the certificate must not bring back what
 * was erased. It says what went, what stays (a tombstone, counts without names), and that paper and
 * old backups are not reached. */
TsnPaper *tsn_erasure_paper (const TsnErasure *erasure);

G_END_DECLS
