/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-server-certificate.h: what a server shows to who connects, and the text to know it by.
 *
 * Shape: PEM files; the key has mode 0600. Errors: TSN_STORE_ERROR_IO and those of the disk.
 * Thread: any.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-tls-pin.h"

G_BEGIN_DECLS

/* Makes an elliptic key (P-256) and a certificate that it signs itself, for both paths; whole or
 * not at all. Devices know it by its key, so its name and its dates say nothing. */
gboolean
tsn_server_certificate_create (const char *certificate_path, const char *key_path, GError **error);

/* @pin: (out): SHA-256 of its public key */
GTlsCertificate *tsn_server_certificate_load (const char *certificate_path,
                                              const char *key_path,
                                              guint8 pin[TSN_PIN_SIZE],
                                              GError **error);

G_END_DECLS
