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

void
tsn_push_work_out (TsnPushRecord *self)
{
  tsn_winners_reset (self->winners);
  for (guint i = 0; i < self->patches->len; i++)
    tsn_winners_merge (self->winners, g_ptr_array_index (self->patches, i));
  tsn_digest_record (self->name.kind, &self->name.id, self->winners, &self->cell);
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

/* The record's cell goes out of the sum of its bucket, or into it. */
static gboolean
sum_digest (TsnPush *push,
            const TsnPushRecord *record,
            void (*sum) (TsnDigest *self, const TsnDigest *other),
            GError **error)
{
  TsnDigest *buckets = digest_of (push, record->name.kind, error);

  if (buckets == NULL)
    return FALSE;
  sum (&buckets[record->bucket], &record->cell);
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

/* What was not written yet never is. */
static void
drop_row (TsnPush *push, TsnServerPatch *row)
{
  if (row->manifest != 0)
    {
      g_ptr_array_add (push->dropped, row);
      return;
    }
  g_clear_pointer (&row->body, g_bytes_unref);
}

/* Drops what of the record is no longer needed; of a new patch that is not needed itself nothing
 * comes. @row: of the last patch */
static void
compact (TsnPushRecord *self, TsnPush *push, TsnServerPatch *row)
{
  guint last = self->rows->len;
  g_autofree gboolean *keep = g_new (gboolean, last + 1);

  tsn_keep (self->patches, keep);
  if (!keep[last])
    {
      g_clear_pointer (&row->body, g_bytes_unref);
      g_ptr_array_remove_index (self->patches, last);
      return;
    }
  for (guint i = last; i-- > 0;)
    if (!keep[i])
      {
        drop_row (push, g_ptr_array_index (self->rows, i));
        g_ptr_array_remove_index (self->rows, i);
        g_ptr_array_remove_index (self->patches, i);
      }
  g_ptr_array_add (self->rows, row);
}

static TsnServerPatch *
number_patch (TsnPush *push, const TsnPushRecord *record, const TsnParcelEntry *entry)
{
  TsnServerPatch *row = g_new (TsnServerPatch, 1);

  *row = (TsnServerPatch){ .seq = ++push->seq,
                           .kind = entry->patch->kind,
                           .record = entry->patch->record,
                           .version = entry->patch->version,
                           .effective = entry->patch->effective,
                           .hash = entry->hash,
                           .origin = push->call->sender,
                           .bucket = record->bucket,
                           .body = g_bytes_ref (entry->body) };
  g_ptr_array_add (push->rows, row);
  g_hash_table_replace (push->versions, &row->version, row);
  g_ptr_array_add (push->added, row);
  g_array_append_val (push->origins, push->parcel);
  return row;
}

/* -- Changes -- */

gboolean
tsn_push_take (TsnPush *self, const TsnParcelEntry *entry, GError **error)
{
  TsnPushRecord *record = tsn_push_record (self, entry->patch->kind, &entry->patch->record);

  if (!sum_digest (self, record, tsn_digest_subtract, error))
    return FALSE;
  g_ptr_array_add (record->patches, tsn_patch_ref (entry->patch));
  if (tsn_winners_merge (record->winners, entry->patch))
    tsn_digest_record (record->name.kind, &record->name.id, record->winners, &record->cell);
  if (!sum_digest (self, record, tsn_digest_add, error))
    return FALSE;
  compact (record, self, number_patch (self, record, entry));
  if (entry->patch->erase)
    {
      self->call->service->scrub = TRUE;
      tsn_blocks_clear (self->call->service->blocks);
    }
  return TRUE;
}

gboolean
tsn_push_is_missed (TsnPush *self, const TsnParcelEntry *entry, const TsnServerPatch *known)
{
  TsnPushRecord *record = tsn_push_record (self, known->kind, &known->record);
  guint last = record->patches->len;
  g_autofree gboolean *keep = NULL;

  if (known->manifest != 0 || known->body != NULL)
    return FALSE;
  keep = g_new (gboolean, last + 1);
  g_ptr_array_add (record->patches, tsn_patch_ref (entry->patch));
  tsn_keep (record->patches, keep);
  g_ptr_array_remove_index (record->patches, last);
  return keep[last];
}

gboolean
tsn_push_take_back (TsnPush *self, const TsnParcelEntry *entry, GError **error)
{
  TsnBackend *backend = self->call->backend;

  return tsn_push_write (self, error) &&
         backend->verbs->forget_patch (backend,
                                       self->call->device.municipality,
                                       &entry->patch->version,
                                       error) &&
         tsn_push_take (self, entry, error);
}

/* The row of the record that was not dropped, if it has that version. */
static void
restamp_row (TsnPushRecord *self, const TsnServerPatch *known)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      TsnServerPatch *row = g_ptr_array_index (self->rows, i);

      if (tsn_version_compare (&row->version, &known->version) != 0)
        continue;
      row->seq = known->seq;
      row->effective = known->effective;
      ((TsnPatch *) g_ptr_array_index (self->patches, i))->effective = known->effective;
    }
}

gboolean
tsn_push_restamp (TsnPush *self, TsnServerPatch *known, TsnStamp effective, GError **error)
{
  TsnBackend *backend = self->call->backend;
  TsnPushRecord *record = tsn_push_record (self, known->kind, &known->record);

  if (!tsn_push_write (self, error) || !sum_digest (self, record, tsn_digest_subtract, error))
    return FALSE;
  known->seq = ++self->seq;
  known->effective = effective;
  /* It is not dropped now, even if it lost: all who have it must hear of the stamp. */
  restamp_row (record, known);
  tsn_push_work_out (record);
  return sum_digest (self, record, tsn_digest_add, error) &&
         backend->verbs->restamp_patch (backend,
                                        self->call->device.municipality,
                                        &known->version,
                                        known->seq,
                                        &self->call->sender,
                                        effective,
                                        error);
}
