/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-runner.h: sync in the background, as long as the app is open: rounds whenever there is a
 * reason, and one status that is always true.
 *
 * It has a thread and a database connection of its own, and blocks nobody: people go on working
 * while it pulls and pushes in bounded batches. A reason is: the beginning, news of the server
 * (tsn-sync-live.h), a change in the data folder (whichever program made it), and the end of the
 * wait after a failure. When the network comes back it does not wait.
 */

#pragma once

#include "tsn-room.h"
#include "tsn-sync-client.h"
#include "tsn-sync-live.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean syncing;     /* a round is under way */
  gboolean live;        /* the server says at once when there is something */
  guint n_lines;        /* to so many devices, this one among them; 0: only rooms tell */
  guint n_rounds;       /* that ended, well or not */
  TsnSyncResult result; /* of the round that runs, else of the last; what waits is of now */
  gint64 synced_ms;     /* when both sides last had all: ms since 1970 UTC; 0: never */
  GError *problem; /* (nullable): why the last round ended early, unless the server was busy; it
                      tries again by itself */
} TsnSyncStatus;

void tsn_sync_status_clear (TsnSyncStatus *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnSyncStatus, tsn_sync_status_clear)

/* The status has changed; what it was in between is left out when it changes quickly. */
typedef void (*TsnSyncStatusFunc) (const TsnSyncStatus *status, gpointer user_data);

typedef struct _TsnSyncRunner TsnSyncRunner;

/* Begins at once. @folder: of a data folder whose @vault (borrowed) is unlocked.
 * @room: (nullable): with that room, which is found and given up by others, instead of the server;
 * tsn-room-client.h says what the status means then
 * @func: in the thread-default main context of the caller */
TsnSyncRunner *tsn_sync_runner_new (const char *folder,
                                    TsnVault *vault,
                                    const TsnRoom *room,
                                    const TsnSyncPatience *patience,
                                    TsnSyncStatusFunc func,
                                    gpointer user_data);
/* Any thread: a round now, whatever it waits for ("sync now"). */
void tsn_sync_runner_wake (TsnSyncRunner *self);
/* @status: (out caller-allocates): a copy, to be cleared. Any thread. */
void tsn_sync_runner_get_status (TsnSyncRunner *self, TsnSyncStatus *status);
/* In the context of tsn_sync_runner_new(): ends it without waiting. A round that runs is cut, which
 * loses nothing; but what its thread is at on the disk just then may take seconds. The keys may go
 * meanwhile, the vault itself not. @func is not called any more; @ended is, in this context, when
 * the thread is over. Once. */
void tsn_sync_runner_cancel (TsnSyncRunner *self, void (*ended) (gpointer user_data));
/* Likewise in that context: ends it if nobody did, and waits for its thread; @ended does not come
 * any more. NULL is fine. */
void tsn_sync_runner_free (TsnSyncRunner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSyncRunner, tsn_sync_runner_free)

G_END_DECLS
