/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When to sync.
 *
 * The thread sleeps in its main context until something is wanted: others only raise a flag and
 * wake it. It learns of local changes by the database's journal, which the system watches: so
 * whatever writes, this app or tsunagictl beside it, need not know of the runner. A change that
 * changes nothing about what is waiting (the runner's own writing, too) is no reason for a round.
 *
 * After a failure only time, the network and people are reasons: news or changes would otherwise
 * hurry a server that is in trouble. But one that could not be reached and says something is back.
 */

#include "tsn-sync-runner.h"

#include <string.h>

#include "tsn-notifier.h"
#include "tsn-sync-backoff.h"
#include "tsn-sync-rounds.h"

#define SETTLE_MS 50 /* a commit is several writes */

struct _TsnSyncRunner
{
  char *folder;
  TsnRoom *room;   /* (nullable): with a room, not the server */
  TsnVault *vault; /* borrowed */
  TsnSyncPatience patience;
  TsnSyncStatusFunc func;
  gpointer user_data;
  GThread *thread;
  GMainContext *context; /* of the thread */
  TsnNotifier *notifier; /* closed: it is over */
  GCancellable *cancellable;
  GNetworkMonitor *network;
  gulong network_handler;

  GMutex lock; /* what follows, to the next line */
  TsnSyncStatus status;
  gboolean woken;    /* a round at once */
  gboolean has_mark; /* the server said */
  guint8 mark[TSN_MARK_SIZE];

  /* Of the thread. */
  TsnStore *store;
  TsnSyncRounds *rounds;
  TsnSyncLive *live;
  TsnSyncBackoff backoff;
  GFileMonitor *monitor;
  GSource *settling; /* the folder has changed */
  gboolean changed;  /* and has been quiet since */
  guint64 left;      /* what waited at the end of the last round, and would after another one */
  gint64 due_us;     /* when a round is to be without any other reason */
};

void
tsn_sync_status_clear (TsnSyncStatus *self)
{
  g_clear_error (&self->problem);
}

/* -- The status -- */

void
tsn_sync_runner_get_status (TsnSyncRunner *self, TsnSyncStatus *status)
{
  g_mutex_lock (&self->lock);
  *status = self->status;
  status->problem = self->status.problem != NULL ? g_error_copy (self->status.problem) : NULL;
  g_mutex_unlock (&self->lock);
}

static void
tell_cb (gpointer data)
{
  TsnSyncRunner *self = data;
  g_auto (TsnSyncStatus) status = { 0 };

  tsn_sync_runner_get_status (self, &status);
  self->func (&status, self->user_data);
}

/* The status has changed; ends what g_mutex_lock() began. */
static void
unlock_and_tell (TsnSyncRunner *self)
{
  g_mutex_unlock (&self->lock);
  tsn_notifier_notify (self->notifier);
}

/* -- Reasons -- */

void
tsn_sync_runner_wake (TsnSyncRunner *self)
{
  g_mutex_lock (&self->lock);
  self->woken = TRUE;
  g_mutex_unlock (&self->lock);
  g_main_context_wakeup (self->context);
}

static void
live_cb (const TsnSyncLiveNews *news, gpointer user_data)
{
  TsnSyncRunner *self = user_data;

  g_mutex_lock (&self->lock);
  self->status.live = news->open;
  self->status.n_lines = news->n_lines;
  if (news->mark != NULL)
    {
      self->has_mark = TRUE;
      memcpy (self->mark, news->mark, TSN_MARK_SIZE);
    }
  unlock_and_tell (self);
  g_main_context_wakeup (self->context);
}

static void
network_cb (GNetworkMonitor *network, gboolean available, gpointer user_data)
{
  if (available)
    tsn_sync_runner_wake (user_data);
}

static gboolean
settled_cb (gpointer data)
{
  TsnSyncRunner *self = data;

  g_clear_pointer (&self->settling, g_source_unref);
  self->changed = TRUE;
  return G_SOURCE_REMOVE;
}

static void
folder_cb (GFileMonitor *monitor,
           GFile *file,
           GFile *other,
           GFileMonitorEvent event,
           gpointer user_data)
{
  TsnSyncRunner *self = user_data;

  if (self->settling != NULL)
    return;
  self->settling = g_timeout_source_new (SETTLE_MS);
  g_source_set_callback (self->settling, settled_cb, self, NULL);
  g_source_attach (self->settling, self->context);
}

/* Whether there is something that the last round did not know. */
static gboolean
has_reason (TsnSyncRunner *self, gboolean has_mark, const guint8 mark[TSN_MARK_SIZE])
{
  TsnSyncLook look;

  self->changed = FALSE;
  if (self->store == NULL ||
      !tsn_sync_rounds_look (self->rounds, self->store, &look, self->cancellable))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->status.result.waiting = look.waiting;
  self->status.result.quarantined = look.quarantined;
  unlock_and_tell (self);
  return (look.waiting > 0 && look.waiting != self->left) ||
         (has_mark && memcmp (mark, look.cursor, TSN_MARK_SIZE) != 0);
}

/* Takes what was asked for meanwhile. */
static gboolean
wants_round (TsnSyncRunner *self)
{
  guint8 mark[TSN_MARK_SIZE];
  gboolean woken;
  gboolean has_mark;
  gboolean failed;
  gboolean is_back;

  g_mutex_lock (&self->lock);
  woken = self->woken;
  has_mark = self->has_mark;
  failed = self->backoff.n > 0;
  is_back = has_mark &&
            g_error_matches (self->status.problem, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
  self->woken = self->has_mark = FALSE;
  memcpy (mark, self->mark, TSN_MARK_SIZE);
  g_mutex_unlock (&self->lock);
  if (woken)
    {
      self->backoff.n = 0;
      if (self->live != NULL)
        tsn_sync_live_retry (self->live);
      return TRUE;
    }
  return is_back || ((has_mark || self->changed) && has_reason (self, has_mark, mark) && !failed) ||
         g_get_monotonic_time () >= self->due_us;
}

/* -- A round -- */

static gboolean
open_store (TsnSyncRunner *self, GError **error)
{
  if (self->store != NULL)
    return TRUE;
  self->store = tsn_store_open_sync (self->folder, self->vault, TSN_STORE_OPEN, error);
  if (self->store == NULL)
    return FALSE;
  if (tsn_store_unlocked_sync (self->store, FALSE, self->cancellable, error))
    return TRUE;
  g_clear_object (&self->store);
  return FALSE;
}

/* Once a server is known. */
static gboolean
open_rounds (TsnSyncRunner *self, GError **error)
{
  TsnSyncServer server;

  if (!open_store (self, error))
    return FALSE;
  if (self->rounds != NULL)
    return TRUE;
  self->rounds = tsn_sync_rounds_new (self->store, self->room, &server, self->cancellable, error);
  if (self->rounds == NULL)
    return FALSE;
  self->live = tsn_sync_live_new (self->vault, &server, &self->patience, live_cb, self);
  return TRUE;
}

static void
progress_cb (const TsnSyncResult *so_far, gpointer user_data)
{
  TsnSyncRunner *self = user_data;

  g_mutex_lock (&self->lock);
  self->status.result = *so_far;
  unlock_and_tell (self);
}

static void
note_round (TsnSyncRunner *self, const TsnSyncResult *result, GError *problem)
{
  gint64 synced_ms = self->store != NULL ? tsn_sync_rounds_synced_ms (self->rounds, self->store)
                                         : 0;

  g_mutex_lock (&self->lock);
  tsn_sync_status_clear (&self->status);
  self->status.syncing = FALSE;
  self->status.n_rounds++;
  if (result != NULL)
    self->status.result = *result;
  self->status.synced_ms = synced_ms;
  self->status.problem = problem;
  unlock_and_tell (self);
}

/* When to come again without a reason: at once if people wrote meanwhile, soon after a failure, as
 * the server says if it does. */
static void
set_due (TsnSyncRunner *self, const TsnSyncResult *result, gboolean ok)
{
  guint ms = self->patience.poll_ms;

  if (ok)
    {
      /* Then there can be a line, too. */
      if (self->backoff.n > 0)
        tsn_sync_live_retry (self->live);
      self->backoff.n = 0;
      if (result->waiting > 0 && (result->sent > 0 || result->waiting != self->left))
        ms = 0;
      self->left = result->waiting;
    }
  else
    ms = MAX (tsn_sync_backoff_next (&self->backoff), result->retry_after * 1000);
  self->due_us = g_get_monotonic_time () + (gint64) ms * 1000;
}

static void
run_round (TsnSyncRunner *self)
{
  TsnSyncResult result = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean open;
  gboolean ok;

  g_mutex_lock (&self->lock);
  self->status.syncing = TRUE;
  unlock_and_tell (self);
  open = open_rounds (self, &error);
  ok = open &&
       tsn_sync_rounds_run (self->rounds, &result, progress_cb, self, self->cancellable, &error);
  set_due (self, &result, ok);
  /* Others are before it: it waits, and need not tell people more than that. */
  if (g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_BUSY))
    g_clear_error (&error);
  note_round (self, open ? &result : NULL, g_steal_pointer (&error));
}

/* -- The thread -- */

static gboolean
nothing_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* Until something happens, or a round is due. */
static void
sleep_until_something (TsnSyncRunner *self)
{
  gint64 left_ms = (self->due_us - g_get_monotonic_time ()) / 1000 + 1;
  g_autoptr (GSource) clock = g_timeout_source_new ((guint) CLAMP (left_ms, 0, G_MAXINT32));

  g_source_set_callback (clock, nothing_cb, NULL, NULL);
  g_source_attach (clock, self->context);
  g_main_context_iteration (self->context, TRUE);
  g_source_destroy (clock);
}

static void
watch_folder (TsnSyncRunner *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);

  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor == NULL) /* then changes go with the next round that is due */
    return;
  g_file_monitor_set_rate_limit (self->monitor, SETTLE_MS);
  g_signal_connect (self->monitor, "changed", G_CALLBACK (folder_cb), self);
}

static void
wind_up (TsnSyncRunner *self)
{
  g_clear_pointer (&self->live, tsn_sync_live_free);
  g_clear_pointer (&self->rounds, tsn_sync_rounds_free);
  g_clear_object (&self->store);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  if (self->settling != NULL)
    {
      g_source_destroy (self->settling);
      g_clear_pointer (&self->settling, g_source_unref);
    }
  while (g_main_context_iteration (self->context, FALSE))
    ;
}

static gpointer
run_worker (gpointer data)
{
  TsnSyncRunner *self = data;

  g_main_context_push_thread_default (self->context);
  watch_folder (self);
  while (!tsn_notifier_is_closed (self->notifier))
    if (wants_round (self))
      run_round (self);
    else
      sleep_until_something (self);
  wind_up (self);
  g_main_context_pop_thread_default (self->context);
  tsn_notifier_end (self->notifier);
  return NULL;
}

TsnSyncRunner *
tsn_sync_runner_new (const char *folder,
                     TsnVault *vault,
                     const TsnRoom *room,
                     const TsnSyncPatience *patience,
                     TsnSyncStatusFunc func,
                     gpointer user_data)
{
  TsnSyncRunner *self = g_new0 (TsnSyncRunner, 1);

  self->room = g_memdup2 (room, room != NULL ? sizeof *room : 0);
  self->folder = g_strdup (folder);
  self->vault = vault;
  self->patience = *patience;
  self->func = func;
  self->user_data = user_data;
  self->notifier = tsn_notifier_new (tell_cb, self);
  self->backoff = (TsnSyncBackoff){ patience->first_ms, patience->last_ms, 0 };
  self->context = g_main_context_new ();
  self->cancellable = g_cancellable_new ();
  g_mutex_init (&self->lock);
  self->network = g_object_ref (g_network_monitor_get_default ());
  self->network_handler =
      g_signal_connect (self->network, "network-changed", G_CALLBACK (network_cb), self);
  self->thread = g_thread_new ("tsn-sync", run_worker, self);
  return self;
}

void
tsn_sync_runner_cancel (TsnSyncRunner *self, void (*ended) (gpointer user_data))
{
  g_clear_signal_handler (&self->network_handler, self->network);
  tsn_notifier_close (self->notifier, ended, self->user_data);
  g_cancellable_cancel (self->cancellable);
  g_main_context_wakeup (self->context);
}

void
tsn_sync_runner_free (TsnSyncRunner *self)
{
  if (self == NULL)
    return;
  tsn_sync_runner_cancel (self, NULL);
  g_thread_join (self->thread);
  tsn_notifier_free (self->notifier);
  tsn_sync_status_clear (&self->status);
  g_object_unref (self->network);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->room);
  g_free (self->folder);
  g_free (self);
}
