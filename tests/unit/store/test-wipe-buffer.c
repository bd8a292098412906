/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* That the buffer keeps what it is given and that what it gives up is zero. The memory it has freed
 * cannot be looked at without undefined behaviour, so growing is checked by its contents alone. */

#include <string.h>

#include "tsn-wipe-buffer.h"

static gboolean
is_zero (const guint8 *place, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (place[i] != 0)
      return FALSE;
  return TRUE;
}

static void
test_grows (void)
{
  TsnWipeBuffer buffer = { 0 };

  for (guint32 i = 0; i < 10000; i++)
    {
      tsn_wipe_buffer_append (&buffer, &i, sizeof i);
      g_assert_true (buffer.size >= buffer.length + TSN_WIPE_BUFFER_SLACK);
    }
  for (guint32 i = 0; i < 10000; i++)
    g_assert_cmpint (memcmp (buffer.data + i * sizeof i, &i, sizeof i), ==, 0);
  g_assert_true (is_zero (buffer.data + buffer.length, buffer.size - buffer.length));
  tsn_wipe_buffer_clear (&buffer);
  g_assert_null (buffer.data);
  g_assert_cmpuint (buffer.length + buffer.size, ==, 0);
}

static void
test_truncates (void)
{
  TsnWipeBuffer buffer = { 0 };

  tsn_wipe_buffer_append (&buffer, "secret text", 11);
  tsn_wipe_buffer_truncate (&buffer, 6);
  g_assert_cmpuint (buffer.length, ==, 6);
  g_assert_cmpint (memcmp (buffer.data, "secret", 6), ==, 0);
  g_assert_true (is_zero (buffer.data + 6, buffer.size - 6));
  g_assert_true (is_zero (tsn_wipe_buffer_extend (&buffer, 5), 5));
  tsn_wipe_buffer_truncate (&buffer, 0);
  g_assert_true (is_zero (buffer.data, buffer.size));
  tsn_wipe_buffer_clear (&buffer);
}

static void
test_empty (void)
{
  TsnWipeBuffer buffer = { 0 };

  tsn_wipe_buffer_append (&buffer, NULL, 0);
  tsn_wipe_buffer_truncate (&buffer, 0);
  g_assert_cmpuint (buffer.length, ==, 0);
  tsn_wipe_buffer_clear (&buffer);
  tsn_wipe_buffer_clear (&buffer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/wipe-buffer/grows", test_grows);
  g_test_add_func ("/store/wipe-buffer/truncates", test_truncates);
  g_test_add_func ("/store/wipe-buffer/empty", test_empty);
  return g_test_run ();
}
