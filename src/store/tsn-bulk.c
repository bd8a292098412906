/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many new records in one transaction: while the session's thread checks and seals the next ones, a
 * second thread writes those before.
 *
 * Rows are handed over in batches, since waking a thread costs as much as sealing a row; a few
 * batches go round and round, which bounds what waits. A connection is used by one thread at a
 * time: whatever else the session wants of it waits until the second thread has nothing left to do
 * (tsn_connection_prepare() and its sisters call tsn_bulk_settle()). The first error stays; what
 * comes after it is not written, and the transaction ends with it. A transaction with less than a
 * batch has no second thread.
 */

#include "tsn-bulk.h"

#include "tsn-store-private.h"

#define BATCH_ROWS 64
#define N_BATCHES  3

typedef struct
{
  TsnBulkRow rows[BATCH_ROWS];
  guint n_rows;
  gboolean last; /* the thread ends after it */
} Batch;

struct _TsnBulk
{
  TsnSession *session; /* borrowed */
  GThread *thread;     /* NULL until the first batch is full */
  Batch batches[N_BATCHES];
  Batch *current;    /* of which the next row is; NULL: none taken yet */
  GAsyncQueue *idle; /* batches that may be filled */
  GAsyncQueue *full; /* batches to be written */
  gboolean settling;
  GError *error; /* of whoever holds the connection */
};

TsnBulk *
tsn_bulk_new (TsnSession *session)
{
  TsnBulk *self = g_new0 (TsnBulk, 1);

  self->session = session;
  self->idle = g_async_queue_new ();
  self->full = g_async_queue_new ();
  for (guint i = 0; i < N_BATCHES; i++)
    g_async_queue_push (self->idle, &self->batches[i]);
  return self;
}

static void
write_batch (TsnBulk *self, Batch *batch)
{
  for (guint i = 0; i < batch->n_rows; i++)
    {
      TsnBulkRow *row = &batch->rows[i];

      if (self->error == NULL &&
          tsn_session_insert_patch (self->session, row->patch, row->clock, &self->error))
        tsn_state_save (row->state, self->session->connection, &self->error);
      g_clear_pointer (&row->patch, tsn_patch_unref);
    }
  batch->n_rows = 0;
}

static gpointer
write_worker (gpointer data)
{
  TsnBulk *self = data;
  gboolean last = FALSE;

  while (!last)
    {
      Batch *batch = g_async_queue_pop (self->full);

      last = batch->last;
      write_batch (self, batch);
      g_async_queue_push (self->idle, batch);
    }
  return NULL;
}

/* Gives the current batch to the thread, which is started if need be. */
static void
hand_over (TsnBulk *self)
{
  if (self->thread == NULL)
    self->thread = g_thread_new ("store-bulk", write_worker, self);
  g_async_queue_push (self->full, g_steal_pointer (&self->current));
}

TsnBulkRow *
tsn_bulk_row (TsnBulk *self, const TsnKind *kind)
{
  const TsnKindPlan *plan = tsn_schema_plan (kind);
  TsnBulkRow *row;

  if (self->current != NULL && self->current->n_rows == BATCH_ROWS)
    hand_over (self);
  if (self->current == NULL)
    self->current = g_async_queue_pop (self->idle);
  row = &self->current->rows[self->current->n_rows];
  if (row->state != NULL && row->state->plan != plan)
    g_clear_pointer (&row->state, tsn_state_free);
  if (row->state == NULL)
    row->state = tsn_state_new (plan);
  return row;
}

void
tsn_bulk_push (TsnBulk *self)
{
  self->current->n_rows++;
}

/* Waits until the thread has given all batches back. */
static void
wait_for_thread (TsnBulk *self)
{
  Batch *batches[N_BATCHES];

  if (self->current != NULL)
    hand_over (self);
  for (guint i = 0; i < N_BATCHES; i++)
    batches[i] = g_async_queue_pop (self->idle);
  for (guint i = 0; i < N_BATCHES; i++)
    g_async_queue_push (self->idle, batches[i]);
}

gboolean
tsn_bulk_settle (TsnBulk *self, GError **error)
{
  /* The thread asks first who it is: `settling` is not its own. */
  if (self == NULL || (self->thread != NULL && g_thread_self () == self->thread) || self->settling)
    return TRUE;
  self->settling = TRUE;
  if (self->thread != NULL)
    wait_for_thread (self);
  else if (self->current != NULL)
    write_batch (self, self->current);
  self->settling = FALSE;
  if (self->error != NULL && error != NULL)
    *error = g_error_copy (self->error);
  return self->error == NULL;
}

void
tsn_bulk_free (TsnBulk *self)
{
  if (self == NULL)
    return;
  if (self->thread != NULL)
    {
      if (self->current == NULL)
        self->current = g_async_queue_pop (self->idle);
      self->current->n_rows = 0; /* after an error; otherwise there are none */
      self->current->last = TRUE;
      hand_over (self);
      g_thread_join (self->thread);
    }
  for (guint i = 0; i < N_BATCHES; i++)
    for (guint j = 0; j < BATCH_ROWS; j++)
      {
        g_clear_pointer (&self->batches[i].rows[j].patch, tsn_patch_unref);
        tsn_state_free (self->batches[i].rows[j].state);
      }
  g_clear_error (&self->error);
  g_async_queue_unref (self->idle);
  g_async_queue_unref (self->full);
  g_free (self);
}
