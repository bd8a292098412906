/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The clock, the quantiles and the lines of output that both benches share (tsn-bench, and
 * tsn-bench-app for what has a window).
 */

#include <glib/gstdio.h>
#include <time.h>

#include "tsn-bench.h"

double
tsn_bench_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static int
compare_samples (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

double
tsn_bench_quantile (GArray *samples, double share)
{
  g_return_val_if_fail (samples->len > 0, 0);

  g_array_sort (samples, compare_samples);
  return g_array_index (samples, double, (guint) (share * (samples->len - 1) + 0.5));
}

static gboolean
judge (const TsnBenchResult *result)
{
  switch (result->rule)
    {
    case TSN_BENCH_RATIO_AT_MOST:
      return result->value / result->limit <= result->bound;
    case TSN_BENCH_VALUE_AT_MOST:
      return result->value <= result->bound;
    case TSN_BENCH_SHOWN:
    default:
      return TRUE;
    }
}

void
tsn_bench_report (TsnBench *self, const TsnBenchResult *result)
{
  gboolean ok = judge (result);

  self->missed = self->missed || !ok;
  g_print (
      "{\"measure\": \"%s\", \"value\": %.4g, \"unit\": \"%s\", \"limit\": %.4g, "
      "\"limit_what\": \"%s\", ",
      result->measure,
      result->value,
      result->unit,
      result->limit,
      result->limit_what);
  if (result->limit > 0)
    g_print ("\"ratio\": %.3g, ", result->value / result->limit);
  g_print ("\"n\": %u", result->n);
  if (result->rule != TSN_BENCH_SHOWN)
    g_print (", \"bound\": \"%s <= %g\", \"ok\": %s",
             result->rule == TSN_BENCH_RATIO_AT_MOST ? "ratio" : "value",
             result->bound,
             ok ? "true" : "false");
  g_print ("}\n");
}

void
tsn_bench_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        tsn_bench_remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

double
tsn_bench_resident_mib (void)
{
  g_autofree char *status = NULL;
  const char *line = NULL;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    line = strstr (status, "VmRSS:");
  return line != NULL ? g_ascii_strtod (line + strlen ("VmRSS:"), NULL) / 1024 : 0;
}
