/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A patch from elsewhere is merged.
 *
 * The same patches give the same rows in whatever order and number they come (tsn-merge.h decides
 * who wins; nothing here does). Kinds that this version does not know are kept in the log and
 * nothing else. After an erasure only the tombstone is kept, the greatest if there are several, and
 * what comes later for the record is dropped.
 */

#include "tsn-store-private.h"

typedef struct
{
  const TsnPatch *patch;
  const guint8 *body; /* of the patch */
  gsize size;
  const TsnOrigin *origin; /* nullable */
} Arrival;

/* Whether the log has it, or another one of the same version. */
static gboolean
look_up (TsnSession *self, const Arrival *arrival, TsnMerged *merged, gint64 *seq, GError **error)
{
  const TsnPatch *patch = arrival->patch;
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row = TRUE;

  statement = tsn_connection_prepare (
      self->connection,
      "SELECT body, seq FROM patch WHERE kind = ?1 AND record = ?2 AND stamp = ?3",
      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, patch->kind);
  tsn_statement_bind_id (statement, 2, &patch->record);
  tsn_statement_bind_number (statement, 3, (gint64) patch->version.stamp);
  while (tsn_statement_step (statement, &row, error))
    {
      g_autoptr (TsnPatch) other = NULL;
      const guint8 *body;
      gsize size;

      if (!row)
        return TRUE;
      body = tsn_statement_blob (statement, 0, &size);
      *seq = tsn_statement_number (statement, 1);
      if (size == arrival->size && memcmp (body, arrival->body, size) == 0)
        {
          *merged = TSN_MERGED_KNOWN;
          return TRUE;
        }
      other = tsn_patch_decode (body, size, NULL);
      if (other != NULL && tsn_version_compare (&other->version, &patch->version) == 0)
        {
          *merged = TSN_MERGED_FORGED;
          return TRUE;
        }
    }
  return FALSE;
}

/* The winners of a record whose kind has no table here. */
static gboolean
fold_unknown (TsnSession *self, const TsnPatch *patch, TsnWinners *winners, GError **error)
{
  g_autoptr (GPtrArray) patches = tsn_session_patches (self, patch->kind, &patch->record, error);

  if (patches == NULL)
    return FALSE;
  for (guint i = 0; i < patches->len; i++)
    tsn_winners_merge (winners, g_ptr_array_index (patches, i));
  return TRUE;
}

/* Into the log; with a tombstone everything else of the record leaves it. Inserted first: the last
 * number of the log never falls back, or a cursor would pass over a patch. */
static gboolean
log_patch (TsnSession *self, const Arrival *arrival, GError **error)
{
  const TsnPatch *patch = arrival->patch;
  /* By whatever stamp it is merged, no other may get the name of one that was written under this
   * device's id, here or on a machine with a copy of this disk. */
  gboolean own = tsn_id_equal (&patch->version.device, tsn_session_get_device (self));

  if (!tsn_clock_observe (&self->clock,
                          patch->effective != 0 && !own ? patch->effective : patch->version.stamp))
    {
      g_set_error_literal (error,
                           TSN_MODEL_ERROR,
                           TSN_MODEL_ERROR_OUT_OF_RANGE,
                           "the patch is dated in the far future");
      return FALSE;
    }
  return tsn_session_insert_body (self,
                                  patch,
                                  arrival->body,
                                  arrival->size,
                                  self->clock.last,
                                  arrival->origin,
                                  error) &&
         (!patch->erase || tsn_session_delete_older (self, patch->kind, &patch->record, error));
}

static gboolean
merge_unknown (TsnSession *self,
               const Arrival *arrival,
               TsnMerged *merged,
               gint64 *seq,
               GError **error)
{
  g_autoptr (TsnWinners) winners = tsn_winners_new ();

  if (!look_up (self, arrival, merged, seq, error))
    return FALSE;
  if (*merged != TSN_MERGED_NEW)
    return TRUE;
  if (!fold_unknown (self, arrival->patch, winners, error))
    return FALSE;
  if (winners->erased && !tsn_winners_merge (winners, arrival->patch))
    {
      *merged = TSN_MERGED_DROPPED;
      return TRUE;
    }
  return log_patch (self, arrival, error);
}

static gboolean
merge_known (TsnSession *self,
             const TsnKind *kind,
             const Arrival *arrival,
             TsnMerged *merged,
             gint64 *seq,
             GError **error)
{
  const TsnPatch *patch = arrival->patch;
  TsnState *state = tsn_session_state (self, kind);
  gboolean erased_before;
  gboolean shared_before;
  gboolean won;

  /* Of a record without a row the log has nothing: most of a first pull need not be looked up. */
  if (!tsn_state_load (state, self->connection, &patch->record, error) ||
      (state->exists && !look_up (self, arrival, merged, seq, error)))
    return FALSE;
  if (*merged != TSN_MERGED_NEW)
    return TRUE;
  erased_before = state->winners->erased;
  shared_before = state->shared;
  won = tsn_state_absorb (state, patch);
  if (erased_before && !won)
    {
      *merged = TSN_MERGED_DROPPED;
      return TRUE;
    }
  if (!log_patch (self, arrival, error) ||
      ((won || !state->exists || state->shared != shared_before) &&
       !tsn_state_save (state, self->connection, error)))
    return FALSE;
  if (patch->erase)
    return tsn_session_erase_owned (self, kind, &patch->record, NULL, error);
  return tsn_session_erase_orphan (self, kind, &patch->record, error);
}

gboolean
tsn_session_merge (TsnSession *self,
                   const TsnPatch *patch,
                   const guint8 *body,
                   gsize size,
                   const TsnOrigin *origin,
                   TsnMerged *merged,
                   gint64 *seq,
                   GError **error)
{
  const Arrival arrival = { patch, body, size, origin };
  const TsnKind *kind = tsn_kind_by_number (patch->kind);

  *merged = TSN_MERGED_NEW;
  return kind != NULL ? merge_known (self, kind, &arrival, merged, seq, error)
                      : merge_unknown (self, &arrival, merged, seq, error);
}

gboolean
tsn_session_apply (TsnSession *self, const TsnPatch *patch, gboolean *changed, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  TsnMerged merged;
  gint64 seq;

  g_return_val_if_fail (self != NULL && patch != NULL, FALSE);
  if (changed != NULL)
    *changed = FALSE;
  tsn_patch_encode (patch, body);
  if (!tsn_session_require_writing (self, error) ||
      !tsn_session_merge (self, patch, body->data, body->len, NULL, &merged, &seq, error))
    return FALSE;
  if (merged == TSN_MERGED_FORGED)
    {
      g_set_error_literal (error,
                           TSN_MODEL_ERROR,
                           TSN_MODEL_ERROR_MALFORMED,
                           "another patch has the same version");
      return FALSE;
    }
  if (changed != NULL)
    *changed = merged == TSN_MERGED_NEW;
  return TRUE;
}
