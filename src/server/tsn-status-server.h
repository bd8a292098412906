/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-status-server.h: the status over plain HTTP, at an address that only the operator reaches.
 *
 * "/" is the page, "/metrics" what Prometheus reads; nothing can be changed. It is an address of
 * its own, since behind a proxy all who ask the service come from the machine itself.
 *
 * Thread: that of the server it speaks of, whose main context it uses. Errors: G_IO_ERROR_*.
 */

#pragma once

#include "tsn-status.h"

G_BEGIN_DECLS

typedef struct _TsnStatusServer TsnStatusServer;

/* @http: borrowed; outlives it
 * @version, @backend: static
 * @patience_ms: how long the database may take until the rest is answered without it */
TsnStatusServer *tsn_status_server_new (TsnHttpServer *http,
                                        const char *version,
                                        const char *backend,
                                        guint patience_ms);
/* As tsn_http_server_listen(). */
gboolean tsn_status_server_listen (TsnStatusServer *self,
                                   const char *address,
                                   guint16 *port,
                                   GError **error);
/* Waits for what @http was asked; NULL is fine. */
void tsn_status_server_free (TsnStatusServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnStatusServer, tsn_status_server_free)

G_END_DECLS
