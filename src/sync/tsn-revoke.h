/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-revoke.h: a coordinator revokes a device, and the server knows at once.
 *
 * Errors: TSN_SYNC_ERROR_*, TSN_STORE_ERROR_*, TSN_VAULT_ERROR_LOCKED, _NO_KEY (not a
 * coordinator's device), G_IO_ERROR_CANCELLED. Thread: blocks; in any but the store's.
 */

#pragma once

#include "tsn-store.h"
#include "tsn-sync-server.h"
#include "tsn-transport.h"

G_BEGIN_DECLS

/**
 * tsn_revoke_device_sync:
 * @store: unlocked
 * @transport: to @server
 * @note: (nullable): why
 * @sent: (out): whether the server has it; if not, it goes with the next round
 *
 * First a round of sync: what other coordinators did is to be known, and nothing is done while the
 * server cannot be reached. Then tsn_session_shut_out(), and a round that sends it.
 *
 * Returns: FALSE: nothing was written, and the device is let in as before
 */
gboolean tsn_revoke_device_sync (TsnStore *store,
                                 TsnTransport *transport,
                                 const TsnSyncServer *server,
                                 const TsnId *device,
                                 const char *note,
                                 gboolean *sent,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
