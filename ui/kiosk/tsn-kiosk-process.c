/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* glibc overwrites what is freed (malloc.perturb), but for what goes through the caches that each
 * thread has: there are none then. GLib before 2.76 has an allocator of its own beside malloc,
 * which is switched off. Both are read from the environment before main() begins.
 */

#include "tsn-kiosk-process.h"

#include <errno.h>
#include <unistd.h>

#define MARK "TSUNAGI_KIOSK_PROCESS"

static const struct
{
  const char *name, *value;
} ENVIRONMENT[] = {
  { MARK, "1" },
  { "G_SLICE", "always-malloc" },
  { "GLIBC_TUNABLES", "glibc.malloc.perturb=170:glibc.malloc.tcache_count=0" },
};

gboolean
tsn_kiosk_process_is_ready (void)
{
  return g_getenv (MARK) != NULL;
}

void
tsn_kiosk_process_begin (char **argv)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ENVIRONMENT); i++)
    g_setenv (ENVIRONMENT[i].name, ENVIRONMENT[i].value, TRUE);
  /* By its name, which ps and the journal show; an update may have taken the file away. */
  if (program != NULL)
    (void) execv (program, argv);
  (void) execv ("/proc/self/exe", argv);
  g_critical ("the process of a kiosk does not begin: %s", g_strerror (errno));
}
