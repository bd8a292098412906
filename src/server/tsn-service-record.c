/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a push changes in one record: what of it stays, and what its digest is.
 *
 * A record is worked out from its patches that were not dropped: the winners are always among them
 * (tsn-keep.h). A patch that loses at once, because its record was erased or it comes late, is
 * remembered and never written.
 */

#include <string.h>

#include "tsn-keep.h"
#include "tsn-service-private.h"

/* What there is of one record. */
typedef struct
{
  guint kind;
  TsnId id;
  GPtrArray *rows;    /* of TsnServerPatch; without a new one */
  GPtrArray *patches; /* of TsnPatch: theirs, and a new one last */
} Record;

static void
record_clear (Record *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->patches, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Record, record_clear)

static gboolean
load_record (Record *self, TsnPush *push, guint kind, const TsnId *id, GError **error)
{
  TsnBackend *backend = push->call->backend;

  self->kind = kind;
  self->id = *id;
  self->patches = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
  self->rows =
      backend->verbs->record_patches (backend, push->call->device.municipality, kind, id, error);
  for (guint i = 0; self->rows != NULL && i < self->rows->len; i++)
    {
      const TsnServerPatch *row = g_ptr_array_index (self->rows, i);
      gsize size;
      const guint8 *data = g_bytes_get_data (row->body, &size);
      TsnPatch *patch = tsn_patch_decode (data, size, error);

      if (patch == NULL)
        return FALSE;
      patch->effective = row->effective;
      g_ptr_array_add (self->patches, patch);
    }
  return self->rows != NULL;
}

/* -- The digest -- */

static TsnDigest *
digest_of (TsnPush *push, guint kind, GError **error)
{
  TsnBackend *backend = push->call->backend;
  TsnDigest *buckets = g_hash_table_lookup (push->digests, GUINT_TO_POINTER (kind));
  guint found;

  if (buckets != NULL)
    return buckets;
  buckets = g_new0 (TsnDigest, TSN_DIGEST_BUCKETS);
  if (!backend->verbs->next_digest (backend,
                                    push->call->device.municipality,
                                    kind - 1,
                                    &found,
                                    buckets,
                                    error))
    {
      g_free (buckets);
      return NULL;
    }
  if (found != kind)
    memset (buckets, 0, TSN_DIGEST_BUCKETS * sizeof *buckets);
  g_hash_table_insert (push->digests, GUINT_TO_POINTER (kind), buckets);
  return buckets;
}

/* The record's cell, as its patches are now. */
static void
measure (const Record *self, TsnDigest *cell)
{
  g_autoptr (TsnWinners) winners = tsn_winners_new ();

  for (guint i = 0; i < self->patches->len; i++)
    tsn_winners_merge (winners, g_ptr_array_index (self->patches, i));
  tsn_digest_record (self->kind, &self->id, winners, cell);
}

static gboolean
update_digest (const Record *self, TsnPush *push, const TsnDigest *before, GError **error)
{
  TsnDigest *buckets = digest_of (push, self->kind, error);
  TsnDigest *bucket;
  TsnDigest cell;

  if (buckets == NULL)
    return FALSE;
  bucket = &buckets[tsn_digest_bucket (&self->id)];
  tsn_digest_subtract (bucket, before);
  measure (self, &cell);
  tsn_digest_add (bucket, &cell);
  return TRUE;
}

gboolean
tsn_push_write_digests (TsnPush *self, GError **error)
{
  TsnBackend *backend = self->call->backend;
  GHashTableIter iter;
  gpointer kind;
  gpointer buckets;

  g_hash_table_iter_init (&iter, self->digests);
  while (g_hash_table_iter_next (&iter, &kind, &buckets))
    if (!backend->verbs->put_digest (backend,
                                     self->call->device.municipality,
                                     GPOINTER_TO_UINT (kind),
                                     buckets,
                                     error))
      return FALSE;
  return TRUE;
}

/* -- What stays -- */

/* Drops what of the record is no longer needed. @stays: (out): the new one is */
static gboolean
compact (const Record *self, TsnPush *push, gboolean *stays, GError **error)
{
  TsnCall *call = push->call;
  g_autofree gboolean *keep = g_new (gboolean, self->patches->len);

  tsn_keep (self->patches, keep);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const TsnServerPatch *row = g_ptr_array_index (self->rows, i);

      if (keep[i])
        continue;
      if (!call->backend->verbs->drop_patch (call->backend, call->device.municipality, row, error))
        return FALSE;
      if (row->manifest == push->manifest_number)
        push->manifest_number = 0; /* perhaps it went, too */
    }
  *stays = keep[self->rows->len];
  return TRUE;
}

/* The patches of one parcel follow each other: it is asked for once. */
static gboolean
number_manifest (TsnPush *push, const TsnManifest *manifest, gint64 *number, GError **error)
{
  TsnBackend *backend = push->call->backend;
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GBytes) body = NULL;

  if (push->manifest != manifest || push->manifest_number == 0)
    {
      bytes = g_byte_array_new ();
      tsn_manifest_encode (manifest, bytes);
      body = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
      if (!backend->verbs->put_manifest (backend,
                                         push->call->device.municipality,
                                         body,
                                         &push->manifest_number,
                                         error))
        return FALSE;
      push->manifest = manifest;
    }
  *number = push->manifest_number;
  return TRUE;
}

static gboolean
store_patch (TsnPush *push,
             const TsnParcelEntry *entry,
             const TsnManifest *manifest,
             gboolean stays,
             GError **error)
{
  TsnBackend *backend = push->call->backend;
  TsnServerPatch row = { .seq = ++push->seq,
                         .kind = entry->patch->kind,
                         .record = entry->patch->record,
                         .version = entry->patch->version,
                         .effective = entry->patch->effective,
                         .hash = entry->hash,
                         .origin = push->call->sender,
                         .body = stays ? entry->body : NULL };

  if (stays && !number_manifest (push, manifest, &row.manifest, error))
    return FALSE;
  return backend->verbs->add_patch (backend, push->call->device.municipality, &row, error);
}

/* -- Changes -- */

gboolean
tsn_push_take (TsnPush *self,
               const TsnParcelEntry *entry,
               const TsnManifest *manifest,
               GError **error)
{
  g_auto (Record) record = { 0 };
  TsnDigest before;
  gboolean stays;

  if (!load_record (&record, self, entry->patch->kind, &entry->patch->record, error))
    return FALSE;
  measure (&record, &before);
  g_ptr_array_add (record.patches, tsn_patch_ref (entry->patch));
  if (!update_digest (&record, self, &before, error) || !compact (&record, self, &stays, error) ||
      !store_patch (self, entry, manifest, stays, error))
    return FALSE;
  if (entry->patch->erase)
    {
      self->call->service->scrub = TRUE;
      tsn_blocks_clear (self->call->service->blocks);
    }
  return TRUE;
}

gboolean
tsn_push_restamp (TsnPush *self, const TsnServerPatch *known, TsnStamp effective, GError **error)
{
  TsnBackend *backend = self->call->backend;
  g_auto (Record) record = { 0 };
  TsnDigest before;

  if (!load_record (&record, self, known->kind, &known->record, error))
    return FALSE;
  measure (&record, &before);
  for (guint i = 0; i < record.patches->len; i++)
    {
      TsnPatch *patch = g_ptr_array_index (record.patches, i);

      if (tsn_version_compare (&patch->version, &known->version) == 0)
        patch->effective = effective;
    }
  /* It is not dropped now, even if it lost: all who have it must hear of the stamp. */
  return update_digest (&record, self, &before, error) &&
         backend->verbs->restamp_patch (backend,
                                        self->call->device.municipality,
                                        &known->version,
                                        ++self->seq,
                                        &self->call->sender,
                                        effective,
                                        error);
}
