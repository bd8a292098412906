/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-client-private.h: what pulling and pushing share. */

#pragma once

#include "tsn-parcel-apply.h"
#include "tsn-sync-client.h"
#include "tsn-sync-request.h"

G_BEGIN_DECLS

#define TSN_SYNC_BATCH_MIN    ((gsize) 64 * 1024)
#define TSN_SYNC_BATCH_GROWTH 4 /* with each one that went through; after a cut it is halved */
/* An answer may have one parcel more than was asked for. */
#define TSN_SYNC_ANSWER_MAX                                                                        \
  ((gsize) TSN_SYNC_BODY_MAX +                                                                     \
   (gsize) TSN_MANIFEST_PATCHES_MAX * (TSN_PATCH_SIZE_MAX + TSN_HASH_SIZE + 32))

struct _TsnSyncClient
{
  TsnStore *store;
  TsnTransport *transport;
  TsnSyncServer server;
  TsnSyncRequester requester;
  TsnId sender;    /* as the server knows what came from here: from this client, not from a copy */
  gsize batch;     /* bytes */
  gsize batch_max; /* what the server takes, as far as it is known */

  /* Of the round that runs. */
  TsnSyncResult *result;
  TsnSyncProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
  TsnSyncMarks marks;    /* as the store has them, or will have when what is under way is written */
  gboolean again;        /* all is to be pulled once more */
  gboolean has_unsigned; /* there may be patches of this device that nobody has signed */
  gboolean has_state;
  TsnSyncState state;              /* of the last answer to a pull */
  TsnHash root;                    /* of this device, when it was compared with that */
  struct _TsnSyncAnswer *ahead;    /* what was fetched for the next pull (tsn-sync-pull.c) */
  struct _TsnSyncBatch *packed;    /* what was packed for the next push, and... */
  struct _TsnSyncBatch *unsettled; /* ...what was pushed before it (tsn-sync-push.c) */
};

/* Where a round stands after an answer. */
typedef enum
{
  TSN_STEP_DONE,
  TSN_STEP_MORE,  /* there is more of it */
  TSN_STEP_EPOCH, /* the server does not know our marks */
  TSN_STEP_FAILED,
} TsnStep;

/* One answer. While it comes into the store the next one is fetched. */
TsnStep tsn_sync_client_pull (TsnSyncClient *self, GError **error);
/* One body. While it is on its way the next one is packed. */
TsnStep tsn_sync_client_push (TsnSyncClient *self, GError **error);

/* After a round that found a difference: gets what the server has in the buckets that differ, and
 * lets wait what it has not. Without error when the server cannot do that. @later: (out): there was
 * no difference but in kinds that only later versions of the program know */
gboolean tsn_sync_client_repair (TsnSyncClient *self, gboolean *later, GError **error);

/* -- tsn-sync-incoming.c: parcels from the server -- */

typedef struct
{
  GPtrArray *parcels;   /* of TsnParcel */
  TsnParcelApply apply; /* counted by the work, which may be rolled back; its certificates owned */
} TsnSyncIncoming;

void tsn_sync_incoming_init (TsnSyncIncoming *self, const TsnSyncClient *client);
void tsn_sync_incoming_clear (TsnSyncIncoming *self);
/* The parcels of @body from @offset on. */
gboolean tsn_sync_incoming_read (TsnSyncIncoming *self, GBytes *body, gsize offset, GError **error);
/* In write work. */
gboolean tsn_sync_incoming_apply (TsnSyncIncoming *self, TsnSession *session, GError **error);
void tsn_sync_incoming_count (const TsnSyncIncoming *self, TsnSyncResult *result);

/* A request with @marks in its query. */
gboolean tsn_sync_client_send (TsnSyncClient *self,
                               const TsnSyncMarks *marks,
                               const char *method,
                               const char *more, /* of the query: "&limit=65536" */
                               GBytes *body,
                               gsize answer_max,
                               TsnTransportAnswer *answer,
                               GError **error);

/* After @bytes went through in one piece: what is not near the limit says nothing about it. */
void tsn_sync_client_grow_batch (TsnSyncClient *self, gsize bytes);

/* For tables whose keys are TsnHash. */
guint tsn_sync_hash_of (gconstpointer hash);
gboolean tsn_sync_hash_equal (gconstpointer a, gconstpointer b);

G_END_DECLS
