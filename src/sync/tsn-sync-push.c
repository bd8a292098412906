/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pushing: one body, one receipt, one transaction.
 *
 * What is sent is the waiting lots, as many as make a batch. A lot that is larger goes in pieces: a
 * manifest may go several times, each time with other patches of it. Nothing counts as sent before
 * the server's receipt for it was verified and written down; if that is lost on the way, the same
 * patches go again and the server knows them.
 *
 * While one body is on its way the receipt of the one before is written down, and the one behind it
 * is signed and packed: the server does not wait for this device's disk.
 */

#include <string.h>

#include "tsn-parcel.h"
#include "tsn-sync-client-private.h"

#define ANSWER_MAX ((gsize) TSN_SYNC_BODY_MAX) /* a receipt that refuses all of it */

/* What goes in one body. */
typedef struct _TsnSyncBatch
{
  TsnSyncClient *client;
  gsize max;    /* bytes */
  gint64 after; /* the number of a manifest: what waits behind it */
  gint64 last;  /* of the last one in here; 0: there may be more of that */
  GByteArray *body;
  GArray *hashes;      /* of TsnHash: of what is in @body */
  GArray *seqs;        /* of gint64: their numbers */
  GBytes *receipt;     /* as it came */
  GHashTable *refused; /* TsnHash -> TsnRefused, in @read */
  TsnReceipt *read;    /* what it says */
  TsnSyncMarks marks;  /* the store's, when that is written down */
} Batch;

/* @max: bytes */
static Batch *
batch_new (TsnSyncClient *client, gsize max, gint64 after)
{
  Batch *self = g_new0 (Batch, 1);

  self->client = client;
  self->max = max;
  self->after = after;
  self->body = g_byte_array_new ();
  self->hashes = g_array_new (FALSE, FALSE, sizeof (TsnHash));
  self->seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

static void
batch_free (Batch *self)
{
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->hashes, g_array_unref);
  g_clear_pointer (&self->seqs, g_array_unref);
  g_clear_pointer (&self->receipt, g_bytes_unref);
  g_clear_pointer (&self->refused, g_hash_table_unref);
  g_clear_pointer (&self->read, tsn_receipt_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

/* -- Packing -- */

/* How many of the lot's patches fit into @room; at least one into an empty body. */
static guint
count_fitting (const TsnLot *lot, gsize room, gboolean empty)
{
  GBytes *const *bodies = (GBytes *const *) lot->bodies->pdata;
  guint n = lot->bodies->len;

  while (n > 0 && tsn_parcel_size (&lot->manifest, bodies, n) > room)
    n--;
  return n == 0 && empty ? 1 : n;
}

static void
add_lot (Batch *self, const TsnLot *lot, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (lot->bodies, i), &size);
      TsnHash hash;

      tsn_hash_bytes (data, size, &hash);
      g_array_append_val (self->hashes, hash);
    }
  g_array_append_vals (self->seqs, lot->seqs->data, n);
  tsn_parcel_write (self->body,
                    &lot->manifest,
                    (GBytes *const *) lot->bodies->pdata,
                    (const guint64 *) (gpointer) lot->effective->data,
                    n);
}

/* What a round begins with is signed, so that the first batch goes at once. */
static GPtrArray *
take_lots (const Batch *self, TsnSession *session, GError **error)
{
  gboolean *more = &self->client->has_unsigned;
  gboolean signs = *more && self->after != 0;

  while (TRUE)
    {
      g_autoptr (GPtrArray) lots = NULL;
      gint64 last;

      if (signs && !tsn_session_sign_patches (session, self->max, more, error))
        return NULL;
      lots = tsn_session_waiting_lots (session, self->after, self->max, &last, error);
      if (lots == NULL || lots->len > 0 || !*more)
        return g_steal_pointer (&lots);
      signs = TRUE;
    }
}

/* Whole lots, of what is signed or can be now, so that the next batch can begin behind the last of
 * them; but for one that is too large. */
static gboolean
pack (Batch *self, TsnSession *session, GError **error)
{
  g_autoptr (GPtrArray) lots = take_lots (self, session, error);

  for (guint i = 0; lots != NULL && i < lots->len; i++)
    {
      const TsnLot *lot = g_ptr_array_index (lots, i);
      gsize room = self->max - MIN (self->max, self->body->len);
      guint n = count_fitting (lot, room, self->body->len == 0);
      gboolean whole = n == lot->bodies->len;

      if (!whole && self->body->len > 0)
        break;
      add_lot (self, lot, n);
      self->last = whole ? lot->number : 0;
      if (!whole)
        break;
    }
  return lots != NULL;
}

/* -- Receipts -- */

guint
tsn_sync_hash_of (gconstpointer hash)
{
  guint number;

  memcpy (&number, hash, sizeof number);
  return number;
}

gboolean
tsn_sync_hash_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (TsnHash)) == 0;
}

static void
index_refused (Batch *self)
{
  self->refused = g_hash_table_new (tsn_sync_hash_of, tsn_sync_hash_equal);
  for (guint i = 0; i < self->read->refused->len; i++)
    {
      TsnRefused *refused = &g_array_index (self->read->refused, TsnRefused, i);

      g_hash_table_insert (self->refused, &refused->hash, refused);
    }
}

static guint
reason_of (const Batch *self, const TsnHash *hash)
{
  const TsnRefused *refused = g_hash_table_lookup (self->refused, hash);

  return refused != NULL ? refused->reason : TSN_REFUSAL_NONE;
}

/* Whether the receipt is for us, and for what was sent less what it refuses. */
static gboolean
confirms (const Batch *self)
{
  const TsnSyncClient *client = self->client;
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (TsnHash));
  guint8 sum[32];

  for (guint i = 0; i < self->hashes->len; i++)
    {
      const TsnHash *hash = &g_array_index (self->hashes, TsnHash, i);

      if (reason_of (self, hash) == TSN_REFUSAL_NONE)
        g_array_append_vals (taken, hash, 1);
    }
  tsn_receipt_taken ((const TsnHash *) (gpointer) taken->data, taken->len, sum);
  return tsn_id_equal (&self->read->server, &client->server.identity.server) &&
         tsn_id_equal (&self->read->device, tsn_vault_device (client->requester.vault)) &&
         memcmp (sum, self->read->taken, sizeof sum) == 0;
}

static gboolean
read_receipt (Batch *self, GBytes *bytes, GError **error)
{
  TsnSyncMarks *marks = &self->client->marks;

  self->receipt = g_bytes_ref (bytes);
  self->read = tsn_receipt_verify (bytes, self->client->server.identity.server_public, error);
  if (self->read == NULL)
    return FALSE;
  index_refused (self);
  if (!confirms (self))
    {
      g_set_error_literal (error,
                           TSN_SYNC_ERROR,
                           TSN_SYNC_ERROR_WRONG_SERVER,
                           "the receipt is for something else than was sent");
      return FALSE;
    }
  memcpy (marks->receipt, self->read->mark, TSN_MARK_SIZE);
  self->marks = *marks;
  return TRUE;
}

/* Patches that were taken with another stamp are merged by it here, too. After the receipt is
 * noted: they get other numbers. */
static gboolean
restamp (Batch *self, TsnSession *session, GError **error)
{
  g_autoptr (GHashTable) seqs = g_hash_table_new (tsn_sync_hash_of, tsn_sync_hash_equal);

  for (guint i = 0; i < self->hashes->len; i++)
    g_hash_table_insert (seqs,
                         &g_array_index (self->hashes, TsnHash, i),
                         &g_array_index (self->seqs, gint64, i));
  for (guint i = 0; i < self->read->restamped->len; i++)
    {
      const TsnRestamped *entry = &g_array_index (self->read->restamped, TsnRestamped, i);
      const gint64 *seq = g_hash_table_lookup (seqs, &entry->hash);

      if (seq != NULL && !tsn_session_set_effective (session, *seq, entry->effective, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
settle (Batch *self, TsnSession *session, GError **error)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->hashes->len; i++)
    {
      gint64 seq = g_array_index (self->seqs, gint64, i);
      guint reason = reason_of (self, &g_array_index (self->hashes, TsnHash, i));

      if (reason == TSN_REFUSAL_NONE)
        g_array_append_val (taken, seq);
      else if (!tsn_session_quarantine (session, seq, reason, error))
        return FALSE;
    }
  return tsn_session_note_receipt (session,
                                   self->receipt,
                                   (const gint64 *) (gpointer) taken->data,
                                   taken->len,
                                   error) &&
         restamp (self, session, error) && tsn_session_rename_taken (session, error) &&
         tsn_session_set_marks (session, &self->marks, error);
}

static void
count (const Batch *self)
{
  TsnSyncClient *client = self->client;
  guint refused = 0;

  for (guint i = 0; i < self->hashes->len; i++)
    refused += reason_of (self, &g_array_index (self->hashes, TsnHash, i)) != TSN_REFUSAL_NONE;
  client->result->sent += self->hashes->len - refused;
  client->result->refused += refused;
  client->has_state = FALSE;
}

/* -- In the store -- */

typedef struct
{
  Batch *settled; /* (nullable): its receipt is written down; then... */
  Batch *packed;  /* (nullable) */
} Errand;

static gboolean
errand_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Errand *self = data;

  return (self->settled == NULL || settle (self->settled, session, error)) &&
         (self->packed == NULL || pack (self->packed, session, error));
}

static TsnJob *
errand_begin (Errand *self, TsnSyncClient *client)
{
  return tsn_store_begin (client->store,
                          self->settled != NULL || client->has_unsigned ? TSN_STORE_WRITE
                                                                        : TSN_STORE_READ,
                          errand_worker,
                          self,
                          client->cancellable);
}

static gboolean
errand_end (const Errand *self, TsnJob *job, GError **error)
{
  if (!tsn_store_end (job, error))
    return FALSE;
  if (self->settled != NULL)
    count (self->settled);
  return TRUE;
}

static gboolean
errand_run (Errand self, TsnSyncClient *client, GError **error)
{
  return errand_end (&self, errand_begin (&self, client), error);
}

/* -- A step -- */

static TsnStep
take_answer (Batch *batch, gsize size, const TsnTransportAnswer *answer, GError **error)
{
  TsnSyncClient *client = batch->client;

  if (answer->status == 409)
    return TSN_STEP_EPOCH;
  if (answer->status == 413 && batch->hashes->len > 1)
    {
      client->batch_max = size / 2;
      tsn_sync_client_set_batch (client, client->batch_max);
      return TSN_STEP_MORE;
    }
  if (!tsn_sync_check_status (answer, error) || !read_receipt (batch, answer->body, error))
    return TSN_STEP_FAILED;
  tsn_sync_client_grow_batch (client, size);
  return TSN_STEP_MORE;
}

TsnStep
tsn_sync_client_push (TsnSyncClient *self, GError **error)
{
  g_autoptr (Batch) before = g_steal_pointer (&self->unsettled);
  g_autoptr (Batch) batch = g_steal_pointer (&self->packed);
  g_autoptr (Batch) next = NULL;
  g_autoptr (GBytes) body = NULL;
  g_auto (TsnTransportAnswer) answer = { 0 };
  g_autoptr (GError) failure = NULL;
  Errand errand;
  TsnJob *job;
  TsnStep step;

  if (batch == NULL)
    {
      batch = batch_new (self, self->batch, 0);
      if (!errand_run ((Errand){ .packed = batch }, self, error))
        return TSN_STEP_FAILED;
    }
  if (batch->hashes->len == 0)
    return TSN_STEP_DONE;
  /* It goes only if this one arrives, and then it may be as much larger. */
  if (batch->last != 0)
    next = batch_new (self,
                      MIN (self->batch * TSN_SYNC_BATCH_GROWTH, self->batch_max),
                      batch->last);
  errand = (Errand){ before, next };
  job = errand_begin (&errand, self);
  body = g_byte_array_free_to_bytes (g_steal_pointer (&batch->body));
  tsn_sync_client_send (self, &self->marks, "POST", "", body, ANSWER_MAX, &answer, &failure);
  if (!errand_end (&errand, job, error))
    return TSN_STEP_FAILED;
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return TSN_STEP_FAILED;
    }
  step = take_answer (batch, g_bytes_get_size (body), &answer, error);
  if (batch->read == NULL || step != TSN_STEP_MORE)
    return step;
  if (next == NULL || next->hashes->len == 0)
    return errand_run ((Errand){ .settled = batch }, self, error) ? TSN_STEP_MORE : TSN_STEP_FAILED;
  self->unsettled = g_steal_pointer (&batch);
  self->packed = g_steal_pointer (&next);
  return TSN_STEP_MORE;
}
