/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The station's link to a server that is never there: when it begins and ends, that the number of
 * changes that wait is true all the same, and that what came in is told to the pages. */

#include <string.h>

#include "tsn-server-link.h"
#include "tsn-session-sync.h"
#include "ui-fixture.h"

#define NOBODY_PORT 1

static const TsnServerState *
state_of (UiFixture *self)
{
  return tsn_server_link_get_state (tsn_station_get_link (self->station));
}

static gboolean
save_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnSyncServer server = { .host = "127.0.0.1", .port = NOBODY_PORT };

  return tsn_sync_server_save (&server, session, error);
}

static void
must_run (TsnStore *store, TsnStoreMode mode, TsnStoreWork work, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, mode, work, data, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
has_failed (gpointer data)
{
  return state_of (data)->problem != NULL;
}

static void
register_nobody (UiFixture *self)
{
  must_run (self->store.store, TSN_STORE_WRITE, save_work, NULL);
  tsn_server_link_restart (tsn_station_get_link (self->station));
  ui_wait (has_failed, self);
  g_assert_error (state_of (self)->problem, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
  g_assert_cmpstr (state_of (self)->host, ==, "127.0.0.1");
}

typedef struct
{
  UiFixture *fixture;
  guint64 waiting;
} Count;

static gboolean
counts (gpointer data)
{
  Count *count = data;

  return state_of (count->fixture)->waiting == count->waiting;
}

static gboolean
is_open (gpointer station)
{
  return tsn_station_get_state (station) == TSN_STATION_OPEN;
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tsn_station_unlock_finish (TSN_STATION (source), result, &error);
  g_assert_no_error (error);
}

static void
test_no_server (UiFixture *self, gconstpointer data)
{
  ui_settle (self);
  g_assert_false (state_of (self)->has_server);
  tsn_server_link_sync_now (tsn_station_get_link (self->station));
  g_assert_false (state_of (self)->syncing);
}

/* Whoever writes, the number is right; it is gone with the keys, and comes again with them. */
static void
test_offline (UiFixture *self, gconstpointer data)
{
  Count count = { .fixture = self };

  register_nobody (self);
  count.waiting = state_of (self)->waiting + 1;
  put_event (self->store.store, "講演会");
  ui_wait (counts, &count);
  tsn_station_lock (self->station);
  g_assert_false (state_of (self)->has_server);
  g_assert_null (state_of (self)->problem);
  ui_settle (self);
  g_assert_false (state_of (self)->has_server);
  tsn_station_unlock_async (self->station, FIXTURE_PASSPHRASE, NULL, unlocked_cb, NULL);
  ui_wait (is_open, self->station);
  ui_wait (has_failed, self);
  ui_wait (counts, &count);
  tsn_server_link_restart (tsn_station_get_link (self->station)); /* and ends in the middle */
}

/* -- Locking -- */

typedef struct
{
  TsnStore *store;
  GMutex mutex; /* of: */
  GCond cond;
  gboolean holds;
  gboolean let_go;
} Hold;

static gboolean
hold_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Hold *self = data;

  g_mutex_lock (&self->mutex);
  self->holds = TRUE;
  g_cond_signal (&self->cond);
  while (!self->let_go)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gpointer
hold_worker (gpointer data)
{
  Hold *self = data;

  must_run (self->store, TSN_STORE_WRITE, hold_work, self);
  return NULL;
}

static gboolean
is_syncing (gpointer data)
{
  return state_of (data)->syncing;
}

static gboolean
is_locked (gpointer data)
{
  return tsn_vault_is_locked (tsn_station_get_vault (((UiFixture *) data)->station));
}

/* Somebody else writes, so the runner cannot end; the station is locked all the same. */
static void
test_lock (UiFixture *self, gconstpointer data)
{
  TsnServerLink *link = tsn_station_get_link (self->station);
  Hold hold = { .store = self->store.store };
  GThread *thread;

  put_event (self->store.store, "講演会"); /* to be signed, which is writing */
  must_run (self->store.store, TSN_STORE_WRITE, save_work, NULL);
  thread = g_thread_new ("hold", hold_worker, &hold);
  g_mutex_lock (&hold.mutex);
  while (!hold.holds)
    g_cond_wait (&hold.cond, &hold.mutex);
  g_mutex_unlock (&hold.mutex);
  tsn_server_link_restart (link);
  ui_wait (is_syncing, self);
  tsn_station_lock (self->station);
  g_assert_cmpint (tsn_station_get_state (self->station), ==, TSN_STATION_LOCKED);
  g_mutex_lock (&hold.mutex);
  hold.let_go = TRUE;
  g_cond_signal (&hold.cond);
  g_mutex_unlock (&hold.mutex);
  g_thread_join (thread);
  g_assert_true (tsn_server_link_wait (link));
  g_assert_false (tsn_server_link_wait (link));
  ui_wait (is_locked, self);
  tsn_station_unlock_async (self->station, FIXTURE_PASSPHRASE, NULL, unlocked_cb, NULL);
  ui_wait (is_open, self->station);
  ui_wait (has_failed, self); /* a new one has begun */
}

/* -- News -- */

static gboolean
lots_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **lots = data;
  gint64 last = 0;

  if (!tsn_session_sign_patches (session, G_MAXSIZE, NULL, error))
    return FALSE;
  *lots = tsn_session_waiting_lots (session, 0, G_MAXSIZE, &last, error);
  return *lots != NULL;
}

static gboolean
apply_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *lots = data;

  for (guint i = 0; i < lots->len; i++)
    {
      const TsnLot *lot = lots->pdata[i];

      if (!tsn_session_apply_lot (session, &lot->manifest, lot->bodies, NULL, TRUE, NULL, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  guint kind;
  TsnId record;
  guint n;
} Told;

static void
changed_cb (TsnStation *station, guint kind, const TsnId *record, Told *told)
{
  told->kind = kind;
  if (record != NULL)
    told->record = *record;
  told->n++;
}

static gboolean
was_told (gpointer data)
{
  return ((Told *) data)->n > 0;
}

/* As if the server had brought it; the runner's own connection writes in the same way. */
static void
test_news (UiFixture *self, gconstpointer data)
{
  StoreFixture other = { 0 };
  g_autoptr (GPtrArray) lots = NULL;
  Told told = { 0 };
  TsnId event;

  register_nobody (self);
  ui_settle (self);
  g_signal_connect (self->station, "changed", G_CALLBACK (changed_cb), &told);
  fixture_setup_for_role (&other, &self->store, TSN_ROLE_RECEPTION);
  event = put_event (other.store, "講演会");
  must_run (other.store, TSN_STORE_WRITE, lots_work, &lots);
  must_run (self->store.store, TSN_STORE_WRITE, apply_work, lots);
  ui_wait (was_told, &told);
  g_assert_cmpuint (told.kind, ==, TSN_KIND_EVENT);
  g_assert_true (tsn_id_equal (&told.record, &event));
  ui_settle (self);
  g_assert_cmpuint (told.n, ==, 1);
  g_signal_handlers_disconnect_by_data (self->station, &told);
  fixture_teardown (&other, NULL);
}

static void
add (const char *path, void (*test) (UiFixture *, gconstpointer))
{
  g_test_add (path, UiFixture, NULL, ui_fixture_setup, test, ui_fixture_teardown);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/server-link/no-server", test_no_server);
  add ("/ui/server-link/offline", test_offline);
  add ("/ui/server-link/lock", test_lock);
  add ("/ui/server-link/news", test_news);
  return g_test_run ();
}
