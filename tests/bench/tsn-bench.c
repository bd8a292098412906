/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bench: `tsn-bench [--quick] [NAME...]`. Machines differ and so do their hours; so every value
 * is printed beside what the same machine could do at best in the same minute, and what is judged
 * is mostly the ratio. One JSON object a line:
 *
 *   {"measure": ..., "value": ..., "unit": ..., "limit": ..., "limit_what": ..., "ratio": ...,
 *    "n": ..., "bound": "ratio <= 1.5" or "value <= 8000", "ok": ...}
 *
 * (without the last two where nothing is promised).
 *
 * Exit: 0, or 1 when a bound was missed or a measure failed (not with --quick, where ratios mean
 * nothing), or 2 for wrong usage.
 */

#include "tsn-bench.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct
{
  const char *name;
  TsnBenchFunc run;
} measures[] = {
  { "card-sheet", tsn_bench_card }, { "check-in", tsn_bench_check_in },
  { "import", tsn_bench_import },   { "search", tsn_bench_search },
  { "unlock", tsn_bench_unlock },
};

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
      "\"limit_what\": \"%s\", \"ratio\": %.3g, \"n\": %u",
      result->measure,
      result->value,
      result->unit,
      result->limit,
      result->limit_what,
      result->value / result->limit,
      result->n);
  if (result->rule != TSN_BENCH_SHOWN)
    g_print (", \"bound\": \"%s <= %g\", \"ok\": %s",
             result->rule == TSN_BENCH_RATIO_AT_MOST ? "ratio" : "value",
             result->bound,
             ok ? "true" : "false");
  g_print ("}\n");
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static gboolean
is_wanted (const char *name, char **names)
{
  return names == NULL || g_strv_contains ((const char *const *) names, name);
}

static gboolean
run_measures (TsnBench *self, char **names)
{
  gboolean ok = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (measures); i++)
    if (is_wanted (measures[i].name, names))
      {
        g_autoptr (GError) error = NULL;

        if (!measures[i].run (self, &error))
          {
            g_printerr ("tsn-bench: %s: %s\n", measures[i].name, error->message);
            ok = FALSE;
          }
      }
  return ok && (self->quick || !self->missed);
}

static gboolean
check_names (char **names)
{
  for (; names != NULL && *names != NULL; names++)
    {
      gboolean known = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (measures); i++)
        known = known || strcmp (measures[i].name, *names) == 0;
      if (!known)
        {
          g_printerr ("tsn-bench: there is no measure \"%s\"\n", *names);
          return FALSE;
        }
    }
  return TRUE;
}

static int
run (TsnBench *self, char **names)
{
  g_autofree char *folder = g_strdup (TSN_BENCH_BUILD_FOLDER "/bench-XXXXXX");
  gboolean ok;

  if (g_mkdtemp_full (folder, 0700) == NULL)
    {
      g_printerr ("tsn-bench: cannot make a folder in %s\n", TSN_BENCH_BUILD_FOLDER);
      return 1;
    }
  self->folder = folder;
  self->n_people = self->quick ? TSN_BENCH_PEOPLE / 10 : TSN_BENCH_PEOPLE;
  ok = run_measures (self, names);
  remove_folder (folder);
  g_free (self->municipality);
  return ok ? 0 : 1;
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *unlock = NULL;
  TsnBench bench = { 0 };
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &bench.quick, "a tenth of the people", NULL },
    { "unlock", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &unlock, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "[NAME...]" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("tsn-bench: %s\n", error->message);
      return 2;
    }
  if (!check_names (names))
    return 2;
  if (unlock == NULL)
    return run (&bench, names);
  if (tsn_bench_unlock_here (unlock, &error))
    return 0;
  g_printerr ("tsn-bench: %s\n", error->message);
  return 1;
}
