/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-joining.h: a device that has keys of its own and waits to be let in.
 *
 * Everything it needs is in one file, FOLDER.joining, until its vault is in place; so it may be
 * switched off at any moment. Shape: docs/security.md "Enrolment".
 *
 * Errors: TSN_VAULT_ERROR_FORGED (not from the municipality of the invitation, or not for this
 * device), _WEAK, _WRONG_SECRET, _DAMAGED, _EXISTS, G_IO_ERROR_*. Thread: one at a time.
 */

#pragma once

#include "tsn-invitation.h"

G_BEGIN_DECLS

typedef struct _TsnJoining TsnJoining;

/**
 * tsn_joining_new:
 * @line: of the invitation; kept as it is
 * @label: what the device shall be called; tsn_device_label_check()
 * @operator_label: not used of a kiosk
 * @passphrase: of the first operator; of a kiosk, of its staff
 *
 * Makes the device's own keys, under @passphrase, and its request. Nothing is written yet.
 */
TsnJoining *tsn_joining_new (const TsnInvitation *invitation,
                             const char *line,
                             const char *label,
                             const char *operator_label,
                             const char *passphrase,
                             TsnVaultCost cost,
                             GError **error);
void tsn_joining_free (TsnJoining *self); /* NULL is fine */

GBytes *tsn_joining_encode (const TsnJoining *self);
TsnJoining *tsn_joining_decode (const guint8 *data, gsize size, GError **error);
/* NULL with G_IO_ERROR_NOT_FOUND: none waits there. */
TsnJoining *tsn_joining_load (const char *path, GError **error);
gboolean tsn_joining_save (const TsnJoining *self, const char *path, GError **error);

const char *tsn_joining_line (const TsnJoining *self);
GBytes *tsn_joining_request (const TsnJoining *self); /* (transfer none) */
TsnRole tsn_joining_role (const TsnJoining *self);
gboolean tsn_joining_has_grant (const TsnJoining *self);

/* Keeps a grant that the municipality's root signed for this device; save it then. */
gboolean tsn_joining_take_grant (TsnJoining *self, GBytes *grant, GError **error);

/**
 * tsn_joining_finish:
 * @path: of the vault to make; the one that an earlier call has made is taken as it is
 * @passphrase: (nullable): not asked of a kiosk
 * @server: (out) (nullable): what the coordinator handed over with the grant
 *
 * Returns: (transfer full): the device's vault, unlocked
 */
TsnVault *tsn_joining_finish (const TsnJoining *self,
                              const char *path,
                              const char *passphrase,
                              GBytes **server,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnJoining, tsn_joining_free)

G_END_DECLS
