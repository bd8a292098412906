/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-keyring.h: how somebody who has the recovery key and no device gets the keyring from a
 * server, which otherwise talks to devices only.
 *
 * Shape: docs/security.md "The recovery key".
 * Errors: TSN_VAULT_ERROR_MISTYPED. Thread: plain values.
 */

#pragma once

#include "tsn-invitation.h"

G_BEGIN_DECLS

/* What is shown for the keyring. It tells nothing of the recovery key. */
gboolean
tsn_recovery_ticket (const char *recovery_key, guint8 ticket[TSN_TICKET_SIZE], GError **error);

/* Whether @keyring, as a server has it, is for who brings @ticket; FALSE for what is no keyring,
 * and for one of before there were tickets. */
gboolean tsn_keyring_is_for (GBytes *keyring, const guint8 ticket[TSN_TICKET_SIZE]);

G_END_DECLS
