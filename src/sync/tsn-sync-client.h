/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-client.h: a device's half of the sync: rounds of pulling and pushing.
 *
 * A round pushes until nothing waits and pulls until there is no more; if that was something to
 * push (keys for others), both once more. A device without a receipt pulls first. If both sides
 * then hold different things, it gets and sends what is missing (the digest). Each answer is
 * applied in one store transaction together with the mark that says so, so a round may be cut
 * anywhere: the next one goes on. What is waiting is counted by the store in the same transaction
 * and is true at any moment.
 *
 * Errors: TSN_SYNC_ERROR_*, TSN_STORE_ERROR_*, TSN_VAULT_ERROR_LOCKED, G_IO_ERROR_CANCELLED.
 * Thread: blocks; one round at a time, in any thread but the store's.
 */

#pragma once

#include "tsn-store.h"
#include "tsn-sync-server.h"
#include "tsn-transport.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_DIGEST_UNKNOWN, /* not compared: something waits, or people are working */
  TSN_DIGEST_SAME,    /* this device and the server hold the same */
  TSN_DIGEST_DIFFERS, /* they do not, although all was sent and the round tried to mend it */
  TSN_DIGEST_LATER,   /* the same, but for kinds of a later version of the program */
} TsnDigestVerdict;

/* What a round did so far. */
typedef struct
{
  guint64 sent;        /* patches that the server has taken */
  guint64 received;    /* patches that were new here */
  guint64 refused;     /* patches that the server did not take: in quarantine */
  guint64 rejected;    /* patches from the server that nobody known has signed */
  guint64 waiting;     /* patches that the server does not have yet */
  guint64 quarantined; /* patches that it refused, now or before; not among @waiting */
  gboolean new_epoch;  /* the server was set back; it gets again what it lost */
  guint retry_after;   /* seconds after which to try again, when it said so; else 0 */
  TsnDigestVerdict digest;
} TsnSyncResult;

/* Now and then during a round, in its thread. */
typedef void (*TsnSyncProgress) (const TsnSyncResult *so_far, gpointer user_data);

typedef struct _TsnSyncClient TsnSyncClient;

/* @store: with an unlocked vault; @transport: to @server */
TsnSyncClient *
tsn_sync_client_new (TsnStore *store, TsnTransport *transport, const TsnSyncServer *server);
void tsn_sync_client_free (TsnSyncClient *self);

/* @result: (out caller-allocates): true on failure, too. @progress: (nullable) */
gboolean tsn_sync_client_run (TsnSyncClient *self,
                              TsnSyncResult *result,
                              TsnSyncProgress progress,
                              gpointer user_data,
                              GCancellable *cancellable,
                              GError **error);

/* The root over what devices of @role pull, as it stands in this snapshot. */
gboolean tsn_sync_digest (TsnSession *session, guint role, TsnHash *root, GError **error);

/* At most so many bytes a request and (about) an answer, from now on. 64 KiB to TSN_SYNC_BODY_MAX;
 * it grows while all goes well and shrinks when the network does not bear it. */
void tsn_sync_client_set_batch (TsnSyncClient *self, gsize bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSyncClient, tsn_sync_client_free)

G_END_DECLS
