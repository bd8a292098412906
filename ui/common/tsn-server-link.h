/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-server-link.h: the station's link to the server of its municipality: syncs in the background
 * as long as the station is open, and knows at any moment how far that is.
 *
 * Nobody waits for it. What comes in is told as if it had been written here (`changed` of the
 * station). On a device without a server there is nothing to send and nothing to show.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-station.h"
#include "tsn-sync-runner.h"

G_BEGIN_DECLS

/* What people are told. */
typedef struct
{
  gboolean has_server;
  char host[TSN_HOST_SIZE_MAX];
  guint64 waiting;  /* changes that the server does not have yet: as they stand in the database */
  guint64 refused;  /* changes that it does not take; they stay here */
  GArray *refusals; /* (nullable) (element-type TsnQuarantined): these */
  gint64 synced_ms; /* when both sides last had all: ms since 1970 UTC; 0: never */
  gboolean syncing; /* a round is under way */
  guint n_rounds;   /* that ended since the station was opened */
  gboolean differs; /* all was sent, and still they do not hold the same */
  GError *problem;  /* (nullable): why the last round ended early; it tries again by itself */
} TsnServerState;

/**
 * TsnServerLink:
 *
 * Signals: `changed` (): tsn_server_link_get_state() says something else now.
 */
#define TSN_TYPE_SERVER_LINK (tsn_server_link_get_type ())
G_DECLARE_FINAL_TYPE (TsnServerLink, tsn_server_link, TSN, SERVER_LINK, GObject)

/* @station: borrowed; it owns the link. */
TsnServerLink *tsn_server_link_new (TsnStation *station);

/* (transfer none): until `changed`. */
const TsnServerState *tsn_server_link_get_state (TsnServerLink *self);

/* A round now, whatever it waits for. */
void tsn_server_link_sync_now (TsnServerLink *self);

/* The same, which also offers once more what the server refused, but for what it can never take. */
void tsn_server_link_send_again (TsnServerLink *self);

/* Until nothing of it uses the vault any more, which locking does not wait for. Returns: whether
 * something still did. */
gboolean tsn_server_link_wait (TsnServerLink *self);

/* Something came in by another way than the server, with or without one: looks what it was, and
 * tells. */
void tsn_server_link_look (TsnServerLink *self);

/* A server was registered: begins anew with that. */
void tsn_server_link_restart (TsnServerLink *self);

G_END_DECLS
