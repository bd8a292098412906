/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Giving a file to the printer: into a folder, and where there is none. */

#include <glib/gstdio.h>

#include "paper-waiting.h"
#include "tsn-paper-address.h"

static void
print_to (const char *printer, GError **error)
{
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-", 5);

  g_assert_cmpint (print_and_wait (printer, pdf, error), ==, 0);
}

static void
test_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tsn-paper-XXXXXX", NULL);
  g_autofree char *printer = g_strconcat (folder, "?media=iso_a6_105x148mm", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  GStatBuf info;

  print_to (printer, &error);
  g_assert_no_error (error);
  dir = g_dir_open (folder, 0, NULL);
  path = g_build_filename (folder, g_dir_read_name (dir), NULL);
  g_assert_null (g_dir_read_name (dir));
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "%PDF-");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_unlink (path);
  g_rmdir (folder);
}

/* Whatever was set stays what it was; what has no size has none. */
static void
test_address (void)
{
  static const char *const texts[] = {
    "ipp://localhost/ipp/print",
    "Hall?media=iso_a6_105x148mm",
    "/folder?tray=tray-2",
    "Hall?media=jpn_hagaki_100x148mm&tray=by-pass%20%26%20tray",
  };
  double width, height;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TsnPaperAddress) address = tsn_paper_address_new (texts[i], &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = tsn_paper_address_to_text (address);
      g_assert_cmpstr (text, ==, texts[i]);
    }
  g_assert_true (tsn_paper_size_of_media ("jpn_hagaki_100x148mm", &width, &height));
  g_assert_cmpfloat_with_epsilon (width, 100, 0.1);
  g_assert_cmpfloat_with_epsilon (height, 148, 0.1);
  g_assert_false (tsn_paper_size_of_media (NULL, &width, &height));
  g_assert_cmpfloat_with_epsilon (width, 0, 0.001);
}

static void
test_nowhere (void)
{
  static const char *const printers[] = { "", "no-such-queue", "/nonexistent/folder" };

  for (guint i = 0; i < G_N_ELEMENTS (printers); i++)
    {
      g_autoptr (GError) error = NULL;

      print_to (printers[i], &error);
      g_assert_error (error, TSN_PAPER_ERROR, TSN_PAPER_ERROR_NO_PRINTER);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/folder", test_folder);
  g_test_add_func ("/paper/address", test_address);
  g_test_add_func ("/paper/nowhere", test_nowhere);
  return g_test_run ();
}
