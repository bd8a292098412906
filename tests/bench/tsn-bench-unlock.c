/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Unlocking a municipality with 100,000 people: what comes after the passphrase was checked (data
 * keys, search text), beside that check (Argon2id, slow on purpose). And how much memory the
 * program then takes, in a process of its own, beside the same process before.
 */

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tsn-bench-store.h"
#include "tsn-search.h"

#define MB     1e6
#define N_RUNS 3

typedef struct
{
  double argon;    /* seconds */
  double rest;     /* seconds */
  double locked;   /* bytes resident */
  double resident; /* bytes resident after the unlock */
  guint n_people;
} Unlock;

/* Resident bytes of this process. */
static double
measure_resident (void)
{
  g_autofree char *status = NULL;
  const char *line;
  gint64 kilobytes = 0;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "\nVmRSS:");
  if (line != NULL)
    kilobytes = g_ascii_strtoll (line + strlen ("\nVmRSS:"), NULL, 10);
  return (double) kilobytes * 1024;
}

static gboolean
unlock (const char *folder, Unlock *result, GError **error)
{
  g_auto (TsnBenchStore) opened = { 0 };
  double start;

  if (!tsn_bench_store_open (folder, &opened, error))
    return FALSE;
  result->locked = measure_resident ();
  start = tsn_bench_now ();
  if (!tsn_vault_unlock (opened.vault, TSN_BENCH_PASSPHRASE, error))
    return FALSE;
  result->argon = tsn_bench_now () - start;
  start = tsn_bench_now ();
  if (!tsn_store_unlocked_sync (opened.store, TRUE, NULL, error))
    return FALSE;
  result->rest = tsn_bench_now () - start;
  result->resident = measure_resident ();
  result->n_people = tsn_store_search_size (opened.store, tsn_kind_by_number (TSN_KIND_PERSON));
  return TRUE;
}

/* The other side of unlock_elsewhere(). */
gboolean
tsn_bench_unlock_here (const char *folder, GError **error)
{
  Unlock result = { 0 };

  if (!unlock (folder, &result, error))
    return FALSE;
  g_print ("%.6f %.6f %.0f %.0f %u\n",
           result.argon,
           result.rest,
           result.locked,
           result.resident,
           result.n_people);
  return TRUE;
}

/* In a new process, where nothing was in memory before. */
static gboolean
unlock_elsewhere (const char *folder, Unlock *result, GError **error)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", error);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;

  if (program == NULL)
    return FALSE;
  process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, error, program, "--unlock", folder, NULL);
  if (process == NULL ||
      !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, error) ||
      !g_subprocess_wait_check (process, NULL, error))
    return FALSE;
  if (sscanf (output,
              "%lf %lf %lf %lf %u",
              &result->argon,
              &result->rest,
              &result->locked,
              &result->resident,
              &result->n_people) == 5)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the other process said nothing");
  return FALSE;
}

double
tsn_bench_unlocked_bytes (const char *folder, GError **error)
{
  Unlock result = { 0 };

  return unlock_elsewhere (folder, &result, error) ? result.resident : -1;
}

static int
compare_runs (gconstpointer a, gconstpointer b)
{
  const Unlock *first = a, *second = b;

  return (first->rest > second->rest) - (first->rest < second->rest);
}

static void
report (TsnBench *self, Unlock runs[N_RUNS])
{
  const Unlock *middle = &runs[N_RUNS / 2];

  qsort (runs, N_RUNS, sizeof *runs, compare_runs);
  tsn_bench_report (self,
                    &(TsnBenchResult){
                        .measure = "unlock",
                        .unit = "s",
                        .value = middle->rest,
                        .limit = middle->argon,
                        .limit_what = "Argon2id before it, not counted",
                        .rule = TSN_BENCH_VALUE_AT_MOST,
                        .bound = 1,
                        .n = middle->n_people,
                    });
  tsn_bench_report (self,
                    &(TsnBenchResult){
                        .measure = "memory",
                        .unit = "MB",
                        .value = middle->resident / MB,
                        .limit = middle->locked / MB,
                        .limit_what = "the same program before it unlocked",
                        .rule = TSN_BENCH_VALUE_AT_MOST,
                        .bound = 150,
                        .n = middle->n_people,
                    });
}

gboolean
tsn_bench_unlock (TsnBench *self, GError **error)
{
  const char *folder = tsn_bench_municipality (self, error);
  Unlock runs[N_RUNS] = { 0 };

  if (folder == NULL)
    return FALSE;
  for (guint i = 0; i < N_RUNS; i++)
    {
      if (!unlock_elsewhere (folder, &runs[i], error))
        return FALSE;
      g_assert_cmpuint (runs[i].n_people, ==, self->n_people);
    }
  report (self, runs);
  return TRUE;
}
