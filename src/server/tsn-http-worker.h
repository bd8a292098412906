/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-http-worker.h: the one thread that owns the service and its database (internal to server/).
 *
 * Thread: the main context in which it was made.
 */

#pragma once

#include "tsn-service.h"

G_BEGIN_DECLS

typedef struct _TsnHttpWorker TsnHttpWorker;

/* What is to be done, as the beginning of what its owner knows of it. It stays until done(). */
typedef struct _TsnHttpJob
{
  void (*work) (struct _TsnHttpJob *self, TsnService *service); /* in the worker */
  void (*done) (struct _TsnHttpJob *self);                      /* then, in the main context */
  gboolean last;         /* when nothing else is to be done */
  TsnHttpWorker *worker; /* its own */
} TsnHttpJob;

/* @service: borrowed; the worker's from now on */
TsnHttpWorker *tsn_http_worker_new (TsnService *service);
/* What was begun, and what waits, is finished. NULL is fine. */
void tsn_http_worker_free (TsnHttpWorker *self);

void tsn_http_worker_push (TsnHttpWorker *self, TsnHttpJob *job);
/* How many are not done. */
guint tsn_http_worker_count (TsnHttpWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnHttpWorker, tsn_http_worker_free)

G_END_DECLS
