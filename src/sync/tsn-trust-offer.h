/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-trust-offer.h: a coordinator's device gives the server the trust file for readers that do not
 * sync (docs/sync-protocol.md "The trust file").
 *
 * Thread: blocks; after a round, in its thread.
 */

#pragma once

#include "tsn-store.h"
#include "tsn-sync-server.h"
#include "tsn-transport.h"

G_BEGIN_DECLS

/* Does nothing where nothing has changed since a day, on another device than a coordinator's, and
 * when it fails: the next round does it.
 * @store: with an unlocked vault; @transport: to @server */
void tsn_trust_offer (TsnStore *store,
                      TsnTransport *transport,
                      const TsnSyncServer *server,
                      GCancellable *cancellable);

G_END_DECLS
