/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A question and its answer travel as one struct: to a thread of the store and back. The object
 * that asked may go meanwhile, and so may the station. */

#include "tsn-station-private.h"

#define KEY_US 4000 /* how long a key waits for its answer: a search takes half of one */

typedef struct
{
  TsnStoreMode mode;
  gpointer data;
  GDestroyNotify free_data;
  GWeakRef object;
  GCancellable *reading; /* READ: of the session in which it was asked */
  TsnAnswer answer;
  GWeakRef station;
  TsnStoreWork key_work; /* of a key; NULL: nobody waits */
  GMutex mutex;          /* of: */
  GCond worked;
  gboolean has_worked;
} Ask;

static void
ask_free (Ask *ask)
{
  if (ask->free_data != NULL)
    ask->free_data (ask->data);
  g_weak_ref_clear (&ask->object);
  g_weak_ref_clear (&ask->station);
  g_clear_object (&ask->reading);
  g_mutex_clear (&ask->mutex);
  g_cond_clear (&ask->worked);
  g_free (ask);
}

static void
answer_question (Ask *ask, const GError *error)
{
  g_autoptr (GObject) object = g_weak_ref_get (&ask->object);
  gboolean too_late = ask->mode == TSN_STORE_READ && g_cancellable_is_cancelled (ask->reading);

  if (object != NULL && ask->answer != NULL && !too_late)
    ask->answer (object, ask->data, error);
  ask_free (ask);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (TsnStation) self = g_weak_ref_get (&ask->station);
  g_autoptr (GError) error = NULL;

  (void) tsn_store_run_finish (TSN_STORE (source), result, &error);
  if (self != NULL && ask->mode == TSN_STORE_WRITE && error != NULL)
    tsn_station_refused (self, error);
  answer_question (ask, error);
}

static gboolean
not_open_cb (gpointer user_data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR,
                                                  G_IO_ERROR_CANCELLED,
                                                  "the station is closed");

  answer_question (user_data, error);
  return G_SOURCE_REMOVE;
}

static Ask *
ask_new (TsnStation *self,
         TsnStoreMode mode,
         gpointer data,
         GDestroyNotify free_data,
         gpointer object,
         TsnAnswer answer)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->mode = mode;
  ask->data = data;
  ask->free_data = free_data;
  g_weak_ref_init (&ask->object, object);
  g_weak_ref_init (&ask->station, self);
  ask->reading = g_object_ref (self->reading);
  ask->answer = answer;
  g_mutex_init (&ask->mutex);
  g_cond_init (&ask->worked);
  return ask;
}

/* FALSE: nobody is there to work on it. */
static gboolean
start (TsnStation *self, Ask *ask, TsnStoreWork work, gpointer data)
{
  if (self->store != NULL)
    tsn_store_run_async (self->store,
                         ask->mode,
                         work,
                         data,
                         ask->mode == TSN_STORE_READ ? self->reading : NULL,
                         asked_cb,
                         ask);
  else
    g_idle_add (not_open_cb, ask);
  return self->store != NULL;
}

void
tsn_station_ask (TsnStation *self,
                 TsnStoreMode mode,
                 TsnStoreWork work,
                 gpointer data,
                 GDestroyNotify free_data,
                 gpointer object,
                 TsnAnswer answer)
{
  start (self, ask_new (self, mode, data, free_data, object, answer), work, data);
}

static gboolean
key_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Ask *ask = data;
  gboolean worked = ask->key_work (session, ask->data, cancellable, error);

  g_mutex_lock (&ask->mutex);
  ask->has_worked = TRUE;
  g_cond_signal (&ask->worked);
  g_mutex_unlock (&ask->mutex);
  return worked;
}

static void
wait_for_work (Ask *ask)
{
  gint64 end = g_get_monotonic_time () + KEY_US;

  g_mutex_lock (&ask->mutex);
  while (!ask->has_worked && g_cond_wait_until (&ask->worked, &ask->mutex, end))
    ;
  g_mutex_unlock (&ask->mutex);
}

void
tsn_station_ask_for_key (TsnStation *self,
                         TsnStoreWork work,
                         gpointer data,
                         GDestroyNotify free_data,
                         gpointer object,
                         TsnAnswer answer)
{
  Ask *ask = ask_new (self, TSN_STORE_READ, data, free_data, object, answer);

  ask->key_work = work;
  if (start (self, ask, key_work, ask))
    wait_for_work (ask);
}
