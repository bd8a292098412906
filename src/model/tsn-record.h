/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record.h: the current state of one record, as far as this replica can read it.
 *
 * A record is a set of cells: field number -> the winning value, who wrote it and when. Fields
 * sealed to a compartment whose keys are not here are present as cells without a readable value; so
 * are fields that this version does not know.
 *
 * Shape: reference counted, not thread safe while being filled; read-only afterwards and then
 * shared freely.
 */

#pragma once

#include "tsn-clock.h"
#include "tsn-value.h"

G_BEGIN_DECLS

/* The version of a value: every patch has a different one. Ordered by stamp, then device. */
typedef struct
{
  TsnStamp stamp;
  TsnId device;
} TsnVersion;

int tsn_version_compare (const TsnVersion *a, const TsnVersion *b);

typedef struct
{
  guint16 field;      /* number; perhaps unknown to this version */
  gboolean readable;  /* FALSE: sealed and the keys are not here, or unknown field */
  TsnVersion version; /* of the patch that won */
  TsnValue value;     /* TSN_TYPE_NONE when cleared or not readable */
} TsnCell;

typedef struct
{
  grefcount ref;
  const TsnKind *kind;
  TsnId id;
  gboolean erased; /* a tombstone: no cells */
  GArray *cells;   /* of TsnCell, ascending by field number */
} TsnRecord;

TsnRecord *tsn_record_new (const TsnKind *kind, const TsnId *id);
TsnRecord *tsn_record_ref (TsnRecord *self);
void tsn_record_unref (TsnRecord *self);

const TsnCell *tsn_record_cell (const TsnRecord *self, guint field); /* NULL: never written */
TsnCell *tsn_record_ensure_cell (TsnRecord *self, guint field);

/* Short ways to a readable value; the neutral element when there is none. */
const char *tsn_record_text (const TsnRecord *self, guint field);           /* NULL when none */
gint64 tsn_record_number (const TsnRecord *self, guint field, gint64 none); /* @none when none */
const TsnId *tsn_record_reference (const TsnRecord *self, guint field);     /* NULL when none */
const TsnValue *tsn_record_value (const TsnRecord *self, guint field);      /* NULL when none */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnRecord, tsn_record_unref)

G_END_DECLS
