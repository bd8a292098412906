/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-merge.h: which patch wins which field. A pure function: no I/O, no clock, no keys.
 *
 * The state of a record is its winners: for each field the greatest version that wrote it. Applying
 * a patch twice, or patches in any order, gives the same winners. An erasure beats every version,
 * before or after it in time.
 *
 * Source: DESIGN "Records"; last-writer-wins register per field (Shapiro et al. 2011,
 * section 3.2.1).
 */

#pragma once

#include "tsn-patch.h"

G_BEGIN_DECLS

/* One field and the version that won it. */
typedef struct
{
  guint16 field;
  guint8 compartment;
  TsnVersion version;
  TsnStamp effective; /* of the patch; 0: its own */
} TsnWinner;

/* The winners of one record, ascending by field; an erased record has none and `erased` set. */
typedef struct
{
  gboolean erased;
  TsnVersion erasure; /* of the erasure, when erased: the greatest of them */
  GArray *winners;    /* of TsnWinner */
} TsnWinners;

TsnWinners *tsn_winners_new (void);
void tsn_winners_free (TsnWinners *self);
void tsn_winners_reset (TsnWinners *self); /* empties it, keeps memory */
const TsnWinner *tsn_winners_find (const TsnWinners *self, guint field);

/* Merges @patch in. TRUE if the state changed (it won a field, or erased the record). */
gboolean tsn_winners_merge (TsnWinners *self, const TsnPatch *patch);

/* Compact bytes for the state tables: each version once, with the fields it won. docs/format.md
 * "Winners". */
void tsn_winners_encode (const TsnWinners *self, GByteArray *out);
gboolean tsn_winners_decode (TsnWinners *self, const guint8 *data, gsize size, GError **error);

/**
 * tsn_merge_answers: the versions of @field that nobody has settled.
 * @patches: (element-type TsnPatch): all patches of one record, any order
 *
 * A version is settled when some other patch of them knows of it (tsn_patch_knows()). What
 * is left are the answers of people who had not seen each other's. One answer is the normal case;
 * with two or more the winner is shown and the others are kept.
 *
 * Returns: (transfer full): #GArray of TsnVersion, greatest (the winner) first
 */
GArray *tsn_merge_answers (GPtrArray *patches, guint field);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnWinners, tsn_winners_free)

G_END_DECLS
