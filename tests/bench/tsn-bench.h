/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench.h: what the measures share: one file each, one line each in the table of tsn-bench.c.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TSN_BENCH_PEOPLE 100000
#define TSN_BENCH_SEED   20260401u

typedef struct
{
  char *folder;   /* new and empty, on the disk of the build folder; removed at the end */
  gboolean quick; /* a tenth of the people: to see that it runs, not to measure */
  guint n_people;
  char *peers;        /* folder of other programs' measures (tsn-bench-peers.h); NULL: none */
  char *pictures;     /* folder to keep the photographed cards in; NULL: none */
  int frames;         /* pictures of nothing that "scan" looks at; 0: some */
  int minutes;        /* of tsn-bench-camera: for so long cards come; 0: each once */
  gboolean missed;    /* some measure was over its bound */
  char *municipality; /* data folder with @n_people people; NULL until tsn_bench_municipality() */
} TsnBench;

/* Whether a result is good. */
typedef enum
{
  TSN_BENCH_RATIO_AT_MOST, /* value / limit */
  TSN_BENCH_VALUE_AT_MOST,
  TSN_BENCH_SHOWN, /* not judged */
} TsnBenchRule;

/* One line of the output. */
typedef struct
{
  const char *measure;
  const char *unit;
  double value;
  double limit;           /* what this machine can do at best, measured in the same run */
  const char *limit_what; /* in words */
  TsnBenchRule rule;
  double bound; /* a ratio, or in @unit */
  guint n;      /* samples, or things that were done */
} TsnBenchResult;

void tsn_bench_report (TsnBench *self, const TsnBenchResult *result);

/* What of this process is in memory. */
double tsn_bench_resident_mib (void);

/* Seconds of a clock that nobody sets. */
double tsn_bench_now (void);

/* Sorts @samples (of double); @share 0.5 is the median. */
double tsn_bench_quantile (GArray *samples, double share);

/* With everything in it. */
void tsn_bench_remove_folder (const char *path);

/* A measure: FALSE when it could not be taken. */
typedef gboolean (*TsnBenchFunc) (TsnBench *self, GError **error);

gboolean tsn_bench_card (TsnBench *self, GError **error);
gboolean tsn_bench_check_in (TsnBench *self, GError **error);
gboolean tsn_bench_converge (TsnBench *self, GError **error);
gboolean tsn_bench_import (TsnBench *self, GError **error);
gboolean tsn_bench_patches (TsnBench *self, GError **error);
gboolean tsn_bench_scan (TsnBench *self, GError **error);
gboolean tsn_bench_search (TsnBench *self, GError **error);
gboolean tsn_bench_storm (TsnBench *self, GError **error);
gboolean tsn_bench_storm_postgres (TsnBench *self, GError **error);
gboolean tsn_bench_sync (TsnBench *self, GError **error);
gboolean tsn_bench_trust (TsnBench *self, GError **error);
gboolean tsn_bench_unlock (TsnBench *self, GError **error);

/* What a process made for it does: unlocks @folder and prints what that took. */
gboolean tsn_bench_unlock_here (const char *folder, GError **error);
/* What a process takes that does only that: resident bytes; negative on error. */
double tsn_bench_unlocked_bytes (const char *folder, GError **error);

/* The same of a device that pulls: syncs @folder and prints what that took. */
gboolean tsn_bench_pull_here (const char *folder, GError **error);

G_END_DECLS
