/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench-peers.h: other programs that do the same, measured in the same run by scripts that are
 * not of this project (--peers). */

#pragma once

#include "tsn-bench.h"

G_BEGIN_DECLS

/* Runs `node SCRIPT ARGUMENT...` in the folder of the peers; the script prints one line of JSON.
 * NULL on error. */
char *tsn_bench_peer_run (TsnBench *bench, GError **error, const char *script, ...)
    G_GNUC_NULL_TERMINATED;
/* The number that a line has under @name, wherever it stands; -1: none. */
double tsn_bench_peer_number (const char *line, const char *name);

G_END_DECLS
