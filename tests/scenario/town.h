/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* town.h: two devices of a municipality that are registered at a server, which is a process of its
 * own. */

#pragma once

#include "store-fixture.h"
#include "tsn-sync-runner.h"
#include "tsn-sync-server.h"

/* g_test_init(); the one argument that is left is the server's program. FALSE: says that all is
 * skipped, since there is no TLS here. */
gboolean town_init (int argc, char *argv[]);

typedef struct
{
  char *root;          /* temporary */
  char *where;         /* folder or URL */
  const char *address; /* where its server listens; NULL: 127.0.0.1 */
  GSubprocess *server;
  TsnServerLine line; /* that it printed */
  StoreFixture a;
  StoreFixture b;
} Town;

void town_set_up (Town *f, gconstpointer data);
void town_tear_down (Town *f, gconstpointer data);

/* Whom it is registered at. */
void town_load_server (StoreFixture *device, TsnSyncServer *server);
/* Another device; its owner tears it down. One of the role desk registers itself; of others the
 * first device has the record, which the server learns with its next sync. */
void town_add_device (Town *f, StoreFixture *device, TsnRole role);

/* @where: folder or URL; @port: 0: any */
void town_start_server (Town *f, const char *where, guint16 port);
void town_stop_server (Town *f, int number);

/* The administrator's programs of the PostgreSQL that runs for us. */
char *town_run_postgres (const char *name, const char *database);
/* The server's database as text, in lower case; bytes are hexadecimal. */
char *town_dump (Town *f);
/* The name of the town's database. */
char *town_database (Town *f);

/* What a runner's status says. */
gboolean town_is_settled (const TsnSyncStatus *status); /* live, and nothing is left to do */
gboolean town_has_problem (const TsnSyncStatus *status, int code); /* of TSN_SYNC_ERROR */
void town_print_status (const char *name, const TsnSyncStatus *status);
