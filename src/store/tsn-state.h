/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-state.h: the row of one record in the table of its kind (internal to store/). */

#pragma once

#include "tsn-digest.h"
#include "tsn-schema.h"

G_BEGIN_DECLS

/* A row in memory; used again for the next record, so that an import allocates nothing for it. */
typedef struct
{
  const TsnKindPlan *plan;
  TsnId id;
  gboolean exists; /* there is a row */
  gboolean shared; /* more than one device has written to the record: there may be two answers */
  TsnWinners *winners;
  TsnValue *open;      /* plan->n_columns: the values of the open fields */
  guint8 *dirty;       /* plan->n_columns: changed since the row was read */
  gboolean counted;    /* something was merged in since, and... */
  TsnDigest before;    /* ...the record's cell of the digest was this */
  GByteArray *encoded; /* scratch */
  GByteArray *lists;   /* scratch: list columns while they are bound */
  GString *sql;        /* scratch */
} TsnState;

TsnState *tsn_state_new (const TsnKindPlan *plan);
void tsn_state_free (TsnState *self);                   /* NULL is fine */
void tsn_state_reset (TsnState *self, const TsnId *id); /* of a record that nothing is known of */

/* Reads the row of @id; without one the state is empty. */
gboolean
tsn_state_load (TsnState *self, TsnConnection *connection, const TsnId *id, GError **error);

/* Reads the row that a statement of plan->scan stands on. */
gboolean tsn_state_read_scanned (TsnState *self, TsnStatement *statement, GError **error);

/* Merges @patch in. TRUE if it won something. */
gboolean tsn_state_absorb (TsnState *self, const TsnPatch *patch);

/* Works it out anew from @patches, all that there are. (element-type TsnPatch) */
void tsn_state_refold (TsnState *self, GPtrArray *patches);

/* Writes the row. */
gboolean tsn_state_save (TsnState *self, TsnConnection *connection, GError **error);

gboolean tsn_state_equal (const TsnState *a, const TsnState *b);

/* The value of an open field; NULL when it is not one, or has none. */
const TsnValue *tsn_state_value (const TsnState *self, guint field);

/* Works out one record after the other from the patches of its kind. */
typedef gboolean (*TsnStateFunc) (TsnState *state, gpointer user_data, GError **error);
gboolean tsn_state_fold_kind (TsnConnection *connection,
                              const TsnKindPlan *plan,
                              TsnStateFunc func,
                              gpointer user_data,
                              GError **error);

/* Empties the table of a kind and fills it from the patches. */
gboolean
tsn_state_rebuild_kind (TsnConnection *connection, const TsnKindPlan *plan, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnState, tsn_state_free)

G_END_DECLS
