/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-live.h: the open line on which a device hears that the server has something
 * (docs/sync-protocol.md "Pulling").
 *
 * It is opened, kept, noticed to be dead and opened again by a thread of its own. It carries
 * nothing but the wish to pull: whoever has no line syncs now and then, and loses nothing but time.
 */

#pragma once

#include "tsn-sync-server.h"

G_BEGIN_DECLS

/* How long is waited for what. */
typedef struct
{
  guint first_ms;   /* before the second try; TsnSyncBackoff */
  guint last_ms;    /* at most, between two tries */
  guint connect_ms; /* for a line to open */
  guint silence_ms; /* for a sign of life on it */
  guint poll_ms;    /* between two rounds without a line */
} TsnSyncPatience;

extern const TsnSyncPatience TSN_SYNC_PATIENCE;

/* What a line says. */
typedef struct
{
  gboolean open;      /* FALSE: it ended */
  const guint8 *mark; /* (nullable): the server has something after it, if it is not the device's
                         cursor */
  guint n_lines;      /* so many devices have one, as far as the server tells; 0: it does not */
} TsnSyncLiveNews;

/* In the thread of the line; returns at once. */
typedef void (*TsnSyncLiveFunc) (const TsnSyncLiveNews *news, gpointer user_data);

typedef struct _TsnSyncLive TsnSyncLive;

/* Begins at once. @vault: borrowed, unlocked */
TsnSyncLive *tsn_sync_live_new (TsnVault *vault,
                                const TsnSyncServer *server,
                                const TsnSyncPatience *patience,
                                TsnSyncLiveFunc func,
                                gpointer user_data);
/* Any thread: the network is back; tries now, if it would wait. */
void tsn_sync_live_retry (TsnSyncLive *self);
/* @func is not called any more when this returns, which does not take long; NULL is fine. */
void tsn_sync_live_free (TsnSyncLive *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSyncLive, tsn_sync_live_free)

G_END_DECLS
