/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HTTPS on the loopback, with a server of the test's own: the right one, a stranger, one that says
 * nothing, one that never ends, one that hangs up. */

#include <libsoup/soup.h>
#include <string.h>

#include "tsn-http-transport.h"
#include "tsn-sync-error.h"

typedef struct
{
  GThread *thread;
  GMainContext *context;
  SoupServer *server;
  GSocketListener *deaf; /* takes connections and says nothing */
  guint16 port;
  guint16 deaf_port;
  guint8 pin[TSN_PIN_SIZE];
  int requests;
  int hang_ups;      /* so many requests are still hung up on */
  GHashTable *peers; /* one entry a connection */
  TsnTransport *transport;
} Fixture;

static GTlsCertificate *
read_certificate (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "sync", name, NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Fixture *f = user_data;
  GSocketAddress *peer = soup_server_message_get_remote_address (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  g_atomic_int_inc (&f->requests);
  g_hash_table_add (
      f->peers,
      GUINT_TO_POINTER (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (peer))));
  soup_message_headers_replace (headers, "Tsunagi-Time", "1790000000000");
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (g_atomic_int_get (&f->hang_ups) > 0)
    {
      g_atomic_int_add (&f->hang_ups, -1);
      g_socket_close (soup_server_message_get_socket (message), NULL);
    }
  else if (g_str_equal (path, "/cut"))
    {
      soup_message_headers_set_content_length (headers, 100000);
      g_socket_close (soup_server_message_get_socket (message), NULL);
    }
  else if (g_str_equal (path, "/never"))
    soup_server_message_pause (message);
  else if (g_str_equal (path, "/busy"))
    {
      soup_server_message_set_status (message, 429, NULL);
      soup_message_headers_replace (headers, "Retry-After", "7");
    }
  else if (g_str_equal (path, "/moved"))
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/echo");
  else
    {
      const char *authorization = soup_message_headers_get_one (
          soup_server_message_get_request_headers (message),
          "Authorization");

      g_assert_cmpstr (authorization, ==, "Tsunagi x");
      soup_server_message_set_response (message,
                                        "application/cbor-seq",
                                        SOUP_MEMORY_COPY,
                                        body->data,
                                        (gsize) body->length);
    }
}

static gpointer
serve_worker (gpointer data)
{
  Fixture *f = data;

  g_main_context_push_thread_default (f->context);
  while (g_atomic_pointer_get (&f->server) != NULL)
    g_main_context_iteration (f->context, TRUE);
  g_main_context_pop_thread_default (f->context);
  return NULL;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = read_certificate ("server.pem");
  g_autoptr (GError) error = NULL;
  GSList *uris;

  f->context = g_main_context_new ();
  f->peers = g_hash_table_new (NULL, NULL);
  g_main_context_push_thread_default (f->context);
  f->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (f->server, NULL, request_cb, f, NULL);
  soup_server_listen_local (f->server,
                            0,
                            SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_main_context_pop_thread_default (f->context);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  f->port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  f->thread = g_thread_new ("server", serve_worker, f);

  f->deaf = g_socket_listener_new ();
  f->deaf_port = g_socket_listener_add_any_inet_port (f->deaf, NULL, &error);
  g_assert_no_error (error);

  g_assert_true (tsn_tls_pin (certificate, f->pin));
  f->transport = tsn_http_transport_new ("127.0.0.1", f->port, f->pin);
}

static gboolean
stop_cb (gpointer user_data)
{
  Fixture *f = user_data;

  soup_server_disconnect (f->server);
  g_clear_object (&f->server);
  return G_SOURCE_REMOVE;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->transport);
  g_main_context_invoke (f->context, stop_cb, f);
  g_thread_join (f->thread);
  g_main_context_unref (f->context);
  g_socket_listener_close (f->deaf);
  g_clear_object (&f->deaf);
  g_hash_table_unref (f->peers);
}

/* @code: of TSN_SYNC_ERROR; -1: an answer is expected */
static void
send_to (TsnTransport *transport,
         const char *path,
         GBytes *body,
         int code,
         TsnTransportAnswer *answer)
{
  TsnTransportRequest request = { .method = body != NULL ? "POST" : "GET",
                                  .path = path,
                                  .body = body,
                                  .authorization = "Tsunagi x",
                                  .answer_max = 200000 };
  g_autoptr (GError) error = NULL;

  tsn_transport_answer_clear (answer);
  if (tsn_transport_send (transport, &request, answer, NULL, &error))
    g_assert_cmpint (code, ==, -1);
  else if (code == -1)
    g_assert_no_error (error);
  else
    g_assert_error (error, TSN_SYNC_ERROR, code);
}

static void
test_answers (Fixture *f, gconstpointer data)
{
  g_autofree guint8 *random = g_malloc0 (150000);
  g_autoptr (GBytes) body = g_bytes_new (random, 150000);
  g_autoptr (GBytes) long_one = g_bytes_new_take (g_malloc0 (200001), 200001);
  g_auto (TsnTransportAnswer) answer = { 0 };

  send_to (f->transport, "/echo?a=1", NULL, -1, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (answer.body), ==, 0);
  g_assert_cmpint (answer.server_ms, ==, 1790000000000);
  send_to (f->transport, "/echo", body, -1, &answer);
  g_assert_true (g_bytes_equal (answer.body, body));
  send_to (f->transport, "/busy", NULL, -1, &answer);
  g_assert_cmpuint (answer.status, ==, 429);
  g_assert_cmpuint (answer.retry_after, ==, 7);
  send_to (f->transport, "/moved", NULL, -1, &answer);
  g_assert_cmpuint (answer.status, ==, 302);
  /* All of it over one connection. */
  g_assert_cmpuint (g_hash_table_size (f->peers), ==, 1);

  send_to (f->transport, "/echo", long_one, TSN_SYNC_ERROR_MALFORMED, &answer);
  send_to (f->transport, "/cut", NULL, TSN_SYNC_ERROR_UNREACHABLE, &answer);
  send_to (f->transport, "/echo", body, -1, &answer);
  g_assert_true (g_bytes_equal (answer.body, body));
}

/* As a server does that hangs up when nothing came for a while: it may meet the next request. */
static void
test_hang_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("twice", 5);
  g_auto (TsnTransportAnswer) answer = { 0 };

  send_to (f->transport, "/echo", NULL, -1, &answer);
  g_atomic_int_set (&f->hang_ups, 1);
  send_to (f->transport, "/echo", body, -1, &answer);
  g_assert_true (g_bytes_equal (answer.body, body));
  g_assert_cmpint (g_atomic_int_get (&f->requests), ==, 3);
  g_assert_cmpuint (g_hash_table_size (f->peers), ==, 2);

  /* Only once, and not on a connection that is new. */
  g_atomic_int_set (&f->requests, 0);
  g_atomic_int_set (&f->hang_ups, 3);
  send_to (f->transport, "/echo", body, TSN_SYNC_ERROR_UNREACHABLE, &answer);
  g_assert_cmpint (g_atomic_int_get (&f->requests), ==, 2);
  send_to (f->transport, "/echo", body, TSN_SYNC_ERROR_UNREACHABLE, &answer);
  g_assert_cmpint (g_atomic_int_get (&f->requests), ==, 3);
}

/* What was silent for too long is not used again. */
static void
test_idle (Fixture *f, gconstpointer data)
{
  g_auto (TsnTransportAnswer) answer = { 0 };

  for (guint i = 0; i < 2; i++)
    send_to (f->transport, "/echo", NULL, -1, &answer);
  g_assert_cmpuint (g_hash_table_size (f->peers), ==, 1);
  tsn_http_transport_set_patience (TSN_HTTP_TRANSPORT (f->transport), 20, 60, 0);
  send_to (f->transport, "/echo", NULL, -1, &answer);
  g_assert_cmpuint (g_hash_table_size (f->peers), ==, 2);
}

/* Neither a stranger's key nor what he asks for: nothing reaches him. */
static void
test_stranger (Fixture *f, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = read_certificate ("stranger.pem");
  g_autoptr (TsnTransport) transport = NULL;
  g_auto (TsnTransportAnswer) answer = { 0 };
  guint8 pin[TSN_PIN_SIZE];

  g_assert_true (tsn_tls_pin (certificate, pin));
  transport = tsn_http_transport_new ("127.0.0.1", f->port, pin);
  send_to (transport, "/echo", NULL, TSN_SYNC_ERROR_WRONG_SERVER, &answer);
  g_assert_cmpint (g_atomic_int_get (&f->requests), ==, 0);
}

static void
test_half_dead (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnTransport) deaf = tsn_http_transport_new ("127.0.0.1", f->deaf_port, f->pin);
  g_auto (TsnTransportAnswer) answer = { 0 };

  tsn_http_transport_set_patience (TSN_HTTP_TRANSPORT (deaf), 1, 60, 20);
  send_to (deaf, "/echo", NULL, TSN_SYNC_ERROR_UNREACHABLE, &answer);
  tsn_http_transport_set_patience (TSN_HTTP_TRANSPORT (f->transport), 60, 1, 20);
  send_to (f->transport, "/never", NULL, TSN_SYNC_ERROR_UNREACHABLE, &answer);
}

static void
test_nobody (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnTransport) transport = NULL;
  g_auto (TsnTransportAnswer) answer = { 0 };

  g_socket_listener_close (f->deaf);
  transport = tsn_http_transport_new ("127.0.0.1", f->deaf_port, f->pin);
  send_to (transport, "/echo", NULL, TSN_SYNC_ERROR_UNREACHABLE, &answer);
}

static gpointer
cancel_worker (gpointer data)
{
  gpointer *both = data;
  Fixture *f = both[0];

  /* As soon as the request is there. */
  while (g_atomic_int_get (&f->requests) == 0)
    g_thread_yield ();
  g_cancellable_cancel (both[1]);
  return NULL;
}

/* Many times: what GLib forgets when two threads meet at a bad moment is found by the sanitizers,
 * now and then. */
static void
test_cancelled (Fixture *f, gconstpointer data)
{
  TsnTransportRequest request = { "GET", "/never", NULL, "Tsunagi x", 1000 };

  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      gpointer both[] = { f, cancellable };
      GThread *thread;

      g_atomic_int_set (&f->requests, 0);
      thread = g_thread_new ("cancel", cancel_worker, both);
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (GError) error = NULL;
          g_auto (TsnTransportAnswer) answer = { 0 };

          g_assert_false (
              tsn_transport_send (f->transport, &request, &answer, cancellable, &error));
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        }
      g_thread_join (thread);
      g_assert_cmpint (g_atomic_int_get (&f->requests), ==, 1);
    }
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
send_once (Fixture *f)
{
  g_autoptr (TsnTransport) transport = tsn_http_transport_new ("127.0.0.1", f->port, f->pin);
  g_auto (TsnTransportAnswer) answer = { 0 };

  send_to (transport, "/echo", NULL, -1, &answer);
}

#define N_CLOSED 3

/* A transport that is let go closes its connection; else a device that syncs every minute runs out
 * of descriptors. The other ends are in this process, too, and are the server's business. */
static void
test_closed (Fixture *f, gconstpointer data)
{
  gint64 deadline;
  guint before;

  send_once (f); /* what GIO opens once and keeps */
  before = count_descriptors ();
  for (guint i = 0; i < N_CLOSED; i++)
    send_once (f);
  /* The threads of handshakes have some, too, until they end. */
  deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  while (count_descriptors () > before + N_CLOSED && g_get_monotonic_time () < deadline)
    g_thread_yield ();
  g_assert_cmpuint (count_descriptors (), <=, before + N_CLOSED);
}

#define ADD(name, func) g_test_add ("/sync/http/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_print ("1..0 # SKIP there is no TLS here: glib-networking is missing\n");
      return 0;
    }
  ADD ("answers", test_answers);
  ADD ("hang-up", test_hang_up);
  ADD ("idle", test_idle);
  ADD ("stranger", test_stranger);
  ADD ("half-dead", test_half_dead);
  ADD ("nobody", test_nobody);
  ADD ("cancelled", test_cancelled);
  ADD ("closed", test_closed);
  return g_test_run ();
}
