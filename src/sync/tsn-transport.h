/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-transport.h: one request and its answer, over whatever there is: HTTPS, or a simulated
 * network in a test.
 *
 * Thread: one at a time; send() blocks.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *method;        /* "GET" or "POST" */
  const char *path;          /* with the query; begins with a slash */
  GBytes *body;              /* (nullable) */
  const char *authorization; /* (nullable): value of the header */
  gsize answer_max;          /* bytes that the answer may have; more is TSN_SYNC_ERROR_MALFORMED */
} TsnTransportRequest;

typedef struct
{
  guint status;      /* of HTTP */
  GBytes *body;      /* never NULL */
  gint64 server_ms;  /* the server's time since 1970 UTC; 0: it did not say */
  guint retry_after; /* seconds; 0: it did not say */
} TsnTransportAnswer;

void tsn_transport_answer_clear (TsnTransportAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnTransportAnswer, tsn_transport_answer_clear)

#define TSN_TYPE_TRANSPORT (tsn_transport_get_type ())
G_DECLARE_INTERFACE (TsnTransport, tsn_transport, TSN, TRANSPORT, GObject)

struct _TsnTransportInterface
{
  GTypeInterface parent;
  gboolean (*send) (TsnTransport *self,
                    const TsnTransportRequest *request,
                    TsnTransportAnswer *answer,
                    GCancellable *cancellable,
                    GError **error);
};

/**
 * tsn_transport_send:
 * @answer: (out caller-allocates): whatever its status is; untouched on failure
 *
 * Errors: TSN_SYNC_ERROR_UNREACHABLE (no answer, or cut in the middle of it: the request may have
 * arrived), _WRONG_SERVER (not who was expected; nothing was sent), _MALFORMED (too long);
 * G_IO_ERROR_CANCELLED.
 */
gboolean tsn_transport_send (TsnTransport *self,
                             const TsnTransportRequest *request,
                             TsnTransportAnswer *answer,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
