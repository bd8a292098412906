/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of values, beyond what the tests of those who say it look at. */

#include "tsn-words.h"

static gint64
ms_of (int day, int hour, int minute)
{
  g_autoptr (GDateTime) then = g_date_time_new_local (2026, 11, day, hour, minute, 0);

  return g_date_time_to_unix (then) * 1000;
}

static void
expect_moment (gint64 unix_ms, const char *wanted)
{
  g_autofree char *words = tsn_words_moment (unix_ms, ms_of (30, 0, 5));

  g_assert_cmpstr (words, ==, wanted);
}

static void
test_moment (void)
{
  expect_moment (ms_of (30, 0, 0), "00:00");
  expect_moment (ms_of (30, 13, 2), "13:02"); /* a clock that is behind */
  expect_moment (ms_of (29, 23, 59), "2026年11月29日 23:59");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/moment", test_moment);
  return g_test_run ();
}
