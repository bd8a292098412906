/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-change.h: what somebody wants to write: some fields of one record. The store makes a patch of
 * it. */

#pragma once

#include "tsn-value.h"

G_BEGIN_DECLS

typedef struct
{
  guint16 field; /* a field that this version knows */
  TsnValue value;
} TsnChangeItem;

typedef struct
{
  const TsnKind *kind;
  TsnId record;
  gboolean create; /* the record is new: required fields are checked */
  gboolean
      settle;    /* the author has looked at all answers of these fields (tsn-merge.h) and settles
                    them: each is noted as    seen, and a value is written even if it stands already */
  GArray *items; /* of TsnChangeItem, ascending by field number, no field twice */
} TsnChange;

TsnChange *tsn_change_new (const TsnKind *kind, const TsnId *record); /* of an existing record */
TsnChange *tsn_change_new_create (const TsnKind *kind,
                                  const TsnId *record); /* of a new one; @record a fresh id */
void tsn_change_free (TsnChange *self);
void tsn_change_reset (
    TsnChange *self,
    const TsnId *record); /* empties it for the next record; keeps memory (bulk import) */

void tsn_change_take (TsnChange *self,
                      guint field,
                      TsnValue value); /* sets or replaces; takes @value over */
void tsn_change_set_text (TsnChange *self, guint field, const char *text);
void
tsn_change_set_number (TsnChange *self, guint field, gint64 number); /* of the field's own type */
void tsn_change_set_reference (TsnChange *self, guint field, const TsnId *id);
void tsn_change_clear_field (TsnChange *self, guint field);          /* writes "no value" */
const TsnValue *tsn_change_get (const TsnChange *self, guint field); /* NULL: not in the change */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnChange, tsn_change_free)

G_END_DECLS
