/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From exec to the first drawn frame, as somebody in front of the screen would see it: Xvfb keeps
 * its frame buffer in a file (-fbdir), and this looks at that file until something was drawn. A
 * window that is mapped but still of one colour is not a frame. The peer is an editor with as many
 * widgets, started in turn with us on the same screen.
 */

#include "tsn-bench-start.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PEER        "gnome-text-editor"
#define RUNS        9    /* after one warm-up of each */
#define GIVE_UP_S   20.0 /* seconds */
#define STRIDE      12   /* bytes between two samples of the frame buffer: every third pixel */
#define HEADER      4096 /* bytes of the file before any pixel of interest */
#define COLOURS_MIN 12   /* different values that make a drawn frame */
#define LOOK_US     500

typedef struct
{
  GPid xvfb;
  char *folder;
  char *display;
  guint8 *pixels;
  gsize size;
} Screen;

static void
screen_clear (Screen *screen)
{
  if (screen->pixels != NULL)
    munmap (screen->pixels, screen->size);
  if (screen->xvfb != 0)
    {
      kill (screen->xvfb, SIGTERM);
      waitpid (screen->xvfb, NULL, 0);
    }
  if (screen->folder != NULL)
    tsn_bench_remove_folder (screen->folder);
  g_free (screen->folder);
  g_free (screen->display);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Screen, screen_clear)

static gboolean
map_pixels (Screen *screen, GError **error)
{
  g_autofree char *path = g_build_filename (screen->folder, "Xvfb_screen0", NULL);
  int file = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  struct stat status;

  if (file >= 0 && fstat (file, &status) == 0)
    {
      screen->size = (gsize) status.st_size;
      screen->pixels = mmap (NULL, screen->size, PROT_READ, MAP_SHARED, file, 0);
    }
  if (file >= 0)
    close (file);
  if (screen->pixels != NULL && screen->pixels != MAP_FAILED)
    return TRUE;
  screen->pixels = NULL;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Xvfb has no frame buffer file");
  return FALSE;
}

/* Xvfb says its display number on a pipe when it is ready. */
static gboolean
screen_open (Screen *screen, TsnBench *bench, GError **error)
{
  int ends[2];
  char number[16] = "";
  g_autofree char *command = NULL;
  g_auto (GStrv) arguments = NULL;
  gssize n;

  screen->folder = g_build_filename (bench->folder, "screen", NULL);
  g_mkdir_with_parents (screen->folder, 0700);
  if (!g_unix_open_pipe (ends, 0, error))
    return FALSE;
  command = g_strdup_printf ("Xvfb -displayfd %d -screen 0 1280x800x24 -fbdir '%s' -nolisten tcp",
                             ends[1],
                             screen->folder);
  if (!g_shell_parse_argv (command, NULL, &arguments, error) ||
      !g_spawn_async (NULL,
                      arguments,
                      NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                          G_SPAWN_LEAVE_DESCRIPTORS_OPEN | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL,
                      NULL,
                      &screen->xvfb,
                      error))
    return FALSE;
  close (ends[1]);
  n = read (ends[0], number, sizeof number - 1);
  close (ends[0]);
  if (n <= 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Xvfb did not start");
      return FALSE;
    }
  screen->display = g_strdup_printf (":%s", g_strchomp (number));
  return map_pixels (screen, error);
}

static gboolean
is_drawn (const Screen *screen)
{
  guint32 seen[COLOURS_MIN];
  guint n_seen = 0;

  for (gsize at = HEADER; at + 4 < screen->size && n_seen < COLOURS_MIN; at += STRIDE)
    {
      guint32 value;
      gboolean known = FALSE;

      memcpy (&value, screen->pixels + at, sizeof value);
      for (guint i = 0; i < n_seen && !known; i++)
        known = seen[i] == value;
      if (!known)
        seen[n_seen++] = value;
    }
  return n_seen >= COLOURS_MIN;
}

/* Milliseconds, or -1. */
static double
start_once (const Screen *screen, char **arguments)
{
  g_auto (GStrv) environment =
      g_environ_setenv (g_get_environ (), "DISPLAY", screen->display, TRUE);
  double start = tsn_bench_now (), took = -1;
  GPid pid;

  if (!g_spawn_async (NULL,
                      arguments,
                      environment,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                          G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL,
                      NULL,
                      &pid,
                      NULL))
    return -1;
  while (took < 0 && tsn_bench_now () - start < GIVE_UP_S)
    {
      if (is_drawn (screen))
        took = (tsn_bench_now () - start) * 1000;
      else
        g_usleep (LOOK_US);
    }
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  /* Without a window manager the screen is bare again when the window is gone. */
  for (guint i = 0; i < 2000 && is_drawn (screen); i++)
    g_usleep (LOOK_US);
  return took;
}

gboolean
tsn_bench_start_kiosk (TsnBench *bench, const char *folder, GError **error)
{
  g_auto (Screen) screen = { 0 };
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *command = g_strdup_printf ("'%s/ui/tsunagi' --kiosk --data '%s'",
                                              TSN_BENCH_BUILD_FOLDER,
                                              folder);
  g_auto (GStrv) words = NULL;

  if (!g_shell_parse_argv (command, NULL, &words, error) || !screen_open (&screen, bench, error))
    return FALSE;
  for (guint i = 0; i <= RUNS; i++)
    {
      double took = start_once (&screen, words);

      if (took < 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no welcome was drawn");
          return FALSE;
        }
      if (i > 0)
        g_array_append_val (samples, took);
    }
  tsn_bench_report (bench,
                    &(TsnBenchResult){ .measure = "kiosk: start to welcome",
                                       .unit = "ms",
                                       .value = tsn_bench_quantile (samples, 0.5),
                                       .limit = 2000,
                                       .limit_what = "what was promised",
                                       .rule = TSN_BENCH_VALUE_AT_MOST,
                                       .bound = 2000,
                                       .n = RUNS });
  return TRUE;
}

gboolean
tsn_bench_start (TsnBench *bench, const char *folder, GError **error)
{
  g_auto (Screen) screen = { 0 };
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) theirs = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *peer = g_find_program_in_path (PEER);
  g_autofree char *command = g_strdup_printf ("'%s/ui/tsunagi' --data '%s'",
                                              TSN_BENCH_BUILD_FOLDER,
                                              folder);
  g_auto (GStrv) our_words = NULL;
  g_auto (GStrv) peer_words = g_strsplit (PEER " --standalone", " ", 0);

  if (!g_shell_parse_argv (command, NULL, &our_words, error))
    return FALSE;
  if (!screen_open (&screen, bench, error))
    return FALSE;
  for (guint i = 0; i <= RUNS; i++)
    {
      double our_time = start_once (&screen, our_words);
      double peer_time = peer != NULL ? start_once (&screen, peer_words) : 0;

      if (our_time < 0 || peer_time < 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no frame was drawn");
          return FALSE;
        }
      if (i > 0)
        {
          g_array_append_val (ours, our_time);
          g_array_append_val (theirs, peer_time);
        }
    }
  tsn_bench_report (
      bench,
      &(TsnBenchResult){ .measure = "app: first drawn frame",
                         .unit = "ms",
                         .value = tsn_bench_quantile (ours, 0.5),
                         .limit = peer != NULL ? tsn_bench_quantile (theirs, 0.5) : 1,
                         .limit_what = peer != NULL ? PEER " in the same run" : "no peer here",
                         .rule = peer != NULL ? TSN_BENCH_RATIO_AT_MOST : TSN_BENCH_SHOWN,
                         .bound = 1,
                         .n = RUNS });
  return TRUE;
}
