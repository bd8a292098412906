/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vectors of tests/data/sync: lines of words, made by a program in another language. */

#pragma once

#include <glib.h>

static G_GNUC_UNUSED GByteArray *
bytes_of (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return bytes;
}

/* The lines of a file, each split at spaces into @n words. */
static G_GNUC_UNUSED GPtrArray *
read_vectors (const char *file, guint n)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "sync", file, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '#' && lines[i][0] != '\0')
      {
        g_ptr_array_add (cases, g_strsplit (lines[i], " ", -1));
        g_assert_cmpuint (g_strv_length (g_ptr_array_index (cases, cases->len - 1)), ==, n);
      }
  g_assert_cmpuint (cases->len, >, 0);
  return cases;
}
