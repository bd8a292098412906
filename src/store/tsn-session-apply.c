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

typedef enum
{
  PATCH_NEW,
  PATCH_KNOWN,
  PATCH_FORGED, /* another patch has this version */
} Novelty;

static gboolean
look_up (TsnSession *self, const TsnPatch *patch, Novelty *novelty, GError **error)
{
  g_autoptr (TsnStatement) statement = NULL;
  gboolean row = TRUE;

  *novelty = PATCH_NEW;
  statement = tsn_connection_prepare (
      self->connection,
      "SELECT body FROM patch WHERE kind = ?1 AND record = ?2 AND stamp = ?3",
      error);
  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, patch->kind);
  tsn_statement_bind_id (statement, 2, &patch->record);
  tsn_statement_bind_number (statement, 3, (gint64) patch->version.stamp);
  g_byte_array_set_size (self->encoded, 0);
  tsn_patch_encode (patch, self->encoded);
  while (tsn_statement_step (statement, &row, error))
    {
      g_autoptr (TsnPatch) other = NULL;
      const guint8 *body;
      gsize size;

      if (!row)
        return TRUE;
      body = tsn_statement_blob (statement, 0, &size);
      if (size == self->encoded->len && memcmp (body, self->encoded->data, size) == 0)
        {
          *novelty = PATCH_KNOWN;
          return TRUE;
        }
      other = tsn_patch_decode (body, size, NULL);
      if (other != NULL && tsn_version_compare (&other->version, &patch->version) == 0)
        *novelty = PATCH_FORGED;
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
log_patch (TsnSession *self, const TsnPatch *patch, GError **error)
{
  return tsn_session_insert_patch (self, patch, self->clock.last, error) &&
         (!patch->erase || tsn_session_delete_older (self, patch->kind, &patch->record, error));
}

static gboolean
apply_unknown (TsnSession *self, const TsnPatch *patch, gboolean *changed, GError **error)
{
  g_autoptr (TsnWinners) winners = tsn_winners_new ();

  if (!fold_unknown (self, patch, winners, error))
    return FALSE;
  if (winners->erased && !tsn_winners_merge (winners, patch))
    return TRUE;
  *changed = TRUE;
  return log_patch (self, patch, error);
}

static gboolean
apply_known (TsnSession *self,
             const TsnKind *kind,
             const TsnPatch *patch,
             gboolean *changed,
             GError **error)
{
  TsnState *state = tsn_session_state (self, kind);
  gboolean erased_before;
  gboolean shared_before;
  gboolean won;

  if (!tsn_state_load (state, self->connection, &patch->record, error))
    return FALSE;
  erased_before = state->winners->erased;
  shared_before = state->shared;
  won = tsn_state_absorb (state, patch);
  if (erased_before && !won)
    return TRUE;
  *changed = TRUE;
  if (!log_patch (self, patch, error) ||
      ((won || !state->exists || state->shared != shared_before) &&
       !tsn_state_save (state, self->connection, error)))
    return FALSE;
  if (patch->erase)
    return tsn_session_erase_owned (self, kind, &patch->record, NULL, error);
  return tsn_session_erase_orphan (self, kind, &patch->record, error);
}

gboolean
tsn_session_apply (TsnSession *self, const TsnPatch *patch, gboolean *changed, GError **error)
{
  const TsnKind *kind;
  gboolean ignored;
  Novelty novelty;

  g_return_val_if_fail (self != NULL && patch != NULL, FALSE);
  kind = tsn_kind_by_number (patch->kind);
  changed = changed != NULL ? changed : &ignored;
  *changed = FALSE;
  if (!tsn_session_require_writing (self, error) || !look_up (self, patch, &novelty, error))
    return FALSE;
  if (novelty == PATCH_KNOWN)
    return TRUE;
  if (novelty == PATCH_FORGED)
    {
      g_set_error_literal (error,
                           TSN_MODEL_ERROR,
                           TSN_MODEL_ERROR_MALFORMED,
                           "another patch has the same version");
      return FALSE;
    }
  if (!tsn_clock_observe (&self->clock, patch->version.stamp))
    {
      g_set_error_literal (error,
                           TSN_MODEL_ERROR,
                           TSN_MODEL_ERROR_OUT_OF_RANGE,
                           "the patch is dated in the far future");
      return FALSE;
    }
  return kind != NULL ? apply_known (self, kind, patch, changed, error)
                      : apply_unknown (self, patch, changed, error);
}
