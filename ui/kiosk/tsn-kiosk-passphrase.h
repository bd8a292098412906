/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-passphrase.h: passphrases at the kiosk, typed there as all else: by touch or by keys.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-vault.h"

G_BEGIN_DECLS

/* (transfer floating): a GtkEntry that shows nothing of what it holds. */
GtkWidget *tsn_kiosk_passphrase_entry_new (const char *label);

/* What takes a passphrase, as tsn_vault_check_passphrase() does: it may take a second. */
typedef gboolean (*TsnKioskTryPassphrase) (TsnVault *vault, const char *passphrase, GError **error);

/* Does so off the main thread, with what stands in @entry, which is emptied. @callback: with
 * @source and with @user_data. @vault: stays until then. */
void tsn_kiosk_try_passphrase (TsnVault *vault,
                               GtkWidget *entry,
                               TsnKioskTryPassphrase try,
                               gpointer source,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean tsn_kiosk_try_passphrase_finish (GAsyncResult *result, GError **error);

/* (transfer floating): what the staff give their kiosk another passphrase with.
 * @vault: a kiosk's; it stays as long as the widget
 * @left: with @object, swapped: they go back */
GtkWidget *tsn_kiosk_new_passphrase_new (TsnVault *vault, GCallback left, gpointer object);

G_END_DECLS
