/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-server.h: the server that a device's municipality is registered at, as its store
 * remembers it.
 *
 * Shape: the setting "sync:server": CBOR [ 1, host, port, pin, server id, server's public key ].
 * Errors: TSN_SYNC_ERROR_MALFORMED, _NO_SERVER, TSN_STORE_ERROR_*.
 */

#pragma once

#include "tsn-registration.h"
#include "tsn-transport.h"

G_BEGIN_DECLS

typedef struct
{
  char host[TSN_HOST_SIZE_MAX];
  guint16 port;
  guint8 pin[TSN_PIN_SIZE];
  TsnServerIdentity identity;
} TsnSyncServer;

/* TSN_SYNC_ERROR_NO_SERVER: none was registered. */
gboolean tsn_sync_server_load (TsnSyncServer *self, TsnSession *session, GError **error);
/* Another server than before has nothing of ours yet: what was on the old one waits again. Write
 * work. */
gboolean tsn_sync_server_save (const TsnSyncServer *self, TsnSession *session, GError **error);

/* When this device last had all of the server and the server all of it: ms since 1970 UTC, 0:
 * never.
 */
gboolean tsn_sync_server_get_synced (TsnSession *session, gint64 *synced_ms, GError **error);
gboolean tsn_sync_server_set_synced (TsnSession *session, gint64 synced_ms, GError **error);

/**
 * tsn_sync_server_register:
 * @transport: to the server of @line
 *
 * Brings the municipality of @store's vault (unlocked, a coordinator's) to the server of @line, and
 * remembers it. Doing it again is no error.
 *
 * Errors: TSN_SYNC_ERROR_*; _BAD_TOKEN. Blocks.
 */
gboolean tsn_sync_server_register (TsnStore *store,
                                   TsnTransport *transport,
                                   const TsnServerLine *line,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
