/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-device-keys.h: which devices hold which epochs of the municipality's keys: shutting a lost
 * one out, changing the keys, and giving them to all others.
 *
 * Shape: docs/security.md "New keys". New keys travel as any other record does, in the field
 * `grant` of each device.
 *
 * Errors: TSN_VAULT_ERROR_LOCKED, _NO_KEY (not a coordinator's device), G_IO_ERROR_NO_SPACE (no
 * more epochs), those of the store and of the disk.
 * Thread: inside of work in the store; all but _is_due() in write work.
 */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

/* Shuts @device out for good. @note: (nullable). FALSE with TSN_STORE_ERROR_NOT_FOUND when there is
 * no such device. */
gboolean tsn_session_revoke_device (TsnSession *session,
                                    const TsnId *device,
                                    const char *note,
                                    GError **error);

/**
 * tsn_session_shut_out:
 * @keep_keys: it was wiped before somebody's eyes
 * @epoch: (out): of the new keys; 0: they stay the same, because of @keep_keys or because it had
 * none of those in use
 *
 * All that follows from a loss: tsn_session_revoke_device() and tsn_session_change_keys(). A
 * device does not shut itself out: TSN_SYNC_ERROR_OWN_DEVICE.
 */
gboolean tsn_session_shut_out (TsnSession *session,
                               TsnVault *vault,
                               const TsnId *device,
                               const char *note,
                               gboolean keep_keys,
                               guint *epoch,
                               GError **error);

/* As far as it is known here. */
gboolean tsn_session_device_is_revoked (TsnSession *session,
                                        const TsnId *device,
                                        gboolean *revoked,
                                        GError **error);

/* Whether @device, a record, is shut out and has keys that are still sealed to in @epoch: the keys
 * are to be changed. */
gboolean tsn_device_is_due (const TsnRecord *device, guint epoch);

/**
 * tsn_session_change_keys:
 * @cards: the card key, too, even if no device that is shut out has it
 * @recovery_key: (out) (optional): another one, for a sheet that was lost; to be printed before the
 * commit; tsn_secret_text_free() it
 * @epoch: (out): which begins
 *
 * Makes a new epoch and gives it to all devices that are not shut out; this one among them, which
 * takes it with tsn_session_tend_keys() after the commit. What it was given before and has not
 * taken yet it takes first. FALSE with TSN_STORE_ERROR_NOT_FOUND when this device's own record is
 * not there (a sync brings it back) or is shut out.
 */
gboolean tsn_session_change_keys (TsnSession *session,
                                  TsnVault *vault,
                                  gboolean cards,
                                  char **recovery_key,
                                  guint *epoch,
                                  GError **error);

/**
 * tsn_session_tend_keys:
 * @wrote: (out) (optional): whether there is something to send now
 *
 * Takes the keys that were given to this device. On a coordinator's device it also gives them to
 * devices that were overlooked (enrolled elsewhere meanwhile), and seals them for the recovery key.
 * To be called whenever patches came from elsewhere; quick, and writes nothing, when all is well. A
 * grant that is not genuine is passed over.
 */
gboolean
tsn_session_tend_keys (TsnSession *session, TsnVault *vault, gboolean *wrote, GError **error);

G_END_DECLS
