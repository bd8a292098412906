/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-http-transport.h: requests over HTTPS to one server, which is known by its public key.
 *
 * Connections stay open between requests. A network that is half dead ends: nothing for 20 seconds,
 * or not done after five minutes, is unreachable.
 * Thread: one at a time. Nobody's main context is run.
 */

#pragma once

#include "tsn-tls-pin.h"
#include "tsn-transport.h"

G_BEGIN_DECLS

#define TSN_TYPE_HTTP_TRANSPORT (tsn_http_transport_get_type ())
G_DECLARE_FINAL_TYPE (TsnHttpTransport, tsn_http_transport, TSN, HTTP_TRANSPORT, GObject)

/* @host: a name, an IPv4 address, or an IPv6 address in brackets */
TsnTransport *
tsn_http_transport_new (const char *host, guint16 port, const guint8 pin[TSN_PIN_SIZE]);

/* Other limits than those above. @silence: seconds without a byte; @whole: seconds a request;
 * @idle: seconds that a connection is kept for the next one. */
void
tsn_http_transport_set_patience (TsnHttpTransport *self, guint silence, guint whole, guint idle);

G_END_DECLS
