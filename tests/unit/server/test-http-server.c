/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The HTTPS front on loopback: its limits hold, and a slow or hostile client stops nobody else. */

#include <string.h>

#include "http-fixture.h"

static void
expect_healthy (HttpFixture *self)
{
  g_autofree char *answer = http_ask (
      self,
      "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\nok"));
  g_assert_nonnull (strstr (answer, "Tsunagi-Time: 1790000000000\r\n"));
}

/* What @device is answered. @path ending in "?forged=1": its signature is of something else */
static char *
ask_digest (HttpFixture *self, Device *device, const char *path)
{
  g_autofree char *header = device_authorize (device,
                                              &self->server.identity->server,
                                              self->server.now_ms,
                                              "GET",
                                              "/v1/digest",
                                              NULL);
  g_autofree char *head = g_strdup_printf (
      "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
      "Authorization: %s\r\n\r\n",
      path,
      header);

  return http_ask (self, head);
}

/* -- Tests -- */

static void
test_health (HttpFixture *self, gconstpointer data)
{
  expect_healthy (self);
}

static void
test_statuses (HttpFixture *self, gconstpointer data)
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
      g_autofree char *answer = http_ask (self, CASES[i].head);

      g_assert_true (g_str_has_prefix (answer, CASES[i].status));
      g_assert_nonnull (strstr (answer, "Tsunagi-Time: "));
    }
}

/* What is a little too large is told so, what is much too large is cut off. */
static void
test_large_body (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = http_connect (self, &error);
  g_autofree char *zeros = g_strnfill (TSN_SYNC_BODY_MAX + 1, '0');
  g_autofree char *answer = NULL;
  g_autofree char *cut = NULL;

  g_assert_no_error (error);
  g_assert_true (http_say (stream,
                           "POST /v1/patches HTTP/1.1\r\nHost: x\r\nContent-Length: 4194305\r\n"
                           "\r\n"));
  g_assert_true (http_say (stream, zeros));
  answer = http_hear (stream);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413 "));
  cut = http_ask (self,
                  "POST /v1/patches HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n");
  g_assert_cmpstr (cut, ==, "");
  expect_healthy (self);
}

/* When the memory is full, who comes is told to come later, whatever he has said already. */
static void
test_full (HttpFixture *self, gconstpointer data)
{
  g_autofree char *zeros = g_strnfill (60000, '0');
  g_autofree char *head = g_strdup_printf (
      "POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n%s",
      zeros);
  g_autofree char *answer = http_ask (self, head);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 503 "));
  g_assert_nonnull (strstr (answer, "Retry-After: "));
  expect_healthy (self);
}

/* A body without a length is cut off where it becomes too large. */
static void
test_endless_body (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = http_connect (self, &error);
  g_autofree char *zeros = g_strnfill (0x10000, '0');
  g_autofree char *chunk = g_strdup_printf ("10000\r\n%s\r\n", zeros);
  guint n = 0;

  g_assert_no_error (error);
  g_assert_true (
      http_say (stream,
                "POST /v1/patches HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
  while (n < 3200 && http_say (stream, chunk))
    n++;
  g_assert_cmpuint (n, <, 3200); /* 200 MB */
  expect_healthy (self);
}

static void
test_garbage (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GSocketConnection) plain = http_connect_plain (self);
  g_autofree char *none = NULL;
  g_autofree char *answer = NULL;

  g_assert_true (http_say (G_IO_STREAM (plain), "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"));
  none = http_hear (G_IO_STREAM (plain));
  g_assert_null (strstr (none, "HTTP"));
  answer = http_ask (self, "\x01\x02\x03\r\n\r\n");
  g_assert_null (strstr (answer, "200"));
  expect_healthy (self);
}

/* The answer to a body, said whole. */
static char *
post (HttpFixture *self, const char *path, const guint8 *body, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = http_connect (self, &error);
  g_autofree char *head = g_strdup_printf (
      "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %" G_GSIZE_FORMAT
      "\r\n\r\n",
      path,
      size);

  g_assert_no_error (error);
  g_assert_true (http_say (stream, head));
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), body, size, NULL, NULL, NULL);
  return http_hear (stream);
}

/* Noise, and arrays in arrays without end, to those who need no device for asking. */
static void
test_hostile_bodies (HttpFixture *self, gconstpointer data)
{
  static const char *const PATHS[] = { "/v1/municipality", "/v1/enrol" };
  const gsize size = 1024 * 1024;
  g_autofree guint8 *noise = g_malloc (size);
  g_autofree guint8 *nested = g_malloc (size);
  gboolean has;

  memset (nested, 0x81, size);
  for (gsize i = 0; i < size; i++)
    noise[i] = (guint8) g_test_rand_int_range (0, 256);
  for (guint i = 0; i < G_N_ELEMENTS (PATHS); i++)
    {
      g_autofree char *to_noise = post (self, PATHS[i], noise, size);
      g_autofree char *to_nested = post (self, PATHS[i], nested, size);

      g_assert_true (g_str_has_prefix (to_noise, "HTTP/1.1 400 "));
      g_assert_true (g_str_has_prefix (to_nested, "HTTP/1.1 400 "));
    }
  g_assert_true (tsn_service_has_municipality (self->server.service, &has, NULL));
  g_assert_false (has);
  expect_healthy (self);
}

/* Lengths that nobody sends, and headers without end. (Lengths that are no number get a 400 from
 * libsoup 3.2, which then forgets to free the path.) */
static void
test_hostile_heads (HttpFixture *self, gconstpointer data)
{
  static const char *const LENGTHS[] = { "999999999999", "9223372036854775807" };
  g_autofree char *much = g_strnfill (1024 * 1024, 'a');
  g_autofree char *head = g_strdup_printf ("GET /v1/health HTTP/1.1\r\nHost: x\r\nA: %s\r\n\r\n",
                                           much);
  g_autoptr (GIOStream) stream = http_connect (self, NULL);
  g_autofree char *answer = NULL;

  http_say (stream, head);
  answer = http_hear (stream);
  g_assert_false (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  for (guint i = 0; i < G_N_ELEMENTS (LENGTHS); i++)
    {
      g_autofree char *wrong = g_strdup_printf (
          "POST /v1/enrol HTTP/1.1\r\nHost: x\r\n"
          "Connection: close\r\nContent-Length: %s\r\n\r\n",
          LENGTHS[i]);
      g_autofree char *said = http_ask (self, wrong);

      g_assert_false (g_str_has_prefix (said, "HTTP/1.1 200 "));
    }
  expect_healthy (self);
}

/* Reads one answer: it ends with "ok". */
static gboolean
hear_ok (GIOStream *stream)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char c;

  while (g_input_stream_read (g_io_stream_get_input_stream (stream), &c, 1, NULL, NULL) == 1)
    {
      g_string_append_c (text, c);
      if (g_str_has_suffix (text->str, "\r\n\r\nok"))
        return g_str_has_prefix (text->str, "HTTP/1.1 200 ");
    }
  return FALSE;
}

/* A connection is good for many requests, one after the other or all at once, but not for ever. */
static void
test_kept (HttpFixture *self, gconstpointer data)
{
  const char *head = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autoptr (GIOStream) stream = http_connect (self, NULL);
  g_autofree char *two = g_strconcat (head, head, NULL);
  g_autofree char *end = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_assert_true (http_say (stream, head));
      g_assert_true (hear_ok (stream));
    }
  g_assert_true (http_say (stream, two));
  g_assert_true (hear_ok (stream) && hear_ok (stream));
  end = http_hear (stream);
  g_assert_cmpstr (end, ==, "");
  expect_healthy (self);
}

/* The pace of an address is that of its requests, on however few connections. */
static void
test_kept_rate (HttpFixture *self, gconstpointer data)
{
  const char *head = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autoptr (GIOStream) stream = http_connect (self, NULL);
  g_autofree char *refused = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (http_say (stream, head));
      g_assert_true (hear_ok (stream));
    }
  g_assert_true (http_say (stream, head));
  refused = http_hear (stream);
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 429 "));
}

/* Some say nothing at all, some begin a line, some begin a body. All are let go of in the end; the
 * others do not wait for that. */
static void
test_slow (HttpFixture *self, gconstpointer data)
{
  static const char *const BEGINNINGS[] = {
    "",
    "GET /v1/he",
    "POST /v1/patches HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"
  };
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (streams, http_connect_plain (self));
  for (guint i = 0; i < G_N_ELEMENTS (BEGINNINGS); i++)
    {
      g_autoptr (GError) error = NULL;
      GIOStream *stream = http_connect (self, &error);

      g_assert_no_error (error);
      g_assert_true (http_say (stream, BEGINNINGS[i]));
      g_ptr_array_add (streams, stream);
    }
  expect_healthy (self);
  for (guint i = 0; i < streams->len; i++)
    {
      g_autofree char *answer = http_hear (g_ptr_array_index (streams, i));

      g_assert_cmpstr (answer, ==, "");
    }
  expect_healthy (self);
}

/* Who says nothing holds no thread, of which there are few. */
static void
test_silent (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 begun;

  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (streams, http_connect_plain (self));
  begun = g_get_monotonic_time ();
  expect_healthy (self);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 5 * G_USEC_PER_SEC);
}

/* One address has only so many places; those of before are served. */
static void
test_many (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GIOStream) first = http_connect (self, NULL);
  g_autoptr (GIOStream) second = http_connect (self, NULL);
  g_autoptr (GIOStream) third = http_connect (self, NULL);
  g_autofree char *answer = NULL;

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_null (third);
  g_assert_true (http_say (first, "GET /v1/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  answer = http_hear (first);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
}

static void
test_rate (HttpFixture *self, gconstpointer data)
{
  g_autofree char *refused = NULL;

  expect_healthy (self);
  expect_healthy (self);
  refused = http_ask (self, "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 429 "));
  g_assert_nonnull (strstr (refused, "Retry-After: "));
}

/* What a device asks for costs that device; what a stranger asks for in its name does not. */
static void
test_device_rate (HttpFixture *self, gconstpointer data)
{
  Device device;
  Device other;
  g_autofree char *forged = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *healthy = NULL;

  device_new_municipality (&device);
  device_new (&other, &device, TSN_ROLE_RECEPTION);
  g_assert_cmpuint (device_register (&device, &self->server, NULL), ==, 200);
  for (guint i = 0; i < 4; i++)
    {
      forged = ask_digest (self, &device, "/v1/digest?forged=1");
      g_assert_true (g_str_has_prefix (forged, "HTTP/1.1 401 "));
      g_clear_pointer (&forged, g_free);
    }
  for (guint i = 0; i < 2; i++)
    {
      healthy = ask_digest (self, &device, "/v1/digest");
      g_assert_true (g_str_has_prefix (healthy, "HTTP/1.1 200 "));
      g_clear_pointer (&healthy, g_free);
    }
  refused = ask_digest (self, &device, "/v1/digest");
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 429 "));
  g_assert_nonnull (strstr (refused, "Retry-After: "));
  healthy = ask_digest (self, &other, "/v1/digest");
  g_assert_true (g_str_has_prefix (healthy, "HTTP/1.1 401 ")); /* nobody told of it yet */
  device_clear (&other);
  device_clear (&device);
}

/* From now on the worker waits for the database. */
typedef struct
{
  TsnBackend *other;
  GIOStream *waiting; /* who asked what it waits for */
} Stall;

static void
stall_begin (HttpFixture *self, Stall *stall)
{
  const char *head = "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  g_autoptr (GError) error = NULL;

  expect_healthy (self);
  stall->other = tsn_backend_open (self->server.path, &error);
  g_assert_no_error (error);
  g_assert_true (stall->other->verbs->begin (stall->other, TRUE, &error));
  stall->waiting = http_connect (self, &error);
  g_assert_no_error (error);
  g_assert_true (http_say (stall->waiting,
                           "POST /v1/enrol HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                           "Content-Length: 2\r\n\r\nxx"));
  /* The first may be answered before the other one is read. */
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *stalled = http_ask (self, head);

      g_assert_true (i == 0 || g_str_has_prefix (stalled, "HTTP/1.1 503 "));
      g_assert_true (i == 0 || strstr (stalled, "Retry-After: ") != NULL);
    }
}

static void
stall_end (HttpFixture *self, Stall *stall)
{
  g_autofree char *late = NULL;

  stall->other->verbs->rollback (stall->other);
  tsn_backend_close (stall->other);
  late = http_hear (stall->waiting);
  g_assert_true (g_str_has_prefix (late, "HTTP/1.1 400 "));
  g_object_unref (stall->waiting);
}

static GIOStream *
ask_soon (HttpFixture *self, const char *path)
{
  g_autofree char *head = g_strdup_printf (
      "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
      path);
  g_autoptr (GError) error = NULL;
  GIOStream *stream = http_connect (self, &error);

  g_assert_no_error (error);
  g_assert_true (http_say (stream, head));
  return stream;
}

/* While the database stands still, who watches over the server is told so, soon. */
static void
test_stalled (HttpFixture *self, gconstpointer data)
{
  Stall stall;

  stall_begin (self, &stall);
  stall_end (self, &stall);
  expect_healthy (self);
}

/* Who waited too long is told to come again: by then he has given up. */
static void
test_late (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GIOStream) late = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *health = NULL;
  Stall stall;

  stall_begin (self, &stall);
  late = ask_soon (self, "/v1/time");
  health = http_ask (self, "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  stall_end (self, &stall);
  answer = http_hear (late);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 503 "));
  g_assert_nonnull (strstr (answer, "Retry-After: "));
  expect_healthy (self);
}

static void
expect_next (HttpFixture *self, const char *path)
{
  g_autofree char *answered = g_async_queue_pop (self->log);

  g_assert_cmpstr (answered, ==, path);
}

/* Pulls wait for all else. */
static void
test_order (HttpFixture *self, gconstpointer data)
{
  g_autoptr (GIOStream) pull = NULL;
  g_autoptr (GIOStream) time = NULL;
  g_autofree char *health = NULL;
  g_autofree char *pulled = NULL;
  Stall stall;

  stall_begin (self, &stall);
  pull = ask_soon (self, "/v1/patches");
  time = ask_soon (self, "/v1/time");
  health = http_ask (self, "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  while (g_async_queue_length (self->log) > 0)
    g_free (g_async_queue_pop (self->log));
  stall_end (self, &stall);
  pulled = http_hear (pull);
  expect_next (self, "/v1/enrol");
  expect_next (self, "/v1/time");
  expect_next (self, "/v1/patches");
}

/* Of all connections from one place the one that rests the longest makes room for a new one; those
 * that were not served yet do not. */
static void
test_makes_room (HttpFixture *self, gconstpointer data)
{
  const char *head = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
  GIOStream *resting[2];
  g_autoptr (GIOStream) third = NULL;
  g_autofree char *end = NULL;

  for (guint i = 0; i < 2; i++)
    {
      resting[i] = http_connect (self, NULL);
      g_assert_nonnull (resting[i]);
      g_assert_true (http_say (resting[i], head) && hear_ok (resting[i]));
    }
  third = http_connect (self, NULL);
  g_assert_nonnull (third);
  end = http_hear (resting[0]);
  g_assert_cmpstr (end, ==, "");
  g_assert_true (http_say (resting[1], head) && hear_ok (resting[1]));
  g_object_unref (resting[0]);
  g_object_unref (resting[1]);
}

/* What devices ask for is theirs: one address may have a thousand of them. */
static void
test_address_of_devices (HttpFixture *self, gconstpointer data)
{
  Device device;

  device_new_municipality (&device);
  g_assert_cmpuint (device_register (&device, &self->server, NULL), ==, 200);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *answer = ask_digest (self, &device, "/v1/digest");

      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
    }
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *forged = ask_digest (self, &device, "/v1/digest?forged=1");

      g_assert_true (g_str_has_prefix (forged, i < 2 ? "HTTP/1.1 401 " : "HTTP/1.1 429 "));
    }
  device_clear (&device);
}

int
main (int argc, char *argv[])
{
  TsnHttpLimits slow = TSN_HTTP_LIMITS;
  TsnHttpLimits few = TSN_HTTP_LIMITS;
  TsnHttpLimits narrow = TSN_HTTP_LIMITS;
  TsnHttpLimits rare = TSN_HTTP_LIMITS;
  TsnHttpLimits fair = TSN_HTTP_LIMITS;
  TsnHttpLimits impatient = TSN_HTTP_LIMITS;
  TsnHttpLimits hurried = TSN_HTTP_LIMITS;

  /* Long enough for a handshake under the sanitizers. */
  slow.handshake_ms = 4000;
  slow.header_ms = slow.body_ms = 2000;
  few.per_address = 2;
  narrow.bodies_max = 50000;
  fair.device = (TsnHttpPace){ .burst = 2 };
  impatient.patience_ms = 200;
  hurried.patience_ms = 200;
  hurried.queue_ms = 50;
  rare.pace = (TsnHttpPace){ .burst = 2 };
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, limits, func)                                                                    \
  g_test_add ("/http/" name, HttpFixture, limits, http_setup, func, http_teardown)
  ADD ("health", NULL, test_health);
  ADD ("statuses", NULL, test_statuses);
  ADD ("large-body", NULL, test_large_body);
  ADD ("full", &narrow, test_full);
  ADD ("endless-body", NULL, test_endless_body);
  ADD ("garbage", NULL, test_garbage);
  ADD ("hostile-bodies", NULL, test_hostile_bodies);
  ADD ("hostile-heads", &slow, test_hostile_heads);
  ADD ("kept", &slow, test_kept);
  ADD ("kept-rate", &rare, test_kept_rate);
  ADD ("slow", &slow, test_slow);
  ADD ("silent", NULL, test_silent);
  ADD ("many", &few, test_many);
  ADD ("rate", &rare, test_rate);
  ADD ("device-rate", &fair, test_device_rate);
  ADD ("stalled", &impatient, test_stalled);
  ADD ("late", &hurried, test_late);
  ADD ("order", &impatient, test_order);
  ADD ("makes-room", &few, test_makes_room);
  ADD ("address-of-devices", &rare, test_address_of_devices);
#undef ADD
  return g_test_run ();
}
