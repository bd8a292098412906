/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Of this process itself, one after the other: what is lowered is not raised again. (GLib's own
 * processes for tests begin with a limit of 0.) */

#include <sys/resource.h>

#include "tsn-process.h"

static void
test_no_core_dumps (void)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  if (limit.rlim_max == 0)
    {
      g_test_skip ("core dumps are forbidden here");
      return;
    }
  tsn_process_forbid_core_dumps ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  /* 0 would still hand the whole of it to systemd-coredump or apport. */
  g_assert_cmpuint (limit.rlim_cur, ==, 1);
  g_assert_cmpuint (limit.rlim_max, ==, 1);
}

/* Where an administrator has forbidden even that one byte. */
static void
test_hard_limit (void)
{
  struct rlimit limit = { 0, 0 };

  g_assert_cmpint (setrlimit (RLIMIT_CORE, &limit), ==, 0);
  tsn_process_forbid_core_dumps ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, <=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/process/no-core-dumps", test_no_core_dumps);
  g_test_add_func ("/base/process/hard-limit", test_hard_limit);
  return g_test_run ();
}
