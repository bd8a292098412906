/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench-store.h: data folders for the measures, and SQLite with nothing around it. */

#pragma once

#include <sqlite3.h>

#include "tsn-bench-people.h"
#include "tsn-bench.h"
#include "tsn-session.h"

G_BEGIN_DECLS

#define TSN_BENCH_PASSPHRASE "ためしの ことば 七つ かさねて"

/* A vault and the store over it. `{ 0 }` is none. */
typedef struct
{
  TsnVault *vault;
  TsnStore *store;
} TsnBenchStore;

/* Within work of the store: the record of the municipality of the cards. */
gboolean tsn_bench_put_municipality (TsnSession *session,
                                     gpointer data,
                                     GCancellable *cancellable,
                                     GError **error);

/* A new municipality in the folder @name of the bench, unlocked. */
gboolean tsn_bench_store_create (TsnBench *bench,
                                 const char *name,
                                 TsnVaultCost cost,
                                 TsnBenchStore *self,
                                 GError **error);
/* An existing one, locked. */
gboolean tsn_bench_store_open (const char *folder, TsnBenchStore *self, GError **error);
void tsn_bench_store_clear (TsnBenchStore *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnBenchStore, tsn_bench_store_clear)

/* The folder of a municipality with all people of the bench, made at the first call; its vault
 * costs as much to unlock as a real one. NULL on error; owned by @bench. */
const char *tsn_bench_municipality (TsnBench *bench, GError **error);

/* A new person, in a write. */
gboolean tsn_bench_put_person (TsnSession *session, const TsnBenchPerson *person, GError **error);

/* A bare database beside the others: WAL, synchronous=FULL, one table (id, bytes). */
typedef struct
{
  sqlite3 *database;
  sqlite3_stmt *insert;
} TsnBenchBare;

gboolean
tsn_bench_bare_open (TsnBench *bench, const char *name, TsnBenchBare *self, GError **error);
gboolean tsn_bench_bare_run (TsnBenchBare *self, const char *sql, GError **error);
/* One row; its own transaction unless one is open. */
gboolean tsn_bench_bare_insert (TsnBenchBare *self,
                                gint64 id,
                                gconstpointer bytes,
                                gsize length,
                                GError **error);
/* How long @n rows of @length bytes take in one transaction of a new database. Seconds; negative on
 * error. */
double tsn_bench_bare_seconds (TsnBench *bench, guint n, gsize length, GError **error);
void tsn_bench_bare_close (TsnBenchBare *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnBenchBare, tsn_bench_bare_close)

G_END_DECLS
