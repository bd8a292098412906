/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-tls-pin.h: by what a device knows its server: the SHA-256 of the public key of its TLS
 * certificate, so that the certificate may be renewed and nobody else's list of authorities counts.
 *
 * Thread: any.
 * Source: RFC 5280 section 4.1; RFC 7469 section 2.4 (the same hash).
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TSN_PIN_SIZE 32

/* Of a certificate in DER. FALSE: it is none; @pin is untouched. */
gboolean tsn_tls_pin_from_der (const guint8 *der, gsize size, guint8 pin[TSN_PIN_SIZE]);
gboolean tsn_tls_pin (GTlsCertificate *certificate, guint8 pin[TSN_PIN_SIZE]);

/* A database for a GTlsClientConnection that believes who has that public key, and nobody else:
 * names, dates and authorities say nothing that the pin does not. (transfer full) */
GTlsDatabase *tsn_tls_pin_database_new (const guint8 pin[TSN_PIN_SIZE]);

G_END_DECLS
