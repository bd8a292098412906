/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See tsn-http-worker.h. */

#include "tsn-http-worker.h"

struct _TsnHttpWorker
{
  TsnService *service; /* borrowed; the thread's */
  GMainContext *context;
  GThreadPool *pool; /* of TsnHttpJob; one thread */
  guint n_jobs;
};

static gboolean
done_cb (gpointer data)
{
  TsnHttpJob *job = data;

  job->worker->n_jobs--;
  job->done (job);
  return G_SOURCE_REMOVE;
}

static void
work_worker (gpointer data, gpointer user_data)
{
  TsnHttpJob *job = data;
  TsnHttpWorker *self = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  job->work (job, self->service);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, done_cb, job, NULL);
  g_source_attach (source, self->context);
}

static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return ((const TsnHttpJob *) a)->last - ((const TsnHttpJob *) b)->last;
}

void
tsn_http_worker_push (TsnHttpWorker *self, TsnHttpJob *job)
{
  job->worker = self;
  self->n_jobs++;
  g_thread_pool_push (self->pool, job, NULL);
}

guint
tsn_http_worker_count (TsnHttpWorker *self)
{
  return self->n_jobs;
}

TsnHttpWorker *
tsn_http_worker_new (TsnService *service)
{
  TsnHttpWorker *self = g_new0 (TsnHttpWorker, 1);

  self->service = service;
  self->context = g_main_context_ref_thread_default ();
  self->pool = g_thread_pool_new (work_worker, self, 1, TRUE, NULL);
  g_thread_pool_set_sort_function (self->pool, compare_jobs, NULL);
  return self;
}

void
tsn_http_worker_free (TsnHttpWorker *self)
{
  if (self == NULL)
    return;
  g_thread_pool_free (self->pool, FALSE, TRUE);
  while (self->n_jobs > 0)
    g_main_context_iteration (self->context, TRUE);
  g_main_context_unref (self->context);
  g_free (self);
}
