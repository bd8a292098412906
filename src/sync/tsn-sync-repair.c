/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Repair: when both sides hold different things although all was sent.
 *
 * A patch may be missing on either side: a lot that nobody known had signed when it came, a row
 * that a disk lost. The buckets of the digest tell where. What the server has there is applied like
 * a pull; what it did not send waits again, and the next push settles which of it was missing. So
 * nothing here decides who is right: both get the union.
 *
 * Devices come first, as the others are verified by their certificates. What is done in one round
 * is bounded; the next one goes on.
 */

#include <string.h>

#include "tsn-scope.h"
#include "tsn-session-sync.h"
#include "tsn-sync-client-private.h"

#define BUCKETS_MAX 256 /* requests of one round, but for buckets that take several */

/* One kind of which something differs. */
typedef struct
{
  guint kind;
  gboolean buckets[TSN_DIGEST_BUCKETS];
} Difference;

typedef struct
{
  TsnSyncClient *client;
  GHashTable *theirs;     /* kind -> TsnDigest[TSN_DIGEST_BUCKETS], in the answer */
  GArray *differences;    /* of Difference */
  guint n_buckets;        /* in them */
  gboolean has_later;     /* they have kinds that this program does not know */
  const Difference *kind; /* that is being mended */
  GHashTable *there;      /* a set of TsnHash: what the server sent of it */
  TsnSyncIncoming incoming;
} Repair;

/* -- What differs -- */

static gboolean
read_digest (Repair *self, GBytes *body, GError **error)
{
  TsnCborReader reader;
  gint64 kind = -1;
  gsize size;
  gsize n = 0;
  const guint8 *data = g_bytes_get_data (body, &size);

  tsn_cbor_reader_init (&reader, data, size);
  tsn_cbor_read_map (&reader, &n);
  for (; n > 0 && tsn_cbor_read_key (&reader, &kind); n--)
    {
      if (!tsn_cbor_read_bytes (&reader, &data, &size) ||
          size != TSN_DIGEST_BUCKETS * sizeof (TsnDigest) || kind > G_MAXUINT16)
        break;
      if (tsn_kind_by_number ((guint) kind) == NULL)
        self->has_later = TRUE;
      g_hash_table_insert (self->theirs,
                           GUINT_TO_POINTER ((guint) kind),
                           (gpointer) (guintptr) data);
    }
  if (n == 0 && tsn_cbor_end (&reader))
    return TRUE;
  g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "not a digest");
  return FALSE;
}

static gboolean
compare_kind (Repair *self, TsnSession *session, guint kind, GError **error)
{
  static const TsnDigest none[TSN_DIGEST_BUCKETS] = { 0 };
  g_autofree TsnDigest *ours = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  const TsnDigest *theirs = g_hash_table_lookup (self->theirs, GUINT_TO_POINTER (kind));
  Difference difference = { .kind = kind };
  guint before = self->n_buckets;

  if (!tsn_session_digest (session, kind, ours, error))
    return FALSE;
  if (theirs == NULL)
    theirs = none;
  for (guint i = 0; i < TSN_DIGEST_BUCKETS && self->n_buckets < BUCKETS_MAX; i++)
    if (!tsn_digest_equal (&ours[i], &theirs[i]))
      {
        difference.buckets[i] = TRUE;
        self->n_buckets++;
      }
  if (self->n_buckets > before)
    g_array_append_val (self->differences, difference);
  return TRUE;
}

static gboolean
compare_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Repair *self = data;
  guint role = tsn_vault_role (self->client->requester.vault);
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  if (tsn_scope_pulls (role, TSN_KIND_DEVICE) &&
      !compare_kind (self, session, TSN_KIND_DEVICE, error))
    return FALSE;
  for (guint i = 0; i < n_kinds; i++)
    if (kinds[i].number != TSN_KIND_DEVICE && tsn_scope_pulls (role, kinds[i].number) &&
        !compare_kind (self, session, kinds[i].number, error))
      return FALSE;
  return TRUE;
}

/* -- Mending -- */

static gboolean
apply_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Repair *self = data;

  return tsn_sync_incoming_apply (&self->incoming, session, error);
}

static gboolean
offer_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Repair *self = data;

  return tsn_session_offer_again (session,
                                  self->kind->kind,
                                  self->kind->buckets,
                                  self->there,
                                  error);
}

static void
note_there (Repair *self)
{
  for (guint i = 0; i < self->incoming.parcels->len; i++)
    {
      const TsnParcel *parcel = g_ptr_array_index (self->incoming.parcels, i);

      for (guint j = 0; j < parcel->n_entries; j++)
        g_hash_table_add (self->there, g_memdup2 (&parcel->entries[j].hash, sizeof (TsnHash)));
    }
}

/* @next: (out): what the next request is to begin after; 0: that was all */
static gboolean
read_bucket (Repair *self, GBytes *body, guint64 after, guint64 *next, GError **error)
{
  TsnCborReader reader;
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);

  tsn_cbor_reader_init (&reader, data, size);
  if (!tsn_cbor_read_uint (&reader, next) || (*next != 0 && *next <= after))
    {
      g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "not a bucket");
      return FALSE;
    }
  return tsn_sync_incoming_read (&self->incoming, body, (gsize) (reader.p - data), error);
}

static gboolean
send_get (Repair *self, const char *path, TsnTransportAnswer *answer, GError **error)
{
  TsnSyncClient *client = self->client;

  if (!tsn_sync_requester_send (&client->requester,
                                "GET",
                                path,
                                NULL,
                                TSN_SYNC_ANSWER_MAX,
                                answer,
                                client->cancellable,
                                error))
    return FALSE;
  client->result->retry_after = answer->retry_after;
  return TRUE;
}

static gboolean
run (Repair *self, TsnStoreMode mode, TsnStoreWork work, GError **error)
{
  TsnSyncClient *client = self->client;

  return tsn_store_run_sync (client->store, mode, work, self, client->cancellable, error);
}

/* One request. @after: (inout) */
static gboolean
mend_part (Repair *self, guint bucket, guint64 *after, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/bucket?kind=%u&bucket=%u&after=%" G_GUINT64_FORMAT
                                           "&limit=%" G_GSIZE_FORMAT,
                                           self->kind->kind,
                                           bucket,
                                           *after,
                                           self->client->batch);
  g_auto (TsnTransportAnswer) answer = { 0 };
  guint64 next = 0;
  gboolean ok;

  if (!send_get (self, path, &answer, error) || !tsn_sync_check_status (&answer, error))
    return FALSE;
  tsn_sync_incoming_init (&self->incoming, self->client);
  ok = read_bucket (self, answer.body, *after, &next, error) &&
       run (self, TSN_STORE_WRITE, apply_worker, error);
  if (ok)
    {
      tsn_sync_incoming_count (&self->incoming, self->client->result);
      note_there (self);
    }
  tsn_sync_incoming_clear (&self->incoming);
  *after = next;
  return ok;
}

static gboolean
mend_kind (Repair *self, const Difference *difference, GError **error)
{
  self->kind = difference;
  g_hash_table_remove_all (self->there);
  for (guint bucket = 0; bucket < TSN_DIGEST_BUCKETS; bucket++)
    {
      guint64 after = 0;

      if (!difference->buckets[bucket])
        continue;
      do
        if (!mend_part (self, bucket, &after, error))
          return FALSE;
      while (after != 0);
    }
  return run (self, TSN_STORE_WRITE, offer_worker, error);
}

static gboolean
mend (Repair *self, GError **error)
{
  g_auto (TsnTransportAnswer) answer = { 0 };

  if (!send_get (self, "/v1/digest", &answer, error))
    return FALSE;
  if (answer.status == 404)
    return TRUE;
  if (!tsn_sync_check_status (&answer, error) || !read_digest (self, answer.body, error) ||
      !run (self, TSN_STORE_READ, compare_worker, error))
    return FALSE;
  for (guint i = 0; i < self->differences->len; i++)
    if (!mend_kind (self, &g_array_index (self->differences, Difference, i), error))
      return FALSE;
  return TRUE;
}

gboolean
tsn_sync_client_repair (TsnSyncClient *self, gboolean *later, GError **error)
{
  g_autoptr (GHashTable) theirs = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (Difference));
  g_autoptr (GHashTable) there =
      g_hash_table_new_full (tsn_sync_hash_of, tsn_sync_hash_equal, g_free, NULL);
  Repair repair = { .client = self, .theirs = theirs, .differences = differences, .there = there };

  if (!mend (&repair, error))
    return FALSE;
  *later = repair.has_later && repair.n_buckets == 0;
  return TRUE;
}
