/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface of transports; what the real one does is tsn-http-transport.c. */

#include "tsn-transport.h"

G_DEFINE_INTERFACE (TsnTransport, tsn_transport, G_TYPE_OBJECT)

static void
tsn_transport_default_init (TsnTransportInterface *iface)
{
}

void
tsn_transport_answer_clear (TsnTransportAnswer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
}

gboolean
tsn_transport_send (TsnTransport *self,
                    const TsnTransportRequest *request,
                    TsnTransportAnswer *answer,
                    GCancellable *cancellable,
                    GError **error)
{
  return TSN_TRANSPORT_GET_IFACE (self)->send (self, request, answer, cancellable, error);
}
