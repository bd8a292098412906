/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Another version for a patch whose version is taken.
 *
 * Two machines that work under one name (a disk that was copied) may write two patches under one
 * version. The one that comes second to the server is refused; under another version it is taken.
 * It stays merged by the stamp that it had, so that what was written after it still wins. Its
 * sealed values are bound to its version: without their data keys, which a kiosk forgets, it cannot
 * be done.
 */

#include <string.h>

#include "tsn-session-sync.h"
#include "tsn-store-private.h"

#define SKIP_MAX 0x100000 /* 16 ms */

/* The other machine may go on from the same stamp as this one: from here on they differ by what
 * they wrote. */
static void
skip_stamps (TsnSession *self, const guint8 *body, gsize size)
{
  TsnHash hash;
  guint32 skip;

  tsn_hash_bytes (body, size, &hash);
  memcpy (&skip, hash.bytes, sizeof skip);
  (void) tsn_clock_observe (&self->clock, self->clock.last + skip % SKIP_MAX);
}

/* The group of @old, which is that of @patch, too, sealed for the latter. NULL without error: its
 * key is not here. */
static GBytes *
seal_again (TsnSession *self,
            const TsnPatch *old,
            const TsnPatch *patch,
            const TsnGroup *group,
            GError **error)
{
  GBytes *sealed = NULL;
  gboolean found;
  gsize size;
  const guint8 *data = g_bytes_get_data (group->sealed, &size);

  if (!tsn_session_find_key (self, &group->key, &found, error) || !found)
    return NULL;
  g_byte_array_set_size (self->clear, 0);
  tsn_patch_associated_data (old, group, self->clear);
  if (tsn_vault_open_sealed (self->vault,
                             &group->key,
                             data,
                             size,
                             self->clear->data,
                             self->clear->len,
                             self->plain,
                             NULL))
    {
      g_byte_array_set_size (self->clear, 0);
      tsn_patch_associated_data (patch, group, self->clear);
      sealed = tsn_vault_seal (self->vault,
                               &group->key,
                               self->plain->data,
                               self->plain->len,
                               self->clear->data,
                               self->clear->len,
                               error);
    }
  tsn_wipe (self->plain);
  return sealed;
}

/* FALSE without error: it cannot be done here. */
static gboolean
seal_all (TsnSession *self, const TsnPatch *old, TsnPatch *patch, GError **error)
{
  for (guint i = 0; i < patch->groups->len; i++)
    {
      TsnGroup *group = g_ptr_array_index (patch->groups, i);
      GBytes *sealed = seal_again (self, old, patch, group, error);

      if (sealed == NULL)
        return FALSE;
      g_bytes_unref (group->sealed);
      group->sealed = sealed;
    }
  return TRUE;
}

/* What the log has under @seq, with another version; NULL without error: that cannot be. */
static TsnPatch *
renamed (TsnSession *self, gint64 seq, GError **error)
{
  g_autoptr (TsnPatch) old = tsn_session_read_patch (self, seq, error);
  g_autoptr (TsnPatch) patch = NULL;
  g_autoptr (GByteArray) body = g_byte_array_new ();

  if (old == NULL || !tsn_id_equal (&old->version.device, tsn_vault_device (self->vault)) ||
      tsn_kind_by_number (old->kind) == NULL)
    return NULL;
  tsn_patch_encode (old, body);
  skip_stamps (self, body->data, body->len);
  patch = tsn_patch_decode (body->data, body->len, error);
  if (patch == NULL)
    return NULL;
  patch->version = tsn_session_next_version (self);
  patch->effective = old->effective != TSN_STAMP_NONE ? old->effective : old->version.stamp;
  return seal_all (self, old, patch, error) ? g_steal_pointer (&patch) : NULL;
}

/* Inserted first: the last number of the log never falls back. */
static gboolean
replace (TsnSession *self, gint64 seq, const TsnPatch *patch, GError **error)
{
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (self->connection,
                                                               "DELETE FROM patch WHERE seq = ?1",
                                                               error);

  if (statement == NULL || !tsn_session_insert_patch (self, patch, self->clock.last, error))
    return FALSE;
  tsn_statement_bind_number (statement, 1, seq);
  return tsn_statement_run (statement, error) &&
         tsn_session_refold (self, tsn_kind_by_number (patch->kind), &patch->record, error);
}

gboolean
tsn_session_rename_patch (TsnSession *self, gint64 seq, gboolean *done, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TsnPatch) patch = NULL;

  *done = FALSE;
  if (tsn_vault_is_locked (self->vault))
    return TRUE; /* nor could it be signed */
  patch = renamed (self, seq, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *done = patch != NULL;
  return patch == NULL || (replace (self, seq, patch, error) &&
                           tsn_session_sign_patches (self, G_MAXSIZE, NULL, error));
}

static GArray *
list_taken (TsnSession *self, GError **error)
{
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      self->connection,
      "SELECT seq FROM patch WHERE quarantine IS NOT NULL "
      "AND quarantine = " G_STRINGIFY (TSN_QUARANTINE_VERSION_TAKEN) " ORDER BY seq",
      error);
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (tsn_statement_step (statement, &row, error))
    {
      gint64 seq;

      if (!row)
        return g_steal_pointer (&seqs);
      seq = tsn_statement_number (statement, 0);
      g_array_append_val (seqs, seq);
    }
  return NULL;
}

gboolean
tsn_session_rename_taken (TsnSession *self, GError **error)
{
  g_autoptr (GArray) seqs = NULL;

  if (!tsn_session_require_writing (self, error))
    return FALSE;
  seqs = list_taken (self, error);
  for (guint i = 0; seqs != NULL && i < seqs->len; i++)
    {
      gboolean done;

      if (!tsn_session_rename_patch (self, g_array_index (seqs, gint64, i), &done, error))
        return FALSE;
    }
  return seqs != NULL;
}
