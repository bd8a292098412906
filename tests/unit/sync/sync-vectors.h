/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sync-vectors.h: the lines of a file in tests/data/sync, and the keys they were signed with. */

#pragma once

#include <gio/gio.h>
#include <string.h>

#include "tsn-sign-key.h"

static G_GNUC_UNUSED TsnSignKey *
key_of (guint8 byte)
{
  guint8 seed[TSN_KEY_SIZE];

  memset (seed, byte, sizeof seed);
  return tsn_sign_key_new_from_seed (seed);
}

static G_GNUC_UNUSED GBytes *
bytes_of (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_byte_array_free_to_bytes (bytes);
}

typedef void (*VectorFunc) (char **fields);

/* Calls @func for each line, split at spaces into @n fields; the last may have spaces. */
static G_GNUC_UNUSED void
foreach_vector (const char *file, guint n, VectorFunc func)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "sync", file, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = NULL;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      fields = g_strsplit (lines[i], " ", (gint) n);
      g_assert_cmpuint (g_strv_length (fields), ==, n);
      g_test_message ("%s", fields[0]);
      func (fields);
    }
}
