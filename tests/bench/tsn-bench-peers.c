/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See tsn-bench-peers.h. */

#include "tsn-bench-peers.h"

#include <string.h>

char *
tsn_bench_peer_run (TsnBench *bench, GError **error, const char *script, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *path = g_build_filename (bench->peers, script, NULL);
  g_autofree char *line = NULL;
  const char *argument;
  va_list more;

  g_ptr_array_add (arguments, (gpointer) (guintptr) "node");
  g_ptr_array_add (arguments, path);
  va_start (more, script);
  while ((argument = va_arg (more, const char *)) != NULL)
    g_ptr_array_add (arguments, (gpointer) (guintptr) argument);
  va_end (more);
  g_ptr_array_add (arguments, NULL);
  process = g_subprocess_newv ((const char *const *) arguments->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                               error);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &line, NULL, error) ||
      !g_subprocess_wait_check (process, NULL, error))
    return NULL;
  return g_steal_pointer (&line);
}

double
tsn_bench_peer_number (const char *line, const char *name)
{
  g_autofree char *key = g_strdup_printf ("\"%s\":", name);
  const char *place = strstr (line, key);

  return place != NULL ? g_ascii_strtod (place + strlen (key), NULL) : -1;
}
