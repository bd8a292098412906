/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Moving a server: no device notices, and nothing is there by halves. From a folder to another one;
 * where a PostgreSQL runs, from there to a folder and back. */

#include <glib/gstdio.h>
#include <string.h>

#include "server-fixture.h"
#include "tsn-move.h"
#include "tsn-server-certificate.h"

#define N_EVENTS 150 /* more than a page */

typedef struct
{
  ServerFixture server;
  Device desk;
  Device other;
  TsnHash digest; /* of all, before */
  guint n_patches;
  char *folder; /* another one */
} Fixture;

static void
push (Fixture *self, TsnPatch *patch)
{
  GByteArray *parcels = g_byte_array_new ();

  device_pack (&self->desk, parcels, patch, NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
}

static GPtrArray *
pull_all (Fixture *self, TsnHash *digest)
{
  memset (self->other.marks.cursor, 0, TSN_MARK_SIZE);
  return device_pull (&self->other, &self->server, "", digest);
}

static void
push_events (Fixture *self)
{
  GByteArray *parcels = g_byte_array_new ();

  for (guint i = 0; i < N_EVENTS; i++)
    {
      TsnId id = tsn_id_new (START_MS);

      device_pack (&self->desk,
                   parcels,
                   device_write (&self->desk, TSN_KIND_EVENT, &id, TSN_EVENT_TITLE, "会", 0),
                   NULL);
    }
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
}

static void
setup (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) patches = NULL;
  g_autoptr (GError) error = NULL;
  TsnId erased = tsn_id_new (START_MS);
  TsnId changed = tsn_id_new (START_MS);

  server_setup (&self->server, data);
  self->folder = g_dir_make_tmp ("tsn-move-XXXXXX", &error);
  g_assert_no_error (error);
  device_new_municipality (&self->desk);
  device_new (&self->other, &self->desk, TSN_ROLE_DESK);
  g_assert_cmpuint (device_register (&self->desk, &self->server, NULL), ==, 200);
  push (self, device_write_certificate (&self->desk, &self->desk));
  push (self, device_write_certificate (&self->desk, &self->other));
  push (self, device_write (&self->desk, TSN_KIND_EVENT, &erased, TSN_EVENT_TITLE, "a", 0));
  push (self, device_erase (&self->desk, TSN_KIND_EVENT, &erased));
  push (self, device_write (&self->desk, TSN_KIND_EVENT, &changed, TSN_EVENT_TITLE, "a", 0));
  push (self, device_write (&self->desk, TSN_KIND_EVENT, &changed, TSN_EVENT_TITLE, "b", 0));
  push_events (self);
  patches = pull_all (self, &self->digest);
  self->n_patches = patches->len;
  server_close (&self->server);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  device_clear (&self->desk);
  device_clear (&self->other);
  remove_folder (self->folder);
  g_free (self->folder);
  server_teardown (&self->server, data);
}

/* What tsn_move() calls it. */
static const char *
place (Fixture *self)
{
  return server_on_postgres () ? self->server.path : self->server.root;
}

static void
must_move (const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  TsnMoved moved;

  tsn_move (from, to, &moved, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (moved.n_municipalities, ==, 1);
  g_assert_cmpuint (moved.n_devices, ==, 2);
  g_assert_cmpuint (moved.n_patches, ==, N_EVENTS + 6);
}

static void
must_not_move (const char *from, const char *to, TsnStoreError code)
{
  g_autoptr (GError) error = NULL;
  TsnMoved moved;

  g_assert_false (tsn_move (from, to, &moved, &error));
  g_assert_error (error, TSN_STORE_ERROR, (int) code);
}

/* The server goes on there. */
static void
settle_in (Fixture *self, const char *path)
{
  g_free (self->server.path);
  self->server.path = g_strdup (path);
  server_open (&self->server);
}

static void
test_there_and_back (Fixture *self, gconstpointer data)
{
  g_autofree char *third = g_dir_make_tmp ("tsn-move-XXXXXX", NULL);
  g_autofree char *last = server_new_database (third);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) all = NULL;
  TsnHash digest;

  must_move (place (self), self->folder);
  must_move (self->folder, server_on_postgres () ? last : third);
  settle_in (self, last);

  /* Its cursor and its receipts go on: nothing is new, and what is pushed is numbered behind. */
  none = device_pull (&self->other, &self->server, "", &digest);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpmem (&digest, sizeof digest, &self->digest, sizeof digest);
  push_events (self);
  all = pull_all (self, NULL);
  g_assert_cmpuint (all->len, ==, self->n_patches + N_EVENTS);
  /* A municipality that comes now gets a number of its own. */
  device_clear (&self->desk);
  device_new_municipality (&self->desk);
  g_assert_cmpuint (device_register (&self->desk, &self->server, NULL), ==, 200);
  push (self, device_write_certificate (&self->desk, &self->desk));
  server_close (&self->server);
  remove_folder (third);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnBackend) running = NULL;
  g_autofree char *path = g_build_filename (self->folder, "server.db", NULL);
  g_autofree char *nowhere = g_build_filename (self->folder, "nowhere", NULL);
  g_autofree char *empty = server_new_database (nowhere);
  g_autoptr (GError) error = NULL;

  must_not_move (nowhere, place (self), TSN_STORE_ERROR_NOT_FOUND);
  if (server_on_postgres ())
    must_not_move (empty, self->folder, TSN_STORE_ERROR_NOT_FOUND);

  /* A server runs on the one, or on the other. */
  running = tsn_backend_open (self->server.path, &error);
  g_assert_true (running->verbs->claim (running, FALSE, &error));
  must_not_move (place (self), self->folder, TSN_STORE_ERROR_BUSY);
  g_clear_pointer (&running, tsn_backend_close);
  running = tsn_backend_open (path, &error);
  g_assert_true (running->verbs->claim (running, FALSE, &error));
  must_not_move (place (self), self->folder, TSN_STORE_ERROR_BUSY);
  g_clear_pointer (&running, tsn_backend_close);

  must_move (place (self), self->folder);
  must_not_move (place (self), self->folder, TSN_STORE_ERROR_EXISTS);
}

/* It fails when all is copied: then nothing is there, and it can be done again; and the certificate
 * goes along. */
static void
test_again (Fixture *self, gconstpointer data)
{
  g_autofree char *certificate = g_build_filename (self->folder, "certificate.pem", NULL);
  g_autofree char *path = g_build_filename (self->folder, "server.db", NULL);
  g_autoptr (GTlsCertificate) made = NULL;
  g_autoptr (GTlsCertificate) found = NULL;
  g_autoptr (TsnBackend) backend = NULL;
  g_autoptr (GError) error = NULL;
  guint8 pins[2][TSN_PIN_SIZE];
  gint64 number;
  guint8 root[TSN_KEY_SIZE];

  if (!server_on_postgres ())
    {
      g_test_skip ("a folder's certificate is not in its database");
      return;
    }
  server_open (&self->server);
  made = tsn_server_certificate_of_backend (self->server.backend, pins[0], &error);
  g_assert_no_error (error);
  server_close (&self->server);

  found = tsn_server_certificate_of_folder (self->folder, pins[1], &error);
  g_clear_object (&found);
  must_not_move (place (self), self->folder, TSN_STORE_ERROR_EXISTS);
  backend = tsn_backend_open (path, &error);
  g_assert_true (backend->verbs->next_municipality (backend, 0, &number, root, NULL));
  g_assert_cmpint (number, ==, 0);
  g_clear_pointer (&backend, tsn_backend_close);

  g_assert_cmpint (g_unlink (certificate), ==, 0);
  must_move (place (self), self->folder);
  found = tsn_server_certificate_of_folder (self->folder, pins[1], &error);
  g_assert_no_error (error);
  g_assert_cmpmem (pins[0], TSN_PIN_SIZE, pins[1], TSN_PIN_SIZE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/move/" name, Fixture, NULL, setup, func, teardown)
  ADD ("there-and-back", test_there_and_back);
  ADD ("refused", test_refused);
  ADD ("again", test_again);
#undef ADD
  return g_test_run ();
}
