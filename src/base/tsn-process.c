/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-process.h"

#include <malloc.h>
#include <sys/resource.h>

/* The kernel gives a core to the program of a pipe in kernel.core_pattern (systemd-coredump,
 * apport) with a limit of 0, too; 1 is its word for none at all, and no file is as small. See
 * core(5) and do_coredump() in fs/coredump.c. */
#define NO_CORE 1 /* bytes */

#define HEAPS   2            /* of all threads, the main thread's among them */
#define PICTURE (128 * 1024) /* bytes; a frame of a small camera in grey has 300 kB */

void
tsn_process_forbid_core_dumps (void)
{
  const struct rlimit one = { NO_CORE, NO_CORE };
  const struct rlimit none = { 0, 0 };

  if (setrlimit (RLIMIT_CORE, &one) != 0)
    (void) setrlimit (RLIMIT_CORE, &none);
}

void
tsn_process_steady_heap (void)
{
#ifdef __GLIBC__
  (void) mallopt (M_ARENA_MAX, HEAPS);
  (void) mallopt (M_MMAP_THRESHOLD, PICTURE); /* that it is said at all is what keeps it there */
#endif
}
