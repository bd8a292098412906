/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What only PostgreSQL has: several servers on one database, and a database that goes away. */

#include <string.h>

#include "server-fixture.h"
#include "tsn-store.h"

#define N_WRITERS 3
#define N_ROUNDS  12
#define N_EVENTS  10 /* of a push */

static void
pack_events (Device *device, GByteArray *parcels, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      TsnId id = tsn_id_new (START_MS);

      device_pack (device,
                   parcels,
                   device_write (device, TSN_KIND_EVENT, &id, TSN_EVENT_TITLE, "会", 0),
                   NULL);
    }
}

static guint
push_event (Device *device, ServerFixture *server)
{
  g_autoptr (TsnReceipt) receipt = NULL;
  GByteArray *parcels = g_byte_array_new ();

  pack_events (device, parcels, 1);
  return device_push (device, server, parcels, &receipt);
}

/* Another server process, but for the process. */
static void
join (ServerFixture *self, const ServerFixture *first)
{
  *self = (ServerFixture){ .path = g_strdup (first->path),
                           .now_ms = START_MS,
                           .identity = g_memdup2 (first->identity, sizeof *first->identity) };
  server_open (self);
}

static void
leave (ServerFixture *self)
{
  server_close (self);
  g_free (self->path);
  g_free (self->identity);
}

static void
meet (ServerFixture *self, Device *desk)
{
  GByteArray *parcels = g_byte_array_new ();

  device_new_municipality (desk);
  g_assert_cmpuint (device_register (desk, self, NULL), ==, 200);
  device_pack (desk, parcels, device_write_certificate (desk, desk), NULL);
  device_push_expect (desk, self, parcels, 0, 0);
}

static void
enrol (ServerFixture *self, Device *desk, Device *device)
{
  GByteArray *parcels = g_byte_array_new ();

  device_new (device, desk, TSN_ROLE_DESK);
  device_pack (desk, parcels, device_write_certificate (desk, device), NULL);
  device_push_expect (desk, self, parcels, 0, 0);
}

/* -- Several servers -- */

typedef struct
{
  ServerFixture server;
  Device device;
} Writer;

static gpointer
write_worker (gpointer data)
{
  Writer *self = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      GByteArray *parcels = g_byte_array_new ();

      pack_events (&self->device, parcels, N_EVENTS);
      device_push_expect (&self->device, &self->server, parcels, 0, 0);
    }
  return NULL;
}

/* A device that pulls while others push by their own servers gets every patch, and each once. */
static void
test_writers (ServerFixture *self, gconstpointer data)
{
  Writer writers[N_WRITERS];
  GThread *threads[N_WRITERS];
  g_autoptr (GPtrArray) all = NULL;
  Device desk;
  guint n = 0;

  meet (self, &desk);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      join (&writers[i].server, self);
      enrol (self, &desk, &writers[i].device);
    }
  g_ptr_array_unref (device_pull (&desk, self, "", NULL));
  for (guint i = 0; i < N_WRITERS; i++)
    threads[i] = g_thread_new ("writer", write_worker, &writers[i]);
  for (guint i = 0; i < 100000 && n < N_WRITERS * N_ROUNDS * N_EVENTS; i++)
    {
      g_autoptr (GPtrArray) patches = device_pull (&desk, self, "", NULL);

      n += patches->len;
    }
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (n, ==, N_WRITERS * N_ROUNDS * N_EVENTS);
  memset (desk.marks.cursor, 0, TSN_MARK_SIZE);
  all = device_pull (&desk, self, "", NULL);
  g_assert_cmpuint (all->len, ==, n + 1 + N_WRITERS);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      device_clear (&writers[i].device);
      leave (&writers[i].server);
    }
  device_clear (&desk);
}

/* Writes over the same few records as all others do, having seen only what it wrote itself. */
static gpointer
edit_worker (gpointer data)
{
  Writer *self = data;
  TsnVersion last[N_EVENTS];

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      GByteArray *parcels = g_byte_array_new ();

      for (guint j = 0; j < N_EVENTS; j++)
        {
          const TsnId id = { { 0x80, (guint8) j } };
          TsnPatch *patch =
              device_write (&self->device, TSN_KIND_EVENT, &id, TSN_EVENT_TITLE, "会", 0);

          if (i > 0)
            tsn_patch_add_seen (patch, TSN_EVENT_TITLE, &last[j]);
          last[j] = patch->version;
          device_pack (&self->device, parcels, patch, NULL);
        }
      device_push_expect (&self->device, &self->server, parcels, 0, 0);
    }
  return NULL;
}

/* The digest of the kind, from patches. */
static void
digest_events (GPtrArray *patches, TsnDigest buckets[TSN_DIGEST_BUCKETS])
{
  memset (buckets, 0, TSN_DIGEST_BUCKETS * sizeof *buckets);
  for (guint j = 0; j < N_EVENTS; j++)
    {
      const TsnId id = { { 0x80, (guint8) j } };
      g_autoptr (TsnWinners) winners = tsn_winners_new ();
      TsnDigest cell;

      for (guint i = 0; i < patches->len; i++)
        {
          const TsnPatch *patch = g_ptr_array_index (patches, i);

          if (patch->kind == TSN_KIND_EVENT && tsn_id_equal (&patch->record, &id))
            tsn_winners_merge (winners, patch);
        }
      tsn_digest_record (TSN_KIND_EVENT, &id, winners, &cell);
      tsn_digest_add (&buckets[tsn_digest_bucket (&id)], &cell);
    }
}

/* What servers make of records that the others change meanwhile is what is in them. */
static void
test_editors (ServerFixture *self, gconstpointer data)
{
  Writer writers[N_WRITERS];
  GThread *threads[N_WRITERS];
  g_autoptr (GPtrArray) all = NULL;
  g_autofree TsnDigest *expected = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  g_autofree TsnDigest *got = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  Device desk;
  guint kind;

  meet (self, &desk);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      join (&writers[i].server, self);
      enrol (self, &desk, &writers[i].device);
    }
  for (guint i = 0; i < N_WRITERS; i++)
    threads[i] = g_thread_new ("editor", edit_worker, &writers[i]);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);
  all = device_pull (&desk, self, "&all=1", NULL);
  /* Of each the last one that every writer wrote. */
  g_assert_cmpuint (all->len, ==, 1 + N_WRITERS + N_WRITERS * N_EVENTS);
  digest_events (all, expected);
  g_assert_true (self->backend->verbs->begin (self->backend, FALSE, NULL));
  g_assert_true (
      self->backend->verbs->next_digest (self->backend, 1, TSN_KIND_EVENT - 1, &kind, got, NULL));
  self->backend->verbs->rollback (self->backend);
  g_assert_cmpuint (kind, ==, TSN_KIND_EVENT);
  g_assert_cmpint (memcmp (got, expected, TSN_DIGEST_BUCKETS * sizeof *got), ==, 0);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      device_clear (&writers[i].device);
      leave (&writers[i].server);
    }
  device_clear (&desk);
}

/* -- News -- */

/* @user_data: a queue of the marks' numbers + 1; 1: a device was shut out */
static void
news_cb (gint64 municipality, const guint8 *mark, gpointer user_data)
{
  g_assert_cmpint (municipality, ==, 1);
  g_async_queue_push (user_data, GUINT_TO_POINTER (mark != NULL ? tsn_mark_seq (mark) + 1 : 1));
}

static void
expect_news (GAsyncQueue *news, guint64 seq)
{
  guint got;

  do
    got = GPOINTER_TO_UINT (g_async_queue_timeout_pop (news, 20 * G_USEC_PER_SEC));
  while (got != 0 && got != seq + 1);
  g_assert_cmpuint (got, ==, seq + 1);
}

static void
test_news (ServerFixture *self, gconstpointer data)
{
  g_autoptr (GAsyncQueue) news = g_async_queue_new ();
  g_autoptr (GError) error = NULL;
  GByteArray *parcels = g_byte_array_new ();
  g_autofree char *ended = NULL;
  ServerFixture second;
  Device desk;
  Device lost;

  meet (self, &desk);
  enrol (self, &desk, &lost);
  join (&second, self);
  g_assert_true (tsn_service_watch (second.service, news_cb, news, &error));
  expect_news (news, 2); /* where it stands */
  g_assert_cmpuint (push_event (&desk, self), ==, 200);
  expect_news (news, 3);
  device_pack (&desk, parcels, device_write_revocation (&desk, &lost), NULL);
  device_push_expect (&desk, self, parcels, 0, 0);
  expect_news (news, 0);
  expect_news (news, 4);

  /* It is told what it missed. */
  ended = server_ask_postgres ("tests",
                               "SELECT count (pg_terminate_backend (pid)) FROM pg_stat_activity "
                               "WHERE application_name = 'tsunagi-server'");
  g_assert_cmpstr (ended, ==, "3");
  g_assert_cmpuint (push_event (&desk, self), ==, 200);
  expect_news (news, 5);
  g_assert_true (tsn_service_watch (second.service, NULL, NULL, &error));
  leave (&second);
  device_clear (&lost);
  device_clear (&desk);
}

/* -- A database that goes away -- */

static void
test_lost (ServerFixture *self, gconstpointer data)
{
  g_autofree char *ended = NULL;
  g_autoptr (GError) error = NULL;
  TsnBackend *backend = self->backend;
  GBytes *value = NULL;
  Device desk;

  meet (self, &desk);
  g_assert_true (backend->verbs->begin (backend, TRUE, &error));
  ended = server_ask_postgres ("tests",
                               "SELECT count (pg_terminate_backend (pid, 5000)) "
                               "FROM pg_stat_activity WHERE application_name = 'tsunagi-server'");
  g_assert_cmpstr (ended, ==, "1");
  g_assert_false (backend->verbs->get_value (backend, 0, "server", &value, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_BUSY);
  backend->verbs->rollback (backend);
  /* The next request has another connection. */
  g_assert_cmpuint (push_event (&desk, self), ==, 200);
  device_clear (&desk);
}

/* Somebody holds the municipality for too long: 503, and the device tries again. */
static void
test_busy (ServerFixture *self, gconstpointer data)
{
  ServerFixture second;
  TsnBackend *backend;
  Device desk;

  meet (self, &desk);
  join (&second, self);
  backend = second.backend;
  g_assert_true (backend->verbs->begin (backend, TRUE, NULL));
  g_assert_true (backend->verbs->lock (backend, 1, NULL));
  g_assert_true (backend->verbs->set_value (backend, 1, "x", NULL, NULL));
  g_assert_true (backend->verbs->last_mark (backend, 1, &(TsnServerMark){ 0 }, NULL));
  g_assert_cmpuint (push_event (&desk, self), ==, 503);
  backend->verbs->rollback (backend);
  g_assert_cmpuint (push_event (&desk, self), ==, 200);
  leave (&second);
  device_clear (&desk);
}

static void
expect_no_server (const char *url, TsnStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnBackend) backend = tsn_backend_open (url, &error);

  g_assert_null (backend);
  g_assert_error (error, TSN_STORE_ERROR, (int) code);
}

static void
test_foreign (ServerFixture *self, gconstpointer data)
{
  g_autofree char *url = server_new_database (NULL);
  g_autofree char *schema = g_strdup (strrchr (url, 'D') + 1); /* "...%3Dt7" */
  g_autofree char *table = g_strdup_printf ("CREATE TABLE %s.people (name text)", schema);
  g_autofree char *newer = g_strdup_printf (
      "CREATE TABLE %s.tsunagi AS SELECT 2::bigint AS version",
      schema);

  g_free (server_ask_postgres ("tests", table));
  expect_no_server (url, TSN_STORE_ERROR_NOT_A_STORE);
  g_free (server_ask_postgres ("tests", newer));
  expect_no_server (url, TSN_STORE_ERROR_TOO_NEW);
  expect_no_server ("postgresql://nobody@/none?host=/nowhere", TSN_STORE_ERROR_BUSY);
}

int
main (int argc, char *argv[])
{
  /* What the operator sets counts: here nobody waits long for a lock. */
  g_setenv ("PGOPTIONS", "-clock_timeout=200", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func)                                                                            \
  g_test_add ("/postgres/" name, ServerFixture, NULL, server_setup, func, server_teardown)
  ADD ("writers", test_writers);
  ADD ("editors", test_editors);
  ADD ("news", test_news);
  ADD ("lost", test_lost);
  ADD ("busy", test_busy);
  ADD ("foreign", test_foreign);
#undef ADD
  return g_test_run ();
}
