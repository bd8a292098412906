/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines on which devices hear that there is something new: who gets one, what is said on it, and
 * how it ends. The requests that make news go to the service as they would go through the front. */

#include <string.h>

#include "http-fixture.h"

#define UPGRADE                                                                                    \
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"                     \
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

/* The head of the request for a line. */
static char *
live_head (HttpFixture *self, Device *device, const char *upgrade)
{
  g_autofree char *header = device_authorize (device,
                                              &self->server.identity->server,
                                              self->server.now_ms,
                                              "GET",
                                              "/v1/live",
                                              NULL);

  return g_strdup_printf ("GET /v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\n%s\r\n",
                          header,
                          upgrade);
}

static void
read_exactly (GIOStream *stream, gpointer bytes, gsize size)
{
  gsize n;

  g_input_stream_read_all (g_io_stream_get_input_stream (stream), bytes, size, &n, NULL, NULL);
  g_assert_cmpuint (n, ==, size);
}

/* A line that is open, up to the end of the 101. */
static GIOStream *
open_line (HttpFixture *self, Device *device)
{
  g_autofree char *head = live_head (self, device, UPGRADE);
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  GIOStream *stream = http_connect (self, &error);

  g_assert_no_error (error);
  g_assert_true (http_say (stream, head));
  while (!g_str_has_suffix (answer->str, "\r\n\r\n"))
    {
      char byte;

      read_exactly (stream, &byte, 1);
      g_string_append_c (answer, byte);
    }
  g_assert_true (g_str_has_prefix (answer->str, "HTTP/1.1 101 "));
  return stream;
}

/* The number of the next mark that is said; what asks whether we are there is passed over. */
static guint64
hear_mark (GIOStream *stream)
{
  guint8 frame[2 + TSN_MARK_SIZE];

  while (TRUE)
    {
      read_exactly (stream, frame, 2);
      g_assert_cmpuint (frame[1], <=, TSN_MARK_SIZE);
      read_exactly (stream, frame + 2, frame[1]);
      if (frame[0] == 0x82)
        break;
      g_assert_cmphex (frame[0], ==, 0x89);
    }
  g_assert_cmpuint (frame[1], ==, TSN_MARK_SIZE);
  return tsn_mark_seq (frame + 2);
}

/* Until that many lines are told of. */
static void
hear_count (GIOStream *stream, const char *count)
{
  char frame[2 + TSN_MARK_SIZE + 1];

  do
    {
      read_exactly (stream, frame, 2);
      g_assert_cmpuint (frame[1], <=, TSN_MARK_SIZE);
      read_exactly (stream, frame + 2, frame[1]);
      frame[2 + frame[1]] = '\0';
    }
  while ((guint8) frame[0] != 0x81 || !g_str_equal (frame + 2, count));
}

/* Through the front, as the service belongs to it. */
static void
push (HttpFixture *self, Device *device, TsnPatch *patch)
{
  GByteArray *parcels = g_byte_array_new ();
  g_autofree char *path = device_path (device, "");
  g_autofree char *header = NULL;
  g_autofree char *head = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GIOStream) stream = http_connect (self, NULL);
  gsize size;
  const guint8 *data;

  device_pack (device, parcels, patch, NULL);
  body = g_byte_array_free_to_bytes (parcels);
  data = g_bytes_get_data (body, &size);
  header = device_authorize (device,
                             &self->server.identity->server,
                             self->server.now_ms,
                             "POST",
                             path,
                             body);
  head = g_strdup_printf (
      "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
      "Authorization: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
      path,
      header,
      size);
  g_assert_true (http_say (stream, head));
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (stream),
                                            data,
                                            size,
                                            NULL,
                                            NULL,
                                            NULL));
  answer = http_hear (stream);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
}

static void
push_event (HttpFixture *self, Device *device)
{
  TsnId id = tsn_id_new (START_MS);

  push (self, device, device_write (device, TSN_KIND_EVENT, &id, TSN_EVENT_TITLE, "会", 0));
}

/* Two devices of a municipality whose certificates the server knows. */
static void
setup_two (HttpFixture *self, Device *desk, Device *other)
{
  device_new_municipality (desk);
  device_new (other, desk, TSN_ROLE_DESK);
  g_assert_cmpuint (device_register (desk, &self->server, NULL), ==, 200);
  push (self, desk, device_write_certificate (desk, other));
}

static void
clear_two (Device *desk, Device *other)
{
  device_clear (desk);
  device_clear (other);
}

/* -- Tests -- */

/* Where it stands is said at once, and then each push, whoever pushes. */
static void
test_news (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GIOStream) first = NULL;
  g_autoptr (GIOStream) second = NULL;
  Device desk;
  Device other;

  setup_two (self, &desk, &other);
  first = open_line (self, &desk);
  g_assert_cmpuint (hear_mark (first), ==, 1);
  second = open_line (self, &other);
  g_assert_cmpuint (hear_mark (second), ==, 1);
  push_event (self, &desk);
  g_assert_cmpuint (hear_mark (first), ==, 2);
  g_assert_cmpuint (hear_mark (second), ==, 2);
  push_event (self, &other);
  g_assert_cmpuint (hear_mark (first), ==, 3);
  g_assert_cmpuint (hear_mark (second), ==, 3);
  clear_two (&desk, &other);
}

/* In a room each hears how many they are, whenever one comes or goes. */
static void
test_count (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GIOStream) first = NULL;
  g_autoptr (GIOStream) second = NULL;
  Device desk;
  Device other;

  tsn_http_server_say_count (self->http);
  setup_two (self, &desk, &other);
  first = open_line (self, &desk);
  hear_count (first, "1");
  second = open_line (self, &other);
  hear_count (second, "2");
  hear_count (first, "2");
  g_io_stream_close (second, NULL, NULL);
  hear_count (first, "1");
  clear_two (&desk, &other);
}

/* Many pushes at once are few marks, ten a second at most, and the last one is said. */
static void
test_rush (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GIOStream) line = NULL;
  guint64 seq = 0;
  guint n_marks = 0;
  gint64 start_us;
  Device desk;
  Device other;

  setup_two (self, &desk, &other);
  line = open_line (self, &other);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    push_event (self, &desk);
  while (seq < 21)
    {
      seq = hear_mark (line);
      n_marks++;
    }
  g_assert_cmpuint (seq, ==, 21);
  /* The first of the line, the first push, and one for each tenth of a second that it took. */
  g_assert_cmpint (n_marks, <=, 3 + (g_get_monotonic_time () - start_us) / (G_USEC_PER_SEC / 10));
  clear_two (&desk, &other);
}

static void
expect_end (GIOStream *line)
{
  g_autofree char *rest = http_hear (line);

  g_assert_nonnull (rest);
}

/* One of a device: an older one ends, also if it was never noticed that its device went. */
static void
test_one_each (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GIOStream) older = NULL;
  g_autoptr (GIOStream) newer = NULL;
  Device desk;
  Device other;

  setup_two (self, &desk, &other);
  older = open_line (self, &desk);
  g_assert_cmpuint (hear_mark (older), ==, 1);
  newer = open_line (self, &desk);
  expect_end (older);
  g_assert_cmpuint (hear_mark (newer), ==, 1);
  push_event (self, &other);
  g_assert_cmpuint (hear_mark (newer), ==, 2);
  clear_two (&desk, &other);
}

static void
expect_refused (HttpFixture *self, Device *device, const char *upgrade, const char *status)
{
  g_autofree char *closing = g_strconcat (upgrade, "Connection: close\r\n", NULL);
  g_autofree char *head = live_head (self, device, closing);
  g_autofree char *answer = http_ask (self, head);

  g_assert_true (g_str_has_prefix (answer, status));
}

/* Who may not pull may not listen. */
static void
test_refused (HttpFixture *self, gconstpointer data)
{
  g_autofree char *nobody = NULL;
  Device desk;
  Device other;
  Device stranger;

  setup_two (self, &desk, &other);
  device_new (&stranger, &desk, TSN_ROLE_DESK);
  expect_refused (self, &stranger, UPGRADE, "HTTP/1.1 401 ");
  expect_refused (self, &desk, "", "HTTP/1.1 400 ");
  nobody = http_ask (self, "GET /v1/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  g_assert_true (g_str_has_prefix (nobody, "HTTP/1.1 401 "));
  device_clear (&stranger);
  clear_two (&desk, &other);
}

/* A device that is shut out hears nothing more; the others come again. */
static void
test_shut_out (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GIOStream) line = NULL;
  g_autoptr (GIOStream) again = NULL;
  Device desk;
  Device other;

  setup_two (self, &desk, &other);
  line = open_line (self, &other);
  g_assert_cmpuint (hear_mark (line), ==, 1);
  push (self, &desk, device_write_revocation (&desk, &other));
  expect_end (line);
  expect_refused (self, &other, UPGRADE, "HTTP/1.1 403 ");
  again = open_line (self, &desk);
  g_assert_cmpuint (hear_mark (again), ==, 2);
  clear_two (&desk, &other);
}

/* Who says something, or does not answer when he is asked whether he is there, is let go of. */
static void
test_ended (HttpFixture *self, gconstpointer data)
{
  /* One byte "x", masked with zeros, and a frame that says it has 2^62 bytes. */
  static const guint8 SAYS[] = { 0x82, 0x81, 0, 0, 0, 0, 'x' };
  static const guint8 HUGE_FRAME[] = { 0x82, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
  static const struct
  {
    const guint8 *bytes;
    gsize size;
  } CASES[] = { { SAYS, sizeof SAYS }, { HUGE_FRAME, sizeof HUGE_FRAME }, { NULL, 0 } };
  Device desk;
  Device other;

  setup_two (self, &desk, &other);
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (GIOStream) line = open_line (self, &other);

      g_assert_cmpuint (hear_mark (line), ==, 1);
      g_output_stream_write_all (g_io_stream_get_output_stream (line),
                                 CASES[i].bytes,
                                 CASES[i].size,
                                 NULL,
                                 NULL,
                                 NULL);
      expect_end (line);
    }
  clear_two (&desk, &other);
}

int
main (int argc, char *argv[])
{
  TsnHttpLimits impatient = TSN_HTTP_LIMITS;

  impatient.silence_ms = 1500;
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, limits, func)                                                                    \
  g_test_add ("/http-live/" name, HttpFixture, limits, http_setup, func, http_teardown)
  ADD ("news", NULL, test_news);
  ADD ("count", NULL, test_count);
  ADD ("rush", NULL, test_rush);
  ADD ("one-each", NULL, test_one_each);
  ADD ("refused", NULL, test_refused);
  ADD ("shut-out", NULL, test_shut_out);
  ADD ("ended", &impatient, test_ended);
#undef ADD
  return g_test_run ();
}
