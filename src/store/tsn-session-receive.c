/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lots that came from elsewhere.
 *
 * A lot is looked at whole before anything of it is written: a patch that is not under its manifest
 * tells that somebody on the way has put it there, and then nothing of it is believed. What is
 * known already only learns where else it is. An effective stamp can come later than its patch (the
 * patch came in a bundle, the stamp from the server): then the record is worked out anew from all
 * its patches, which is rare and costs what a check of the record costs.
 */

#include "tsn-session-sync.h"
#include "tsn-store-private.h"

/* The stamp by which it is merged. */
static TsnStamp
order_of (const TsnPatch *patch)
{
  return patch->effective != TSN_STAMP_NONE ? patch->effective : patch->version.stamp;
}

/* -- Looking at a lot -- */

static gboolean
refuse (TsnModelError code, const char *why, GError **error)
{
  g_set_error (error, TSN_MODEL_ERROR, (int) code, "a lot of patches was refused: %s", why);
  return FALSE;
}

/* @place: (inout): of the patch before in the manifest. */
static gboolean
check_patch (const TsnManifest *manifest,
             const TsnPatch *patch,
             const guint8 *body,
             gsize size,
             int *place,
             GError **error)
{
  TsnHash hash;
  int found;

  tsn_hash_bytes (body, size, &hash);
  found = tsn_manifest_find (manifest, &hash);
  if (found < 0)
    return refuse (TSN_MODEL_ERROR_MALFORMED, "a patch is not what was signed", error);
  if (found <= *place)
    return refuse (TSN_MODEL_ERROR_MALFORMED, "its patches are out of order", error);
  if (!tsn_id_equal (&patch->version.device, &manifest->device))
    return refuse (TSN_MODEL_ERROR_MALFORMED, "a patch names another device", error);
  if (patch->effective >= patch->version.stamp)
    return refuse (TSN_MODEL_ERROR_MALFORMED, "an effective stamp is not the lower one", error);
  if (tsn_stamp_ms (order_of (patch)) >= TSN_CLOCK_LATEST)
    return refuse (TSN_MODEL_ERROR_OUT_OF_RANGE, "a patch is dated in the far future", error);
  *place = found;
  return TRUE;
}

/* The patches of a lot, or NULL if it is refused. (element-type TsnPatch) */
static GPtrArray *
read_lot (const TsnManifest *manifest, GPtrArray *bodies, const guint64 *effective, GError **error)
{
  g_autoptr (GPtrArray) patches = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
  int place = -1;

  for (guint i = 0; i < bodies->len; i++)
    {
      gsize size;
      const guint8 *body = g_bytes_get_data (g_ptr_array_index (bodies, i), &size);
      TsnPatch *patch = tsn_patch_decode (body, size, error);

      if (patch == NULL)
        return NULL;
      g_ptr_array_add (patches, patch);
      patch->effective = effective != NULL ? effective[i] : 0;
      if (!check_patch (manifest, patch, body, size, &place, error))
        return NULL;
    }
  return g_steal_pointer (&patches);
}

/* -- What is here already -- */

gboolean
tsn_session_has_patch (TsnSession *self,
                       const TsnPatch *patch,
                       GBytes *body,
                       gboolean *has,
                       GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT 1 FROM patch WHERE kind = ?1 AND record = ?2 AND stamp = ?3 AND body = ?4",
      error);
  const TsnKind *kind = tsn_kind_by_number (patch->kind);
  TsnState *state;
  const guint8 *data;
  gsize size;

  if (statement == NULL)
    return FALSE;
  data = g_bytes_get_data (body, &size);
  tsn_statement_bind_number (statement, 1, patch->kind);
  tsn_statement_bind_id (statement, 2, &patch->record);
  tsn_statement_bind_number (statement, 3, (gint64) patch->version.stamp);
  tsn_statement_bind_blob (statement, 4, data, size);
  if (!tsn_statement_step (statement, has, error))
    return FALSE;
  if (*has || kind == NULL)
    return TRUE;
  state = tsn_session_state (self, kind);
  if (!tsn_state_load (state, self->connection, &patch->record, error))
    return FALSE;
  *has = state->winners->erased;
  return TRUE;
}

static gboolean
note_known (TsnSession *self, gint64 seq, const TsnOrigin *origin, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "UPDATE patch SET manifest = coalesce (manifest, ?2),"
      "  receipt = CASE WHEN ?3 THEN coalesce (receipt, 0) ELSE receipt END,"
      "  quarantine = CASE WHEN ?3 THEN NULL ELSE quarantine END "
      "WHERE seq = ?1 AND (manifest IS NULL OR (?3 AND receipt IS NULL))",
      error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, seq);
  tsn_statement_bind_number (statement, 2, origin->manifest);
  tsn_statement_bind_number (statement, 3, origin->from_server);
  return tsn_statement_run (statement, error);
}

static gboolean
wait_again (TsnSession *self, gint64 seq, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "UPDATE patch SET receipt = NULL WHERE seq = ?1 "
      "AND receipt IS NOT NULL",
      error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, seq);
  return tsn_statement_run (statement, error);
}

gboolean
tsn_session_refold (TsnSession *self, const TsnKind *kind, const TsnId *record, GError **error)
{
  g_autoptr (GPtrArray) patches = tsn_session_patches (self, kind->number, record, error);
  TsnState *state = tsn_session_state (self, kind);

  if (patches == NULL || !tsn_state_load (state, self->connection, record, error))
    return FALSE;
  tsn_state_refold (state, patches);
  return tsn_state_save (state, self->connection, error) &&
         tsn_session_erase_orphan (self, kind, record, error);
}

TsnPatch *
tsn_session_read_patch (TsnSession *self, gint64 seq, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT body, effective FROM patch WHERE seq = ?1",
      error);
  TsnPatch *patch;
  const guint8 *body;
  gboolean row;
  gsize size;

  if (statement == NULL)
    return NULL;
  tsn_statement_bind_number (statement, 1, seq);
  if (!tsn_statement_step (statement, &row, error) || !row)
    return NULL;
  body = tsn_statement_blob (statement, 0, &size);
  patch = tsn_patch_decode (body, size, error);
  if (patch != NULL)
    patch->effective = (TsnStamp) tsn_statement_number (statement, 1);
  return patch;
}

/* At the end of the log with the clock as it is: the last row tells it. */
static gboolean
move_to_end (TsnSession *self, gint64 seq, TsnStamp effective, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "UPDATE patch SET seq = (SELECT max (seq) + 1 FROM patch), effective = ?2, clock = ?3 "
      "WHERE seq = ?1",
      error);

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, seq);
  tsn_statement_bind_number (statement, 2, (gint64) effective);
  tsn_statement_bind_number (statement, 3, (gint64) self->clock.last);
  return tsn_statement_run (statement, error) &&
         tsn_connection_number (self->connection,
                                "SELECT max (seq) FROM patch",
                                0,
                                &self->last_seq,
                                error);
}

gboolean
tsn_session_set_effective (TsnSession *self, gint64 seq, TsnStamp effective, GError **error)
{
  g_autoptr (TsnPatch) patch = NULL;
  g_autoptr (GError) local = NULL;
  const TsnKind *kind;

  if (!tsn_session_require_writing (self, error))
    return FALSE;
  patch = tsn_session_read_patch (self, seq, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (patch == NULL || order_of (patch) == effective)
    return TRUE;
  if (effective == 0 || effective > patch->version.stamp)
    return refuse (TSN_MODEL_ERROR_MALFORMED, "an effective stamp is not the lower one", error);
  if (effective == patch->version.stamp)
    effective = TSN_STAMP_NONE;
  if (!move_to_end (self, seq, effective, error))
    return FALSE;
  kind = tsn_kind_by_number (patch->kind);
  if (kind == NULL)
    return TRUE;
  self->n_searched += tsn_schema_plan (kind)->searched ? 1 : 0;
  return patch->erase || tsn_session_refold (self, kind, &patch->record, error);
}

/* -- Applying -- */

/* @patch is in the log already. Of its stamp here and there the lower counts; a server that has a
 * higher one is told. */
static gboolean
apply_known (TsnSession *self,
             const TsnPatch *patch,
             gint64 seq,
             const TsnOrigin *origin,
             GError **error)
{
  g_autoptr (TsnPatch) ours = tsn_session_read_patch (self, seq, error);
  TsnStamp theirs = order_of (patch);
  gboolean tell;

  if (ours == NULL)
    return FALSE;
  tell = origin->from_server ? theirs > order_of (ours) : theirs < order_of (ours);
  return note_known (self, seq, origin, error) && (!tell || wait_again (self, seq, error)) &&
         (theirs >= order_of (ours) || tsn_session_set_effective (self, seq, theirs, error));
}

static gboolean
apply_patch (TsnSession *self,
             TsnPatch *patch,
             GBytes *bytes,
             const TsnOrigin *origin,
             TsnMerged *merged,
             GError **error)
{
  gsize size;
  const guint8 *body = g_bytes_get_data (bytes, &size);
  gboolean done = FALSE;
  gint64 seq = 0;

  if (!tsn_session_merge (self, patch, body, size, origin, merged, &seq, error))
    return FALSE;
  if (*merged == TSN_MERGED_KNOWN)
    return apply_known (self, patch, seq, origin, error);
  /* Two devices write under one name, and the server has the other patch. */
  if (*merged != TSN_MERGED_FORGED || !origin->from_server)
    return TRUE;
  return tsn_session_quarantine (self, seq, TSN_QUARANTINE_VERSION_TAKEN, error) &&
         tsn_session_rename_patch (self, seq, &done, error) &&
         (!done || tsn_session_merge (self, patch, body, size, origin, merged, &seq, error));
}

gboolean
tsn_session_apply_lot (TsnSession *self,
                       const TsnManifest *manifest,
                       GPtrArray *bodies,
                       const guint64 *effective,
                       gboolean from_server,
                       guint *news,
                       GError **error)
{
  TsnOrigin origin = { .from_server = from_server };
  g_autoptr (GPtrArray) patches = NULL;
  guint n_news = 0;

  if (!tsn_session_require_writing (self, error))
    return FALSE;
  patches = read_lot (manifest, bodies, effective, error);
  if (patches == NULL || !tsn_session_keep_manifest (self, manifest, &origin.manifest, error))
    return FALSE;
  for (guint i = 0; i < patches->len; i++)
    {
      TsnMerged merged;

      if (!apply_patch (self,
                        g_ptr_array_index (patches, i),
                        g_ptr_array_index (bodies, i),
                        &origin,
                        &merged,
                        error))
        return FALSE;
      n_news += merged == TSN_MERGED_NEW ? 1 : 0;
    }
  if (news != NULL)
    *news = n_news;
  return TRUE;
}

/* -- News -- */

/* What another device has signed is news whatever way it came; and what the server sent, which may
 * be of this device itself before it was set back. Grouped by +kind, else SQLite would walk the
 * whole index of records for a single new patch. */
#define SQL_NEWS                                                                                   \
  "SELECT kind, min (record), min (record) = max (record) FROM patch "                             \
  "LEFT JOIN manifest ON manifest.number = patch.manifest "                                        \
  "WHERE seq > ?1 AND (receipt = 0 OR instr (manifest.body, ?2) = 0) GROUP BY +kind"

static gboolean
list_news (TsnSession *self, gint64 after, GArray *news, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (self->connection, SQL_NEWS, error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  tsn_statement_bind_number (statement, 1, after);
  tsn_statement_bind_id (statement, 2, tsn_vault_device (self->vault));
  while (tsn_statement_step (statement, &row, error))
    {
      TsnNews one = { 0 };

      if (!row)
        return TRUE;
      one.kind = (guint) tsn_statement_number (statement, 0);
      if (tsn_statement_number (statement, 2) != 0)
        (void) tsn_statement_id (statement, 1, &one.record);
      g_array_append_val (news, one);
    }
  return FALSE;
}

gboolean
tsn_session_news (TsnSession *self, gint64 *number, GArray **news, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (TsnNews));
  gint64 last = 0;

  if (!tsn_connection_number (self->connection, "SELECT max (seq) FROM patch", 0, &last, error) ||
      (*number >= 0 && last > *number && !list_news (self, *number, list, error)))
    return FALSE;
  *number = last;
  *news = g_steal_pointer (&list);
  return TRUE;
}

/* -- Keys -- */

gboolean
tsn_session_device_key (TsnSession *self,
                        const TsnId *device,
                        guint8 sign_public[TSN_KEY_SIZE],
                        gboolean *found,
                        GError **error)
{
  TsnState *state = tsn_session_state (self, tsn_kind_by_number (TSN_KIND_DEVICE));
  const TsnValue *value;
  TsnCertificate certificate;

  *found = TRUE;
  if (tsn_id_equal (device, tsn_vault_device (self->vault)))
    {
      memcpy (sign_public, tsn_vault_device_sign_public (self->vault), TSN_KEY_SIZE);
      return TRUE;
    }
  if (!tsn_state_load (state, self->connection, device, error))
    return FALSE;
  value = tsn_state_value (state, TSN_DEVICE_CERTIFICATE);
  *found = value != NULL &&
           tsn_certificate_verify (value->bytes,
                                   tsn_vault_root_public (self->vault),
                                   &certificate,
                                   NULL) &&
           tsn_id_equal (&certificate.device, device);
  if (*found)
    memcpy (sign_public, certificate.sign_public, TSN_KEY_SIZE);
  return TRUE;
}
