/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: simulate [--seed N] [--runs N | --forever] [--jobs N] | simulate --tap
 *
 * Runs of a simulated municipality, each from its seed. One seed alone prints what happens. With
 * --runs or --forever, that seed and those after it; each job takes every so many-th of them in a
 * process of its own, and goes on behind one that fails. With --tap, a few seeds that never change,
 * as a test. */

#include <glib/gstdio.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim.h"
#include "world.h"

#ifdef __SANITIZE_ADDRESS__
#define TAP_SEEDS 15 /* where every allocation is watched a run takes twenty times as long */
#else
#define TAP_SEEDS 80
#endif
#define JOBS_MAX 64
#define REPLAYED 17 /* with most kinds of faults */

static gint64 seed = -1;
static int runs;
static gboolean forever;
static int jobs = 1;
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

/* One thing happens at a time, so the threads of the stores hand it on from one to the next: on one
 * processor that is a third quicker. What was allocated is wanted again at once. */
static void
save_time (guint job)
{
  cpu_set_t one;

  CPU_ZERO (&one);
  CPU_SET (job % g_get_num_processors (), &one);
  sched_setaffinity (0, sizeof one, &one); /* where that may not be, it is only slower */
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_TRIM_THRESHOLD, 256 * 1024 * 1024);
  mallopt (M_MMAP_THRESHOLD, 64 * 1024 * 1024);
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 512, 1024);
}

static void
begin (void)
{
  signal (SIGABRT, died_cb);
  signal (SIGSEGV, died_cb);
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* syncing costs nothing there */
  world_install ();
  fault_install ();
  pool_open ();
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

/* What the processes of one campaign know of each other. */
typedef struct
{
  gint64 next[JOBS_MAX]; /* seed that each runs; those before it in its row are done */
} Campaign;

/* Every so many-th seed from campaign->next[job] on, below @end (negative: for ever). */
static void
run_row (Campaign *campaign, guint job, gint64 end)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  double told = 0;
  guint n = 0;

  save_time (job);
  while (end < 0 || campaign->next[job] < end)
    {
      run ((guint64) campaign->next[job], FALSE, NULL);
      campaign->next[job] += jobs;
      n++;
      if (g_timer_elapsed (timer, NULL) < told + 10 && (end < 0 || campaign->next[job] < end))
        continue;
      told = g_timer_elapsed (timer, NULL);
      g_print ("row %u of %d: %u runs, %.1f a second, next seed %" G_GINT64_FORMAT "\n",
               job + 1,
               jobs,
               n,
               (double) n / told,
               campaign->next[job]);
    }
}

/* A process for each row; where a seed fails the row goes on behind it. */
static pid_t
start_row (Campaign *campaign, guint job, gint64 end)
{
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child > 0)
    return child;
  begin ();
  run_row (campaign, job, end);
  pool_close ();
  exit (0);
}

/* Whether all went well. */
static gboolean
run_many (gint64 from)
{
  Campaign *campaign =
      mmap (NULL, sizeof *campaign, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t children[JOBS_MAX];
  guint n_failed = 0;
  int status;
  pid_t child;

  g_assert_true (campaign != MAP_FAILED);
  for (guint i = 0; i < (guint) jobs; i++)
    {
      campaign->next[i] = from + i;
      children[i] = start_row (campaign, i, forever ? -1 : from + runs);
    }
  while ((child = wait (&status)) > 0)
    for (guint i = 0; i < (guint) jobs; i++)
      if (children[i] == child && status != 0)
        {
          n_failed++;
          campaign->next[i] += jobs;
          children[i] = start_row (campaign, i, forever ? -1 : from + runs);
        }
  g_print ("%d runs, %u failed\n", runs, n_failed);
  munmap (campaign, sizeof *campaign);
  return n_failed == 0;
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "the first seed", "N" },
    { "runs", 0, 0, G_OPTION_ARG_INT, &runs, "how many seeds", "N" },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &jobs, "how many at once", "N" },
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
  if (jobs < 1 || jobs > JOBS_MAX)
    {
      g_printerr ("--jobs 1 to %d\n", JOBS_MAX);
      return 2;
    }
  if (forever || runs > 0)
    return run_many (seed >= 0 ? seed : (gint64) time (NULL) * 1000000) ? 0 : 1;
  begin ();
  if (tap)
    run_tap ();
  else
    {
      save_time (0);
      run (seed >= 0 ? (guint64) seed : (guint64) time (NULL), TRUE, NULL);
    }
  pool_close ();
  return 0;
}
