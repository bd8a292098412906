/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pulls of several answers: one comes into the store while the next is fetched, and whatever fails,
 * nothing is passed over and nothing is applied twice. */

#include <string.h>

#include "sync-network.h"
#include "tsn-session-sync.h"

#define MANY 4000 /* events: three answers and more */

typedef struct
{
  Network *network;
  StoreFixture a; /* who wrote it all */
  StoreFixture b; /* who pulls it */
  guint64 n_sent;
  guint n_pulls;
  char cursor[TSN_HEX_TEXT_SIZE]; /* of the last pull */
  void (*at_second) (gpointer fixture);
  TsnJob *blocking;
  GMutex mutex; /* of: */
  GCond cond;
  gboolean released;
} Fixture;

static gboolean
many_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *title = g_strdup_printf ("つどい %u", i);
      TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
      g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_EVENT),
                                                            &id);

      tsn_change_set_text (change, TSN_EVENT_TITLE, title);
      tsn_change_set_number (change, TSN_EVENT_TYPE, 1);
      if (!tsn_session_put (session, change, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* In the thread of the round. Each pull begins where the one before ended. */
static void
arrives_cb (Network *network, const TsnTransportRequest *request)
{
  Fixture *f = network->data;
  const char *cursor = strstr (request->path, "cursor=");

  if (strcmp (request->method, "GET") != 0 || cursor == NULL)
    return;
  cursor += strlen ("cursor=");
  if (f->n_pulls > 0)
    g_assert_cmpint (strncmp (f->cursor, cursor, 2 * TSN_MARK_SIZE), <, 0);
  g_strlcpy (f->cursor, cursor, 2 * TSN_MARK_SIZE + 1);
  if (++f->n_pulls == 2 && f->at_second != NULL)
    f->at_second (f);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_mutex_init (&f->mutex);
  g_cond_init (&f->cond);
  f->network = network_new ();
  device_set_up (&f->a, NULL, TSN_ROLE_DESK);
  device_set_up (&f->b, &f->a, TSN_ROLE_DESK);
  device_register (&f->a, f->network);
  device_register (&f->b, f->network);
  tsn_store_run_sync (f->a.store, TSN_STORE_WRITE, many_work, NULL, NULL, &error);
  g_assert_no_error (error);
  f->n_sent = must_sync (&f->a, f->network).sent;
  g_assert_cmpuint (f->n_sent, >, MANY);
  network_expect (f->network, 0, NETWORK_GOOD);
  f->network->arrives = arrives_cb;
  f->network->data = f;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fixture_teardown (&f->a, NULL);
  fixture_teardown (&f->b, NULL);
  g_clear_object (&f->network->cancellable);
  g_clear_object (&f->network);
  g_mutex_clear (&f->mutex);
  g_cond_clear (&f->cond);
}

/* What a round got that failed in the middle; the next one, after a new start of the program, gets
 * the rest. */
static void
assert_resumes (Fixture *f, guint64 received)
{
  TsnSyncResult result;

  g_assert_cmpuint (received, <, f->n_sent);
  f->n_pulls = 0;
  f->at_second = NULL;
  fixture_reopen (&f->b);
  result = must_sync (&f->b, f->network);
  g_assert_cmpuint (received + result.received, ==, f->n_sent);
  g_assert_cmpuint (result.rejected, ==, 0);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  must_be_clean (f->b.store);
}

static gboolean
block_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;

  g_mutex_lock (&f->mutex);
  while (!f->released)
    g_cond_wait (&f->cond, &f->mutex);
  g_mutex_unlock (&f->mutex);
  return TRUE;
}

static void
release (gpointer fixture)
{
  Fixture *f = fixture;

  g_mutex_lock (&f->mutex);
  f->released = TRUE;
  g_cond_signal (&f->cond);
  g_mutex_unlock (&f->mutex);
  g_assert_true (tsn_store_end (f->blocking, NULL));
}

/* Nothing can be written until the second request is made: a round that waited for its first answer
 * to be written would wait for ever. */
static void
block_cb (Network *network, const TsnTransportRequest *request)
{
  Fixture *f = network->data;

  if (f->blocking == NULL)
    f->blocking = tsn_store_begin (f->b.store, TSN_STORE_WRITE, block_work, f, NULL);
  arrives_cb (network, request);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;

  f->network->arrives = block_cb;
  f->at_second = release;
  result = must_sync (&f->b, f->network);
  g_assert_cmpuint (f->n_pulls, >=, 3);
  g_assert_cmpuint (result.received, ==, f->n_sent);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  must_be_clean (f->b.store);
}

/* What was fetched before is kept. */
static void
test_cut (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  network_expect (f->network, 2, NETWORK_CUT_AFTER);
  g_assert_false (device_sync (&f->b, f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
  g_assert_cmpuint (f->n_pulls, ==, 3);
  g_assert_cmpuint (result.received, >, 0);
  assert_resumes (f, result.received);
}

static gboolean
fail_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_connection_exec (session->connection,
                              "CREATE TEMP TRIGGER full BEFORE INSERT ON patch "
                              "BEGIN SELECT RAISE (ABORT, 'full'); END",
                              error);
}

/* Behind the first answer, before the second. */
static void
fail (gpointer fixture)
{
  Fixture *f = fixture;
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (f->b.store, TSN_STORE_WRITE, fail_work, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What was fetched behind it is thrown away. */
static void
test_disk (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  f->at_second = fail;
  g_assert_false (device_sync (&f->b, f->network, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS); /* a constraint, as the store says it */
  g_assert_cmpuint (f->n_pulls, ==, 3);
  g_assert_cmpuint (result.received, >, 0);
  assert_resumes (f, result.received);
}

static void
cancel (gpointer fixture)
{
  g_cancellable_cancel (((Fixture *) fixture)->network->cancellable);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  f->network->cancellable = g_cancellable_new ();
  f->at_second = cancel;
  g_assert_false (device_sync (&f->b, f->network, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (f->n_pulls, ==, 2);
  g_clear_object (&f->network->cancellable);
  assert_resumes (f, result.received);
}

/* The server was set back between the two. */
static void
test_epoch (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;

  f->network->arrives = NULL;
  f->network->status = 409;
  network_expect (f->network, 1, NETWORK_STATUS);
  g_assert_true (device_sync (&f->b, f->network, &result, NULL));
  g_assert_true (result.new_epoch);
  g_assert_cmpuint (result.received, ==, f->n_sent);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  must_be_clean (f->b.store);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/sync-overlap/order", test_order }, { "/sync-overlap/cut", test_cut },
    { "/sync-overlap/disk", test_disk },   { "/sync-overlap/cancelled", test_cancelled },
    { "/sync-overlap/epoch", test_epoch },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
