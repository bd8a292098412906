/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log as sync sees it: what waits, lots, receipts, effective stamps, digests; first one promise
 * after the other, then random histories on several stores that exchange lots, beside a model that
 * only remembers what happened to each patch. --seed repeats a run. */

#include "store-fixture.h"
#include "tsn-session-sync.h"

/* g_assert_cmpmem() of GLib 2.74 is not clean under our warnings. */
static void
must_be_same (gconstpointer a, gconstpointer b, gsize size)
{
  g_assert_true (memcmp (a, b, size) == 0);
}

/* -- Work in one transaction each -- */

typedef struct
{
  guint64 waiting;
  guint64 quarantined;
  gint64 after;
  gsize max_bytes;
  GPtrArray *lots; /* of TsnLot */
  const TsnManifest *manifest;
  GPtrArray *bodies;
  const guint64 *effective;
  gboolean from_server;
  guint news;
  gint64 *seqs;
  guint n_seqs;
  guint reason;
  TsnStamp stamp;
  GBytes *receipt;
  GArray *log; /* of LogRow */
  guint kind;
  TsnDigest buckets[TSN_DIGEST_BUCKETS];
  const TsnId *device;
  guint8 key[TSN_KEY_SIZE];
  gboolean found;
  TsnSyncMarks marks;
} Call;

typedef struct
{
  gint64 seq;
  TsnHash hash;
} LogRow;

#define WORK(name)                                                                                 \
  static gboolean name (TsnSession *session,                                                       \
                        gpointer data,                                                             \
                        GCancellable *cancellable,                                                 \
                        GError **error)

WORK (count_work)
{
  Call *call = data;

  return tsn_session_count_waiting (session, &call->waiting, &call->quarantined, error);
}

WORK (sign_work)
{
  return tsn_session_sign_patches (session, G_MAXSIZE, NULL, error);
}

WORK (lots_work)
{
  Call *call = data;

  call->lots =
      tsn_session_waiting_lots (session, call->after, call->max_bytes, &call->after, error);
  return call->lots != NULL;
}

WORK (page_work)
{
  Call *call = data;

  call->lots = tsn_session_log_lots (session, 0, call->after, call->max_bytes, &call->after, error);
  return call->lots != NULL;
}

WORK (apply_lot_work)
{
  Call *call = data;

  return tsn_session_apply_lot (session,
                                call->manifest,
                                call->bodies,
                                call->effective,
                                call->from_server,
                                &call->news,
                                error);
}

WORK (receipt_work)
{
  Call *call = data;
  g_autoptr (GBytes) receipt = g_bytes_new_static ("receipt", 7);

  return tsn_session_note_receipt (session, receipt, call->seqs, call->n_seqs, error);
}

WORK (receipt_of_work)
{
  Call *call = data;

  call->receipt = tsn_session_receipt_of (session, call->seqs[0], error);
  return error == NULL || *error == NULL;
}

WORK (quarantine_work)
{
  Call *call = data;

  return tsn_session_quarantine (session, call->seqs[0], call->reason, error);
}

WORK (effective_work)
{
  Call *call = data;

  return tsn_session_set_effective (session, call->seqs[0], call->stamp, error);
}

WORK (forget_work)
{
  return tsn_session_forget_receipts (session, error);
}

WORK (log_work)
{
  Call *call = data;
  g_autoptr (TsnStatement) statement = tsn_connection_prepare (
      session->connection,
      "SELECT seq, body FROM patch ORDER BY seq",
      error);
  gboolean row = TRUE;

  while (tsn_statement_step (statement, &row, error) && row)
    {
      LogRow entry = { .seq = tsn_statement_number (statement, 0) };
      gsize size;
      const guint8 *body = tsn_statement_blob (statement, 1, &size);

      tsn_hash_bytes (body, size, &entry.hash);
      g_array_append_val (call->log, entry);
    }
  return !row;
}

WORK (digest_work)
{
  Call *call = data;

  return tsn_session_digest (session, call->kind, call->buckets, error);
}

WORK (key_work)
{
  Call *call = data;

  return tsn_session_device_key (session, call->device, call->key, &call->found, error);
}

WORK (get_marks_work)
{
  Call *call = data;

  return tsn_session_get_marks (session, &call->marks, error);
}

WORK (set_marks_work)
{
  Call *call = data;

  return tsn_session_set_marks (session, &call->marks, error);
}

static void
must (TsnStore *store, TsnStoreMode mode, TsnStoreWork work, Call *call)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, mode, work, call, NULL, &error);
  g_assert_no_error (error);
}

static void
must_count (TsnStore *store, guint64 waiting, guint64 quarantined)
{
  Call call = { 0 };

  must (store, TSN_STORE_READ, count_work, &call);
  g_assert_cmpuint (call.waiting, ==, waiting);
  g_assert_cmpuint (call.quarantined, ==, quarantined);
}

static void
must_sign (TsnStore *store)
{
  must (store, TSN_STORE_WRITE, sign_work, NULL);
}

/* All waiting lots, asked for in bits of @max_bytes. */
static GPtrArray *
must_list_lots (TsnStore *store, gsize max_bytes)
{
  GPtrArray *lots = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_lot_free);
  Call call = { .max_bytes = max_bytes };

  for (;;)
    {
      gsize bytes = 0;

      must (store, TSN_STORE_READ, lots_work, &call);
      for (guint i = 0; i < call.lots->len; i++)
        {
          TsnLot *lot = call.lots->pdata[i];

          for (guint j = 0; j < lot->bodies->len; j++)
            bytes += g_bytes_get_size (lot->bodies->pdata[j]);
        }
      g_assert_true (call.lots->len <= 1 || bytes <= max_bytes);
      if (call.lots->len == 0)
        break;
      g_ptr_array_extend_and_steal (lots, g_steal_pointer (&call.lots));
    }
  g_ptr_array_unref (call.lots);
  return lots;
}

static guint
must_apply_lot (TsnStore *store, const TsnLot *lot, gboolean from_server)
{
  Call call = { .manifest = &lot->manifest,
                .bodies = lot->bodies,
                .effective = (const guint64 *) (gconstpointer) lot->effective->data,
                .from_server = from_server };

  must (store, TSN_STORE_WRITE, apply_lot_work, &call);
  return call.news;
}

static void
must_apply_lots (TsnStore *store, GPtrArray *lots, gboolean from_server)
{
  for (guint i = 0; i < lots->len; i++)
    must_apply_lot (store, lots->pdata[i], from_server);
}

static GArray *
must_list_log (TsnStore *store)
{
  Call call = { .log = g_array_new (FALSE, FALSE, sizeof (LogRow)) };

  must (store, TSN_STORE_READ, log_work, &call);
  return call.log;
}

static void
must_note_receipt (TsnStore *store, gint64 seq)
{
  Call call = { .seqs = &seq, .n_seqs = 1 };

  must (store, TSN_STORE_WRITE, receipt_work, &call);
}

static void
must_quarantine (TsnStore *store, gint64 seq, guint reason)
{
  Call call = { .seqs = &seq, .reason = reason };

  must (store, TSN_STORE_WRITE, quarantine_work, &call);
}

static void
must_set_effective (TsnStore *store, gint64 seq, TsnStamp stamp)
{
  Call call = { .seqs = &seq, .stamp = stamp };

  must (store, TSN_STORE_WRITE, effective_work, &call);
}

static guint
count_bodies (GPtrArray *lots)
{
  guint n = 0;

  for (guint i = 0; i < lots->len; i++)
    n += ((TsnLot *) lots->pdata[i])->bodies->len;
  return n;
}

static void
rename_event (TsnStore *store, const TsnId *event, const char *title)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), event);

  tsn_change_set_text (change, TSN_EVENT_TITLE, title);
  try_put (store, change, NULL); /* not there or erased: fine */
}

static void
must_have_title (TsnStore *store, const TsnId *event, const char *title)
{
  g_autoptr (TsnRecord) record = must_get (store, TSN_KIND_EVENT, event);

  g_assert_cmpstr (tsn_record_text (record, TSN_EVENT_TITLE), ==, title);
}

/* -- One promise after the other -- */

static void
test_lots (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) lots = NULL;
  g_autoptr (GPtrArray) few = NULL;
  g_autoptr (GArray) log = NULL;
  guint at = 0;

  for (guint i = 0; i < 150; i++)
    put_event (fixture->store, "講演会");
  put_person (fixture->store);
  none = must_list_lots (fixture->store, G_MAXSIZE);
  g_assert_cmpuint (none->len, ==, 0); /* nothing is signed */
  must_sign (fixture->store);
  must_sign (fixture->store); /* nothing is left to sign */
  lots = must_list_lots (fixture->store, G_MAXSIZE);
  few = must_list_lots (fixture->store, 1);
  log = must_list_log (fixture->store);
  must_count (fixture->store, log->len, 0);
  g_assert_cmpuint (lots->len, ==, (log->len + 63) / 64);
  g_assert_cmpuint (few->len, ==, lots->len);
  for (guint i = 0; i < lots->len; i++)
    {
      TsnLot *lot = lots->pdata[i];

      g_assert_true (
          tsn_manifest_verify (&lot->manifest, tsn_vault_device_sign_public (fixture->vault)));
      g_assert_cmpuint (lot->bodies->len, ==, lot->manifest.n_hashes);
      for (guint j = 0; j < lot->bodies->len; j++, at++)
        {
          gsize size;
          const guint8 *body = g_bytes_get_data (lot->bodies->pdata[j], &size);
          TsnHash hash;

          tsn_hash_bytes (body, size, &hash);
          g_assert_cmpint (tsn_manifest_find (&lot->manifest, &hash), ==, (int) j);
          must_be_same (&hash, &g_array_index (log, LogRow, at).hash, sizeof hash);
          g_assert_cmpint (g_array_index (lot->seqs, gint64, j),
                           ==,
                           g_array_index (log, LogRow, at).seq);
          g_assert_cmpuint (g_array_index (lot->effective, guint64, j), ==, 0);
        }
    }
  g_assert_cmpuint (at, ==, log->len);
}

WORK (sign_some_work)
{
  Call *call = data;

  return tsn_session_sign_patches (session, call->max_bytes, &call->found, error);
}

/* The oldest first, as many as there is room for. */
static void
test_signed_in_pieces (StoreFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    put_event (fixture->store, "講演会");
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (GPtrArray) lots = NULL;
      Call call = { .max_bytes = 1 };

      must (fixture->store, TSN_STORE_WRITE, sign_some_work, &call);
      g_assert_cmpint (call.found, ==, i < 3);
      lots = must_list_lots (fixture->store, G_MAXSIZE);
      g_assert_cmpuint (lots->len, ==, i);
      g_assert_cmpint (g_array_index (((TsnLot *) lots->pdata[i - 1])->seqs, gint64, 0),
                       >,
                       i > 1 ? g_array_index (((TsnLot *) lots->pdata[i - 2])->seqs, gint64, 0)
                             : 0);
    }
}

static void
test_locked (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put_event (fixture->store, "講演会");
  tsn_vault_lock (fixture->vault);
  g_assert_false (
      tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, sign_work, NULL, NULL, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  must_count (fixture->store, 1, 0);
}

static void
test_receipts (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) log = NULL;
  Call call = { 0 };
  TsnId event = put_event (fixture->store, "講演会");

  rename_event (fixture->store, &event, "講演会（夜）");
  rename_event (fixture->store, &event, "講演会（昼）");
  must_sign (fixture->store);
  log = must_list_log (fixture->store);
  call.seqs = &g_array_index (log, LogRow, 0).seq;
  must_note_receipt (fixture->store, call.seqs[0]);
  must_count (fixture->store, 2, 0);
  must (fixture->store, TSN_STORE_READ, receipt_of_work, &call);
  g_assert_cmpuint (g_bytes_get_size (call.receipt), ==, 7);
  g_clear_pointer (&call.receipt, g_bytes_unref);

  call.seqs = &g_array_index (log, LogRow, 1).seq;
  must_quarantine (fixture->store, call.seqs[0], 4);
  must_count (fixture->store, 1, 1);
  must (fixture->store, TSN_STORE_READ, receipt_of_work, &call);
  g_assert_null (call.receipt);
  must_quarantine (fixture->store, call.seqs[0], 0);
  must_count (fixture->store, 2, 0);
  must_quarantine (fixture->store, call.seqs[0], 4);
  must_note_receipt (fixture->store, call.seqs[0]); /* taken after all */
  must_count (fixture->store, 1, 0);

  memset (&call.marks, 7, sizeof call.marks);
  must (fixture->store, TSN_STORE_WRITE, set_marks_work, &call);
  must (fixture->store, TSN_STORE_WRITE, forget_work, NULL);
  must_count (fixture->store, 3, 0);
  must (fixture->store, TSN_STORE_READ, get_marks_work, &call);
  for (guint i = 0; i < TSN_MARK_SIZE; i++)
    g_assert_cmpuint (call.marks.cursor[i] + call.marks.receipt[i], ==, 0);
}

static void
test_marks (StoreFixture *fixture, gconstpointer data)
{
  Call call = { 0 };
  Call read = { 0 };

  must (fixture->store, TSN_STORE_READ, get_marks_work, &read);
  must_be_same (&read.marks, &call.marks, sizeof call.marks);
  memset (call.marks.cursor, 1, TSN_MARK_SIZE);
  memset (call.marks.receipt, 2, TSN_MARK_SIZE);
  must (fixture->store, TSN_STORE_WRITE, set_marks_work, &call);
  must (fixture->store, TSN_STORE_READ, get_marks_work, &read);
  must_be_same (&read.marks, &call.marks, sizeof call.marks);
}

/* Whatever is wrong with one patch refuses the lot, and nothing of it is there. */
static void
must_refuse (StoreFixture *fixture, const TsnManifest *manifest, GPtrArray *bodies)
{
  Call call = { .manifest = manifest, .bodies = bodies };
  g_autoptr (GError) error = NULL;

  g_assert_false (
      tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, apply_lot_work, &call, NULL, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_MALFORMED);
  must_count (fixture->store, 0, 0);
}

static void
test_refused_lots (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  g_autoptr (GPtrArray) lots = NULL;
  g_autoptr (GPtrArray) bodies = g_ptr_array_new ();
  g_autoptr (GBytes) altered = NULL;
  g_autoptr (GBytes) junk = g_bytes_new_static ("\x80", 1);
  g_autofree guint8 *copy = NULL;
  TsnManifest foreign;
  TsnLot *lot;
  gsize size;

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  for (guint i = 0; i < 3; i++)
    put_event (other.store, "講演会");
  must_sign (other.store);
  lots = must_list_lots (other.store, G_MAXSIZE);
  lot = lots->pdata[0];
  g_ptr_array_extend (bodies, lot->bodies, NULL, NULL);

  copy = g_memdup2 (g_bytes_get_data (bodies->pdata[1], NULL), g_bytes_get_size (bodies->pdata[1]));
  size = g_bytes_get_size (bodies->pdata[1]);
  copy[size - 1 - 2] ^= 1;
  altered = g_bytes_new (copy, size);
  bodies->pdata[1] = altered;
  must_refuse (fixture, &lot->manifest, bodies);
  bodies->pdata[1] = junk;
  must_refuse (fixture, &lot->manifest, bodies);
  bodies->pdata[1] = lot->bodies->pdata[0]; /* twice */
  must_refuse (fixture, &lot->manifest, bodies);
  bodies->pdata[0] = lot->bodies->pdata[1]; /* out of order */
  must_refuse (fixture, &lot->manifest, bodies);
  foreign = lot->manifest;
  foreign.device = *tsn_vault_device (fixture->vault);
  must_refuse (fixture, &foreign, lot->bodies);

  /* What is left of a lot is good. */
  bodies->pdata[0] = lot->bodies->pdata[0];
  bodies->pdata[1] = lot->bodies->pdata[2];
  g_ptr_array_set_size (bodies, 2);
  {
    Call call = { .manifest = &lot->manifest, .bodies = bodies };

    must (fixture->store, TSN_STORE_WRITE, apply_lot_work, &call);
    g_assert_cmpuint (call.news, ==, 2);
  }
  must_count (fixture->store, 2, 0);
  g_assert_cmpuint (must_apply_lot (fixture->store, lot, TRUE), ==, 1);
  must_count (fixture->store, 0, 0);
  fixture_teardown (&other, NULL);
}

static void
test_from_server (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) lots = NULL;

  for (guint i = 0; i < 5; i++)
    put_event (fixture->store, "講演会");
  must_sign (fixture->store);
  lots = must_list_lots (fixture->store, G_MAXSIZE);
  must_apply_lots (fixture->store, lots, FALSE);
  must_count (fixture->store, 5, 0); /* a bundle of our own says nothing new */
  must_quarantine (fixture->store, 1, 4);
  must_apply_lots (fixture->store, lots, TRUE);
  must_count (fixture->store, 0, 0);
}

WORK (news_work)
{
  Call *call = data;

  return tsn_session_news (session, &call->after, &call->log, error);
}

/* @n: of how many kinds there are news; the first of them is returned. */
static TsnNews
must_have_news (TsnStore *store, gint64 *number, guint n)
{
  Call call = { .after = *number };
  TsnNews first = { 0 };

  must (store, TSN_STORE_READ, news_work, &call);
  g_assert_cmpuint (call.log->len, ==, n);
  if (n > 0)
    first = g_array_index (call.log, TsnNews, 0);
  *number = call.after;
  g_array_unref (call.log);
  return first;
}

/* What was written here is no news, whoever brings it; one record is named. */
static void
test_news (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) more = NULL;
  gint64 number = -1;
  TsnNews news;
  TsnId event;

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  event = put_event (fixture->store, "講演会");
  must_sign (fixture->store);
  first = must_list_lots (fixture->store, G_MAXSIZE);
  put_event (other.store, "出前講座");
  must_have_news (other.store, &number, 0);
  g_assert_cmpint (number, ==, 1);
  must_apply_lots (other.store, first, TRUE);
  put_event (other.store, "相談会");
  news = must_have_news (other.store, &number, 1);
  g_assert_cmpuint (news.kind, ==, TSN_KIND_EVENT);
  g_assert_true (tsn_id_equal (&news.record, &event));
  g_assert_cmpint (number, ==, 3);
  must_have_news (other.store, &number, 0);
  put_event (fixture->store, "研修会");
  put_event (fixture->store, "交流会");
  must_sign (fixture->store);
  more = must_list_lots (fixture->store, G_MAXSIZE);
  must_apply_lots (other.store, more, TRUE);
  news = must_have_news (other.store, &number, 1);
  g_assert_true (tsn_id_is_nil (&news.record));

  /* What another brought without the server is news; what was signed here is none. */
  put_event (other.store, "茶話会");
  must_sign (other.store);
  must_have_news (other.store, &number, 0);
  event = put_event (fixture->store, "見学会");
  must_sign (fixture->store);
  {
    g_autoptr (GPtrArray) lots = must_list_lots (fixture->store, G_MAXSIZE);

    must_apply_lots (other.store, lots, FALSE);
  }
  news = must_have_news (other.store, &number, 1);
  g_assert_true (tsn_id_equal (&news.record, &event));
  fixture_teardown (&other, NULL);
}

/* A check tells of a patch that is not the one that was signed. */
static void
test_checked (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnCheck) check = NULL;
  g_autofree char *path = tsn_store_database_path (fixture->folder);
  sqlite3 *db = NULL;

  put_event (fixture->store, "講演会");
  must_sign (fixture->store);
  put_event (fixture->store, "出前講座");
  must_sign (fixture->store);
  must_be_clean (fixture->store);
  fixture_close (fixture);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE patch SET manifest = 1", NULL, NULL, NULL),
                   ==,
                   SQLITE_OK);
  sqlite3_close (db);
  fixture_reopen (fixture);
  check = must_check (fixture->store, FALSE);
  g_assert_cmpuint (check->problems->len, ==, 1);
  g_assert_cmpstr (check->problems->pdata[0], ==, "patch 2: its manifest does not name it");
}

/* A patch that came without its manifest waits until that comes, too, and is then passed on. */
static void
test_signed_later (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  g_autoptr (GPtrArray) patches = NULL;
  g_autoptr (GPtrArray) lots = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) passed_on = NULL;

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  put_event (fixture->store, "講演会");
  patches = must_list_patches (fixture->store);
  must_apply (other.store, patches->pdata[0]);
  must_sign (other.store); /* not ours: cannot be signed here */
  must_count (other.store, 1, 0);
  none = must_list_lots (other.store, G_MAXSIZE);
  g_assert_cmpuint (none->len, ==, 0);
  must_sign (fixture->store);
  lots = must_list_lots (fixture->store, G_MAXSIZE);
  must_apply_lots (other.store, lots, FALSE);
  must_count (other.store, 1, 0);
  passed_on = must_list_lots (other.store, G_MAXSIZE);
  g_assert_cmpuint (count_bodies (passed_on), ==, 1);
  fixture_teardown (&other, NULL);
}

/* Somebody writes while what others wrote comes in: the log goes on behind that when it is signed.
 * What others did not sign is passed over. */
static void
test_written_meanwhile (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 after;
    guint n;
  } PAGES[] = { { 2, 1 }, { 2, 0 }, { 4, 2 } };
  StoreFixture other = { 0 };
  g_autoptr (GPtrArray) patches = NULL;
  g_autoptr (GPtrArray) lots = NULL;
  Call call = { .max_bytes = G_MAXSIZE };
  TsnLot *lot;

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  put_event (fixture->store, "講演会");
  patches = must_list_patches (fixture->store);
  must_apply (other.store, patches->pdata[0]); /* 1 */
  put_event (other.store, "出前講座");
  must_sign (other.store);           /* 2 */
  put_event (other.store, "相談会"); /* 3 */
  put_event (fixture->store, "研修会");
  must_sign (fixture->store);
  lots = must_list_lots (fixture->store, G_MAXSIZE);
  lot = lots->pdata[0];
  g_ptr_array_remove_index (lot->bodies, 0);
  must_apply_lot (other.store, lot, FALSE); /* 4 */
  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++)
    {
      if (i == 2)
        must_sign (other.store);
      must (other.store, TSN_STORE_READ, page_work, &call);
      g_assert_cmpint (call.after, ==, PAGES[i].after);
      g_assert_cmpuint (count_bodies (call.lots), ==, PAGES[i].n);
      g_clear_pointer (&call.lots, g_ptr_array_unref);
    }
  fixture_teardown (&other, NULL);
}

static void
test_erasure (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  g_autoptr (GPtrArray) lots = NULL;
  g_autoptr (GPtrArray) late = NULL;
  TsnId event = put_event (fixture->store, "講演会");

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  rename_event (fixture->store, &event, "講演会（夜）");
  must_sign (fixture->store);
  lots = must_list_lots (fixture->store, G_MAXSIZE);
  must_apply_lots (other.store, lots, FALSE);
  rename_event (other.store, &event, "講演会（昼）");
  must_sign (other.store);
  late = must_list_lots (other.store, G_MAXSIZE);
  must_count (other.store, 3, 0);

  must_erase (fixture->store, TSN_KIND_EVENT, &event);
  must_count (fixture->store, 1, 0); /* the tombstone */
  must_apply_lots (fixture->store, late, FALSE);
  must_count (fixture->store, 1, 0);
  must_sign (fixture->store);
  g_clear_pointer (&lots, g_ptr_array_unref);
  lots = must_list_lots (fixture->store, G_MAXSIZE);
  g_assert_cmpuint (count_bodies (lots), ==, 1);
  must_apply_lots (other.store, lots, TRUE);
  must_count (other.store, 0, 0);
  must_be_clean (other.store);
  fixture_teardown (&other, NULL);
}

static void
test_device_key (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  g_autoptr (TsnChange) change = NULL;
  g_autoptr (TsnChange) false_one = NULL;
  const TsnId stranger = { { 1 } };
  Call call = { .device = tsn_vault_device (fixture->vault) };

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  must (fixture->store, TSN_STORE_READ, key_work, &call);
  g_assert_true (call.found); /* our own */
  call.device = tsn_vault_device (other.vault);
  must (fixture->store, TSN_STORE_READ, key_work, &call);
  g_assert_false (call.found);

  change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_DEVICE), call.device);
  tsn_change_set_number (change, TSN_DEVICE_ROLE, TSN_ROLE_RECEPTION);
  tsn_change_take (change,
                   TSN_DEVICE_CERTIFICATE,
                   tsn_value_bytes (g_bytes_get_data (tsn_vault_certificate (other.vault), NULL),
                                    g_bytes_get_size (tsn_vault_certificate (other.vault))));
  must_put (fixture->store, change);
  must (fixture->store, TSN_STORE_READ, key_work, &call);
  g_assert_true (call.found);
  must_be_same (call.key, tsn_vault_device_sign_public (other.vault), TSN_KEY_SIZE);

  /* A true certificate under another name. */
  false_one = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_DEVICE), &stranger);
  tsn_change_set_number (false_one, TSN_DEVICE_ROLE, TSN_ROLE_RECEPTION);
  tsn_change_take (false_one,
                   TSN_DEVICE_CERTIFICATE,
                   tsn_value_bytes (g_bytes_get_data (tsn_vault_certificate (other.vault), NULL),
                                    g_bytes_get_size (tsn_vault_certificate (other.vault))));
  must_put (fixture->store, false_one);
  call.device = &stranger;
  must (fixture->store, TSN_STORE_READ, key_work, &call);
  g_assert_false (call.found);
  fixture_teardown (&other, NULL);
}

/* -- Clocks -- */

#define YEAR_MS (365 * 24 * 3600 * G_GINT64_CONSTANT (1000))

static gint64
clock_ahead (gpointer data)
{
  return tsn_clock_wall_ms (NULL) + YEAR_MS;
}

static TsnStamp
last_stamp (TsnStore *store)
{
  g_autoptr (GPtrArray) patches = must_list_patches (store);

  return ((TsnPatch *) patches->pdata[patches->len - 1])->version.stamp;
}

/* A device whose clock is a year ahead edits; then everybody else does, and has the last word. */
static void
test_effective (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  TsnId event = put_event (fixture->store, "講演会");
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) ahead = NULL;
  g_autoptr (GPtrArray) last = NULL;
  TsnStamp now = (TsnStamp) tsn_clock_wall_ms (NULL) << 16;
  TsnLot *lot;

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  must_sign (fixture->store);
  first = must_list_lots (fixture->store, G_MAXSIZE);
  must_apply_lots (other.store, first, TRUE);
  tsn_store_set_clock (other.store, clock_ahead, NULL);
  rename_event (other.store, &event, "来年から");
  must_sign (other.store);
  ahead = must_list_lots (other.store, G_MAXSIZE);
  rename_event (fixture->store, &event, "今日の題");

  /* The server's word reaches the one device with the patch, the other one later. */
  lot = ahead->pdata[0];
  must_apply_lot (fixture->store, lot, FALSE);
  must_have_title (fixture->store, &event, "来年から");
  g_array_index (lot->effective, guint64, 0) = now - 1;
  must_apply_lot (fixture->store, lot, TRUE);
  must_have_title (fixture->store, &event, "今日の題");
  must_be_clean (fixture->store);
  must_set_effective (other.store, g_array_index (lot->seqs, gint64, 0), now - 1);
  must_be_clean (other.store);

  fixture_reopen (fixture);
  must_sign (fixture->store);
  last = must_list_lots (fixture->store, G_MAXSIZE);
  must_apply_lots (other.store, last, TRUE);
  must_have_title (other.store, &event, "今日の題");
  must_be_clean (fixture->store);
  must_be_clean (other.store);
  fixture_teardown (&other, NULL);
}

static void
test_clock_is_not_pushed (StoreFixture *fixture, gconstpointer data)
{
  StoreFixture other = { 0 };
  g_autoptr (GPtrArray) lots = NULL;
  TsnStamp now = (TsnStamp) tsn_clock_wall_ms (NULL) << 16;
  TsnId event;
  TsnLot *lot;

  fixture_setup_for_role (&other, fixture, TSN_ROLE_RECEPTION);
  tsn_store_set_clock (other.store, clock_ahead, NULL);
  event = put_event (other.store, "来年から");
  must_sign (other.store);
  lots = must_list_lots (other.store, G_MAXSIZE);
  lot = lots->pdata[0];
  g_array_index (lot->effective, guint64, 0) = now;
  must_apply_lot (fixture->store, lot, TRUE);
  put_event (fixture->store, "講演会");
  g_assert_cmpuint (last_stamp (fixture->store), <, now + ((TsnStamp) YEAR_MS << 16) / 2);
  fixture_reopen (fixture); /* the clock comes from the log */
  put_event (fixture->store, "講演会");
  g_assert_cmpuint (last_stamp (fixture->store), <, now + ((TsnStamp) YEAR_MS << 16) / 2);
  must_have_title (fixture->store, &event, "来年から");
  fixture_teardown (&other, NULL);
}

/* What another machine with a copy of this disk wrote, as it comes from the server. */
static guint
must_apply_twin (StoreFixture *fixture, TsnPatch *twin)
{
  g_autoptr (GByteArray) open = g_byte_array_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  guint64 effective = twin->effective;
  Call call = { .bodies = bodies, .effective = &effective, .from_server = TRUE };
  TsnManifest manifest;
  TsnHash hash;

  tsn_cbor_write_map (open, 1);
  tsn_cbor_write_uint (open, TSN_EVENT_TITLE);
  tsn_cbor_write_text (open, "双子", -1);
  twin->open = g_bytes_new (open->data, open->len);
  tsn_patch_encode (twin, bytes);
  tsn_hash_bytes (bytes->data, bytes->len, &hash);
  g_assert_true (tsn_manifest_sign (&manifest, fixture->vault, &hash, 1, &error));
  g_ptr_array_add (bodies, g_bytes_new (bytes->data, bytes->len));
  call.manifest = &manifest;
  must (fixture->store, TSN_STORE_WRITE, apply_lot_work, &call);
  return call.news;
}

/* Of a disk that was cloned both copies write under one name: the server keeps the first, and the
 * other one gets another version. */
static void
test_cloned_disk (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnPatch) twin = tsn_patch_new (TSN_KIND_EVENT, &TSN_ID_NIL);
  g_autoptr (GPtrArray) patches = NULL;

  put_event (fixture->store, "講演会");
  patches = must_list_patches (fixture->store);
  twin->record = ((TsnPatch *) patches->pdata[0])->record;
  twin->version = ((TsnPatch *) patches->pdata[0])->version;
  g_assert_cmpuint (must_apply_twin (fixture, twin), ==, 1);
  must_count (fixture->store, 1, 0);
  must_have_title (fixture->store, &twin->record, "講演会");
  must_be_clean (fixture->store);
}

/* By whatever stamp the other's patch is merged: its name is not given to another one. */
static void
test_clock_of_clone (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnPatch) twin = tsn_patch_new (TSN_KIND_EVENT, &TSN_ID_NIL);
  g_autoptr (GPtrArray) patches = NULL;

  put_event (fixture->store, "講演会");
  patches = must_list_patches (fixture->store);
  twin->record = ((TsnPatch *) patches->pdata[0])->record;
  twin->version = ((TsnPatch *) patches->pdata[0])->version;
  twin->version.stamp += (TsnStamp) YEAR_MS << 16;
  twin->effective = twin->version.stamp - ((TsnStamp) YEAR_MS << 17);
  g_assert_cmpuint (must_apply_twin (fixture, twin), ==, 1);
  put_event (fixture->store, "講演会");
  g_assert_cmpuint (last_stamp (fixture->store), >, twin->version.stamp);
}

/* -- Random histories -- */

#define N_STORES 3
#define N_STEPS  160

typedef enum
{
  FATE_WAITING,
  FATE_QUARANTINED,
  FATE_ON_SERVER,
} Fate;

/* One store and what happened to the patches of its log. */
typedef struct
{
  StoreFixture fixture;
  GHashTable *fates; /* TsnHash -> Fate + 1 */
} Replica;

typedef struct
{
  Replica replicas[N_STORES];
  GPtrArray *server;     /* of TsnLot */
  GHashTable *effective; /* TsnHash -> guint64, owned: what the server said */
  GArray *events;        /* of TsnId */
} World;

static guint
hash_hash (gconstpointer key)
{
  guint value;

  memcpy (&value, key, sizeof value);
  return value;
}

static gboolean
hash_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (TsnHash)) == 0;
}

static guint
draw (guint n)
{
  return (guint) g_test_rand_int_range (0, (gint32) n);
}

static void
set_fate (Replica *self, const TsnHash *hash, Fate fate)
{
  g_hash_table_insert (self->fates, g_memdup2 (hash, sizeof *hash), GUINT_TO_POINTER (fate + 1));
}

/* What has left the log has no fate any more; what is new in it has @fate. Then the counts. */
static void
follow_log (Replica *self)
{
  g_autoptr (GArray) log = must_list_log (self->fixture.store);
  g_autoptr (GHashTable) before = g_steal_pointer (&self->fates);
  guint n[FATE_ON_SERVER + 1] = { 0 };

  self->fates = g_hash_table_new_full (hash_hash, hash_equal, g_free, NULL);
  for (guint i = 0; i < log->len; i++)
    {
      const TsnHash *hash = &g_array_index (log, LogRow, i).hash;
      gpointer fate = g_hash_table_lookup (before, hash);

      set_fate (self, hash, fate != NULL ? (Fate) (GPOINTER_TO_UINT (fate) - 1) : FATE_WAITING);
      n[GPOINTER_TO_UINT (g_hash_table_lookup (self->fates, hash)) - 1]++;
    }
  must_count (self->fixture.store, n[FATE_WAITING], n[FATE_QUARANTINED]);
}

static void
edit (World *world, Replica *self)
{
  TsnStore *store = self->fixture.store;
  TsnId id;

  if (world->events->len == 0 || draw (4) == 0)
    {
      id = put_event (store, "催し");
      g_array_append_val (world->events, id);
      return;
    }
  id = g_array_index (world->events, TsnId, draw (world->events->len));
  if (draw (6) == 0)
    {
      g_autoptr (TsnRecord) record = must_get (store, TSN_KIND_EVENT, &id);

      if (record != NULL && !record->erased)
        must_erase (store, TSN_KIND_EVENT, &id);
    }
  else if (draw (3) == 0)
    put_attendance (store, &id, NULL);
  else
    {
      g_autofree char *title = g_strdup_printf ("催し%u", draw (1000));

      rename_event (store, &id, title);
    }
}

/* A copy with some of the patches, with the stamps that the server gave. */
static TsnLot *
copy_lot (World *world, const TsnLot *lot, gboolean whole)
{
  TsnLot *copy = g_new0 (TsnLot, 1);

  copy->manifest = lot->manifest;
  copy->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  copy->seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  copy->effective = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; i < lot->bodies->len; i++)
    {
      gsize size;
      const guint8 *body = g_bytes_get_data (lot->bodies->pdata[i], &size);
      const guint64 *known;
      guint64 effective = 0;
      TsnHash hash;

      if (!whole && draw (4) == 0)
        continue;
      tsn_hash_bytes (body, size, &hash);
      known = world != NULL ? g_hash_table_lookup (world->effective, &hash) : NULL;
      effective = known != NULL ? *known : g_array_index (lot->effective, guint64, i);
      g_ptr_array_add (copy->bodies, g_bytes_ref (lot->bodies->pdata[i]));
      g_array_append_val (copy->seqs, g_array_index (lot->seqs, gint64, i));
      g_array_append_val (copy->effective, effective);
    }
  return copy;
}

/* The server's word on a patch that it takes: sometimes another stamp, the same for everybody. */
static guint64
judge (World *world, const TsnHash *hash, GBytes *bytes)
{
  gsize size;
  const guint8 *body = g_bytes_get_data (bytes, &size);
  g_autoptr (TsnPatch) patch = tsn_patch_decode (body, size, NULL);
  guint64 *known = g_hash_table_lookup (world->effective, hash);

  if (known == NULL)
    {
      known = g_new0 (guint64, 1);
      if (draw (5) == 0)
        *known = patch->version.stamp - 1 - ((guint64) draw (200000) << 16);
      g_hash_table_insert (world->effective, g_memdup2 (hash, sizeof *hash), known);
    }
  return *known;
}

static void
push_lot (World *world, Replica *self, TsnLot *lot, gboolean refusing)
{
  g_autoptr (TsnLot) taken = copy_lot (NULL, lot, !refusing);

  for (guint i = 0; i < lot->bodies->len; i++)
    {
      gint64 seq = g_array_index (lot->seqs, gint64, i);
      gboolean took = FALSE;
      TsnHash hash;
      guint64 effective;
      gsize size;
      const guint8 *body = g_bytes_get_data (lot->bodies->pdata[i], &size);

      tsn_hash_bytes (body, size, &hash);
      for (guint j = 0; j < taken->bodies->len; j++)
        took = took || taken->bodies->pdata[j] == lot->bodies->pdata[i];
      set_fate (self, &hash, took ? FATE_ON_SERVER : FATE_QUARANTINED);
      if (!took)
        {
          must_quarantine (self->fixture.store, seq, 4);
          continue;
        }
      must_note_receipt (self->fixture.store, seq);
      effective = judge (world, &hash, lot->bodies->pdata[i]);
      if (effective != 0)
        must_set_effective (self->fixture.store, seq, effective);
    }
  if (taken->bodies->len > 0)
    g_ptr_array_add (world->server, copy_lot (world, taken, TRUE));
}

static void
push (World *world, Replica *self, gboolean refusing)
{
  g_autoptr (GPtrArray) lots = NULL;

  must_sign (self->fixture.store);
  lots = must_list_lots (self->fixture.store, 1 + draw (5000));
  for (guint i = 0; i < lots->len; i++)
    push_lot (world, self, lots->pdata[i], refusing);
}

static void
take (World *world, Replica *self, const TsnLot *lot, gboolean from_server)
{
  g_autoptr (TsnLot) copy = copy_lot (from_server ? world : NULL, lot, draw (2) == 0);

  must_apply_lot (self->fixture.store, copy, from_server);
  for (guint i = 0; from_server && i < copy->bodies->len; i++)
    {
      gsize size;
      const guint8 *body = g_bytes_get_data (copy->bodies->pdata[i], &size);
      TsnHash hash;

      tsn_hash_bytes (body, size, &hash);
      set_fate (self, &hash, FATE_ON_SERVER);
    }
}

static void
forget (Replica *self)
{
  GHashTableIter iter;
  gpointer fate;

  must (self->fixture.store, TSN_STORE_WRITE, forget_work, NULL);
  g_hash_table_iter_init (&iter, self->fates);
  while (g_hash_table_iter_next (&iter, NULL, &fate))
    if (GPOINTER_TO_UINT (fate) - 1 == FATE_ON_SERVER)
      g_hash_table_iter_replace (&iter, GUINT_TO_POINTER (FATE_WAITING + 1));
}

static void
step (World *world)
{
  Replica *self = &world->replicas[draw (N_STORES)];
  Replica *other = &world->replicas[draw (N_STORES)];
  guint what = draw (20);

  if (what < 9)
    edit (world, self);
  else if (what < 11)
    must_sign (self->fixture.store);
  else if (what < 13)
    push (world, self, TRUE);
  else if (what < 16 && world->server->len > 0)
    take (world, self, world->server->pdata[draw (world->server->len)], TRUE);
  else if (what < 19)
    {
      g_autoptr (GPtrArray) lots = NULL;

      must_sign (other->fixture.store);
      lots = must_list_lots (other->fixture.store, G_MAXSIZE);
      if (lots->len > 0)
        take (world, self, lots->pdata[draw (lots->len)], FALSE);
    }
  else
    forget (self);
  follow_log (self);
}

/* Everything to the server and back, until nobody has anything to say: what was erased on one side
 * makes tombstones on the other. */
static void
settle (World *world)
{
  for (guint round = 0; round < 4; round++)
    for (guint i = 0; i < N_STORES; i++)
      {
        Replica *self = &world->replicas[i];
        g_autoptr (GArray) log = must_list_log (self->fixture.store);

        for (guint j = 0; j < log->len; j++)
          must_quarantine (self->fixture.store, g_array_index (log, LogRow, j).seq, 0);
        push (world, self, FALSE);
        for (guint j = 0; j < world->server->len; j++)
          {
            g_autoptr (TsnLot) lot = copy_lot (world, world->server->pdata[j], TRUE);

            must_apply_lot (self->fixture.store, lot, TRUE);
          }
      }
}

static void
must_be_equal (World *world)
{
  for (guint kind = 1; kind < 30; kind++)
    {
      Call first = { .kind = kind };

      if (tsn_kind_by_number (kind) == NULL)
        continue;
      must (world->replicas[0].fixture.store, TSN_STORE_READ, digest_work, &first);
      for (guint i = 1; i < N_STORES; i++)
        {
          Call call = { .kind = kind };

          must (world->replicas[i].fixture.store, TSN_STORE_READ, digest_work, &call);
          must_be_same (call.buckets, first.buckets, sizeof first.buckets);
        }
    }
  for (guint i = 0; i < N_STORES; i++)
    {
      must_be_clean (world->replicas[i].fixture.store); /* the digest is that of the patches */
      must_count (world->replicas[i].fixture.store, 0, 0);
    }
}

static void
test_random (StoreFixture *fixture, gconstpointer data)
{
  World world = { 0 };

  world.server = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_lot_free);
  world.effective = g_hash_table_new_full (hash_hash, hash_equal, g_free, g_free);
  world.events = g_array_new (FALSE, FALSE, sizeof (TsnId));
  for (guint i = 0; i < N_STORES; i++)
    {
      fixture_setup_for_role (&world.replicas[i].fixture,
                              fixture,
                              i == 0 ? TSN_ROLE_DESK : TSN_ROLE_RECEPTION);
      world.replicas[i].fates = g_hash_table_new_full (hash_hash, hash_equal, g_free, NULL);
    }
  for (guint i = 0; i < N_STEPS; i++)
    step (&world);
  settle (&world);
  must_be_equal (&world);
  for (guint i = 0; i < N_STORES; i++)
    {
      g_hash_table_unref (world.replicas[i].fates);
      fixture_teardown (&world.replicas[i].fixture, NULL);
    }
  g_ptr_array_unref (world.server);
  g_hash_table_unref (world.effective);
  g_array_unref (world.events);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/session-sync/" name, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("lots", test_lots);
  ADD ("signed-in-pieces", test_signed_in_pieces);
  ADD ("locked", test_locked);
  ADD ("receipts", test_receipts);
  ADD ("marks", test_marks);
  ADD ("refused-lots", test_refused_lots);
  ADD ("from-server", test_from_server);
  ADD ("news", test_news);
  ADD ("checked", test_checked);
  ADD ("signed-later", test_signed_later);
  ADD ("written-meanwhile", test_written_meanwhile);
  ADD ("erasure", test_erasure);
  ADD ("device-key", test_device_key);
  ADD ("effective", test_effective);
  ADD ("clock-is-not-pushed", test_clock_is_not_pushed);
  ADD ("cloned-disk", test_cloned_disk);
  ADD ("clock-of-clone", test_clock_of_clone);
  ADD ("random", test_random);
  return g_test_run ();
}
