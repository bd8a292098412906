/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pushing: what of a body is taken, what is refused and why, and what of a record stays.
 *
 * A refusal is of one patch and stops nothing else. What was taken before is known by its version,
 * even when it was dropped long ago, and is taken again without doing anything. A patch that loses
 * at once, because its record was erased or it comes late, is remembered and never written.
 *
 * The whole push is one transaction; its receipt is made at the end of it.
 */

#include <string.h>

#include "tsn-keep.h"
#include "tsn-scope.h"
#include "tsn-service-private.h"

#define AHEAD_MS_MAX (5 * 60 * 1000)

typedef struct
{
  TsnCall *call;
  TsnReceipt *receipt;
  GArray *taken;                 /* of TsnHash: new and known */
  gint64 seq;                    /* of the last patch taken */
  GHashTable *digests;           /* kind -> TsnDigest[TSN_DIGEST_BUCKETS], to be written */
  TsnCertificates *certificates; /* that came in this body */
} Push;

/* The patches of one record with the new one. */
typedef struct
{
  GPtrArray *rows;    /* of TsnServerPatch; without the new one */
  GPtrArray *patches; /* of TsnPatch; the new one last */
} Record;

static void
refuse_patch (Push *push, const TsnHash *hash, guint reason)
{
  TsnRefused refused = { *hash, reason };

  g_array_append_val (push->receipt->refused, refused);
  push->call->n_refused++;
}

/* -- The digest -- */

static TsnDigest *
digest_of (Push *push, guint kind, GError **error)
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

static gboolean
update_digest (Push *push, const TsnPatch *patch, const Record *record, GError **error)
{
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  TsnDigest *buckets = digest_of (push, patch->kind, error);
  TsnDigest *bucket;
  TsnDigest digest;

  if (buckets == NULL)
    return FALSE;
  bucket = &buckets[tsn_digest_bucket (&patch->record)];
  for (guint i = 0; i < record->rows->len; i++)
    tsn_winners_merge (winners, g_ptr_array_index (record->patches, i));
  tsn_digest_record (patch->kind, &patch->record, winners, &digest);
  tsn_digest_subtract (bucket, &digest);
  tsn_winners_merge (winners, patch);
  tsn_digest_record (patch->kind, &patch->record, winners, &digest);
  tsn_digest_add (bucket, &digest);
  return TRUE;
}

static gboolean
write_digests (Push *push, GError **error)
{
  TsnBackend *backend = push->call->backend;
  GHashTableIter iter;
  gpointer kind;
  gpointer buckets;

  g_hash_table_iter_init (&iter, push->digests);
  while (g_hash_table_iter_next (&iter, &kind, &buckets))
    if (!backend->verbs->put_digest (backend,
                                     push->call->device.municipality,
                                     GPOINTER_TO_UINT (kind),
                                     buckets,
                                     error))
      return FALSE;
  return TRUE;
}

/* -- One patch -- */

static gboolean
was_dropped_cb (const TsnVersion *version, gpointer user_data, GError **error)
{
  TsnCall *call = user_data;
  g_autoptr (TsnServerPatch) patch = NULL;
  gboolean live;

  return call->backend->verbs->find_patch (call->backend,
                                           call->device.municipality,
                                           version,
                                           &patch,
                                           &live,
                                           error) &&
         patch != NULL && !live;
}

static gboolean
load_record (Push *push, TsnPatch *patch, Record *record, GError **error)
{
  TsnBackend *backend = push->call->backend;

  record->rows = backend->verbs->record_patches (backend,
                                                 push->call->device.municipality,
                                                 patch->kind,
                                                 &patch->record,
                                                 error);
  if (record->rows == NULL)
    return FALSE;
  for (guint i = 0; i < record->rows->len; i++)
    {
      const TsnServerPatch *row = g_ptr_array_index (record->rows, i);
      gsize size;
      const guint8 *data = g_bytes_get_data (row->body, &size);
      TsnPatch *other = tsn_patch_decode (data, size, error);

      if (other == NULL)
        return FALSE;
      g_ptr_array_add (record->patches, other);
    }
  g_ptr_array_add (record->patches, tsn_patch_ref (patch));
  return TRUE;
}

/* Drops what of the record is no longer needed. @stays: (out): the new one is */
static gboolean
compact (Push *push, const Record *record, gboolean *stays, GError **error)
{
  TsnCall *call = push->call;
  g_autofree gboolean *keep = g_new (gboolean, record->patches->len);

  if (!tsn_keep (record->patches, was_dropped_cb, call, keep, error))
    return FALSE;
  for (guint i = 0; i < record->rows->len; i++)
    {
      const TsnServerPatch *row = g_ptr_array_index (record->rows, i);

      if (!keep[i] && !call->backend->verbs->drop_patch (call->backend,
                                                         call->device.municipality,
                                                         row->seq,
                                                         error))
        return FALSE;
    }
  *stays = keep[record->rows->len];
  return TRUE;
}

static gboolean
store_patch (Push *push,
             const TsnParcelEntry *entry,
             const TsnManifest *manifest,
             gboolean stays,
             GError **error)
{
  TsnBackend *backend = push->call->backend;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes) body = NULL;
  TsnServerPatch row = { .seq = ++push->seq,
                         .kind = entry->patch->kind,
                         .record = entry->patch->record,
                         .version = entry->patch->version,
                         .hash = entry->hash,
                         .origin = push->call->device.device,
                         .body = stays ? entry->body : NULL };

  if (stays)
    {
      tsn_manifest_encode (manifest, bytes);
      body = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
      if (!backend->verbs->put_manifest (backend,
                                         push->call->device.municipality,
                                         body,
                                         &row.manifest,
                                         error))
        return FALSE;
    }
  return backend->verbs->add_patch (backend, push->call->device.municipality, &row, error);
}

static gboolean
take_new (Push *push,
          const TsnParcelEntry *entry,
          const TsnManifest *manifest,
          const TsnServerDevice *author,
          GError **error)
{
  g_autoptr (GPtrArray) patches = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
  g_autoptr (GPtrArray) rows = NULL;
  Record record = { NULL, patches };
  gboolean stays;
  gboolean loaded = load_record (push, entry->patch, &record, error);

  rows = record.rows;
  if (!loaded || !update_digest (push, entry->patch, &record, error) ||
      !compact (push, &record, &stays, error) || !store_patch (push, entry, manifest, stays, error))
    return FALSE;
  if (entry->patch->erase)
    push->call->service->scrub = TRUE;
  push->call->n_taken++;
  return entry->patch->kind != TSN_KIND_DEVICE ||
         tsn_call_learn_device (push->call, entry->patch, author, error);
}

/* Why @author may not say this; TSN_REFUSAL_NONE. */
static guint
judge (const Push *push, const TsnPatch *patch, const TsnServerDevice *author)
{
  gboolean own = patch->kind == TSN_KIND_DEVICE && !tsn_patch_revokes (patch) &&
                 tsn_id_equal (&patch->record, &author->device);

  if (author->role == 0)
    return TSN_REFUSAL_UNKNOWN_DEVICE;
  if (author->revoked)
    return TSN_REFUSAL_REVOKED;
  if (!tsn_scope_writes (author->role, patch->kind) && !own)
    return tsn_kind_by_number (patch->kind) != NULL ? TSN_REFUSAL_ROLE : TSN_REFUSAL_LATER;
  if (tsn_stamp_ms (patch->version.stamp) > push->call->now_ms + AHEAD_MS_MAX)
    return TSN_REFUSAL_AHEAD;
  return TSN_REFUSAL_NONE;
}

static gboolean
take_entry (Push *push,
            const TsnParcelEntry *entry,
            const TsnManifest *manifest,
            const TsnServerDevice *author,
            GError **error)
{
  TsnCall *call = push->call;
  g_autoptr (TsnServerPatch) known = NULL;
  gboolean live;
  guint reason = entry->refusal;

  if (entry->patch == NULL)
    {
      refuse_patch (push, &entry->hash, reason);
      return TRUE;
    }
  if (!call->backend->verbs->find_patch (call->backend,
                                         call->device.municipality,
                                         &entry->patch->version,
                                         &known,
                                         &live,
                                         error))
    return FALSE;
  if (known == NULL)
    reason = judge (push, entry->patch, author);
  else if (memcmp (known->hash.bytes, entry->hash.bytes, TSN_HASH_SIZE) != 0)
    reason = TSN_REFUSAL_TWIN;
  if (reason != TSN_REFUSAL_NONE)
    {
      refuse_patch (push, &entry->hash, reason);
      return TRUE;
    }
  g_array_append_val (push->taken, entry->hash);
  return known != NULL || take_new (push, entry, manifest, author, error);
}

/* -- One parcel -- */

/* The author, perhaps by a certificate of this body. @author: role 0: not known */
static gboolean
find_author (Push *push, const TsnId *id, TsnServerDevice *author, GError **error)
{
  TsnCall *call = push->call;
  const TsnCertificate *certificate;
  gboolean found;
  gboolean known;

  if (!call->backend->verbs->get_device (call->backend, id, author, &found, error))
    return FALSE;
  certificate = tsn_certificates_find (push->certificates, id);
  if ((!found || author->role == 0) && certificate != NULL)
    {
      if (!tsn_call_learn_certificate (call,
                                       call->device.municipality,
                                       certificate,
                                       &known,
                                       error) ||
          !call->backend->verbs->get_device (call->backend, id, author, &found, error))
        return FALSE;
    }
  if (found && author->municipality != call->device.municipality)
    *author = (TsnServerDevice){ .device = *id };
  return TRUE;
}

static gboolean
take_parcel (Push *push, const TsnParcel *parcel, GError **error)
{
  TsnServerDevice author;
  guint reason = TSN_REFUSAL_NONE;

  if (!find_author (push, &parcel->manifest.device, &author, error))
    return FALSE;
  if (author.role == 0)
    reason = TSN_REFUSAL_UNKNOWN_DEVICE;
  else if (!tsn_parcel_verify (parcel, author.sign_public))
    reason = TSN_REFUSAL_MALFORMED;
  for (guint i = 0; i < parcel->n_entries; i++)
    {
      const TsnParcelEntry *entry = &parcel->entries[i];

      if (reason != TSN_REFUSAL_NONE)
        refuse_patch (push, &entry->hash, reason);
      else if (!take_entry (push, entry, &parcel->manifest, &author, error))
        return FALSE;
      /* It may have shut itself out, or been shut out by its own certificate. */
      if (entry->patch != NULL && entry->patch->kind == TSN_KIND_DEVICE &&
          !find_author (push, &parcel->manifest.device, &author, error))
        return FALSE;
    }
  return TRUE;
}

/* Calls @func with each parcel; all of them are parcels, or the request is refused. */
static gboolean
read_parcels (Push *push,
              gboolean (*func) (Push *push, const TsnParcel *parcel, GError **error),
              GError **error)
{
  TsnParcelReader reader;

  if (push->call->request->body == NULL)
    return TRUE;
  tsn_parcel_reader_init (&reader, push->call->request->body, 0);
  while (TRUE)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      if (!tsn_parcel_reader_next (&reader, &parcel, NULL))
        return tsn_refuse (error, 400, "the body is malformed");
      if (parcel == NULL)
        return TRUE;
      if (!func (push, parcel, error))
        return FALSE;
    }
}

static gboolean
learn_parcel (Push *push, const TsnParcel *parcel, GError **error)
{
  tsn_certificates_learn (push->certificates, parcel);
  return TRUE;
}

/* -- The receipt -- */

static gboolean
end_push (Push *push, gint64 before, GError **error)
{
  TsnBackend *backend = push->call->backend;
  TsnServerMark mark = { .seq = push->seq };

  if (push->seq == before)
    return TRUE;
  tsn_random (mark.token, sizeof mark.token);
  return write_digests (push, error) &&
         backend->verbs->add_mark (backend, push->call->device.municipality, &mark, error);
}

static gboolean
write_receipt (Push *push, GError **error)
{
  TsnCall *call = push->call;
  TsnReceipt *receipt = push->receipt;
  g_autoptr (GBytes) bytes = NULL;

  receipt->server = call->service->id;
  receipt->device = call->device.device;
  receipt->time_ms = call->now_ms;
  if (!tsn_call_epoch (call, receipt->epoch, error) ||
      !tsn_call_mark (call, push->seq, receipt->mark, error))
    return FALSE;
  tsn_receipt_taken ((const TsnHash *) (gpointer) push->taken->data,
                     push->taken->len,
                     receipt->taken);
  bytes = tsn_receipt_sign (receipt, call->service->key);
  g_byte_array_append (call->out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  return TRUE;
}

gboolean
tsn_call_push (TsnCall *self, GError **error)
{
  g_autoptr (TsnReceipt) receipt = tsn_receipt_new ();
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (TsnHash));
  g_autoptr (GHashTable) digests = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (TsnCertificates) certificates = tsn_certificates_new (self->root_public);
  Push push = { self, receipt, taken, 0, digests, certificates };
  TsnServerMark last;
  gint64 cursor;

  if (!tsn_call_check_marks (self, &cursor, error) ||
      !self->backend->verbs->last_mark (self->backend, self->device.municipality, &last, error))
    return FALSE;
  push.seq = last.seq;
  return read_parcels (&push, learn_parcel, error) && read_parcels (&push, take_parcel, error) &&
         end_push (&push, last.seq, error) && write_receipt (&push, error);
}
