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

#include "process.h"

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
  process_register (self, &desk);
  body = write_events (&desk, 3);
  g_assert_cmpuint (process_push (self, &desk, body), ==, 200);
  status = process_stop (self, SIGTERM);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);

  /* The same server, which asks for no other municipality. */
  memcpy (pin, self->pin, sizeof pin);
  process_start (self);
  g_assert_cmpint (memcmp (pin, self->pin, sizeof pin), ==, 0);
  g_assert_false (self->has_token);
  g_assert_cmpuint (process_count (self, &desk), ==, 3);
  status = process_stop (self, SIGINT);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  device_clear (&desk);
}

/* Half of a request is there when it is asked to stop: it does not wait for the rest. */
static void
test_stop_beside_slow (Process *self, gconstpointer data)
{
  g_autoptr (GIOStream) idle = process_connect (self);
  g_autoptr (GIOStream) silent = process_connect (self);
  int status;

  g_assert_nonnull (silent);
  process_say (idle, "GET /v1/ti", 10);
  status = process_stop (self, SIGTERM);
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
  process_register (self, &desk);
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
      g_autoptr (GIOStream) stream = process_connect (self);
      gsize size;
      const guint8 *bytes = g_bytes_get_data (body, &size);

      process_say_head (stream, "POST", path, header, size);
      process_say (stream, bytes, round == 0 ? size / 2 : size);
      /* A little later each time: the commit is somewhere among them. */
      g_usleep (round * 4000);
      g_assert_true (WIFSIGNALED (process_stop (self, SIGKILL)));
      process_start (self);
      g_assert_cmpuint (process_push (self, &desk, body), ==, 200);
      n_events += 60;
      g_assert_cmpuint (process_count (self, &desk), ==, n_events);
    }
  process_stop (self, SIGTERM);
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
  GIOStream *stream = process_connect (self);
  g_autoptr (GString) answer = g_string_new (NULL);
  char byte;

  process_say (stream, head, strlen (head));
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

/* Waits until the line has said the number of @mark or a later one. A server that has only now
 * begun to hear of the others ends its lines, and who had one takes another. */
static void
hear_mark (Process *self, Device *device, GIOStream **line, const guint8 mark[TSN_MARK_SIZE])
{
  guint8 frame[2 + 125];
  gsize n;

  do
    {
      GInputStream *in = g_io_stream_get_input_stream (*line);

      memset (frame, 0, sizeof frame);
      if (!g_input_stream_read_all (in, frame, 2, &n, NULL, NULL) || n < 2)
        {
          g_object_unref (*line);
          *line = listen_to (self, device);
          continue;
        }
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
      process_stop (self, SIGTERM);
      return;
    }
  process_start (&second);
  g_assert_cmpint (memcmp (second.pin, self->pin, sizeof second.pin), ==, 0);
  device_new_municipality (&desk);
  self->line = second.line; /* the token that was printed last */
  process_register (self, &desk);
  second.identity = self->identity;
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GBytes) body = write_events (&desk, 50);

      g_assert_cmpuint (process_push (i % 2 == 0 ? self : &second, &desk, body), ==, 200);
      if (line == NULL)
        line = listen_to (&second, &desk);
      hear_mark (&second, &desk, &line, desk.marks.receipt);
      g_assert_cmpuint (process_count (i % 2 == 0 ? &second : self, &desk), ==, (i + 1) * 50);
    }
  /* One dies; the other is the server. */
  g_assert_true (WIFSIGNALED (process_stop (self, SIGKILL)));
  g_assert_cmpuint (process_count (&second, &desk), ==, 200);
  process_stop (&second, SIGTERM);
  device_clear (&desk);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (argc, ==, 2);
  process_program = argv[1];
  signal (SIGPIPE, SIG_IGN);

#define ADD(name, func)                                                                            \
  g_test_add ("/process/" name, Process, NULL, process_setup, func, process_teardown)
  ADD ("life", test_life);
  ADD ("stop-beside-slow", test_stop_beside_slow);
  ADD ("kill", test_kill);
  ADD ("two", test_two);
#undef ADD
  return g_test_run ();
}
