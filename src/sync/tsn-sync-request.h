/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-request.h: requests that a device signs, by the server's time, and what their status
 * means.
 *
 * Errors: as tsn-transport.h; TSN_VAULT_ERROR_LOCKED. Thread: one at a time.
 */

#pragma once

#include "tsn-authorization.h"
#include "tsn-transport.h"

G_BEGIN_DECLS

/* All but @transport and @vault may be zero at the beginning. */
typedef struct
{
  TsnTransport *transport; /* borrowed */
  TsnVault *vault;         /* borrowed; unlocked */
  TsnId server;            /* nil as long as it is not known */
  gint64 clock_ms;         /* the server's time when... */
  gint64 monotonic_us;     /* ...the monotonic clock showed this; 0: the machine's time is taken */
} TsnSyncRequester;

/* An answer of whatever status. If it is 401 and the clock is wrong, the server's time is learnt
 * and the request sent once more. */
gboolean tsn_sync_requester_send (TsnSyncRequester *self,
                                  const char *method,
                                  const char *path,
                                  GBytes *body,
                                  gsize answer_max,
                                  TsnTransportAnswer *answer,
                                  GCancellable *cancellable,
                                  GError **error);

/* The header Authorization of a request. */
char *tsn_sync_requester_sign (const TsnSyncRequester *self,
                               const TsnSignedRequest *what,
                               GError **error);
/* Whether an answer says that the clock is wrong; then the server's time is learnt from it, and the
 * request is worth another try. @server_ms: as in TsnTransportAnswer */
gboolean tsn_sync_requester_learn_time (TsnSyncRequester *self, guint status, gint64 server_ms);

/* The time that it signs with, ms since 1970 UTC. */
gint64 tsn_sync_requester_now (const TsnSyncRequester *self);

/* TRUE for 200; else the error that the status means. (403 is TSN_SYNC_ERROR_SHUT_OUT.) */
gboolean tsn_sync_check_status (const TsnTransportAnswer *answer, GError **error);

G_END_DECLS
