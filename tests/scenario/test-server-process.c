/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsunagi-server as a process on loopback: it needs nothing but a folder or a database, comes back
 * as itself after it was killed, and what it confirmed is there, once. On PostgreSQL (where
 * tests/with-postgres.py runs one) two processes are one server.
 *
 * usage: test-server-process TSUNAGI-SERVER */

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "server-fixture.h"
#include "tsn-tls-pin.h"

static const char *program;

typedef struct
{
  char *root;
  char *data; /* folder or URL */
  GPid pid;
  TsnServerLine line;
  gboolean has_token; /* in its line */
  guint16 port;
  guint8 pin[TSN_PIN_SIZE];
  TsnServerIdentity identity;
} Process;

/* -- The process -- */

static char *
read_line (int fd)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char byte;

  while (read (fd, &byte, 1) == 1 && byte != '\n')
    g_string_append_c (line, byte);
  return g_strdup (line->str);
}

static void
start (Process *self)
{
  const char *argv[] = { program,       server_on_postgres () ? "--database" : "--data",
                         self->data,    "--listen",
                         "127.0.0.1:0", NULL };
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GError) error = NULL;
  int out;

  g_spawn_async_with_pipes (NULL,
                            (char **) (gpointer) argv,
                            NULL,
                            G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                            NULL,
                            NULL,
                            &self->pid,
                            NULL,
                            &out,
                            NULL,
                            &error);
  g_assert_no_error (error);
  text = read_line (out);
  close (out);
  g_assert_true (g_str_has_prefix (text, "tsunagi-server:127.0.0.1:"));
  parts = g_strsplit_set (text, ":#", 5);
  self->port = (guint16) atoi (parts[2]);
  g_assert_true (tsn_base64url_parse (parts[3], self->pin, sizeof self->pin));
  self->has_token = tsn_server_line_parse (&self->line, text, NULL) && self->line.token[0] != '\0';
}

/* How it ended. */
static int
stop (Process *self, int signal)
{
  int status;

  g_assert_cmpint (kill (self->pid, signal), ==, 0);
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  g_spawn_close_pid (self->pid);
  return status;
}

static void
setup (Process *self, gconstpointer data)
{
  self->root = g_dir_make_tmp ("tsn-process-XXXXXX", NULL);
  self->data = server_on_postgres () ? server_new_database (self->root)
                                     : g_build_filename (self->root, "data", NULL);
  start (self);
}

static void
teardown (Process *self, gconstpointer data)
{
  const char *argv[] = { "rm", "-rf", self->root, NULL };

  g_assert_true (g_spawn_sync (NULL,
                               (char **) (gpointer) argv,
                               NULL,
                               G_SPAWN_SEARCH_PATH,
                               NULL,
                               NULL,
                               NULL,
                               NULL,
                               NULL,
                               NULL));
  g_free (self->data);
  g_free (self->root);
}

/* -- A client that knows it by the line -- */

static GIOStream *
connect_to (Process *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) plain = NULL;
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autoptr (GTlsDatabase) database = tsn_tls_pin_database_new (self->pin);
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_client_set_timeout (client, 60);
  g_socket_client_set_enable_proxy (client, FALSE);
  plain = g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);
  g_assert_no_error (error);
  identity = g_network_address_new ("127.0.0.1", self->port);
  tls = g_initable_new (g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()),
                        NULL,
                        &error,
                        "base-io-stream",
                        plain,
                        "server-identity",
                        identity,
                        "database",
                        database,
                        NULL);
  g_assert_no_error (error);
  g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&tls);
}

static void
say (GIOStream *stream, gconstpointer bytes, gsize size)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), bytes, size, NULL, NULL, NULL);
}

/* The head of a request with @size bytes of body. */
static void
say_head (GIOStream *stream, const char *method, const char *path, const char *header, gsize size)
{
  g_autofree char *head = g_strdup_printf (
      "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
      "Authorization: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
      method,
      path,
      header,
      size);

  say (stream, head, strlen (head));
}

/* The body of the answer; the status in @status, 0: none came. */
static GBytes *
hear (GIOStream *stream, guint *status)
{
  GByteArray *all = g_byte_array_new ();
  const guint8 *begin;
  guint8 bytes[4096];
  gssize n;

  while ((n = g_input_stream_read (g_io_stream_get_input_stream (stream),
                                   bytes,
                                   sizeof bytes,
                                   NULL,
                                   NULL)) > 0)
    g_byte_array_append (all, bytes, (guint) n);
  begin = memmem (all->data, all->len, "\r\n\r\n", 4);
  /* "HTTP/1.1 200 OK" */
  *status = 0;
  for (guint i = 9; i < 12 && all->len > 12; i++)
    *status = *status * 10 + (guint) (all->data[i] - '0');
  if (begin != NULL)
    g_byte_array_remove_range (all, 0, (guint) (begin + 4 - all->data));
  return g_byte_array_free_to_bytes (all);
}

static GBytes *
ask (Process *self,
     Device *device,
     const char *method,
     const char *path,
     GBytes *body,
     guint *status)
{
  g_autoptr (GIOStream) stream = connect_to (self);
  g_autofree char *header = device_authorize (device,
                                              &self->identity.server,
                                              g_get_real_time () / 1000,
                                              method,
                                              path,
                                              body);
  gsize size = 0;
  const guint8 *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  say_head (stream, method, path, header, size);
  say (stream, data, size);
  return hear (stream, status);
}

static void
register_device (Process *self, Device *device)
{
  g_autoptr (GBytes) body = device_registration (device, self->line.token);
  g_autoptr (GBytes) answer = NULL;
  guint status;

  g_assert_true (self->has_token);
  answer = ask (self, device, "POST", "/v1/municipality", body, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_true (tsn_server_identity_decode (&self->identity, answer, NULL));
}

static guint
push (Process *self, Device *device, GBytes *body)
{
  g_autofree char *path = device_path (device, "");
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (TsnReceipt) receipt = NULL;
  guint status;

  answer = ask (self, device, "POST", path, body, &status);
  if (status != 200)
    return status;
  receipt = tsn_receipt_verify (answer, self->identity.server_public, NULL);
  g_assert_nonnull (receipt);
  g_assert_cmpuint (receipt->refused->len, ==, 0);
  memcpy (device->marks.receipt, receipt->mark, TSN_MARK_SIZE);
  return 200;
}

static guint
count_patches (Process *self, Device *device)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) answer = NULL;
  TsnParcelReader reader;
  TsnSyncState state;
  gsize length;
  guint status;
  guint n = 0;

  memset (device->marks.cursor, 0, TSN_MARK_SIZE);
  path = device_path (device, "&all=1");
  answer = ask (self, device, "GET", path, NULL, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_true (tsn_sync_state_decode (&state,
                                        g_bytes_get_data (answer, NULL),
                                        g_bytes_get_size (answer),
                                        &length,
                                        NULL));
  g_assert_false (state.more);
  tsn_parcel_reader_init (&reader, answer, length);
  while (TRUE)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      g_assert_true (tsn_parcel_reader_next (&reader, &parcel, NULL));
      if (parcel == NULL)
        return n;
      n += parcel->n_entries;
    }
}

/* A body of @n new records. */
static GBytes *
write_events (Device *device, guint n)
{
  GByteArray *parcels = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    {
      TsnId id = tsn_id_new (START_MS);

      device_pack (device,
                   parcels,
                   device_write (device, TSN_KIND_EVENT, &id, TSN_EVENT_TITLE, "会", 0),
                   NULL);
    }
  return g_byte_array_free_to_bytes (parcels);
}

/* -- Tests -- */

static void
test_life (Process *self, gconstpointer data)
{
  g_autoptr (GBytes) body = NULL;
  guint8 pin[TSN_PIN_SIZE];
  Device desk;
  GStatBuf info;
  int status;

  if (!server_on_postgres ())
    {
      g_assert_cmpint (g_stat (self->data, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0700);
    }
  device_new_municipality (&desk);
  register_device (self, &desk);
  body = write_events (&desk, 3);
  g_assert_cmpuint (push (self, &desk, body), ==, 200);
  status = stop (self, SIGTERM);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);

  /* The same server, which asks for no other municipality. */
  memcpy (pin, self->pin, sizeof pin);
  start (self);
  g_assert_cmpint (memcmp (pin, self->pin, sizeof pin), ==, 0);
  g_assert_false (self->has_token);
  g_assert_cmpuint (count_patches (self, &desk), ==, 3);
  status = stop (self, SIGINT);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  device_clear (&desk);
}

/* Half of a request is there when it is asked to stop: it does not wait for the rest. */
static void
test_stop_beside_slow (Process *self, gconstpointer data)
{
  g_autoptr (GIOStream) idle = connect_to (self);
  g_autoptr (GIOStream) silent = connect_to (self);
  int status;

  g_assert_nonnull (silent);
  say (idle, "GET /v1/ti", 10);
  status = stop (self, SIGTERM);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
}

/* Killed at every moment of a push that one can hit: before the body is whole, while it is taken,
 * after the answer. Then it is said again. */
static void
test_kill (Process *self, gconstpointer data)
{
  guint n_events = 0;
  Device desk;

  device_new_municipality (&desk);
  register_device (self, &desk);
  for (guint round = 0; round < 6; round++)
    {
      g_autoptr (GBytes) body = write_events (&desk, 60);
      g_autofree char *path = device_path (&desk, "");
      g_autofree char *header = device_authorize (&desk,
                                                  &self->identity.server,
                                                  g_get_real_time () / 1000,
                                                  "POST",
                                                  path,
                                                  body);
      g_autoptr (GIOStream) stream = connect_to (self);
      gsize size;
      const guint8 *bytes = g_bytes_get_data (body, &size);

      say_head (stream, "POST", path, header, size);
      say (stream, bytes, round == 0 ? size / 2 : size);
      /* A little later each time: the commit is somewhere among them. */
      g_usleep (round * 4000);
      g_assert_true (WIFSIGNALED (stop (self, SIGKILL)));
      start (self);
      g_assert_cmpuint (push (self, &desk, body), ==, 200);
      n_events += 60;
      g_assert_cmpuint (count_patches (self, &desk), ==, n_events);
    }
  stop (self, SIGTERM);
  device_clear (&desk);
}

/* -- Two processes -- */

/* A line on which the server says what is new. */
static GIOStream *
listen_to (Process *self, Device *device)
{
  g_autofree char *header = device_authorize (device,
                                              &self->identity.server,
                                              g_get_real_time () / 1000,
                                              "GET",
                                              "/v1/live",
                                              NULL);
  g_autofree char *head = g_strdup_printf (
      "GET /v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nConnection: Upgrade\r\n"
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      header);
  GIOStream *stream = connect_to (self);
  g_autoptr (GString) answer = g_string_new (NULL);
  char byte;

  say (stream, head, strlen (head));
  while (!g_str_has_suffix (answer->str, "\r\n\r\n"))
    {
      g_assert_cmpint (
          g_input_stream_read (g_io_stream_get_input_stream (stream), &byte, 1, NULL, NULL),
          ==,
          1);
      g_string_append_c (answer, byte);
    }
  g_assert_true (g_str_has_prefix (answer->str, "HTTP/1.1 101 "));
  return stream;
}

/* Waits until the line has said the number of @mark or a later one. */
static void
hear_mark (GIOStream *stream, const guint8 mark[TSN_MARK_SIZE])
{
  guint8 frame[2 + 125];
  gsize n;

  do
    {
      GInputStream *in = g_io_stream_get_input_stream (stream);

      memset (frame, 0, sizeof frame);
      g_assert_true (g_input_stream_read_all (in, frame, 2, &n, NULL, NULL) && n == 2);
      g_assert_cmpuint (frame[1], <=, 125);
      g_assert_true (g_input_stream_read_all (in, frame + 2, frame[1], &n, NULL, NULL));
    }
  while (frame[0] != 0x82 || tsn_mark_seq (frame + 2) < tsn_mark_seq (mark));
}

static void
test_two (Process *self, gconstpointer data)
{
  Process second = { .data = self->data };
  g_autoptr (GIOStream) line = NULL;
  Device desk;

  if (!server_on_postgres ())
    {
      g_test_skip ("only processes on PostgreSQL are one server");
      stop (self, SIGTERM);
      return;
    }
  start (&second);
  g_assert_cmpint (memcmp (second.pin, self->pin, sizeof second.pin), ==, 0);
  device_new_municipality (&desk);
  self->line = second.line; /* the token that was printed last */
  register_device (self, &desk);
  second.identity = self->identity;
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GBytes) body = write_events (&desk, 50);

      g_assert_cmpuint (push (i % 2 == 0 ? self : &second, &desk, body), ==, 200);
      if (line == NULL)
        line = listen_to (&second, &desk);
      hear_mark (line, desk.marks.receipt);
      g_assert_cmpuint (count_patches (i % 2 == 0 ? &second : self, &desk), ==, (i + 1) * 50);
    }
  /* One dies; the other is the server. */
  g_assert_true (WIFSIGNALED (stop (self, SIGKILL)));
  g_assert_cmpuint (count_patches (&second, &desk), ==, 200);
  stop (&second, SIGTERM);
  device_clear (&desk);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  signal (SIGPIPE, SIG_IGN);

#define ADD(name, func) g_test_add ("/process/" name, Process, NULL, setup, func, teardown)
  ADD ("life", test_life);
  ADD ("stop-beside-slow", test_stop_beside_slow);
  ADD ("kill", test_kill);
  ADD ("two", test_two);
#undef ADD
  return g_test_run ();
}
