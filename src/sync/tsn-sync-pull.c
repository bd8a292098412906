/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pulling: one answer, one transaction, with the cursor behind it. */

#include <string.h>

#include "tsn-sync-client-private.h"

/* One answer on its way into the store. */
typedef struct
{
  TsnSyncClient *client;
  TsnSyncState state;
  TsnSyncIncoming incoming;
} Answer;

static gboolean
read_answer (Answer *self, GBytes *body, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);
  gsize length = 0;

  return tsn_sync_state_decode (&self->state, data, size, &length, error) &&
         tsn_sync_incoming_read (&self->incoming, body, length, error);
}

static gboolean
apply_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Answer *self = data;
  TsnSyncMarks marks = self->client->marks;

  memcpy (marks.cursor, self->state.cursor, sizeof marks.cursor);
  return tsn_sync_incoming_apply (&self->incoming, session, error) &&
         tsn_session_set_marks (session, &marks, error);
}

/* When nothing happened nothing is written. */
static gboolean
apply (Answer *self, GError **error)
{
  TsnSyncClient *client = self->client;

  if (self->incoming.parcels->len > 0 ||
      memcmp (client->marks.cursor, self->state.cursor, TSN_MARK_SIZE) != 0)
    {
      if (!tsn_store_run_sync (client->store,
                               TSN_STORE_WRITE,
                               apply_worker,
                               self,
                               client->cancellable,
                               error))
        return FALSE;
      memcpy (client->marks.cursor, self->state.cursor, TSN_MARK_SIZE);
    }
  tsn_sync_incoming_count (&self->incoming, client->result);
  client->state = self->state;
  client->has_state = !self->state.more;
  return TRUE;
}

/* A server that sends the same mark again with more behind it would be asked for ever. */
static gboolean
gets_on (const Answer *self, GError **error)
{
  if (!self->state.more ||
      memcmp (self->client->marks.cursor, self->state.cursor, TSN_MARK_SIZE) != 0)
    return TRUE;
  g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "the cursor stands still");
  return FALSE;
}

TsnStep
tsn_sync_client_pull (TsnSyncClient *self, GError **error)
{
  static const guint8 none[TSN_MARK_SIZE] = { 0 };
  /* Without a receipt nothing says that the server has anything of ours: what it sends of that does
   * not wait any more. */
  gboolean all = memcmp (self->marks.receipt, none, sizeof none) == 0;
  g_autofree char *more = g_strdup_printf ("%s&limit=%" G_GSIZE_FORMAT,
                                           all ? "&all=1" : "",
                                           self->batch);
  g_auto (TsnTransportAnswer) answer = { 0 };
  Answer read = { .client = self };
  TsnStep step;

  if (!tsn_sync_client_send (self, "GET", more, NULL, TSN_SYNC_ANSWER_MAX, &answer, error))
    return TSN_STEP_FAILED;
  if (answer.status == 409)
    return TSN_STEP_EPOCH;
  if (!tsn_sync_check_status (&answer, error))
    return TSN_STEP_FAILED;
  tsn_sync_incoming_init (&read.incoming, self);
  if (!read_answer (&read, answer.body, error) || !gets_on (&read, error) || !apply (&read, error))
    step = TSN_STEP_FAILED;
  else
    step = read.state.more ? TSN_STEP_MORE : TSN_STEP_DONE;
  tsn_sync_incoming_clear (&read.incoming);
  if (step != TSN_STEP_FAILED)
    tsn_sync_client_set_batch (self, self->batch * 2);
  return step;
}
