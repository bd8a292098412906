/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pushing: one body, one receipt, one transaction.
 *
 * What is sent is a piece of the waiting lots, cut to the size of a batch: a manifest may go twice,
 * each time with other patches of it. Nothing counts as sent before the server's receipt for it was
 * verified and written down; if that is lost on the way, the same patches go again and the server
 * knows them.
 */

#include <string.h>

#include "tsn-parcel.h"
#include "tsn-sync-client-private.h"

#define LOTS_MAX   ((gsize) TSN_SYNC_BODY_MAX) /* bytes that are read at once */
#define ANSWER_MAX ((gsize) TSN_SYNC_BODY_MAX) /* a receipt that refuses all of it */

/* What goes in one body. */
typedef struct
{
  TsnSyncClient *client;
  GPtrArray *lots; /* of TsnLot */
  GByteArray *body;
  GArray *hashes;      /* of TsnHash: of what is in @body */
  GArray *seqs;        /* of gint64: their numbers */
  GBytes *receipt;     /* as it came */
  GHashTable *refused; /* TsnHash -> TsnRefused, in @read */
  TsnReceipt *read;    /* what it says */
} Batch;

static void
batch_clear (Batch *self)
{
  g_clear_pointer (&self->lots, g_ptr_array_unref);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->hashes, g_array_unref);
  g_clear_pointer (&self->seqs, g_array_unref);
  g_clear_pointer (&self->receipt, g_bytes_unref);
  g_clear_pointer (&self->refused, g_hash_table_unref);
  g_clear_pointer (&self->read, tsn_receipt_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static gboolean
lots_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *self = data;
  gint64 last;

  self->lots =
      tsn_session_waiting_lots (session, 0, MIN (self->client->batch, LOTS_MAX), &last, error);
  return self->lots != NULL;
}

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

static void
pack (Batch *self)
{
  gsize max = self->client->batch;

  for (guint i = 0; i < self->lots->len; i++)
    {
      const TsnLot *lot = g_ptr_array_index (self->lots, i);
      gsize room = max - MIN (max, self->body->len);
      guint n = count_fitting (lot, room, self->body->len == 0);

      if (n > 0)
        add_lot (self, lot, n);
      if (n < lot->bodies->len)
        return;
    }
}

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
  self->receipt = g_bytes_ref (bytes);
  self->read = tsn_receipt_verify (bytes, self->client->server.identity.server_public, error);
  if (self->read == NULL)
    return FALSE;
  index_refused (self);
  if (confirms (self))
    return TRUE;
  g_set_error_literal (error,
                       TSN_SYNC_ERROR,
                       TSN_SYNC_ERROR_WRONG_SERVER,
                       "the receipt is for something else than was sent");
  return FALSE;
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
settle_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *self = data;
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (gint64));
  TsnSyncMarks marks = self->client->marks;

  for (guint i = 0; i < self->hashes->len; i++)
    {
      gint64 seq = g_array_index (self->seqs, gint64, i);
      guint reason = reason_of (self, &g_array_index (self->hashes, TsnHash, i));

      if (reason == TSN_REFUSAL_NONE)
        g_array_append_val (taken, seq);
      else if (!tsn_session_quarantine (session, seq, reason, error))
        return FALSE;
    }
  memcpy (marks.receipt, self->read->mark, sizeof marks.receipt);
  return tsn_session_note_receipt (session,
                                   self->receipt,
                                   (const gint64 *) (gpointer) taken->data,
                                   taken->len,
                                   error) &&
         restamp (self, session, error) && tsn_session_set_marks (session, &marks, error);
}

static gboolean
settle (Batch *self, GError **error)
{
  TsnSyncClient *client = self->client;
  guint refused = 0;

  if (!tsn_store_run_sync (client->store,
                           TSN_STORE_WRITE,
                           settle_worker,
                           self,
                           client->cancellable,
                           error))
    return FALSE;
  for (guint i = 0; i < self->hashes->len; i++)
    refused += reason_of (self, &g_array_index (self->hashes, TsnHash, i)) != TSN_REFUSAL_NONE;
  memcpy (client->marks.receipt, self->read->mark, TSN_MARK_SIZE);
  client->result->sent += self->hashes->len - refused;
  client->result->refused += refused;
  client->has_state = FALSE;
  return TRUE;
}

TsnStep
tsn_sync_client_push (TsnSyncClient *self, GError **error)
{
  g_auto (TsnTransportAnswer) answer = { 0 };
  g_autoptr (GBytes) body = NULL;
  g_auto (Batch) batch = {
    .client = self,
    .body = g_byte_array_new (),
    .hashes = g_array_new (FALSE, FALSE, sizeof (TsnHash)),
    .seqs = g_array_new (FALSE, FALSE, sizeof (gint64)),
  };

  if (!tsn_store_run_sync (self->store,
                           TSN_STORE_READ,
                           lots_worker,
                           &batch,
                           self->cancellable,
                           error))
    return TSN_STEP_FAILED;
  if (batch.lots->len == 0)
    return TSN_STEP_DONE;
  pack (&batch);
  body = g_byte_array_free_to_bytes (g_steal_pointer (&batch.body));
  if (!tsn_sync_client_send (self, &self->marks, "POST", "", body, ANSWER_MAX, &answer, error))
    return TSN_STEP_FAILED;
  if (answer.status == 409)
    return TSN_STEP_EPOCH;
  if (answer.status == 413 && batch.hashes->len > 1)
    {
      self->batch_max = g_bytes_get_size (body) / 2;
      tsn_sync_client_set_batch (self, self->batch_max);
      return TSN_STEP_MORE;
    }
  if (!tsn_sync_check_status (&answer, error) || !read_receipt (&batch, answer.body, error) ||
      !settle (&batch, error))
    return TSN_STEP_FAILED;
  tsn_sync_client_set_batch (self, self->batch * 2);
  return TSN_STEP_MORE;
}
