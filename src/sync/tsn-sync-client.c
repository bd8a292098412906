/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rounds.
 *
 * The client keeps nothing of its own: where it stands is in the store, so that a crash, a cut or a
 * second process loses nothing. A server that was set back (409) is told everything again: all
 * receipts are forgotten, everything waits, and what the server still has comes back with the next
 * pull and no longer does.
 *
 * A batch begins at a size that a poor line bears and grows with success; after a cut it is halved,
 * so that a line that never lasts longer than a batch gets on all the same.
 */

#include "tsn-sync-client.h"

#include <string.h>

#include "tsn-device-keys.h"
#include "tsn-scope.h"
#include "tsn-sync-client-private.h"
#include "tsn-sync-missed.h"

#define PROGRAM "sync-program" /* the setting: the version of the last round */

#define BATCH_START ((gsize) 256 * 1024)

TsnSyncClient *
tsn_sync_client_new (TsnStore *store, TsnTransport *transport, const TsnSyncServer *server)
{
  TsnSyncClient *self = g_new0 (TsnSyncClient, 1);

  self->store = g_object_ref (store);
  self->transport = g_object_ref (transport);
  self->server = *server;
  self->requester = (TsnSyncRequester){ .transport = transport,
                                        .vault = tsn_store_get_vault (store),
                                        .server = server->identity.server };
  self->sender = tsn_id_new (tsn_clock_wall_ms (NULL));
  self->batch = BATCH_START;
  self->batch_max = TSN_SYNC_BODY_MAX;
  return self;
}

void
tsn_sync_client_free (TsnSyncClient *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->store);
  g_clear_object (&self->transport);
  g_free (self);
}

void
tsn_sync_client_set_batch (TsnSyncClient *self, gsize bytes)
{
  self->batch = CLAMP (bytes, MIN (TSN_SYNC_BATCH_MIN, self->batch_max), self->batch_max);
}

void
tsn_sync_client_grow_batch (TsnSyncClient *self, gsize bytes)
{
  if (bytes >= self->batch / 2)
    tsn_sync_client_set_batch (self, self->batch * TSN_SYNC_BATCH_GROWTH);
}

/* What was pushed from here ends at the receipt: of what comes behind that nothing is left out of a
 * pull, and a round with nothing to do, the most frequent one, is that much shorter. */
static gboolean
is_sender_needed (const TsnSyncMarks *marks, GBytes *body)
{
  return body != NULL || tsn_mark_seq (marks->cursor) < tsn_mark_seq (marks->receipt);
}

gboolean
tsn_sync_client_send (TsnSyncClient *self,
                      const TsnSyncMarks *marks,
                      const char *method,
                      const char *more,
                      GBytes *body,
                      gsize answer_max,
                      TsnTransportAnswer *answer,
                      GError **error)
{
  const TsnId *sender = is_sender_needed (marks, body) ? &self->sender : &TSN_ID_NIL;
  g_autofree char *path = tsn_sync_path (marks, sender, more);
  g_autoptr (GError) local = NULL;

  if (tsn_sync_requester_send (&self->requester,
                               method,
                               path,
                               body,
                               answer_max,
                               answer,
                               self->cancellable,
                               &local))
    {
      self->result->retry_after = answer->retry_after;
      return TRUE;
    }
  if (g_error_matches (local, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE))
    tsn_sync_client_set_batch (self, self->batch / 2);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
count (TsnSyncClient *self, TsnSession *session, GError **error)
{
  return tsn_session_count_waiting (session,
                                    &self->result->waiting,
                                    &self->result->quarantined,
                                    error);
}

/* What was refused may have been the fault of a program that is another one today, here or there.
 */
static gboolean
look_for_update (TsnSession *session, GError **error)
{
  g_autoptr (GBytes) program = g_bytes_new_static (TSN_VERSION, strlen (TSN_VERSION));
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) before = tsn_session_get_setting (session, PROGRAM, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return (before != NULL && g_bytes_equal (before, program)) ||
         (tsn_session_leave_quarantine (session, error) &&
          tsn_session_set_setting (session, PROGRAM, program, error));
}

/* Patches are signed before anything else: from then on they may travel. Of many the first: the
 * others are signed while those are on their way. */
static gboolean
begin_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnSyncClient *self = data;

  return look_for_update (session, error) && tsn_session_rename_taken (session, error) &&
         tsn_session_sign_patches (session, self->batch, &self->has_unsigned, error) &&
         tsn_session_get_marks (session, &self->marks, error) && count (self, session, error);
}

static gboolean
new_epoch_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnSyncClient *self = data;

  return tsn_session_forget_receipts (session, error) &&
         tsn_session_get_marks (session, &self->marks, error) && count (self, session, error);
}

/* Only once a round: a server that knows nothing of its own marks cannot be helped. */
static gboolean
begin_epoch (TsnSyncClient *self, GError **error)
{
  if (self->result->new_epoch)
    {
      g_set_error_literal (error,
                           TSN_SYNC_ERROR,
                           TSN_SYNC_ERROR_SERVER_FAILED,
                           "the server does not know its own marks");
      return FALSE;
    }
  self->result->new_epoch = TRUE;
  /* What came from here before may be there or not. */
  self->sender = tsn_id_new (tsn_clock_wall_ms (NULL));
  return tsn_store_run_sync (self->store,
                             TSN_STORE_WRITE,
                             new_epoch_worker,
                             self,
                             self->cancellable,
                             error);
}

static gboolean
count_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return count (data, session, error);
}

/* Pulls or pushes as long as there is something. People go on writing meanwhile, so what is waiting
 * is counted after every step, a failed one too. */
static TsnStep
repeat (TsnSyncClient *self, TsnStep (*step) (TsnSyncClient *self, GError **error), GError **error)
{
  TsnStep where;

  do
    {
      where = step (self, error);
      tsn_store_run_sync (self->store, TSN_STORE_READ, count_worker, self, NULL, NULL);
      if (self->progress != NULL)
        self->progress (self->result, self->progress_data);
    }
  while (where == TSN_STEP_MORE);
  return where;
}

/* What came may be keys, for this device or for others from this one; or the certificate of
 * somebody whose patches could not be verified when they came. */
static gboolean
tend_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnSyncClient *self = data;
  TsnSyncMarks marks = self->marks;
  gboolean wrote = FALSE;

  if (!tsn_session_tend_keys (session, self->requester.vault, &wrote, error) ||
      (wrote && !tsn_session_sign_patches (session, G_MAXSIZE, NULL, error)) ||
      !tsn_sync_missed_recall (session, &self->again, error))
    return FALSE;
  if (!self->again)
    return TRUE;
  memset (marks.cursor, 0, sizeof marks.cursor);
  return tsn_session_set_marks (session, &marks, error);
}

static gboolean
tend_keys (TsnSyncClient *self, GError **error)
{
  if (!tsn_store_run_sync (self->store,
                           TSN_STORE_WRITE,
                           tend_worker,
                           self,
                           self->cancellable,
                           error))
    return FALSE;
  if (self->again)
    memset (self->marks.cursor, 0, sizeof self->marks.cursor);
  return TRUE;
}

/* Until there is nothing more, and nothing that was passed over can be had now. */
static TsnStep
pull_all (TsnSyncClient *self, GError **error)
{
  TsnStep where;

  do
    {
      where = repeat (self, tsn_sync_client_pull, error);
      if (where == TSN_STEP_DONE && !tend_keys (self, error))
        where = TSN_STEP_FAILED;
    }
  while (where == TSN_STEP_DONE && self->again);
  return where;
}

/* One pass; TSN_STEP_EPOCH: all over again. What people wrote here is to be safe before what others
 * wrote is fetched, which may take long. But without a receipt it is the server that says what of
 * it does not have to be sent. */
static TsnStep
pass (TsnSyncClient *self, GError **error)
{
  static const guint8 none[TSN_MARK_SIZE] = { 0 };
  guint64 settled;
  TsnStep where = TSN_STEP_DONE;

  if (memcmp (self->marks.receipt, none, sizeof none) != 0)
    where = repeat (self, tsn_sync_client_push, error);
  if (where == TSN_STEP_DONE)
    where = pull_all (self, error);
  if (where != TSN_STEP_DONE)
    return where;
  settled = self->result->sent + self->result->refused;
  where = repeat (self, tsn_sync_client_push, error);
  if (where == TSN_STEP_DONE && self->result->sent + self->result->refused > settled)
    where = repeat (self, tsn_sync_client_pull, error);
  return where;
}

gboolean
tsn_sync_digest (TsnSession *session, guint role, TsnHash *root, GError **error)
{
  g_autofree TsnDigest *buckets = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  TsnDigestRoot sum;
  gboolean ok = TRUE;
  guint n_kinds;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  tsn_digest_root_init (&sum);
  for (guint i = 0; ok && i < n_kinds; i++)
    if (tsn_scope_pulls (role, kinds[i].number))
      {
        ok = tsn_session_digest (session, kinds[i].number, buckets, error);
        if (ok)
          tsn_digest_root_feed (&sum, kinds[i].number, buckets);
      }
  tsn_digest_root_finish (&sum, root);
  return ok;
}

/* At the end of a round: whether both hold the same, as far as that can be said, and when it was.
 */
static gboolean
end_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnSyncClient *self = data;
  TsnSyncMarks marks;

  self->result->digest = TSN_DIGEST_UNKNOWN;
  if (!count (self, session, error) || !tsn_session_get_marks (session, &marks, error))
    return FALSE;
  if (self->result->waiting > 0 || memcmp (&marks, &self->marks, sizeof marks) != 0)
    return TRUE;
  if (!tsn_sync_server_set_synced (session, tsn_sync_requester_now (&self->requester), error))
    return FALSE;
  if (!self->has_state || self->result->quarantined > 0)
    return TRUE;
  if (!tsn_sync_digest (session, tsn_vault_role (self->requester.vault), &self->root, error))
    return FALSE;
  self->result->digest = memcmp (&self->root, &self->state.digest, sizeof self->root) == 0
                             ? TSN_DIGEST_SAME
                             : TSN_DIGEST_DIFFERS;
  return TRUE;
}

/* -- Rounds -- */

/* Passes until all is settled; then compares. */
static gboolean
settle (TsnSyncClient *self, GError **error)
{
  TsnStep where;

  while ((where = pass (self, error)) == TSN_STEP_EPOCH)
    if (!begin_epoch (self, error))
      return FALSE;
  return where == TSN_STEP_DONE && tsn_store_run_sync (self->store,
                                                       TSN_STORE_WRITE,
                                                       end_worker,
                                                       self,
                                                       self->cancellable,
                                                       error);
}

/* Which roots differed after a repair, and whether it was only for kinds of a later version: until
 * one of them changes another repair would not help. */
#define UNMENDED "sync-unmended"

typedef struct
{
  TsnHash roots[2];
  guint32 later; /* 0 or 1; no gap before it is written */
} Unmended;

static gboolean
read_unmended_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Unmended *self = data;
  gsize size = 0;
  gconstpointer before = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) setting = tsn_session_get_setting (session, UNMENDED, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (setting != NULL)
    before = g_bytes_get_data (setting, &size);
  if (size == sizeof *self)
    memcpy (self, before, size);
  return TRUE;
}

static gboolean
note_unmended_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) setting = g_bytes_new (data, sizeof (Unmended));

  return tsn_session_set_setting (session, UNMENDED, setting, error);
}

static gboolean
run_unmended (TsnSyncClient *self, TsnStoreMode mode, Unmended *unmended, GError **error)
{
  return tsn_store_run_sync (self->store,
                             mode,
                             mode == TSN_STORE_READ ? read_unmended_worker : note_unmended_worker,
                             unmended,
                             self->cancellable,
                             error);
}

/* As long as it helps: what a device has signed cannot be taken before its certificate came, which
 * may be in a later bucket. */
static gboolean
mend (TsnSyncClient *self, GError **error)
{
  Unmended before = { 0 };
  Unmended unmended = { { self->root, self->state.digest }, 0 };
  guint64 received;
  gboolean later;

  if (!run_unmended (self, TSN_STORE_READ, &before, error))
    return FALSE;
  if (memcmp (before.roots, unmended.roots, sizeof before.roots) == 0)
    {
      if (before.later)
        self->result->digest = TSN_DIGEST_LATER;
      return TRUE;
    }
  do
    {
      gboolean repaired;

      before = (Unmended){ { self->root, self->state.digest }, 0 };
      later = FALSE;
      received = self->result->received;
      repaired = tsn_sync_client_repair (self, &later, error);
      tsn_store_run_sync (self->store, TSN_STORE_READ, count_worker, self, NULL, NULL);
      if (!repaired || !settle (self, error))
        return FALSE;
    }
  while (self->result->digest == TSN_DIGEST_DIFFERS && self->result->received > received);
  if (self->result->digest != TSN_DIGEST_DIFFERS)
    return TRUE;
  unmended = (Unmended){ { self->root, self->state.digest }, later ? 1 : 0 };
  /* What was compared may not be what stands now: then the next round compares again. */
  if (later)
    self->result->digest = memcmp (before.roots, unmended.roots, sizeof before.roots) == 0
                               ? TSN_DIGEST_LATER
                               : TSN_DIGEST_UNKNOWN;
  return self->result->digest == TSN_DIGEST_UNKNOWN ||
         run_unmended (self, TSN_STORE_WRITE, &unmended, error);
}

static gboolean
run_round (TsnSyncClient *self, GError **error)
{
  return tsn_store_run_sync (self->store,
                             TSN_STORE_WRITE,
                             begin_worker,
                             self,
                             self->cancellable,
                             error) &&
         settle (self, error) && (self->result->digest != TSN_DIGEST_DIFFERS || mend (self, error));
}

gboolean
tsn_sync_client_run (TsnSyncClient *self,
                     TsnSyncResult *result,
                     TsnSyncProgress progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     GError **error)
{
  gboolean ok;

  *result = (TsnSyncResult){ 0 };
  self->result = result;
  self->progress = progress;
  self->progress_data = user_data;
  self->cancellable = cancellable;
  self->has_state = FALSE;
  ok = run_round (self, error);
  self->result = NULL;
  return ok;
}
