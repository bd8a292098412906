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

/**
 * TsnChange:
 * @create: the record is new: required fields are checked
 * @settle: the author has looked at all answers of these fields (tsn-merge.h) and settles them:
 * each answer is noted as seen, and a value is written even if it stands already
 * @items: of #TsnChangeItem, ascending by field number, no field twice
 *
 * Thread: one at a time.
 */
typedef struct
{
  const TsnKind *kind;
  TsnId record;
  gboolean create;
  gboolean settle;
  GArray *items;
} TsnChange;

/* Of an existing record, and of a new one whose @record is a fresh id. */
TsnChange *tsn_change_new (const TsnKind *kind, const TsnId *record);
TsnChange *tsn_change_new_create (const TsnKind *kind, const TsnId *record);
void tsn_change_free (TsnChange *self);

/* Empties it for the next record and keeps its memory (bulk import). */
void tsn_change_reset (TsnChange *self, const TsnId *record);

/* Sets or replaces; takes @value over. An empty text or list becomes "no value". */
void tsn_change_take (TsnChange *self, guint field, TsnValue value);
void tsn_change_set_text (TsnChange *self, guint field, const char *text);
void tsn_change_set_reference (TsnChange *self, guint field, const TsnId *id);

/* @number is of the field's own type: INTEGER, BOOLEAN, DATE, TIME, INSTANT or CODE. */
void tsn_change_set_number (TsnChange *self, guint field, gint64 number);

/* Writes "no value". */
void tsn_change_clear_field (TsnChange *self, guint field);

/* NULL: not in the change. */
const TsnValue *tsn_change_get (const TsnChange *self, guint field);

/**
 * tsn_change_derive_id:
 * @id: (out): of the new record that two devices would make of the same thing: of a kind with
 * #TSN_FIELD_IDENTITY, when all those fields are set
 *
 * FALSE: there is no such id, and a new record draws one.
 */
gboolean tsn_change_derive_id (const TsnChange *self, TsnId *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnChange, tsn_change_free)

G_END_DECLS
