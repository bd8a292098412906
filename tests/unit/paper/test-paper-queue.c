/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Giving a file to the printer: into a folder, and where there is none. */

#include <glib/gstdio.h>

#include "tsn-paper-queue.h"

typedef struct
{
  gboolean answered, printed;
  GError *error;
} Answer;

static void
printed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->printed = tsn_paper_queue_print_finish (result, &answer->error);
  answer->answered = TRUE;
}

static Answer
print_to (const char *printer)
{
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-", 5);
  Answer answer = { 0 };

  tsn_paper_queue_print_async (printer, pdf, 1, NULL, printed_cb, &answer);
  while (!answer.answered)
    g_main_context_iteration (NULL, TRUE);
  return answer;
}

static void
test_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tsn-paper-XXXXXX", NULL);
  Answer answer = print_to (folder);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  GStatBuf info;

  g_assert_no_error (answer.error);
  g_assert_true (answer.printed);
  path = g_build_filename (folder, g_dir_read_name (dir), NULL);
  g_assert_null (g_dir_read_name (dir));
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "%PDF-");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_nowhere (void)
{
  static const char *const printers[] = { "", "no-such-queue", "/nonexistent/folder" };

  for (guint i = 0; i < G_N_ELEMENTS (printers); i++)
    {
      Answer answer = print_to (printers[i]);

      g_assert_false (answer.printed);
      g_assert_error (answer.error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_NO_PRINTER);
      g_clear_error (&answer.error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/folder", test_folder);
  g_test_add_func ("/paper/nowhere", test_nowhere);
  return g_test_run ();
}
