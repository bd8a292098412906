/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-rounds.h: what the runner asks of the rounds that it starts, be they with the server or
 * with a room (internal to sync/).
 *
 * Errors and thread: as tsn-sync-client.h.
 */

#pragma once

#include "tsn-room-client.h"

G_BEGIN_DECLS

typedef struct _TsnSyncRounds TsnSyncRounds;

/* @room: NULL: with the server that @store remembers. @server: (out): whom they are with */
TsnSyncRounds *tsn_sync_rounds_new (TsnStore *store,
                                    const TsnRoom *room,
                                    TsnSyncServer *server,
                                    GCancellable *cancellable,
                                    GError **error);
void tsn_sync_rounds_free (TsnSyncRounds *self); /* NULL is fine */

gboolean tsn_sync_rounds_run (TsnSyncRounds *self,
                              TsnSyncResult *result,
                              TsnSyncProgress progress,
                              gpointer user_data,
                              GCancellable *cancellable,
                              GError **error);

/* What the store says about reasons for another round. */
typedef struct
{
  guint8 cursor[TSN_MARK_SIZE];
  guint64 waiting;
  guint64 quarantined;
} TsnSyncLook;

/* @self: NULL: no server is known yet */
gboolean tsn_sync_rounds_look (TsnSyncRounds *self,
                               TsnStore *store,
                               TsnSyncLook *look,
                               GCancellable *cancellable);

/* When both sides last had all: ms since 1970 UTC; 0: never. */
gint64 tsn_sync_rounds_synced_ms (TsnSyncRounds *self, TsnStore *store);

G_END_DECLS
