/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pulling: one answer, one transaction, with the cursor behind it.
 *
 * While one answer comes into the store the next one is fetched and read, so that the disk and the
 * network do not wait for each other. They are asked for from the cursor that the store will have
 * then; if it never gets there, what was fetched ahead is thrown away, and nothing has happened.
 */

#include <string.h>

#include "tsn-sync-client-private.h"

/* One answer on its way into the store. */
typedef struct _TsnSyncAnswer
{
  TsnSyncMarks marks; /* the store's, when it is there */
  TsnSyncState state;
  TsnSyncIncoming incoming;
} Answer;

static void
answer_free (Answer *self)
{
  tsn_sync_incoming_clear (&self->incoming);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static gboolean
read_answer (Answer *self, GBytes *body, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);
  gsize length = 0;

  return tsn_sync_state_decode (&self->state, data, size, &length, error) &&
         tsn_sync_incoming_read (&self->incoming, body, length, error);
}

/* A server that sends the same mark again with more behind it would be asked for ever. */
static gboolean
gets_on (const Answer *self, const TsnSyncMarks *from, GError **error)
{
  if (!self->state.more || memcmp (from->cursor, self->state.cursor, TSN_MARK_SIZE) != 0)
    return TRUE;
  g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "the cursor stands still");
  return FALSE;
}

/* What comes behind @from. @step: (out): where it stands when there is none */
static Answer *
fetch (TsnSyncClient *client, const TsnSyncMarks *from, TsnStep *step, GError **error)
{
  g_autofree char *more = g_strdup_printf ("&limit=%" G_GSIZE_FORMAT, client->batch);
  g_auto (TsnTransportAnswer) answer = { 0 };
  g_autoptr (Answer) self = NULL;

  *step = TSN_STEP_FAILED;
  if (!tsn_sync_client_send (client, from, "GET", more, NULL, TSN_SYNC_ANSWER_MAX, &answer, error))
    return NULL;
  if (answer.status == 409)
    {
      *step = TSN_STEP_EPOCH;
      return NULL;
    }
  if (!tsn_sync_check_status (&answer, error))
    return NULL;
  self = g_new0 (Answer, 1);
  tsn_sync_incoming_init (&self->incoming, client);
  if (!read_answer (self, answer.body, error) || !gets_on (self, from, error))
    return NULL;
  self->marks = *from;
  memcpy (self->marks.cursor, self->state.cursor, sizeof self->marks.cursor);
  tsn_sync_client_grow_batch (client, g_bytes_get_size (answer.body));
  *step = TSN_STEP_DONE;
  return g_steal_pointer (&self);
}

static gboolean
apply_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Answer *self = data;

  return tsn_sync_incoming_apply (&self->incoming, session, error) &&
         tsn_session_set_marks (session, &self->marks, error);
}

/* NULL: nothing happened, so nothing is written. */
static TsnJob *
begin_applying (TsnSyncClient *client, Answer *answer)
{
  if (answer->incoming.parcels->len == 0 &&
      memcmp (&client->marks, &answer->marks, sizeof answer->marks) == 0)
    return NULL;
  return tsn_store_begin (client->store,
                          TSN_STORE_WRITE,
                          apply_worker,
                          answer,
                          client->cancellable);
}

static gboolean
end_applying (TsnSyncClient *client, const Answer *answer, TsnJob *job, GError **error)
{
  if (job != NULL && !tsn_store_end (job, error))
    return FALSE;
  client->marks = answer->marks;
  tsn_sync_incoming_count (&answer->incoming, client->result);
  client->state = answer->state;
  client->has_state = !answer->state.more;
  return TRUE;
}

TsnStep
tsn_sync_client_pull (TsnSyncClient *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (Answer) answer = g_steal_pointer (&self->ahead);
  g_autoptr (Answer) next = NULL;
  TsnStep step = TSN_STEP_DONE;
  TsnJob *job;

  if (answer == NULL)
    answer = fetch (self, &self->marks, &step, error);
  if (answer == NULL)
    return step;
  job = begin_applying (self, answer);
  if (answer->state.more)
    next = fetch (self, &answer->marks, &step, &failure);
  if (!end_applying (self, answer, job, error))
    return TSN_STEP_FAILED;
  if (next != NULL)
    {
      self->ahead = g_steal_pointer (&next);
      return TSN_STEP_MORE;
    }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return step;
}
