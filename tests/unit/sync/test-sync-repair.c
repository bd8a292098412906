/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Replicas that differ although all was sent: what one side lost comes back from the other, in the
 * round that finds it. */

#include <string.h>

#include "sync-network.h"
#include "tsn-connection.h"
#include "tsn-session-sync.h"
#include "tsn-sync-message.h"

typedef struct
{
  Network *network;
  StoreFixture a; /* two coordinators' devices */
  StoreFixture b;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->network = network_new ();
  device_set_up (&f->a, NULL, TSN_ROLE_DESK);
  device_set_up (&f->b, &f->a, TSN_ROLE_DESK);
  device_register (&f->a, f->network);
  device_register (&f->b, f->network);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  must_be_clean (f->a.store);
  must_be_clean (f->b.store);
  fixture_teardown (&f->a, NULL);
  fixture_teardown (&f->b, NULL);
  g_clear_object (&f->network);
}

static void
assert_same (Fixture *f)
{
  must_sync (&f->a, f->network);
  must_sync (&f->b, f->network);
  g_assert_cmpint (must_sync (&f->a, f->network).digest, ==, TSN_DIGEST_SAME);
  g_assert_cmpint (must_sync (&f->b, f->network).digest, ==, TSN_DIGEST_SAME);
}

static void
assert_title (StoreFixture *device, const TsnId *event, const char *title)
{
  g_autoptr (TsnRecord) record = must_get (device->store, TSN_KIND_EVENT, event);

  g_assert_nonnull (record);
  g_assert_cmpstr (tsn_record_text (record, TSN_EVENT_TITLE), ==, title);
}

static void
set_title (StoreFixture *device, const TsnId *event, const char *title)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), event);

  tsn_change_set_text (change, TSN_EVENT_TITLE, title);
  must_put (device->store, change);
}

static void
run_sql (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnConnection) connection = tsn_connection_open (path,
                                                              TSN_CONNECTION_READ_WRITE,
                                                              &error);

  g_assert_no_error (error);
  tsn_connection_exec (connection, sql, &error);
  g_assert_no_error (error);
}

static void
change_server (Fixture *f, const char *sql)
{
  network_close (f->network);
  run_sql (f->network->path, sql);
  network_open (f->network);
}

/* As if the disk had lost them: the tables of the kinds are made anew from what is there. */
static void
lose_and_rebuild (StoreFixture *device, const char *sql)
{
  g_autofree char *path = g_build_filename (device->folder, "tsunagi.db", NULL);
  g_autoptr (TsnCheck) check = NULL;

  fixture_close (device);
  run_sql (path, sql);
  fixture_reopen (device);
  check = must_check (device->store, TRUE);
}

static gboolean
get_marks_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_get_marks (session, data, error);
}

static gboolean
set_marks_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_set_marks (session, data, error);
}

/* The same unnoticed: the digest alone is to find it. */
static void
lose_on_device (StoreFixture *device, const char *sql)
{
  TsnSyncMarks marks;

  g_assert_true (
      tsn_store_run_sync (device->store, TSN_STORE_READ, get_marks_work, &marks, NULL, NULL));
  lose_and_rebuild (device, sql);
  g_assert_true (
      tsn_store_run_sync (device->store, TSN_STORE_WRITE, set_marks_work, &marks, NULL, NULL));
}

#define LAST_EVENT "DELETE FROM patch WHERE seq = (SELECT max (seq) FROM patch WHERE kind = 2)"

static void
test_lost_here (Fixture *f, gconstpointer data)
{
  TsnId event = put_event (f->a.store, "つどい");
  TsnSyncResult result;

  assert_same (f);
  lose_on_device (&f->b, "DELETE FROM patch WHERE kind = 2");
  g_assert_null (must_get (f->b.store, TSN_KIND_EVENT, &event));
  result = must_sync (&f->b, f->network);
  g_assert_cmpuint (result.received, ==, 1);
  g_assert_cmpuint (result.rejected, ==, 0);
  g_assert_cmpuint (result.sent, ==, 0);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  assert_title (&f->b, &event, "つどい");
}

typedef struct
{
  TsnId record;
  guint n;
} Answers;

static gboolean
count_answers_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Answers *self = data;
  g_autoptr (GPtrArray) answers = tsn_session_answers (session,
                                                       tsn_kind_by_number (TSN_KIND_EVENT),
                                                       &self->record,
                                                       TSN_EVENT_TITLE,
                                                       error);

  self->n = answers != NULL ? answers->len : 0;
  return answers != NULL;
}

/* An answer that waits for somebody to choose, and does not win, is in no digest. */
static void
test_lost_answer (Fixture *f, gconstpointer data)
{
  Answers answers = { .record = put_event (f->a.store, "つどい") };

  assert_same (f);
  set_title (&f->a, &answers.record, "一方");
  set_title (&f->b, &answers.record, "他方");
  assert_same (f);
  lose_and_rebuild (
      &f->b,
      "DELETE FROM patch WHERE kind = 2 AND stamp < (SELECT max (stamp) FROM patch WHERE kind = 2)");
  assert_same (f);
  g_assert_true (
      tsn_store_run_sync (f->b.store, TSN_STORE_READ, count_answers_work, &answers, NULL, NULL));
  g_assert_cmpuint (answers.n, ==, 2);
}

static void
test_lost_there (Fixture *f, gconstpointer data)
{
  TsnId event;
  TsnSyncResult result;

  put_event (f->a.store, "前");
  assert_same (f);
  change_server (f, "CREATE TABLE saved AS SELECT * FROM digest");
  event = put_event (f->a.store, "つどい");
  must_sync (&f->a, f->network);
  change_server (f,
                 LAST_EVENT
                 "; DELETE FROM digest; INSERT INTO digest SELECT * FROM saved; "
                 "DROP TABLE saved");
  result = must_sync (&f->b, f->network);
  g_assert_cmpuint (result.received, ==, 0);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);

  result = must_sync (&f->a, f->network);
  g_assert_cmpuint (result.sent, ==, 1);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  must_sync (&f->b, f->network);
  assert_title (&f->b, &event, "つどい");
  assert_same (f);
}

/* The first hash of the first manifest. */
static void
tamper_first_parcel (TsnTransportAnswer *answer)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (answer->body, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);
  TsnSyncState state;
  gsize length = 0;

  g_assert_true (tsn_sync_state_decode (&state, data, size, &length, NULL));
  g_assert_cmpuint (size, >, length + 100);
  copy[length + 2 + 17 + 3 + 3] ^= 1;
  g_clear_pointer (&answer->body, g_bytes_unref);
  answer->body = g_bytes_new_take (g_steal_pointer (&copy), size);
}

/* A device's certificate came in a lot that was rejected, and so were all its later lots. */
static void
test_certificate (Fixture *f, gconstpointer data)
{
  StoreFixture newcomer = { 0 };
  TsnSyncResult result;
  TsnId event;
  g_autoptr (GError) error = NULL;

  assert_same (f);
  device_set_up (&newcomer, &f->a, TSN_ROLE_DESK);
  device_register (&newcomer, f->network);
  must_sync (&newcomer, f->network);
  event = put_event (newcomer.store, "つどい");
  must_sync (&newcomer, f->network);

  f->network->tamper = tamper_first_parcel;
  network_expect (f->network, 0, NETWORK_TAMPER);
  device_sync (&f->b, f->network, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.rejected, >=, 2);
  g_assert_cmpuint (result.received, ==, result.rejected);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  assert_title (&f->b, &event, "つどい");
  fixture_teardown (&newcomer, NULL);
}

/* What could not be verified is pulled again when it can be, though the digest does not miss it: of
 * two answers the one that loses. */
static void
test_certificate_of_loser (Fixture *f, gconstpointer data)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_EVENT);
  g_autofree char *sql = g_strdup_printf ("DELETE FROM patch WHERE kind = %d", TSN_KIND_DEVICE);
  TsnId event = put_event (f->a.store, "初め");
  StoreFixture *writers[] = { &f->a, &f->b };
  TsnSyncResult result;
  Answers answers = { .record = event };
  g_autoptr (GError) error = NULL;

  assert_same (f);
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      g_autoptr (TsnChange) change = tsn_change_new (kind, &event);

      tsn_change_set_text (change, TSN_EVENT_TITLE, i == 0 ? "一" : "二");
      must_put (writers[i]->store, change);
    }
  must_sync (&f->a, f->network);
  lose_on_device (&f->b, sql);
  result = must_sync (&f->b, f->network);
  g_assert_cmpuint (result.rejected, >, 0);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  tsn_store_run_sync (f->b.store, TSN_STORE_READ, count_answers_work, &answers, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answers.n, ==, 2);
}

/* Who signed what is in the first buckets is told in a later one. */
static void
test_certificate_later (Fixture *f, gconstpointer data)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  g_autofree char *sql = g_strdup_printf ("DELETE FROM patch WHERE kind = %u", kind->number);
  TsnSyncResult result;

  for (guint i = 0; i < 32; i++)
    {
      TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
      g_autoptr (TsnChange) change = tsn_change_new_create (kind, &id);

      tsn_change_set_number (change, TSN_DEVICE_ROLE, TSN_ROLE_KIOSK);
      must_put (f->a.store, change);
    }
  assert_same (f);
  lose_on_device (&f->b, sql);
  result = must_sync (&f->b, f->network);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
  g_assert_cmpuint (result.received, >, 32);
}

/* Sums that are wrong by themselves cannot be mended so; it is tried once, and told. */
static void
test_wrong_sums (Fixture *f, gconstpointer data)
{
  put_event (f->a.store, "つどい");
  assert_same (f);
  change_server (f,
                 "UPDATE digest SET buckets = CAST (zeroblob (4095) || x'01' AS BLOB) "
                 "WHERE kind = 2");
  g_assert_cmpint (must_sync (&f->a, f->network).digest, ==, TSN_DIGEST_DIFFERS);
  g_assert_cmpuint (f->network->n_requests, >, 2);
  g_assert_cmpuint (f->network->n_requests, <, 10);
  g_assert_cmpint (must_sync (&f->a, f->network).digest, ==, TSN_DIGEST_DIFFERS);
  g_assert_cmpuint (f->network->n_requests, ==, 1);
}

/* A kind that only a later version of the program knows is no reason for alarm, and is not asked
 * about again. */
static void
test_later_kind (Fixture *f, gconstpointer data)
{
  put_event (f->a.store, "つどい");
  assert_same (f);
  change_server (f,
                 "INSERT INTO digest SELECT municipality, 999, buckets FROM digest WHERE kind = 2");
  g_assert_cmpint (must_sync (&f->a, f->network).digest, ==, TSN_DIGEST_LATER);
  g_assert_cmpint (must_sync (&f->a, f->network).digest, ==, TSN_DIGEST_LATER);
  g_assert_cmpuint (f->network->n_requests, ==, 1);
}

/* What is cut is gone on with in the next round. */
static void
test_cut (Fixture *f, gconstpointer data)
{
  TsnId event = put_event (f->a.store, "つどい");
  TsnSyncResult result;

  assert_same (f);
  lose_on_device (&f->b, "DELETE FROM patch WHERE kind = 2");
  for (guint at = 1; at <= 2; at++)
    {
      g_autoptr (GError) error = NULL;

      network_expect (f->network, at, NETWORK_CUT_AFTER);
      g_assert_false (device_sync (&f->b, f->network, &result, &error));
      g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
    }
  g_assert_cmpint (must_sync (&f->b, f->network).digest, ==, TSN_DIGEST_SAME);
  assert_title (&f->b, &event, "つどい");
}

/* Many requests in a short time: the server says when to go on. */
static void
test_busy (Fixture *f, gconstpointer data)
{
  TsnId event = put_event (f->a.store, "つどい");
  TsnSyncResult result;

  assert_same (f);
  lose_on_device (&f->b, "DELETE FROM patch WHERE kind = 2");
  f->network->status = 429;
  for (guint at = 1; at <= 2; at++)
    {
      g_autoptr (GError) error = NULL;

      network_expect (f->network, at, NETWORK_STATUS);
      g_assert_false (device_sync (&f->b, f->network, &result, &error));
      g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_BUSY);
      g_assert_cmpuint (result.retry_after, ==, 7);
    }
  g_assert_cmpint (must_sync (&f->b, f->network).digest, ==, TSN_DIGEST_SAME);
  assert_title (&f->b, &event, "つどい");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/sync/repair/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("lost-here", test_lost_here);
  ADD ("lost-answer", test_lost_answer);
  ADD ("lost-there", test_lost_there);
  ADD ("certificate", test_certificate);
  ADD ("certificate-later", test_certificate_later);
  ADD ("certificate-of-loser", test_certificate_of_loser);
  ADD ("wrong-sums", test_wrong_sums);
  ADD ("later-kind", test_later_kind);
  ADD ("cut", test_cut);
  ADD ("busy", test_busy);
#undef ADD
  return g_test_run ();
}
