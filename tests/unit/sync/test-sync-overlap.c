/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pulls of several answers: one comes into the store while the next is fetched. Pushes of several
 * bodies: one is on its way while the receipt of the one before is written down. Whatever fails,
 * nothing is passed over and nothing is counted twice. */

#include <string.h>

#include "sync-network.h"
#include "tsn-session-sync.h"

#define MANY 4000 /* events: three requests and more */

typedef struct
{
  Network *network;
  StoreFixture a; /* who wrote it all */
  StoreFixture b; /* who pulls it */
  guint64 n_waiting;
  const char *method;           /* of the requests that are looked at */
  guint n_requests;             /* of them */
  char mark[TSN_HEX_TEXT_SIZE]; /* that the last one went on from */
  void (*at_first) (gpointer fixture);
  void (*at_second) (gpointer fixture);
  StoreFixture *blocked;
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

/* In the thread of the round. Each pull begins where the one before ended, each push has the last
 * receipt. */
static void
arrives_cb (Network *network, const TsnTransportRequest *request)
{
  Fixture *f = network->data;
  const char *name = strcmp (f->method, "GET") == 0 ? "cursor=" : "receipt=";
  const char *mark = strstr (request->path, name);

  if (strcmp (request->method, f->method) != 0 || mark == NULL)
    return;
  mark += strlen (name);
  if (f->n_requests > 0)
    g_assert_cmpint (strncmp (f->mark, mark, 2 * TSN_MARK_SIZE), <, 0);
  g_strlcpy (f->mark, mark, 2 * TSN_MARK_SIZE + 1);
  f->n_requests++;
  if (f->n_requests == 1 && f->at_first != NULL)
    f->at_first (f);
  if (f->n_requests == 2 && f->at_second != NULL)
    f->at_second (f);
}

static void
look_at (Fixture *f, const char *method)
{
  f->method = method;
  f->n_requests = 0;
  f->at_first = NULL;
  f->at_second = NULL;
  f->network->arrives = arrives_cb;
  f->network->data = f;
  network_expect (f->network, 0, NETWORK_GOOD);
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
  f->n_waiting = count_waiting (&f->a);
  g_assert_cmpuint (f->n_waiting, >, MANY);
  look_at (f, "POST");
}

/* All that is to be pulled is on the server. */
static void
set_up_pull (Fixture *f, gconstpointer data)
{
  set_up (f, data);
  g_assert_cmpuint (must_sync (&f->a, f->network).sent, ==, f->n_waiting);
  look_at (f, "GET");
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

  g_assert_cmpuint (received, <, f->n_waiting);
  look_at (f, "GET");
  fixture_reopen (&f->b);
  result = must_sync (&f->b, f->network);
  g_assert_cmpuint (received + result.received, ==, f->n_waiting);
  g_assert_cmpuint (result.rejected, ==, 0);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  must_be_clean (f->b.store);
}

/* The same of a push; and the other device gets it all. */
static void
assert_resumes_pushing (Fixture *f, guint64 sent)
{
  TsnSyncResult result;

  g_assert_cmpuint (sent, <, f->n_waiting);
  g_assert_cmpuint (count_waiting (&f->a), ==, f->n_waiting - sent);
  f->network->arrives = NULL;
  fixture_reopen (&f->a);
  result = must_sync (&f->a, f->network);
  /* A server that has it without having said so says so. */
  g_assert_cmpuint (sent + result.sent, <=, f->n_waiting);
  g_assert_cmpuint (result.waiting, ==, 0);
  g_assert_cmpuint (result.refused, ==, 0);
  assert_resumes (f, 0);
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

static void
block (gpointer fixture)
{
  Fixture *f = fixture;

  f->blocking = tsn_store_begin (f->blocked->store, TSN_STORE_WRITE, block_work, f, NULL);
}

/* Nothing can be written until the second request is made: a round that waited for what it got by
 * the first to be written would wait for ever. */
static void
test_order (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;

  f->blocked = &f->b;
  f->at_first = block;
  f->at_second = release;
  result = must_sync (&f->b, f->network);
  g_assert_cmpuint (f->n_requests, >=, 3);
  g_assert_cmpuint (result.received, ==, f->n_waiting);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  must_be_clean (f->b.store);
}

static void
test_order_pushing (Fixture *f, gconstpointer data)
{
  f->blocked = &f->a;
  f->at_first = block;
  f->at_second = release;
  g_assert_cmpuint (must_sync (&f->a, f->network).sent, ==, f->n_waiting);
  g_assert_cmpuint (f->n_requests, >=, 3);
  assert_resumes (f, 0);
}

/* What came before is kept. */
static void
test_cut (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  network_expect (f->network, 2, NETWORK_CUT_AFTER);
  g_assert_false (device_sync (&f->b, f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
  g_assert_cmpuint (f->n_requests, ==, 3);
  g_assert_cmpuint (result.received, >, 0);
  assert_resumes (f, result.received);
}

static void
test_cut_pushing (Fixture *f, gconstpointer data)
{
  NetworkFate fate = GPOINTER_TO_INT (data) != 0 ? NETWORK_CUT_AFTER : NETWORK_CUT_BEFORE;
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  network_expect (f->network, 2, fate); /* behind a pull */
  g_assert_false (device_sync (&f->a, f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
  g_assert_cmpuint (f->n_requests, ==, 2);
  g_assert_cmpuint (result.sent, >, 0);
  assert_resumes_pushing (f, result.sent);
}

static gboolean
fail_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_connection_exec (session->connection,
                              "CREATE TEMP TRIGGER full BEFORE INSERT ON patch "
                              "BEGIN SELECT RAISE (ABORT, 'full'); END;"
                              "CREATE TEMP TRIGGER spent BEFORE UPDATE ON patch "
                              "BEGIN SELECT RAISE (ABORT, 'full'); END",
                              error);
}

static void
fail (StoreFixture *device)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (device->store, TSN_STORE_WRITE, fail_work, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Behind the first answer, before the second. */
static void
fail_pulling (gpointer fixture)
{
  fail (&((Fixture *) fixture)->b);
}

/* Before the first receipt. */
static void
fail_pushing (gpointer fixture)
{
  fail (&((Fixture *) fixture)->a);
}

/* What was fetched behind it is thrown away. */
static void
test_disk (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  f->at_second = fail_pulling;
  g_assert_false (device_sync (&f->b, f->network, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS); /* a constraint, as the store says it */
  g_assert_cmpuint (f->n_requests, ==, 3);
  g_assert_cmpuint (result.received, >, 0);
  assert_resumes (f, result.received);
}

/* The receipts that came meanwhile are worth nothing: the server is told again. */
static void
test_disk_pushing (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  f->at_first = fail_pushing;
  g_assert_false (device_sync (&f->a, f->network, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_cmpuint (f->n_requests, ==, 2);
  g_assert_cmpuint (result.sent, ==, 0);
  assert_resumes_pushing (f, 0);
}

static void
cancel (gpointer fixture)
{
  g_cancellable_cancel (((Fixture *) fixture)->network->cancellable);
}

static void
sync_cancelled (Fixture *f, StoreFixture *device, TsnSyncResult *result)
{
  g_autoptr (GError) error = NULL;

  f->network->cancellable = g_cancellable_new ();
  f->at_second = cancel;
  g_assert_false (device_sync (device, f->network, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (f->n_requests, ==, 2);
  g_clear_object (&f->network->cancellable);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;

  sync_cancelled (f, &f->b, &result);
  assert_resumes (f, result.received);
}

static void
test_cancelled_pushing (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;

  sync_cancelled (f, &f->a, &result);
  assert_resumes_pushing (f, result.sent);
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
  g_assert_cmpuint (result.received, ==, f->n_waiting);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  must_be_clean (f->b.store);
}

static void
test_epoch_pushing (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;

  f->network->arrives = NULL;
  f->network->status = 409;
  network_expect (f->network, 2, NETWORK_STATUS);
  g_assert_true (device_sync (&f->a, f->network, &result, NULL));
  g_assert_true (result.new_epoch);
  g_assert_cmpuint (result.waiting, ==, 0);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  must_be_clean (f->a.store);
  assert_resumes (f, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } pulls[] = {
    { "/sync-overlap/pull/order", test_order },
    { "/sync-overlap/pull/cut", test_cut },
    { "/sync-overlap/pull/disk", test_disk },
    { "/sync-overlap/pull/cancelled", test_cancelled },
    { "/sync-overlap/pull/epoch", test_epoch },
  }, pushes[] = {
    { "/sync-overlap/push/order", test_order_pushing },
    { "/sync-overlap/push/cut-before", test_cut_pushing },
    { "/sync-overlap/push/cut-after", test_cut_pushing },
    { "/sync-overlap/push/disk", test_disk_pushing },
    { "/sync-overlap/push/cancelled", test_cancelled_pushing },
    { "/sync-overlap/push/epoch", test_epoch_pushing },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pulls); i++)
    g_test_add (pulls[i].path, Fixture, NULL, set_up_pull, pulls[i].run, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (pushes); i++)
    g_test_add (pushes[i].path,
                Fixture,
                GINT_TO_POINTER (g_str_has_suffix (pushes[i].path, "after")),
                set_up,
                pushes[i].run,
                tear_down);
  return g_test_run ();
}
