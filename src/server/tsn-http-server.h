/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-http-server.h: the service behind HTTPS, with limits that no client can talk it out of.
 *
 * Everything but the service's work happens in the thread-default main context of the thread that
 * made the server; that work happens in one thread of its own. Errors: G_IO_ERROR_*.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-ems-page.h"
#include "tsn-http-rate.h"
#include "tsn-service.h"

G_BEGIN_DECLS

typedef struct
{
  gsize body_max;     /* bytes of one request */
  gsize bodies_max;   /* bytes of all requests at once; above: 503 */
  guint connections;  /* at once */
  guint per_address;  /* of them */
  guint handshake_ms; /* TLS */
  guint header_ms;    /* from the connection, or the last answer, to the end of the headers */
  guint body_ms;      /* from there to the end of the body */
  guint queue_ms;     /* from there to the service's turn; above: 503 */
  guint answer_ms;    /* from the end of the body to the end of the answer */
  guint silence_ms;   /* of a device that is asked whether it is still there */
  guint patience_ms;  /* of who asks for the server's health */
  TsnHttpPace pace;   /* of one address, of who is no device; above: 429 */
  TsnHttpPace device; /* of one device; above: 429 */
} TsnHttpLimits;

extern const TsnHttpLimits TSN_HTTP_LIMITS;

/* What was answered, for the log: nothing personal, no address. */
typedef struct
{
  const char *method;
  const char *path; /* without the query; "-" if it is none of ours */
  guint status;
  gsize received; /* bytes of the bodies */
  gsize sent;
  gint64 us; /* from the headers to the answer */
  guint n_taken;
  guint n_refused;
  const GError *failure; /* (nullable) */
} TsnHttpEntry;

typedef void (*TsnHttpLogFunc) (const TsnHttpEntry *entry, gpointer user_data);

#define TSN_HTTP_STATUS_MAX 600

/* Since the server runs; the first three: now. */
typedef struct
{
  guint n_connections;
  guint n_lines; /* of them, on which a device hears what is new */
  guint n_jobs;  /* requests that the worker has, or that wait for it */
  guint64 connections_refused;
  guint64 answers[TSN_HTTP_STATUS_MAX]; /* by their status */
  guint64 malformed;                    /* answered by libsoup, which did not understand them */
  guint64 received;                     /* bytes of the bodies */
  guint64 sent;
  guint64 patches_taken;
  guint64 patches_refused;
} TsnHttpCounts;

typedef struct _TsnHttpServer TsnHttpServer;

/* @service: borrowed; from now on only the server uses it
 * @log: (nullable): in the main context */
TsnHttpServer *tsn_http_server_new (TsnService *service,
                                    GTlsCertificate *certificate,
                                    const TsnHttpLimits *limits,
                                    TsnHttpLogFunc log,
                                    gpointer user_data);
/* @address: "127.0.0.1:8443", "[::1]:8443"; port 0: a free one
 * @port: (out): the real one */
gboolean
tsn_http_server_listen (TsnHttpServer *self, const char *address, guint16 *port, GError **error);

void tsn_http_server_count (TsnHttpServer *self, TsnHttpCounts *counts);

/* From now on devices also hear how many of their municipality have a line on which they hear what
 * is new. */
void tsn_http_server_say_count (TsnHttpServer *self);

/* From now on /ems is @page (borrowed). */
void tsn_http_server_set_page (TsnHttpServer *self, const TsnEmsPage *page);

/* Has the worker do @work with the service when its turn comes, and then @done in the main context;
 * always both. FALSE: too much waits for it; neither. */
gboolean tsn_http_server_run (TsnHttpServer *self,
                              void (*work) (TsnService *service, gpointer data),
                              void (*done) (gpointer data),
                              gpointer data);

/* Takes no more connections and no more requests; @done is called once, when what runs has been
 * answered, or after ten seconds. */
void tsn_http_server_stop (TsnHttpServer *self, void (*done) (gpointer data), gpointer data);
void tsn_http_server_free (TsnHttpServer *self); /* waits for the work that runs; NULL is fine */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnHttpServer, tsn_http_server_free)

G_END_DECLS
