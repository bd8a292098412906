/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See tsn-bench-server.h. Its log goes to a file, as it would to the journal. */

#include "tsn-bench-server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tsn-http-transport.h"

gboolean
tsn_bench_server_start (TsnBench *bench,
                        const char *name,
                        const char *database,
                        TsnBenchServer *self,
                        GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *folder = g_build_filename (bench->folder, name, NULL);
  g_autofree char *log = g_strconcat (folder, ".log", NULL);
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *line = NULL;

  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  self->process = g_subprocess_launcher_spawn (launcher,
                                               error,
                                               TSN_BENCH_BUILD_FOLDER "/src/server/tsunagi-server",
                                               database != NULL ? "--database" : "--data",
                                               database != NULL ? database : folder,
                                               "--new-token",
                                               "--listen",
                                               "127.0.0.1:0",
                                               NULL);
  if (self->process == NULL)
    return FALSE;
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (out, NULL, NULL, error);
  return tsn_server_line_parse (&self->line, line != NULL ? line : "", error);
}

void
tsn_bench_server_stop (TsnBenchServer *self)
{
  if (self->process == NULL)
    return;
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

TsnTransport *
tsn_bench_server_connect (const TsnBenchServer *self)
{
  return tsn_http_transport_new (self->line.host, self->line.port, self->line.pin);
}

static char *
read_proc (const TsnBenchServer *self, const char *name)
{
  const char *pid = g_subprocess_get_identifier (self->process);
  g_autofree char *path = g_strdup_printf ("/proc/%s/%s", pid != NULL ? pid : "0", name);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

double
tsn_bench_server_cpu (const TsnBenchServer *self)
{
  g_autofree char *stat = read_proc (self, "stat");
  const char *rest = stat != NULL ? strrchr (stat, ')') : NULL;
  g_auto (GStrv) fields = rest != NULL ? g_strsplit (rest, " ", 0) : NULL;

  /* utime and stime are the 14th and 15th; the second one ends with the parenthesis. */
  if (fields == NULL || g_strv_length (fields) < 14)
    return -1;
  return (atof (fields[12]) + atof (fields[13])) / (double) sysconf (_SC_CLK_TCK);
}

double
tsn_bench_server_peak_rss (const TsnBenchServer *self)
{
  g_autofree char *status = read_proc (self, "status");
  const char *line = status != NULL ? strstr (status, "VmHWM:") : NULL;

  return line != NULL ? atof (line + strlen ("VmHWM:")) / 1024 : -1;
}
