/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-recover.h: a new machine in the place of all that were lost, from the recovery key and the
 * server.
 *
 * Shape: docs/sync-protocol.md "Recovery".
 * Errors: TSN_SYNC_ERROR_* (_NOTHING_KEPT), TSN_VAULT_ERROR_MISTYPED, _WRONG_SECRET, _WEAK,
 * TSN_STORE_ERROR_*. Thread: blocks.
 */

#pragma once

#include "tsn-invitation.h"
#include "tsn-registration.h"
#include "tsn-store.h"
#include "tsn-transport.h"

G_BEGIN_DECLS

/* What is asked of the server. */
typedef struct
{
  TsnId municipality; /* its record */
  guint8 ticket[TSN_TICKET_SIZE];
} TsnRecoverAsk;

GBytes *tsn_recover_ask_encode (const TsnRecoverAsk *self);
/* TSN_SYNC_ERROR_MALFORMED; @self is untouched then. */
gboolean tsn_recover_ask_decode (TsnRecoverAsk *self, GBytes *bytes, GError **error);

typedef struct
{
  const char *folder; /* the data folder to make */
  const TsnServerLine *line;
  TsnTransport *transport; /* to that server */
  const char *code;        /* of the municipality when it was set up, six digits */
  const char *recovery_key;
  const char *label;          /* what the device is to be called */
  const char *operator_label; /* of its first operator */
  const char *passphrase;     /* of this operator */
  TsnVaultCost cost;
} TsnRecovery;

/* Whether a recovery for @folder was begun and not finished: tsn_recover() with the passphrase of
 * then goes on, without the key. */
gboolean tsn_recover_was_begun (const char *folder);

/**
 * tsn_recover:
 * @vault: (out): unlocked; to be freed after @store
 *
 * Makes vault and database of a coordinator's device and makes it known to the server. What the
 * municipality has recorded comes with the first round of sync. When it was cut off it can be
 * called again.
 */
gboolean tsn_recover (const TsnRecovery *self,
                      TsnVault **vault,
                      TsnStore **store,
                      GCancellable *cancellable,
                      GError **error);

G_END_DECLS
