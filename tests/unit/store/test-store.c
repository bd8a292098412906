/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a store: opening, transactions, threads, answers, cancellation, what is refused and
 * how. */

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store-fixture.h"
#include "tsn-search.h"

static void
test_reopen (StoreFixture *fixture, gconstpointer data)
{
  TsnId id = put_person (fixture->store);
  g_autoptr (TsnRecord) record = NULL;

  fixture_reopen (fixture);
  record = must_get (fixture->store, TSN_KIND_PERSON, &id);
  g_assert_nonnull (record);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NAME), ==, CANARY_NAME);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NOTE), ==, CANARY_NOTE);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_MUNICIPALITY), ==, "112119");
  g_assert_cmpint (tsn_record_number (record, TSN_PERSON_BIRTH_DATE, 0), ==, 19400302);
  must_be_clean (fixture->store);
}

static void
test_modes (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = tsn_store_database_path (fixture->folder);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  GStatBuf info;

  put_person (fixture->store);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (wal, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, 0600);
}

/* -- Transactions -- */

static gboolean
put_and_fail (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  if (!tsn_session_put (session, data, NULL, error))
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "as the test wants it");
  return FALSE;
}

static gboolean
put_and_cancel (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  if (!tsn_session_put (session, data, NULL, error))
    return FALSE;
  g_cancellable_cancel (cancellable);
  return TRUE;
}

static void
test_roll_back (StoreFixture *fixture, gconstpointer data)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  TsnId id = tsn_id_new (1);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, &id);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) patches = NULL;
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  tsn_change_set_text (change, TSN_PERSON_KANA, CANARY_KANA);
  g_assert_false (
      tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, put_and_fail, change, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (tsn_store_run_sync (fixture->store,
                                      TSN_STORE_WRITE,
                                      put_and_cancel,
                                      change,
                                      cancellable,
                                      &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  patches = must_list_patches (fixture->store);
  g_assert_cmpuint (patches->len, ==, 0);
  record = must_get (fixture->store, TSN_KIND_PERSON, &id);
  g_assert_null (record);

  /* The data key was published in what was rolled back: it must come again. */
  must_put (fixture->store, change);
  g_ptr_array_unref (patches);
  patches = must_list_patches (fixture->store);
  g_assert_cmpuint (patches->len, ==, 2);
  g_assert_cmpuint (((TsnPatch *) g_ptr_array_index (patches, 0))->kind, ==, TSN_KIND_DATA_KEY);
  fixture_reopen (fixture);
  record = must_get (fixture->store, TSN_KIND_PERSON, &id);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_KANA), ==, CANARY_KANA);
}

static void
test_reader_does_not_write (StoreFixture *fixture, gconstpointer data)
{
  TsnId id = tsn_id_new (1);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &id);
  g_autoptr (GError) error = NULL;

  tsn_change_set_text (change, TSN_PERSON_KANA, CANARY_KANA);
  g_assert_false (
      tsn_store_run_sync (fixture->store, TSN_STORE_READ, put_and_fail, change, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_READ_ONLY);
}

/* -- Answers in the caller's context -- */

typedef struct
{
  GMainLoop *loop;
  GThread *thread;
  guint order;
  guint n_answers;
  GError *error;
} Answers;

static gboolean
nothing_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answers *answers = user_data;

  g_assert_true (g_thread_self () == answers->thread);
  tsn_store_run_finish (TSN_STORE (source), result, &answers->error);
  if (--answers->n_answers == 0)
    g_main_loop_quit (answers->loop);
}

static void
test_async (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Answers answers = { .loop = g_main_loop_new (context, FALSE), .thread = g_thread_self () };
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < 50; i++)
    {
      answers.n_answers++;
      tsn_store_run_async (fixture->store,
                           i % 2 == 0 ? TSN_STORE_WRITE : TSN_STORE_READ,
                           nothing_work,
                           NULL,
                           NULL,
                           answered_cb,
                           &answers);
    }
  g_main_loop_run (answers.loop);
  g_assert_no_error (answers.error);

  g_cancellable_cancel (cancelled);
  answers.n_answers = 1;
  tsn_store_run_async (fixture->store,
                       TSN_STORE_WRITE,
                       nothing_work,
                       NULL,
                       cancelled,
                       answered_cb,
                       &answers);
  g_main_loop_run (answers.loop);
  g_assert_error (answers.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&answers.error);

  /* The last reference goes with the last answer, and the store with it. */
  answers.n_answers = 1;
  tsn_store_run_async (fixture->store,
                       TSN_STORE_WRITE,
                       nothing_work,
                       NULL,
                       NULL,
                       answered_cb,
                       &answers);
  g_clear_object (&fixture->store);
  g_main_loop_run (answers.loop);
  g_assert_no_error (answers.error);
  g_main_context_pop_thread_default (context);
  g_main_loop_unref (answers.loop);
}

/* -- Several writers -- */

static gpointer
put_many (gpointer data)
{
  TsnId event = put_event (data, "講演会");

  for (guint i = 0; i < 50; i++)
    put_attendance (data, &event, NULL);
  return NULL;
}

static void
test_threads (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnCheck) check = NULL;
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("put", put_many, fixture->store);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  check = must_check (fixture->store, FALSE);
  g_assert_cmpuint (check->problems->len, ==, 0);
  g_assert_cmpuint (check->records, ==, 4 * 51);
}

/* Two stores on one folder are what two processes are: each has its own connections. */
static void
test_two_stores (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = tsn_store_vault_path (fixture->folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) vault = tsn_vault_open (path, &error);
  g_autoptr (TsnStore) other = NULL;
  g_autoptr (GPtrArray) patches = NULL;
  GThread *threads[2];
  TsnStamp last = 0;

  g_assert_no_error (error);
  other = tsn_store_open_sync (fixture->folder, vault, TSN_STORE_OPEN, &error);
  g_assert_no_error (error);
  threads[0] = g_thread_new ("one", put_many, fixture->store);
  threads[1] = g_thread_new ("other", put_many, other);
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
  patches = must_list_patches (other);
  g_assert_cmpuint (patches->len, ==, 102);
  for (guint i = 0; i < patches->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (patches, i);

      g_assert_cmpuint (patch->version.stamp, >, last); /* one device, one clock */
      last = patch->version.stamp;
    }
  tsn_store_close (other);
  must_be_clean (fixture->store);
}

/* -- Clocks -- */

static gint64
clock_of_test (gpointer data)
{
  return *(gint64 *) data;
}

static void
test_wrong_clock (StoreFixture *fixture, gconstpointer data)
{
  const gint64 times[] = { G_GINT64_CONSTANT (1760000000000),
                           0,
                           -5,
                           G_GINT64_CONSTANT (1000000000000),
                           G_GINT64_CONSTANT (3000000000000),
                           G_GINT64_CONSTANT (1760000000001),
                           G_MAXINT64 };
  gint64 now;
  TsnStamp last = 0;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (GPtrArray) patches = NULL;

      now = times[i];
      fixture_reopen (fixture);
      tsn_store_set_clock (fixture->store, clock_of_test, &now);
      put_event (fixture->store, "講演会");
      patches = must_list_patches (fixture->store);
      g_assert_cmpuint (((TsnPatch *) g_ptr_array_index (patches, patches->len - 1))->version.stamp,
                        >,
                        last);
      last = ((TsnPatch *) g_ptr_array_index (patches, patches->len - 1))->version.stamp;
    }
}

/* -- What is refused -- */

static void
assert_open_fails (StoreFixture *fixture, TsnStoreFlags flags, TsnStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnStore) store = tsn_store_open_sync (fixture->folder, fixture->vault, flags, &error);

  g_assert_error (error, TSN_STORE_ERROR, (int) code);
  g_assert_null (store);
  g_assert_cmpuint (strlen (error->message), >, 10);
}

static void
change_database (StoreFixture *fixture, const char *sql)
{
  g_autofree char *path = tsn_store_database_path (fixture->folder);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_missing (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = tsn_store_database_path (fixture->folder);

  fixture_close (fixture);
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_open_fails (fixture, TSN_STORE_OPEN, TSN_STORE_ERROR_NOT_FOUND);
  assert_open_fails (fixture, TSN_STORE_READ_ONLY, TSN_STORE_ERROR_NOT_FOUND);
  g_assert_cmpint (g_access (path, F_OK), !=, 0);
}

static void
test_too_new (StoreFixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  change_database (fixture, "PRAGMA user_version = 99");
  assert_open_fails (fixture, TSN_STORE_OPEN, TSN_STORE_ERROR_TOO_NEW);
  change_database (fixture,
                   "PRAGMA user_version = 2; ALTER TABLE person ADD COLUMN from_the_future TEXT");
  assert_open_fails (fixture, TSN_STORE_OPEN, TSN_STORE_ERROR_TOO_NEW);
}

static void
test_not_ours (StoreFixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  change_database (fixture, "PRAGMA application_id = 7");
  assert_open_fails (fixture, TSN_STORE_OPEN, TSN_STORE_ERROR_NOT_A_STORE);
}

static void
test_wrong_vault (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  TsnVault *own = fixture->vault;

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  fixture_close (fixture);
  fixture->vault = other.vault;
  assert_open_fails (fixture, TSN_STORE_OPEN, TSN_STORE_ERROR_WRONG_VAULT);
  fixture->vault = own;
  fixture_teardown (&other, NULL);
}

static void
test_garbage (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = tsn_store_database_path (fixture->folder);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *garbage = g_strnfill (9000, 'x');
  gsize length;
  gsize length_after;

  put_person (fixture->store);
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &before, &length, NULL));

  g_assert_true (g_file_set_contents (path, garbage, 9000, NULL));
  assert_open_fails (fixture, TSN_STORE_OPEN | TSN_STORE_CREATE, TSN_STORE_ERROR_CORRUPT);
  g_assert_true (g_file_get_contents (path, &after, &length_after, NULL));
  g_assert_cmpuint (length_after, ==, 9000);
  g_assert_cmpint (memcmp (after, garbage, 9000), ==, 0); /* left as it is */

  g_assert_true (g_file_set_contents (path, before, (gssize) length / 2, NULL));
  assert_open_fails (fixture, TSN_STORE_OPEN, TSN_STORE_ERROR_CORRUPT);
}

/* Opens what is in @bytes: whether something is noticed, at opening or by the check. */
static gboolean
is_noticed (StoreFixture *fixture, const char *path, const char *bytes, gsize length)
{
  g_autoptr (TsnStore) store = NULL;
  g_autoptr (TsnCheck) check = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  store = tsn_store_open_sync (fixture->folder, fixture->vault, TSN_STORE_OPEN, &error);
  if (store == NULL)
    return g_error_matches (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT);
  check = tsn_store_check_sync (store, FALSE, NULL, NULL, NULL, NULL);
  tsn_store_close (store);
  return check != NULL && check->problems->len > 0;
}

/* One bit in each patch, and a run of bytes in each page: nothing may crash, and no altered patch
 * may pass. */
static void
test_bit_flips (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = tsn_store_database_path (fixture->folder);
  g_autofree char *bytes = NULL;
  g_autoptr (GPtrArray) patches = NULL;
  gsize length;
  TsnId person = put_person (fixture->store);

  put_contact (fixture->store, &person);
  for (guint i = 0; i < 10; i++)
    put_event (fixture->store, "講演会");
  patches = must_list_patches (fixture->store);
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (guint i = 0; i < patches->len; i++)
    {
      g_autoptr (GByteArray) encoded = g_byte_array_new ();
      char *body;

      tsn_patch_encode (g_ptr_array_index (patches, i), encoded);
      body = memmem (bytes, length, encoded->data, encoded->len);
      g_assert_nonnull (body);
      for (gsize at = 0; at < encoded->len; at += 23)
        {
          body[at] = (char) (body[at] ^ 0x04);
          g_test_message ("patch %u byte %" G_GSIZE_FORMAT, i, at);
          g_assert_true (is_noticed (fixture, path, bytes, length));
          body[at] = (char) (body[at] ^ 0x04);
        }
    }
  for (gsize at = 0; at < length; at += 4096)
    {
      g_autofree char *bad = g_memdup2 (bytes, length);

      for (gsize i = at; i < at + 100; i++)
        bad[i] = (char) (bad[i] ^ 0x5a);
      is_noticed (fixture, path, bad, length);
    }
}

static void
test_read_only (StoreFixture *fixture, gconstpointer data)
{
  TsnId id = put_person (fixture->store);
  g_autoptr (TsnStore) store = NULL;
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), &id);
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  store = tsn_store_open_sync (fixture->folder, fixture->vault, TSN_STORE_READ_ONLY, &error);
  g_assert_no_error (error);
  record = must_get (store, TSN_KIND_PERSON, &id);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NAME), ==, CANARY_NAME);
  tsn_change_set_text (change, TSN_PERSON_NAME, "別名");
  g_assert_false (try_put (store, change, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_READ_ONLY);
  tsn_store_close (store);
}

/* -- Locked while being unlocked -- */

static gboolean
hold_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_mutex_lock (data);
  g_mutex_unlock (data);
  return TRUE;
}

static gpointer
unlock_thread (gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_store_unlocked_sync (data, TRUE, NULL, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  return NULL;
}

/* The reader is held up, so that the lock comes before the search text is made: nothing of it may
 * stay. */
static void
test_locked_meanwhile (StoreFixture *fixture, gconstpointer data)
{
  TsnStore *store = fixture->store;
  GMutex hold;
  GThread *thread;
  int generation;

  put_person (store);
  g_mutex_init (&hold);
  g_mutex_lock (&hold);
  tsn_store_run_async (store, TSN_STORE_READ, hold_work, &hold, NULL, NULL, NULL);
  generation = tsn_store_get_generation (store);
  thread = g_thread_new ("unlock", unlock_thread, store);
  while (tsn_store_get_generation (store) == generation)
    g_thread_yield ();
  tsn_store_locked (store);
  g_mutex_unlock (&hold);
  g_thread_join (thread);
  g_assert_cmpuint (tsn_store_search_size (store, tsn_kind_by_number (TSN_KIND_PERSON)), ==, 0);
  g_mutex_clear (&hold);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/store/" name, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reopen", test_reopen);
  ADD ("modes", test_modes);
  ADD ("roll-back", test_roll_back);
  ADD ("reader-does-not-write", test_reader_does_not_write);
  ADD ("async", test_async);
  ADD ("threads", test_threads);
  ADD ("two-stores", test_two_stores);
  ADD ("wrong-clock", test_wrong_clock);
  ADD ("missing", test_missing);
  ADD ("too-new", test_too_new);
  ADD ("not-ours", test_not_ours);
  ADD ("wrong-vault", test_wrong_vault);
  ADD ("garbage", test_garbage);
  ADD ("bit-flips", test_bit_flips);
  ADD ("read-only", test_read_only);
  ADD ("locked-meanwhile", test_locked_meanwhile);
  return g_test_run ();
}
