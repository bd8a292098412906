/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The HTTPS front on loopback: its limits hold, and a slow or hostile client stops nobody else. The
 * server has a thread of its own; the clients here block. */

#include <glib/gstdio.h>
#include <string.h>

#include "server-fixture.h"
#include "tsn-http-server.h"
#include "tsn-server-certificate.h"

typedef struct
{
  ServerFixture server;
  TsnHttpLimits limits;
  GTlsCertificate *certificate;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  TsnHttpServer *http;
  guint16 port;
  GAsyncQueue *ready;
} Fixture;

static void
stopped_cb (gpointer data)
{
  g_main_loop_quit (data);
}

static gboolean
stop_cb (gpointer data)
{
  Fixture *self = data;

  tsn_http_server_stop (self->http, stopped_cb, self->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
serve_worker (gpointer data)
{
  Fixture *self = data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  self->http =
      tsn_http_server_new (self->server.service, self->certificate, &self->limits, NULL, NULL);
  tsn_http_server_listen (self->http, "127.0.0.1:0", &self->port, &error);
  g_assert_no_error (error);
  g_async_queue_push (self->ready, self);
  g_main_loop_run (self->loop);
  tsn_http_server_free (self->http);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
setup (Fixture *self, gconstpointer data)
{
  const TsnHttpLimits *limits = data;
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  guint8 pin[TSN_PIN_SIZE];

  server_setup (&self->server, NULL);
  self->limits = limits != NULL ? *limits : TSN_HTTP_LIMITS;
  certificate = g_build_filename (self->server.root, "certificate.pem", NULL);
  key = g_build_filename (self->server.root, "key.pem", NULL);
  tsn_server_certificate_create (certificate, key, &error);
  g_assert_no_error (error);
  self->certificate = tsn_server_certificate_load (certificate, key, pin, &error);
  g_assert_no_error (error);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->ready = g_async_queue_new ();
  self->thread = g_thread_new ("server", serve_worker, self);
  g_async_queue_pop (self->ready);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  g_main_context_invoke (self->context, stop_cb, self);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_async_queue_unref (self->ready);
  g_object_unref (self->certificate);
  server_teardown (&self->server, NULL);
}

/* -- Clients -- */

static GSocketConnection *
connect_plain (Fixture *self)
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
  return g_tls_certificate_is_same (peer, ((Fixture *) data)->certificate);
}

static GIOStream *
connect_tls (Fixture *self, GError **error)
{
  g_autoptr (GSocketConnection) plain = connect_plain (self);
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

static gboolean
say (GIOStream *stream, const char *text)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (stream),
                                    text,
                                    strlen (text),
                                    NULL,
                                    NULL,
                                    NULL);
}

/* All that comes until the server closes. */
static char *
hear (GIOStream *stream)
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
static char *
ask (Fixture *self, const char *head)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = connect_tls (self, &error);

  g_assert_no_error (error);
  g_assert_true (say (stream, head));
  return hear (stream);
}

static void
expect_healthy (Fixture *self)
{
  g_autofree char *answer = ask (self,
                                 "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\nok"));
  g_assert_nonnull (strstr (answer, "Tsunagi-Time: 1790000000000\r\n"));
}

/* -- Tests -- */

static void
test_health (Fixture *self, gconstpointer data)
{
  expect_healthy (self);
}

static void
test_statuses (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *head;
    const char *status;
  } CASES[] = {
    { "GET /v1/patches HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 401 " },
    { "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 404 " },
    { "BREW /v1/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 405 " },
    { "POST /v1/municipality HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n"
      "\r\nxx",
      "HTTP/1.1 400 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *answer = ask (self, CASES[i].head);

      g_assert_true (g_str_has_prefix (answer, CASES[i].status));
      g_assert_nonnull (strstr (answer, "Tsunagi-Time: "));
    }
}

/* What is a little too large is told so, what is much too large is cut off. */
static void
test_large_body (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = connect_tls (self, &error);
  g_autofree char *zeros = g_strnfill (TSN_SYNC_BODY_MAX + 1, '0');
  g_autofree char *answer = NULL;
  g_autofree char *cut = NULL;

  g_assert_no_error (error);
  g_assert_true (say (stream,
                      "POST /v1/patches HTTP/1.1\r\nHost: x\r\nContent-Length: 4194305\r\n"
                      "\r\n"));
  g_assert_true (say (stream, zeros));
  answer = hear (stream);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413 "));
  cut = ask (self, "POST /v1/patches HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n");
  g_assert_cmpstr (cut, ==, "");
  expect_healthy (self);
}

/* A body without a length is cut off where it becomes too large. */
static void
test_endless_body (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = connect_tls (self, &error);
  g_autofree char *zeros = g_strnfill (0x10000, '0');
  g_autofree char *chunk = g_strdup_printf ("10000\r\n%s\r\n", zeros);
  guint n = 0;

  g_assert_no_error (error);
  g_assert_true (
      say (stream, "POST /v1/patches HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
  while (n < 3200 && say (stream, chunk))
    n++;
  g_assert_cmpuint (n, <, 3200); /* 200 MB */
  expect_healthy (self);
}

static void
test_garbage (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocketConnection) plain = connect_plain (self);
  g_autofree char *none = NULL;
  g_autofree char *answer = NULL;

  g_assert_true (say (G_IO_STREAM (plain), "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"));
  none = hear (G_IO_STREAM (plain));
  g_assert_null (strstr (none, "HTTP"));
  answer = ask (self, "\x01\x02\x03\r\n\r\n");
  g_assert_null (strstr (answer, "200"));
  expect_healthy (self);
}

/* Some say nothing at all, some begin a line, some begin a body. All are let go of in the end; the
 * others do not wait for that. */
static void
test_slow (Fixture *self, gconstpointer data)
{
  static const char *const BEGINNINGS[] = {
    "",
    "GET /v1/he",
    "POST /v1/patches HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"
  };
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (streams, connect_plain (self));
  for (guint i = 0; i < G_N_ELEMENTS (BEGINNINGS); i++)
    {
      g_autoptr (GError) error = NULL;
      GIOStream *stream = connect_tls (self, &error);

      g_assert_no_error (error);
      g_assert_true (say (stream, BEGINNINGS[i]));
      g_ptr_array_add (streams, stream);
    }
  expect_healthy (self);
  for (guint i = 0; i < streams->len; i++)
    {
      g_autofree char *answer = hear (g_ptr_array_index (streams, i));

      g_assert_cmpstr (answer, ==, "");
    }
  expect_healthy (self);
}

/* Who says nothing holds no thread, of which there are few. */
static void
test_silent (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 begun;

  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (streams, connect_plain (self));
  begun = g_get_monotonic_time ();
  expect_healthy (self);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 5 * G_USEC_PER_SEC);
}

/* One address has only so many places; those of before are served. */
static void
test_many (Fixture *self, gconstpointer data)
{
  g_autoptr (GIOStream) first = connect_tls (self, NULL);
  g_autoptr (GIOStream) second = connect_tls (self, NULL);
  g_autoptr (GIOStream) third = connect_tls (self, NULL);
  g_autofree char *answer = NULL;

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_null (third);
  g_assert_true (say (first, "GET /v1/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  answer = hear (first);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
}

static void
test_rate (Fixture *self, gconstpointer data)
{
  g_autofree char *refused = NULL;

  expect_healthy (self);
  expect_healthy (self);
  refused = ask (self, "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 429 "));
  g_assert_nonnull (strstr (refused, "Retry-After: "));
}

int
main (int argc, char *argv[])
{
  TsnHttpLimits slow = TSN_HTTP_LIMITS;
  TsnHttpLimits few = TSN_HTTP_LIMITS;
  TsnHttpLimits rare = TSN_HTTP_LIMITS;

  /* Long enough for a handshake under the sanitizers. */
  slow.handshake_ms = 4000;
  slow.header_ms = slow.body_ms = 2000;
  few.per_address = 2;
  rare.rate = 0;
  rare.burst = 2;
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, limits, func) g_test_add ("/http/" name, Fixture, limits, setup, func, teardown)
  ADD ("health", NULL, test_health);
  ADD ("statuses", NULL, test_statuses);
  ADD ("large-body", NULL, test_large_body);
  ADD ("endless-body", NULL, test_endless_body);
  ADD ("garbage", NULL, test_garbage);
  ADD ("slow", &slow, test_slow);
  ADD ("silent", NULL, test_silent);
  ADD ("many", &few, test_many);
  ADD ("rate", &rare, test_rate);
#undef ADD
  return g_test_run ();
}
