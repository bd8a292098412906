/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server under test has a thread of its own; the clients here block. What they say is written
 * by hand, byte by byte: a client library would not make the mistakes that the tests need. */

#include "http-fixture.h"

#include <string.h>

#include "tsn-server-certificate.h"

static void
stopped_cb (gpointer data)
{
  g_main_loop_quit (data);
}

static gboolean
stop_cb (gpointer data)
{
  HttpFixture *self = data;

  tsn_http_server_stop (self->http, stopped_cb, self->loop);
  return G_SOURCE_REMOVE;
}

static void
log_cb (const TsnHttpEntry *entry, gpointer user_data)
{
  g_async_queue_push (((HttpFixture *) user_data)->log, g_strdup (entry->path));
}

static gpointer
serve_worker (gpointer data)
{
  HttpFixture *self = data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  self->http =
      tsn_http_server_new (self->server.service, self->certificate, &self->limits, log_cb, self);
  tsn_http_server_listen (self->http, "127.0.0.1:0", &self->port, &error);
  g_assert_no_error (error);
  g_async_queue_push (self->ready, self);
  g_main_loop_run (self->loop);
  tsn_http_server_free (self->http);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

void
http_setup (HttpFixture *self, gconstpointer data)
{
  const TsnHttpLimits *limits = data;
  g_autoptr (GError) error = NULL;
  guint8 pin[TSN_PIN_SIZE];

  server_setup (&self->server, NULL);
  self->limits = limits != NULL ? *limits : TSN_HTTP_LIMITS;
  self->certificate = tsn_server_certificate_of_folder (self->server.root, pin, &error);
  g_assert_no_error (error);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->ready = g_async_queue_new ();
  self->log = g_async_queue_new_full (g_free);
  self->thread = g_thread_new ("server", serve_worker, self);
  g_async_queue_pop (self->ready);
}

void
http_teardown (HttpFixture *self, gconstpointer data)
{
  g_main_context_invoke (self->context, stop_cb, self);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_async_queue_unref (self->ready);
  g_async_queue_unref (self->log);
  g_object_unref (self->certificate);
  server_teardown (&self->server, NULL);
}

/* -- Clients -- */

GSocketConnection *
http_connect_plain (HttpFixture *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_timeout (client, 30);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static gboolean
accept_cb (GTlsConnection *tls, GTlsCertificate *peer, GTlsCertificateFlags errors, gpointer data)
{
  return g_tls_certificate_is_same (peer, ((HttpFixture *) data)->certificate);
}

GIOStream *
http_connect (HttpFixture *self, GError **error)
{
  g_autoptr (GSocketConnection) plain = http_connect_plain (self);
  /* Without the system's authorities, which take their time. */
  g_autoptr (GIOStream) tls = g_initable_new (
      g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()),
      NULL,
      error,
      "base-io-stream",
      plain,
      "database",
      NULL,
      NULL);

  g_assert_nonnull (tls);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_cb), self);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, error))
    return NULL;
  return g_steal_pointer (&tls);
}

gboolean
http_say (GIOStream *stream, const char *text)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (stream),
                                    text,
                                    strlen (text),
                                    NULL,
                                    NULL,
                                    NULL);
}

/* All that comes until the server closes. */
char *
http_hear (GIOStream *stream)
{
  GString *text = g_string_new (NULL);
  char bytes[4096];
  gssize n;

  while ((n = g_input_stream_read (g_io_stream_get_input_stream (stream),
                                   bytes,
                                   sizeof bytes,
                                   NULL,
                                   NULL)) > 0)
    g_string_append_len (text, bytes, n);
  return g_string_free (text, FALSE);
}

/* One request on a connection of its own. */
char *
http_ask (HttpFixture *self, const char *head)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = http_connect (self, &error);

  g_assert_no_error (error);
  g_assert_true (http_say (stream, head));
  return http_hear (stream);
}
