/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody with a grudge, or a broken program, says to a real server: it answers with one
 * clear line or closes, stores nothing, stays as small as it was, and serves the others meanwhile.
 * What reaches the readers behind the signature is signed by a device of the municipality, as by
 * one that was stolen. The limits themselves, with their times, are in the unit tests of the front.
 *
 * usage: test-hostile-server TSUNAGI-SERVER */

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "process.h"

#define MIB     (1024 * 1024)
#define UPLOAD  (200 * MIB)
#define STALLED 60
#ifdef __SANITIZE_ADDRESS__
#define GROWTH_MAX_KIB (1024 * 1024) /* what was freed stays a while, and pieces are larger */
#else
#define GROWTH_MAX_KIB (48 * 1024)
#endif

typedef struct
{
  Process process;
  Device desk;     /* known there */
  Device stranger; /* of another municipality */
  GBytes *digest;  /* as it was */
  guint n_patches;
  guint64 peak_kib;
} Fixture;

/* -- What must not change -- */

/* The most memory that it ever had. */
static guint64
peak_kib (Fixture *f)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", f->process.pid);
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10);
}

static GBytes *
ask_digest (Fixture *f)
{
  guint status;
  GBytes *digest = process_ask (&f->process, &f->desk, "GET", "/v1/digest", NULL, &status);

  g_assert_cmpuint (status, ==, 200);
  return digest;
}

/* Another client is served, and finds what was there before. */
static void
expect_as_before (Fixture *f)
{
  g_autoptr (GBytes) digest = ask_digest (f);

  g_assert_true (g_bytes_equal (digest, f->digest));
  g_assert_cmpuint (process_count (&f->process, &f->desk), ==, f->n_patches);
}

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) body = NULL;

  f->process.new_token = TRUE;
  process_setup (&f->process, NULL);
  device_new_municipality (&f->desk);
  device_new_municipality (&f->stranger);
  process_register (&f->process, &f->desk);
  body = write_events (&f->desk, 40);
  g_assert_cmpuint (process_push (&f->process, &f->desk, body), ==, 200);
  f->n_patches = 40;
  f->digest = ask_digest (f);
  f->peak_kib = peak_kib (f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  guint64 kib;
  int status;

  expect_as_before (f);
  kib = peak_kib (f);
  g_test_message ("the server's memory: %" G_GUINT64_FORMAT
                  " KiB before, at most %" G_GUINT64_FORMAT,
                  f->peak_kib,
                  kib);
  g_assert_cmpuint (kib, <, f->peak_kib + GROWTH_MAX_KIB);
  status = process_stop (&f->process, SIGTERM);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  g_bytes_unref (f->digest);
  device_clear (&f->desk);
  device_clear (&f->stranger);
  process_teardown (&f->process, NULL);
}

/* -- Saying things -- */

/* One line of plain text, or nothing at all. */
static void
expect_refused (guint status, GBytes *answer)
{
  gsize size;
  const char *text = g_bytes_get_data (answer, &size);

  if (status == 0)
    return;
  g_assert_cmpuint (status, >=, 400);
  g_assert_cmpuint (status, <, 500);
  g_assert_cmpuint (size, <, 120);
  for (gsize i = 0; i < size; i++)
    g_assert_true (g_ascii_isprint (text[i]));
}

static guint
say_and_hear (Fixture *f, const char *method, const char *path, const char *header, GBytes *body)
{
  g_autoptr (GIOStream) stream = process_connect (&f->process);
  g_autoptr (GBytes) answer = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);
  guint status;

  process_say_head (stream, method, path, header, size);
  process_say (stream, data, size);
  answer = process_hear (stream, &status);
  expect_refused (status, answer);
  return status;
}

static char *
authorize_at (Fixture *f, Device *device, const char *path, GBytes *body, gint64 ms)
{
  return device_authorize (device, &f->process.identity.server, ms, "POST", path, body);
}

/* Signed as it should be. */
static guint
push_raw (Fixture *f, Device *device, GBytes *body)
{
  g_autofree char *path = device_path (device, "");
  g_autofree char *header = authorize_at (f, device, path, body, g_get_real_time () / 1000);

  return say_and_hear (f, "POST", path, header, body);
}

/* A push that is answered: all of it must be refused. */
static void
push_refused (Fixture *f, GByteArray *parcels, guint reason)
{
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (parcels);
  g_autofree char *path = device_path (&f->desk, "");
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (TsnReceipt) receipt = NULL;
  guint status;

  answer = process_ask (&f->process, &f->desk, "POST", path, body, &status);
  g_assert_cmpuint (status, ==, 200);
  receipt = tsn_receipt_verify (answer, f->process.identity.server_public, NULL);
  g_assert_nonnull (receipt);
  g_assert_cmpuint (receipt->refused->len, ==, 1);
  g_assert_cmpuint (g_array_index (receipt->refused, TsnRefused, 0).reason, ==, reason);
}

static GBytes *
filled (guint8 byte, gsize size)
{
  return g_bytes_new_take (memset (g_malloc (size), byte, size), size);
}

static GBytes *
noise (gsize size)
{
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) g_test_rand_int_range (0, 256);
  return g_bytes_new_take (bytes, size);
}

/* -- Tests -- */

static void
test_noise (Fixture *f, gconstpointer data)
{
  static const char *const paths[] = { "/v1/municipality", "/v1/enrol",     "/v1/recover",
                                       "/v1/invitation",   "/v1/enrolment", "/v1/patches",
                                       "/v1/nothing" };
  g_autoptr (GBytes) bytes = noise (MIB);
  gsize size;
  const guint8 *start = g_bytes_get_data (bytes, &size);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    say_and_hear (f, "POST", paths[i], "Tsunagi 00.0.0", bytes);
  g_assert_cmpuint (push_raw (f, &f->desk, bytes), ==, 400);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GIOStream) stream = process_connect (&f->process);
      g_autoptr (GBytes) answer = NULL;
      guint status;

      process_say (stream, start + i * 5000, 5000);
      process_say (stream, "\r\n\r\n", 4);
      answer = process_hear (stream, &status);
      g_assert_true (status == 0 || status == 400);
    }
}

static void
test_huge_lengths (Fixture *f, gconstpointer data)
{
  static const char *const bodies[] = { "\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
                                        "\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
                                        "\x82\x83\x50",
                                        "\x9a\xff\xff\xff\xff",
                                        "\xbb\xff\xff\xff\xff\xff\xff\xff\xff" };
  static const char *const lengths[] = { "999999999999", "9223372036854775807" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (bodies[i], strlen (bodies[i]));

      g_assert_cmpuint (push_raw (f, &f->desk, body), ==, 400);
      g_assert_cmpuint (say_and_hear (f, "POST", "/v1/enrol", "", body), ==, 400);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GIOStream) stream = process_connect (&f->process);
      g_autoptr (GBytes) answer = NULL;
      g_autofree char *head = g_strdup_printf (
          "POST /v1/enrol HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %s\r\n\r\n",
          lengths[i]);
      guint status;

      process_say (stream, head, strlen (head));
      answer = process_hear (stream, &status);
      expect_refused (status, answer);
    }
}

/* Arrays in arrays: as a body, and as the value of a field in a patch that is signed. */
static void
test_deep_nesting (Fixture *f, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (GBytes) body = filled (0x81, MIB);
  g_autoptr (GBytes) item = filled (0x81, 60000);
  TsnId id = tsn_id_new (START_MS);
  TsnPatch *patch = device_write_item (&f->desk,
                                       TSN_KIND_EVENT,
                                       &id,
                                       TSN_EVENT_TITLE,
                                       g_bytes_get_data (item, NULL),
                                       g_bytes_get_size (item));

  g_assert_cmpuint (push_raw (f, &f->desk, body), ==, 400);
  g_assert_cmpuint (say_and_hear (f, "POST", "/v1/municipality", "", body), ==, 400);
  device_pack (&f->desk, parcels, patch, NULL);
  push_refused (f, parcels, TSN_REFUSAL_MALFORMED);
}

/* As many parcels as fit a body, each with a single small patch: the same one. */
static void
test_many_parcels (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) parcel = g_byte_array_new ();
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (GBytes) body = NULL;
  TsnId id = tsn_id_new (START_MS);

  device_pack (&f->desk,
               parcel,
               device_write (&f->desk, TSN_KIND_EVENT, &id, TSN_EVENT_TITLE, "会", 0),
               NULL);
  while (parcels->len + parcel->len <= 4 * MIB)
    g_byte_array_append (parcels, parcel->data, parcel->len);
  body = g_byte_array_free_to_bytes (parcels);
  g_assert_cmpuint (process_push (&f->process, &f->desk, body), ==, 200);
  f->n_patches++;
  g_clear_pointer (&f->digest, g_bytes_unref);
  f->digest = ask_digest (f);
}

static void
test_wrong_signatures (Fixture *f, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (GBytes) body = write_events (&f->desk, 1);
  g_autoptr (GBytes) other = write_events (&f->desk, 1);
  g_autofree char *path = device_path (&f->desk, "");
  g_autofree char *header = authorize_at (f, &f->desk, path, body, g_get_real_time () / 1000);
  g_autofree char *theirs = authorize_at (f, &f->stranger, path, body, g_get_real_time () / 1000);
  g_autofree char *mixed = NULL;
  TsnId id = tsn_id_new (START_MS);

  /* Of another body, for another path, of another device under this one's name. */
  g_assert_cmpuint (say_and_hear (f, "POST", path, header, other), ==, 401);
  g_assert_cmpuint (say_and_hear (f, "POST", "/v1/invitation", header, body), ==, 401);
  mixed = g_strdup_printf ("%.*s%s",
                           (int) (strchr (header, '.') - header),
                           header,
                           strchr (theirs, '.'));
  g_assert_cmpuint (say_and_hear (f, "POST", path, mixed, body), ==, 401);
  /* Of a manifest: 2 + 17 + 2 + 16 bytes stand before it. */
  device_pack (&f->desk,
               parcels,
               device_write (&f->desk, TSN_KIND_EVENT, &id, TSN_EVENT_TITLE, "会", 0),
               NULL);
  parcels->data[2 + 17 + 2 + 16 + 10] ^= 1;
  push_refused (f, parcels, TSN_REFUSAL_MALFORMED);
}

/* Somebody of another municipality, before it is known there and after. */
static void
test_another_municipality (Fixture *f, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  GByteArray *again = g_byte_array_new ();
  g_autoptr (GBytes) body = write_events (&f->stranger, 1);
  TsnId id = tsn_id_new (START_MS);
  Device marked = f->stranger;

  device_pack (&f->stranger,
               parcels,
               device_write (&f->stranger, TSN_KIND_EVENT, &id, TSN_EVENT_TITLE, "会", 0),
               NULL);
  g_byte_array_append (again, parcels->data, parcels->len);
  g_assert_cmpuint (push_raw (f, &f->stranger, body), ==, 401);
  push_refused (f, parcels, TSN_REFUSAL_UNKNOWN_DEVICE);

  process_stop (&f->process, SIGTERM);
  process_start (&f->process); /* with a token for one more */
  process_register (&f->process, &f->stranger);
  push_refused (f, again, TSN_REFUSAL_UNKNOWN_DEVICE);
  marked.marks = f->desk.marks;
  g_assert_cmpuint (push_raw (f, &marked, body), ==, 409);
  g_assert_cmpuint (process_count (&f->process, &f->stranger), ==, 0);
}

/* A request that was overheard: now it does nothing, later it is refused. */
static void
test_replay (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) body = write_events (&f->desk, 5);
  g_autofree char *path = device_path (&f->desk, "");
  gint64 now_ms = g_get_real_time () / 1000;
  g_autofree char *header = authorize_at (f, &f->desk, path, body, now_ms);
  g_autofree char *old = authorize_at (f, &f->desk, path, body, now_ms - 6 * 60 * 1000);

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GIOStream) stream = process_connect (&f->process);
      g_autoptr (GBytes) answer = NULL;
      guint status;

      process_say_head (stream, "POST", path, header, g_bytes_get_size (body));
      process_say (stream, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
      answer = process_hear (stream, &status);
      g_assert_cmpuint (status, ==, 200);
    }
  g_assert_cmpuint (say_and_hear (f, "POST", path, old, body), ==, 401);
  /* They came, once. */
  f->n_patches += 5;
  g_assert_cmpuint (process_count (&f->process, &f->desk), ==, f->n_patches);
  g_clear_pointer (&f->digest, g_bytes_unref);
  f->digest = ask_digest (f);
}

/* Many say half of something and no more; nobody waits for them. */
static void
test_stalled (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) half = filled ('x', 32 * 1024);

  for (guint i = 0; i < STALLED; i++)
    {
      GIOStream *stream = process_connect (&f->process);

      g_ptr_array_add (streams, stream);
      if (i % 3 == 0)
        {
          process_say (stream, "POST /v1/pat", 12);
          continue;
        }
      process_say_head (stream, "POST", "/v1/patches", "Tsunagi 00.0.0", 4 * MIB - 1);
      process_say (stream, g_bytes_get_data (half, NULL), g_bytes_get_size (half));
    }
  for (guint i = 0; i < 5; i++)
    expect_as_before (f);
}

/* 200 MiB, said at once and in chunks: it is told off or cut off, long before the end is kept. */
static void
test_upload (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) piece = noise (MIB);
  const guint8 *bytes = g_bytes_get_data (piece, NULL);
  const char *chunked =
      "POST /v1/patches HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";

  for (guint way = 0; way < 2; way++)
    {
      g_autoptr (GIOStream) stream = process_connect (&f->process);
      GOutputStream *out = g_io_stream_get_output_stream (stream);
      g_autoptr (GBytes) answer = NULL;
      gboolean open = TRUE;
      gsize sent = 0;
      guint status;

      if (way == 0)
        process_say_head (stream, "POST", "/v1/patches", "Tsunagi 00.0.0", UPLOAD);
      else
        process_say (stream, chunked, strlen (chunked));
      for (; open && sent < UPLOAD; sent += MIB)
        {
          if (way == 1)
            process_say (stream, "100000\r\n", 8);
          open = g_output_stream_write_all (out, bytes, MIB, NULL, NULL, NULL);
          if (way == 1)
            process_say (stream, "\r\n", 2);
          if (sent == 2 * MIB)
            expect_as_before (f);
        }
      g_test_message ("it took %" G_GSIZE_FORMAT " MiB of it off the line", sent / MIB);
      g_assert_cmpuint (sent, <, UPLOAD);
      answer = process_hear (stream, &status);
      expect_refused (status, answer);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (argc, ==, 2);
  process_program = argv[1];
  signal (SIGPIPE, SIG_IGN);

#define ADD(name, func) g_test_add ("/hostile/" name, Fixture, NULL, setup, func, teardown)
  ADD ("noise", test_noise);
  ADD ("huge-lengths", test_huge_lengths);
  ADD ("deep-nesting", test_deep_nesting);
  ADD ("many-parcels", test_many_parcels);
  ADD ("wrong-signatures", test_wrong_signatures);
  ADD ("another-municipality", test_another_municipality);
  ADD ("replay", test_replay);
  ADD ("stalled", test_stalled);
  ADD ("upload", test_upload);
#undef ADD
  return g_test_run ();
}
