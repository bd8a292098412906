/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Paper through a real CUPS: its queue was left paused, for want of paper that was put in since: it
 * is resumed, which CUPS lets nobody do whom it does not know. What a resident sees while something
 * is wrong with the printer: tests/unit/ui/test-kiosk-printer.c. */

#include "cups-room.h"

static void
test_resumed (void)
{
  static const char PAGE[] = "%PDF-1.7\nnot looked at\n%%EOF\n";
  g_autoptr (GBytes) pdf = g_bytes_new_static (PAGE, sizeof PAGE - 1);
  g_autoptr (GError) error = NULL;
  CupsRoom room = { 0 };
  TsnPaperState state = TSN_PAPER_WAITING;
  gint64 until = g_get_monotonic_time () + CUPS_PATIENCE * G_USEC_PER_SEC;
  g_autofree char *last = NULL;
  g_autofree char *content = NULL;
  int job;

  cups_room_set_up (&room, TRUE);
  job = print_and_wait (CUPS_QUEUE, pdf, &error);
  g_assert_no_error (error);
  g_assert_cmpint (job, >, 0);
  while (state == TSN_PAPER_WAITING && g_get_monotonic_time () < until)
    ask_and_wait (CUPS_QUEUE, job, &state, NULL);
  g_assert_cmpint (state, ==, TSN_PAPER_PRINTED);
  g_assert_cmpuint (cups_room_count_printed (&room), ==, 1);
  last = cups_room_path (&room, "last.pdf");
  g_assert_true (g_file_get_contents (last, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, PAGE);

  /* Nothing of it stays, not even a line in the history. */
  g_assert_true (cancel_and_wait (CUPS_QUEUE, job, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, TSN_PAPER_PRINTED);
  g_assert_true (ask_and_wait (CUPS_QUEUE, job, &state, &error));
  g_assert_cmpint (state, ==, TSN_PAPER_FORGOTTEN);
  g_assert_cmpuint (cups_room_count_spooled (&room), ==, 0);
  cups_room_tear_down (&room);
}

int
main (int argc, char **argv)
{
  const char *missing = cups_room_missing ();

  g_test_init (&argc, &argv, NULL);
  if (missing != NULL)
    {
      g_print ("1..0 # SKIP %s\n", missing);
      return 0;
    }
  g_test_add_func ("/paper/cups/resumed", test_resumed);
  return g_test_run ();
}
