/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pulling: what a device does not have yet, in the order in which it came; the digest to compare
 * with; and all of one bucket of it, for a device that found a difference.
 *
 * Patches that came under one manifest and stand next to each other travel in one parcel; a role's
 * scope and the answer's limit decide what is in it. Reading ends at the first patch that does not
 * fit; the cursor then stands before it.
 */

#include <string.h>

#include "tsn-scope.h"
#include "tsn-service-private.h"

#define LIMIT_MIN (64 * 1024)
#define LIMIT_MAX (4 * 1024 * 1024)

typedef struct
{
  TsnCall *call;
  const TsnId *sender; /* (nullable): whose own is left out */
  gboolean own;        /* something was */
  GHashTable *origins; /* (nullable): set of TsnId: who brought what is in the answer */
  const TsnId *origin; /* (nullable): the last of them */
  gsize limit;
  GByteArray *parcels;
  gint64 seq; /* the last one that was looked at */
  gboolean more;
  gint64 number;        /* of the manifest of the parcel that is being filled */
  TsnManifest manifest; /* of it */
  GPtrArray *bodies;    /* (element-type GBytes) */
  GArray *effective;    /* of TsnStamp: theirs */
  gsize pending;        /* bytes of @bodies */
  int place;            /* of the last of @bodies in the manifest */
  GError *error;
} Pull;

static void
pull_init (Pull *pull, TsnCall *call)
{
  *pull = (Pull){ .call = call,
                  .parcels = g_byte_array_new (),
                  .bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref),
                  .effective = g_array_new (FALSE, FALSE, sizeof (TsnStamp)),
                  .place = -1 };
}

static void
pull_clear (Pull *pull)
{
  g_byte_array_unref (pull->parcels);
  g_ptr_array_unref (pull->bodies);
  g_array_unref (pull->effective);
  g_clear_pointer (&pull->origins, g_hash_table_unref);
  g_clear_error (&pull->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pull, pull_clear)

static void
end_parcel (Pull *pull)
{
  if (pull->bodies->len == 0)
    return;
  tsn_parcel_write (pull->parcels,
                    &pull->manifest,
                    (GBytes *const *) pull->bodies->pdata,
                    (const TsnStamp *) (gpointer) pull->effective->data,
                    pull->bodies->len);
  g_ptr_array_set_size (pull->bodies, 0);
  g_array_set_size (pull->effective, 0);
  pull->pending = 0;
  pull->place = -1;
}

static gboolean
load_manifest (Pull *pull, gint64 number)
{
  TsnBackend *backend = pull->call->backend;
  g_autoptr (GBytes) bytes = backend->verbs->get_manifest (backend, number, &pull->error);
  const guint8 *data;
  gsize size;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  pull->number = number;
  return tsn_manifest_decode (&pull->manifest, data, size, &pull->error);
}

static gboolean
fits (const Pull *pull, const TsnServerPatch *patch)
{
  gsize used = pull->parcels->len + pull->pending;

  return used == 0 || used + g_bytes_get_size (patch->body) <= pull->limit;
}

static gboolean
erases (const TsnServerPatch *patch)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (patch->body, &size);
  g_autoptr (TsnPatch) decoded = tsn_patch_decode (data, size, NULL);

  return decoded != NULL && decoded->erase;
}

/* A kiosk pulls no people, but has what was entered there: it must hear that they are gone. */
static gboolean
concerns (const TsnServerDevice *device, const TsnServerPatch *patch)
{
  return tsn_scope_pulls (device->role, patch->kind) ||
         (tsn_scope_writes (device->role, patch->kind) && erases (patch));
}

static void
note_origin (Pull *pull, const TsnId *origin)
{
  TsnId *copy;

  if (pull->origins == NULL || (pull->origin != NULL && tsn_id_equal (pull->origin, origin)))
    return;
  copy = g_memdup2 (origin, sizeof *origin);
  g_hash_table_replace (pull->origins, copy, NULL);
  pull->origin = copy;
}

static gboolean
add_patch_cb (TsnServerPatch *patch, gpointer user_data)
{
  Pull *pull = user_data;
  const TsnServerDevice *device = &pull->call->device;
  gboolean own = pull->sender != NULL && tsn_id_equal (&patch->origin, pull->sender);
  int place;

  if (own || !concerns (device, patch))
    {
      pull->own = pull->own || own;
      pull->seq = patch->seq;
      return TRUE;
    }
  if (!fits (pull, patch))
    {
      pull->more = TRUE;
      return FALSE;
    }
  if (patch->manifest != pull->number)
    {
      end_parcel (pull);
      if (!load_manifest (pull, patch->manifest))
        return FALSE;
    }
  place = tsn_manifest_find (&pull->manifest, &patch->hash);
  if (place <= pull->place)
    end_parcel (pull);
  pull->place = place;
  note_origin (pull, &patch->origin);
  pull->pending += g_bytes_get_size (patch->body);
  g_ptr_array_add (pull->bodies, g_bytes_ref (patch->body));
  g_array_append_val (pull->effective, patch->effective);
  pull->seq = patch->seq;
  return TRUE;
}

/* After the last patch. */
static gboolean
end_pull (Pull *pull, GError **error)
{
  if (pull->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&pull->error));
      return FALSE;
    }
  end_parcel (pull);
  return TRUE;
}

/* A number of the query; @number stays if there is none. */
static gboolean
read_number (TsnCall *self, const char *name, guint64 max, guint64 *number, GError **error)
{
  const char *text = g_hash_table_lookup (self->query, name);

  return text == NULL || g_ascii_string_to_unsigned (text, 10, 0, max, number, NULL) ||
         tsn_refuse (error, 400, "a number of the query is malformed");
}

static gboolean
read_limit (TsnCall *self, gsize *limit, GError **error)
{
  guint64 number = LIMIT_MAX;

  if (!read_number (self, "limit", G_MAXUINT64, &number, error))
    return FALSE;
  *limit = (gsize) CLAMP (number, LIMIT_MIN, LIMIT_MAX);
  return TRUE;
}

static gboolean
root_digest (TsnCall *self, TsnHash *root, GError **error)
{
  TsnDigest buckets[TSN_DIGEST_BUCKETS];
  TsnDigestRoot sum;
  guint kind = 0;
  gboolean read;

  tsn_digest_root_init (&sum);
  while ((read = self->backend->verbs->next_digest (self->backend,
                                                    self->device.municipality,
                                                    kind,
                                                    &kind,
                                                    buckets,
                                                    error)) &&
         kind != 0)
    if (tsn_scope_pulls (self->device.role, kind))
      tsn_digest_root_feed (&sum, kind, buckets);
  tsn_digest_root_finish (&sum, root);
  return read;
}

static gboolean
write_answer (TsnCall *self, Pull *pull, GError **error)
{
  TsnSyncState state = { .more = pull->more };
  TsnServerMark last;

  if (!self->backend->verbs->last_mark (self->backend, self->device.municipality, &last, error) ||
      !tsn_call_epoch (self, state.epoch, error) ||
      !tsn_call_mark (self, pull->more ? pull->seq : last.seq, state.cursor, error) ||
      (!pull->more && !root_digest (self, &state.digest, error)))
    return FALSE;
  self->pulled = TRUE;
  self->given = pull->more ? pull->seq : last.seq;
  tsn_sync_state_encode (&state, self->out);
  g_byte_array_append (self->out, pull->parcels->data, pull->parcels->len);
  return TRUE;
}

/* A full page is for others, too. */
static void
keep_block (TsnCall *self, Pull *pull, const TsnBlockKey *key)
{
  TsnBlock *block;
  guint8 *bytes;
  gsize size;

  if (!pull->more || pull->own)
    return;
  bytes = g_byte_array_steal (self->out, &size);
  self->body = g_bytes_new_take (bytes, size);
  block = g_new (TsnBlock, 1);
  *block = (TsnBlock){ .key = *key,
                       .origins = g_steal_pointer (&pull->origins),
                       .seq = pull->seq,
                       .body = g_bytes_ref (self->body),
                       .made_ms = self->now_ms };
  tsn_blocks_add (self->service->blocks, block);
}

static gboolean
answer_block (TsnCall *self, const Pull *pull, const TsnBlockKey *key)
{
  const TsnBlock *block = tsn_blocks_find (self->service->blocks, key, pull->sender, self->now_ms);

  if (block == NULL)
    return FALSE;
  self->pulled = TRUE;
  self->given = block->seq;
  self->body = g_bytes_ref (block->body);
  return TRUE;
}

/* Who pulls after a push, as all do, begins before what it brought: that is left out as a whole,
 * unread. */
static gboolean
skip_own (TsnCall *self, gint64 *seq, GError **error)
{
  const TsnContact *contact = tsn_service_contact (self->service, &self->device.device);
  gint64 to = (gint64) tsn_mark_seq (contact->own_to);
  gboolean known;

  if (tsn_id_is_nil (&self->sender) || !tsn_id_equal (&self->sender, &contact->sender) ||
      *seq < contact->own_after || *seq >= to)
    return TRUE;
  if (!tsn_call_knows_mark (self, contact->own_to, &known, error))
    return FALSE;
  if (known)
    *seq = to;
  return TRUE;
}

gboolean
tsn_call_pull (TsnCall *self, GError **error)
{
  g_auto (Pull) pull;
  TsnBlockKey key = { .municipality = self->device.municipality, .role = self->device.role };

  pull_init (&pull, self);
  if (!read_limit (self, &pull.limit, error) || !tsn_call_check_marks (self, &pull.seq, error) ||
      !skip_own (self, &pull.seq, error))
    return FALSE;
  if (!tsn_id_is_nil (&self->sender))
    pull.sender = &self->sender;
  key.after = pull.seq;
  key.limit = pull.limit;
  if (answer_block (self, &pull, &key))
    return TRUE;
  pull.origins = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL);
  if (!self->backend->verbs->read_patches (self->backend,
                                           self->device.municipality,
                                           pull.seq,
                                           add_patch_cb,
                                           &pull,
                                           error) ||
      !end_pull (&pull, error) || !write_answer (self, &pull, error))
    return FALSE;
  keep_block (self, &pull, &key);
  return TRUE;
}

gboolean
tsn_call_bucket (TsnCall *self, GError **error)
{
  g_auto (Pull) pull;
  guint64 kind = 0;
  guint64 bucket = TSN_DIGEST_BUCKETS;
  guint64 after = 0;

  pull_init (&pull, self);
  if (!read_limit (self, &pull.limit, error) ||
      !read_number (self, "kind", G_MAXUINT16, &kind, error) ||
      !read_number (self, "bucket", TSN_DIGEST_BUCKETS - 1, &bucket, error) ||
      !read_number (self, "after", G_MAXINT64, &after, error))
    return FALSE;
  if (kind == 0 || bucket == TSN_DIGEST_BUCKETS)
    return tsn_refuse (error, 400, "the query has no kind or no bucket");
  if (!self->backend->verbs->read_bucket (self->backend,
                                          self->device.municipality,
                                          (guint) kind,
                                          (guint) bucket,
                                          (gint64) after,
                                          add_patch_cb,
                                          &pull,
                                          error) ||
      !end_pull (&pull, error))
    return FALSE;
  tsn_cbor_write_uint (self->out, pull.more ? (guint64) pull.seq : 0);
  g_byte_array_append (self->out, pull.parcels->data, pull.parcels->len);
  return TRUE;
}

gboolean
tsn_call_digest (TsnCall *self, GError **error)
{
  TsnDigest buckets[TSN_DIGEST_BUCKETS];
  g_autoptr (GByteArray) pairs = g_byte_array_new ();
  guint kind = 0;
  guint n = 0;

  while (TRUE)
    {
      if (!self->backend->verbs->next_digest (self->backend,
                                              self->device.municipality,
                                              kind,
                                              &kind,
                                              buckets,
                                              error))
        return FALSE;
      if (kind == 0)
        break;
      if (!tsn_scope_pulls (self->device.role, kind))
        continue;
      tsn_cbor_write_uint (pairs, kind);
      tsn_cbor_write_bytes (pairs, buckets, sizeof buckets);
      n++;
    }
  tsn_cbor_write_map (self->out, n);
  tsn_cbor_write_raw (self->out, pairs->data, pairs->len);
  return TRUE;
}
