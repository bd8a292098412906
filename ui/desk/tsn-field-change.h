/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-field-change.h: the history of a record as changes: what a field said before, what it said
 * afterwards. The store knows what was written; what it replaced follows from the order. */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

/* One field in one change. */
typedef struct
{
  const TsnField *field;
  TsnValue before;   /* NONE: nothing was written before, or it was cleared */
  TsnValue after;    /* NONE: it was cleared */
  gboolean readable; /* FALSE: sealed to keys that are not here; before and after are NONE */
  gboolean current;  /* what it wrote still stands */
} TsnFieldChange;

/* What one person wrote at one moment. */
typedef struct
{
  const TsnKind *kind;
  TsnId record;
  TsnVersion version;
  TsnId operator_id;
  gboolean created; /* the first of its record */
  GArray *fields;   /* of TsnFieldChange, in the order of the model */
} TsnRecordChange;

/* @history: of tsn_session_history(): (element-type TsnHistoryEntry), newest first. Entries in
 * which this version knows no field are left out. (element-type TsnRecordChange) newest first. */
GPtrArray *tsn_record_changes (const TsnKind *kind, const TsnId *record, const GPtrArray *history);

void tsn_record_change_free (gpointer change); /* a GDestroyNotify */

/* Takes the changes of @more over to @changes and sorts all, newest first. */
void tsn_record_changes_take (GPtrArray *changes, GPtrArray *more);

G_END_DECLS
