/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-scanner-keys.h: a hand scanner that types like a keyboard, wherever the focus is.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*TsnScanned) (gpointer object, const char *text);
/* Whether scans are wanted now. */
typedef gboolean (*TsnScanWanted) (gpointer object);

/* Watches the keys of @window as long as it lives; @object is the window or lives as long. What a
 * scanner types reaches @scanned and no widget; what of it had already reached an entry is taken
 * back. Where the focus takes no text, keys that type something come 50 ms late, so that a scan
 * counts no heads. Keys typed into a passphrase are left alone. */
void tsn_scanner_keys_watch (GtkWindow *window,
                             TsnScanWanted wanted,
                             TsnScanned scanned,
                             gpointer object);

G_END_DECLS
