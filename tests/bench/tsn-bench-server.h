/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench-server.h: the real tsunagi-server, as a process of its own on the loopback. */

#pragma once

#include "tsn-bench.h"
#include "tsn-registration.h"
#include "tsn-transport.h"

G_BEGIN_DECLS

/* `{ 0 }` is none. */
typedef struct
{
  GSubprocess *process;
  TsnServerLine line; /* with a token if there is no municipality yet */
} TsnBenchServer;

/* @name: of its folder in that of the bench. @database: (nullable): a URL, instead of SQLite */
gboolean tsn_bench_server_start (TsnBench *bench,
                                 const char *name,
                                 const char *database,
                                 TsnBenchServer *self,
                                 GError **error);
void tsn_bench_server_stop (TsnBenchServer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnBenchServer, tsn_bench_server_stop)

/* A connection of its own. */
TsnTransport *tsn_bench_server_connect (const TsnBenchServer *self);

/* What it has used so far; -1 where the system does not say. */
double tsn_bench_server_cpu (const TsnBenchServer *self);      /* seconds */
double tsn_bench_server_peak_rss (const TsnBenchServer *self); /* MB */

G_END_DECLS
