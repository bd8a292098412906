/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bench: `tsn-bench [--quick] [--people N] [--peers DIR] [--pictures DIR] [--frames N]
 * [NAME...]`. Machines differ and so do their hours; so every value is printed beside
 * what the same machine could do at best in the same minute, and what is judged is mostly the
 * ratio. One JSON object a line:
 *
 *   {"measure": ..., "value": ..., "unit": ..., "limit": ..., "limit_what": ..., "ratio": ...,
 *    "n": ..., "bound": "ratio <= 1.5" or "value <= 8000", "ok": ...}
 *
 * (without the last two where nothing is promised, and without a ratio to nothing).
 *
 * Exit: 0, or 1 when a bound was missed or a measure failed (not with --quick, where ratios mean
 * nothing), or 2 for wrong usage.
 */

#include "tsn-bench.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static const struct
{
  const char *name;
  TsnBenchFunc run;
} measures[] = {
  { "card-sheet", tsn_bench_card },
  { "check-in", tsn_bench_check_in },
  { "converge", tsn_bench_converge },
  { "import", tsn_bench_import },
  { "patches", tsn_bench_patches },
  { "scan", tsn_bench_scan },
  { "search", tsn_bench_search },
  { "storm", tsn_bench_storm },
  { "storm-postgres", tsn_bench_storm_postgres },
  { "sync", tsn_bench_sync },
  { "trust", tsn_bench_trust },
  { "unlock", tsn_bench_unlock },
};

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
run (TsnBench *self, int people, char **names)
{
  g_autofree char *folder = g_strdup (TSN_BENCH_BUILD_FOLDER "/bench-XXXXXX");
  gboolean ok;

  if (g_mkdtemp_full (folder, 0700) == NULL)
    {
      g_printerr ("tsn-bench: cannot make a folder in %s\n", TSN_BENCH_BUILD_FOLDER);
      return 1;
    }
  self->folder = folder;
  self->n_people = people > 0    ? (guint) people
                   : self->quick ? TSN_BENCH_PEOPLE / 10
                                 : TSN_BENCH_PEOPLE;
  ok = run_measures (self, names);
  tsn_bench_remove_folder (folder);
  g_free (self->municipality);
  return ok ? 0 : 1;
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *unlock = NULL;
  g_autofree char *pull = NULL;
  g_autofree char *peers = NULL;
  g_autofree char *pictures = NULL;
  int people = 0;
  TsnBench bench = { 0 };
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &bench.quick, "a tenth of the people", NULL },
    { "people", 0, 0, G_OPTION_ARG_INT, &people, "as many people", "N" },
    { "peers", 0, 0, G_OPTION_ARG_FILENAME, &peers, "measure other programs, too", "DIR" },
    { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &pictures, "keep the pictures of \"scan\"", "DIR" },
    { "frames", 0, 0, G_OPTION_ARG_INT, &bench.frames, "pictures of nothing in \"scan\"", "N" },
    { "pull", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &pull, NULL, NULL },
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
  bench.peers = peers;
  bench.pictures = pictures;
  if (unlock == NULL && pull == NULL)
    return run (&bench, people, names);
  if (unlock != NULL ? tsn_bench_unlock_here (unlock, &error) : tsn_bench_pull_here (pull, &error))
    return 0;
  g_printerr ("tsn-bench: %s\n", error->message);
  return 1;
}
