/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-http-connections.h: who is connected, since when, and for how long still (internal to
 * server/).
 *
 * libsoup has no limits of this kind, so connections are taken and encrypted here and only then
 * handed to it. Each has one deadline at a time; what passes it is closed.
 */

#pragma once

#include <libsoup/soup.h>

#include "tsn-http-server.h"

G_BEGIN_DECLS

typedef struct _TsnHttpConnections TsnHttpConnections;

/* @server: borrowed
 * @certificate: (nullable): without TLS */
TsnHttpConnections *tsn_http_connections_new (SoupServer *server,
                                              GTlsCertificate *certificate,
                                              const TsnHttpLimits *limits);
void tsn_http_connections_free (TsnHttpConnections *self);

gboolean tsn_http_connections_listen (TsnHttpConnections *self,
                                      const char *address,
                                      guint16 *port,
                                      GError **error);
void tsn_http_connections_stop_listening (TsnHttpConnections *self);
guint tsn_http_connections_count (TsnHttpConnections *self);
/* How many were turned away at the door. */
guint64 tsn_http_connections_refused (TsnHttpConnections *self);
/* Those that nobody is being answered on. */
void tsn_http_connections_close_idle (TsnHttpConnections *self);

/* The connection of @message must get on within @ms. @busy: somebody waits for an answer */
void tsn_http_connections_expect (SoupServerMessage *message, guint ms, gboolean busy);
/* Ends it at once, without an answer. */
void tsn_http_connections_cut (SoupServerMessage *message);

/* What @message came through; borrowed. libsoup does not know it. */
GSocket *tsn_http_connections_socket (SoupServerMessage *message);

/* Whether that address may ask once more; it costs it one of what it may. */
gboolean tsn_http_connections_allow (TsnHttpConnections *self, SoupServerMessage *message);
/* It costs nothing: it was one of ours who asked. */
void tsn_http_connections_refund (TsnHttpConnections *self, SoupServerMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnHttpConnections, tsn_http_connections_free)

G_END_DECLS
