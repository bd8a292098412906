/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices whose clocks are wrong by years: all come to the same state, what is corrected later
 * stays corrected, and nothing leaves the history. */

#include "sync-network.h"
#include "tsn-session-sync.h"

#define DAY_MS ((gint64) 24 * 60 * 60 * 1000)

enum
{
  RIGHT,
  AHEAD,  /* by three years */
  BEHIND, /* by ten */
  N_DEVICES,
};

static gint64 offsets[N_DEVICES] = { 0, 3 * 365 * DAY_MS, -10 * 365 * DAY_MS };

typedef struct
{
  Network *network;
  StoreFixture devices[N_DEVICES];
  TsnId event;
  guint n_writes; /* of it */
} Fixture;

static gint64
now_cb (gpointer data)
{
  return tsn_clock_wall_ms (NULL) + *(const gint64 *) data;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->network = network_new ();
  /* So that what is written next is later than what came before, however quick the test is. */
  f->network->ahead_ms = -1000;
  for (guint i = 0; i < N_DEVICES; i++)
    {
      device_set_up (&f->devices[i], i == 0 ? NULL : &f->devices[0], TSN_ROLE_DESK);
      tsn_store_set_clock (f->devices[i].store, now_cb, &offsets[i]);
      device_register (&f->devices[i], f->network);
    }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < N_DEVICES; i++)
    {
      must_be_clean (f->devices[i].store);
      fixture_teardown (&f->devices[i], NULL);
    }
  g_clear_object (&f->network);
}

static void
add_event (Fixture *f, guint device, const char *title)
{
  f->event = put_event (f->devices[device].store, title);
  f->n_writes = 1;
}

static void
set_title (Fixture *f, guint device, const char *title)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_EVENT), &f->event);

  tsn_change_set_text (change, TSN_EVENT_TITLE, title);
  must_put (f->devices[device].store, change);
  f->n_writes++;
}

static void
sync_device (Fixture *f, guint device)
{
  TsnSyncResult result = must_sync (&f->devices[device], f->network);

  g_assert_cmpuint (result.quarantined, ==, 0);
  g_assert_cmpuint (result.rejected, ==, 0);
}

static gboolean
history_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;
  g_autoptr (GPtrArray) history =
      tsn_session_history (session, tsn_kind_by_number (TSN_KIND_EVENT), &f->event, error);

  g_assert_nonnull (history);
  g_assert_cmpuint (history->len, ==, f->n_writes);
  for (guint i = 0; i < history->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (history, i);

      if (tsn_id_equal (&entry->version.device, tsn_vault_device (f->devices[RIGHT].vault)))
        g_assert_cmpint (tsn_stamp_ms (entry->version.stamp), <, tsn_clock_wall_ms (NULL) + DAY_MS);
    }
  return TRUE;
}

/* All hold the same, which is @title, and say so; all of the history is there, and the right clock
 * is still right. */
static void
assert_all (Fixture *f, const char *title)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < N_DEVICES; i++)
      sync_device (f, i);
  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autoptr (TsnRecord) record = must_get (f->devices[i].store, TSN_KIND_EVENT, &f->event);
      g_autoptr (GError) error = NULL;

      tsn_store_run_sync (f->devices[i].store, TSN_STORE_READ, history_work, f, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (tsn_record_text (record, TSN_EVENT_TITLE), ==, title);
      g_assert_cmpint (must_sync (&f->devices[i], f->network).digest, ==, TSN_DIGEST_SAME);
    }
}

/* One after the other, each having seen the others. */
static void
test_in_turn (Fixture *f, gconstpointer data)
{
  StoreFixture fresh = { 0 };
  g_autoptr (TsnRecord) record = NULL;

  add_event (f, BEHIND, "初め");
  assert_all (f, "初め");
  set_title (f, AHEAD, "進んだ時計");
  assert_all (f, "進んだ時計");
  set_title (f, RIGHT, "訂正");
  assert_all (f, "訂正");
  set_title (f, BEHIND, "遅れた時計");
  assert_all (f, "遅れた時計");
  set_title (f, AHEAD, "再び");
  assert_all (f, "再び");

  /* Who comes now sees the same. */
  device_set_up (&fresh, &f->devices[RIGHT], TSN_ROLE_DESK);
  device_register (&fresh, f->network);
  g_assert_cmpint (must_sync (&fresh, f->network).digest, ==, TSN_DIGEST_SAME);
  record = must_get (fresh.store, TSN_KIND_EVENT, &f->event);
  g_assert_cmpstr (tsn_record_text (record, TSN_EVENT_TITLE), ==, "再び");
  fixture_teardown (&fresh, NULL);
}

/* The same field, nobody having seen the others; afterwards somebody corrects it. */
static void
test_at_once (Fixture *f, gconstpointer data)
{
  static const char *const titles[N_DEVICES] = { "一", "二", "三" };
  g_autoptr (TsnRecord) record = NULL;

  add_event (f, RIGHT, "初め");
  assert_all (f, "初め");
  for (guint i = 0; i < N_DEVICES; i++)
    set_title (f, i, titles[i]);
  for (guint i = N_DEVICES; i-- > 0;)
    sync_device (f, i);
  record = must_get (f->devices[RIGHT].store, TSN_KIND_EVENT, &f->event);
  assert_all (f, tsn_record_text (record, TSN_EVENT_TITLE));
  set_title (f, RIGHT, "訂正");
  assert_all (f, "訂正");
}

/* Whoever writes later wins, without having seen it. */
static void
test_unseen (Fixture *f, gconstpointer data)
{
  add_event (f, RIGHT, "初め");
  assert_all (f, "初め");
  set_title (f, AHEAD, "進んだ時計");
  sync_device (f, AHEAD);
  set_title (f, RIGHT, "訂正");
  assert_all (f, "訂正");
}

/* Its clock was set right, but what it writes is still ahead of everybody. */
static void
test_set_right (Fixture *f, gconstpointer data)
{
  add_event (f, AHEAD, "進んだ時計");
  assert_all (f, "進んだ時計");
  tsn_store_set_clock (f->devices[AHEAD].store, NULL, NULL);
  set_title (f, AHEAD, "まだ進んでいる");
  sync_device (f, AHEAD);
  set_title (f, RIGHT, "訂正");
  assert_all (f, "訂正");
  set_title (f, AHEAD, "その後");
  assert_all (f, "その後");
}

/* The answer that tells the stamp was lost on the way back. */
static void
test_lost_receipt (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  add_event (f, RIGHT, "初め");
  assert_all (f, "初め");
  set_title (f, AHEAD, "進んだ時計");
  network_expect (f->network, 0, NETWORK_CUT_AFTER);
  g_assert_false (device_sync (&f->devices[AHEAD], f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
  g_assert_cmpuint (result.waiting, ==, 1);
  set_title (f, RIGHT, "訂正");
  assert_all (f, "訂正");
}

/* The server gives another stamp to a patch that it had before it was set back: what was corrected
 * meanwhile stays corrected. */
static void
test_set_back (Fixture *f, gconstpointer data)
{
  TsnSyncResult result;

  add_event (f, RIGHT, "初め");
  assert_all (f, "初め");
  network_back_up (f->network);
  set_title (f, AHEAD, "進んだ時計");
  network_expect (f->network, 0, NETWORK_CUT_AFTER);
  g_assert_false (device_sync (&f->devices[AHEAD], f->network, &result, NULL));
  g_assert_cmpuint (result.waiting, ==, 1);
  sync_device (f, RIGHT);
  set_title (f, RIGHT, "訂正");
  network_set_back (f->network);
  f->network->ahead_ms = DAY_MS;
  sync_device (f, AHEAD);
  sync_device (f, BEHIND);
  assert_all (f, "訂正");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/sync/clocks/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("in-turn", test_in_turn);
  ADD ("at-once", test_at_once);
  ADD ("unseen", test_unseen);
  ADD ("set-right", test_set_right);
  ADD ("lost-receipt", test_lost_receipt);
  ADD ("set-back", test_set_back);
#undef ADD
  return g_test_run ();
}
