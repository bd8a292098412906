/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-new-keys.h: a new epoch of the municipality's keys, between its making and its handing over.
 *
 * It is in nobody's vault yet, its maker's neither: all devices get it in the same way, out of a
 * grant (tsn_vault_take_grant()), so there is no moment at which one seals with keys that nobody
 * else will ever have.
 *
 * Errors: TSN_VAULT_ERROR_LOCKED, _NO_KEY (not a coordinator's device), G_IO_ERROR_NO_SPACE (a
 * municipality has at most about forty epochs). Thread: one at a time.
 */

#pragma once

#include "tsn-vault.h"

G_BEGIN_DECLS

typedef struct _TsnNewKeys TsnNewKeys;

/* Both compartments' pairs, one epoch above those of @vault; with @cards that of the cards, too. */
TsnNewKeys *tsn_new_keys_make (TsnVault *vault, gboolean cards, GError **error);
void tsn_new_keys_free (TsnNewKeys *self); /* wipes; NULL is fine */

/* And another recovery key, for a sheet that was lost: for whoever takes the grant it is the one
 * that counts, whatever epoch others have begun meanwhile. Returns: what to print; free it with
 * tsn_secret_text_free() */
char *tsn_new_keys_renew_recovery (TsnNewKeys *self);

guint tsn_new_keys_epoch (const TsnNewKeys *self);
/* These and all earlier ones, as tsn_vault_grant() does. */
GBytes *tsn_new_keys_grant (const TsnNewKeys *self, GBytes *certificate, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnNewKeys, tsn_new_keys_free)

G_END_DECLS
