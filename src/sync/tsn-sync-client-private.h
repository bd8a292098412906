/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-client-private.h: what pulling and pushing share. */

#pragma once

#include "tsn-sync-client.h"
#include "tsn-sync-request.h"

G_BEGIN_DECLS

#define TSN_SYNC_BATCH_MIN ((gsize) 64 * 1024)

struct _TsnSyncClient
{
  TsnStore *store;
  TsnTransport *transport;
  TsnSyncServer server;
  TsnSyncRequester requester;
  gsize batch;     /* bytes */
  gsize batch_max; /* what the server takes, as far as it is known */

  /* Of the round that runs. */
  TsnSyncResult *result;
  TsnSyncProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
  TsnSyncMarks marks; /* as the store has them */
  gboolean has_state;
  TsnSyncState state; /* of the last answer to a pull */
};

/* Where a round stands after an answer. */
typedef enum
{
  TSN_STEP_DONE,
  TSN_STEP_MORE,  /* there is more of it */
  TSN_STEP_EPOCH, /* the server does not know our marks */
  TSN_STEP_FAILED,
} TsnStep;

TsnStep tsn_sync_client_pull (TsnSyncClient *self, GError **error);
TsnStep tsn_sync_client_push (TsnSyncClient *self, GError **error);

/* A request with the marks in its query. */
gboolean tsn_sync_client_send (TsnSyncClient *self,
                               const char *method,
                               const char *more, /* of the query: "&all=1" */
                               GBytes *body,
                               gsize answer_max,
                               TsnTransportAnswer *answer,
                               GError **error);

/* Inside the work that changed something: what is waiting now. */
gboolean tsn_sync_client_count (TsnSyncClient *self, TsnSession *session, GError **error);

G_END_DECLS
