/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-server-certificate.h: what a server shows to who connects, and the text to know it by.
 *
 * Shape: PEM files, of which the key has mode 0600; in a folder they are named certificate.pem and
 * key.pem. Where several processes are one server, they are values in its database. Errors:
 * TSN_STORE_ERROR_IO and those of the disk. Thread: any.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-backend.h"
#include "tsn-tls-pin.h"

G_BEGIN_DECLS

/* That of a folder; made there if there is none: an Ed25519 key and a certificate that it
 * signs itself. Devices know it by its key, so its name and its dates say nothing.
 * @pin: (out): as below */
GTlsCertificate *
tsn_server_certificate_of_folder (const char *folder, guint8 pin[TSN_PIN_SIZE], GError **error);
/* That of a database, in a transaction of its own; made if there is none. */
GTlsCertificate *
tsn_server_certificate_of_backend (TsnBackend *backend, guint8 pin[TSN_PIN_SIZE], GError **error);

/* From a folder into a database and back, in the backend's transaction. What is not there is no
 * error; another certificate in the folder is EXISTS. */
gboolean tsn_server_certificate_store (TsnBackend *backend, const char *folder, GError **error);
gboolean tsn_server_certificate_restore (TsnBackend *backend, const char *folder, GError **error);

/* @pin: (out): SHA-256 of its public key */
GTlsCertificate *tsn_server_certificate_load (const char *certificate_path,
                                              const char *key_path,
                                              guint8 pin[TSN_PIN_SIZE],
                                              GError **error);

G_END_DECLS
