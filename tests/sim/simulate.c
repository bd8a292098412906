/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: simulate [--seed N] [--runs N] [--forever] | simulate --tap
 *
 * Runs of a simulated municipality, each from its seed. One seed alone prints what happens. With
 * --tap, a few seeds that never change, as a test. */

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define TAP_SEEDS 15 /* where every allocation is watched a run takes twenty times as long */
#else
#define TAP_SEEDS 80
#endif
#define REPLAYED 17 /* with most kinds of faults */

static gint64 seed = -1;
static int runs;
static gboolean forever;
static gboolean tap;
static char now_running[64];

/* What dies without sim_fail() leaves its seed. */
static void
died_cb (int number)
{
  if (write (STDERR_FILENO, now_running, strlen (now_running)) < 0)
    _exit (2);
  signal (number, SIG_DFL);
  raise (number);
}

static void
run (guint64 of, gboolean loud, char **trace)
{
  g_snprintf (now_running, sizeof now_running, "died in seed %" G_GUINT64_FORMAT "\n", of);
  sim_run (of, loud, trace);
}

/* -- As a test -- */

static void
run_tap (void)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_print ("1..2\n");
  for (guint i = 0; i < TAP_SEEDS; i++)
    run (i, FALSE, NULL);
  g_print ("ok 1 /sim/seeds\n");
  run (REPLAYED, FALSE, &first);
  run (REPLAYED, FALSE, &second);
  g_print ("%sok 2 /sim/replay\n", strcmp (first, second) == 0 ? "" : "not ");
}

/* -- By hand -- */

static void
run_many (guint64 from)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  double told = 0;

  for (guint64 i = 0; forever || i < (guint64) runs; i++)
    {
      run (from + i, FALSE, NULL);
      if (g_timer_elapsed (timer, NULL) < told + 10 && (forever || i + 1 < (guint64) runs))
        continue;
      told = g_timer_elapsed (timer, NULL);
      g_print ("%" G_GUINT64_FORMAT " runs, %.1f a second, next seed %" G_GUINT64_FORMAT "\n",
               i + 1,
               (double) (i + 1) / told,
               from + i + 1);
    }
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "the first seed", "N" },
    { "runs", 0, 0, G_OPTION_ARG_INT, &runs, "how many seeds", "N" },
    { "forever", 0, 0, G_OPTION_ARG_NONE, &forever, "until one fails", NULL },
    { "tap", 0, 0, G_OPTION_ARG_NONE, &tap, "as a test", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  signal (SIGABRT, died_cb);
  signal (SIGSEGV, died_cb);
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* syncing costs nothing there */
  world_install ();
  fault_install ();
  pool_open ();
  if (tap)
    run_tap ();
  else if (seed >= 0 && runs == 0 && !forever)
    run ((guint64) seed, TRUE, NULL);
  else
    {
      runs = runs > 0 ? runs : 1000;
      run_many (seed >= 0 ? (guint64) seed : (guint64) time (NULL) * 1000000);
    }
  pool_close ();
  return 0;
}
