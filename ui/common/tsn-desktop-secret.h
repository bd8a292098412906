/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-desktop-secret.h: a key that the keyring of the desktop keeps for a device: the Secret
 * Service, or in Flatpak what libsecret takes for it.
 *
 * Errors: G_IO_ERROR_NOT_FOUND (it keeps none, or is locked), and whatever libsecret says: there is
 * no keyring. Thread: any; they block, so call them from a worker.
 */

#pragma once

#include "tsn-vault.h"

G_BEGIN_DECLS

/* Never asks anybody to unlock the keyring. */
gboolean tsn_desktop_secret_load (const TsnId *device, guint8 secret[TSN_KEY_SIZE], GError **error);

/* In the place of the one before. The desktop may ask for the keyring's own password. */
gboolean
tsn_desktop_secret_store (const TsnId *device, const guint8 secret[TSN_KEY_SIZE], GError **error);

/* None was there: done. */
gboolean tsn_desktop_secret_forget (const TsnId *device, GError **error);

G_END_DECLS
