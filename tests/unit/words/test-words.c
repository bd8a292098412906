/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of values, beyond what the tests of those who say it look at. */

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

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

/* As GLib has it: the code of errno, in either domain. */
static void
test_read_only_medium (void)
{
  g_autoptr (GError) io = g_error_new (G_IO_ERROR, (int) g_io_error_from_errno (EROFS), "EROFS");
  g_autoptr (GError) file = g_error_new (G_FILE_ERROR,
                                         (int) g_file_error_from_errno (EROFS),
                                         "EROFS");
  g_autofree char *first = tsn_words_error (io);
  g_autofree char *second = tsn_words_error (file);

  g_assert_nonnull (strstr (first, "for reading only"));
  g_assert_cmpstr (first, ==, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/moment", test_moment);
  g_test_add_func ("/words/read-only-medium", test_read_only_medium);
  return g_test_run ();
}
