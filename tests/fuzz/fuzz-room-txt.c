/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The TXT record with which somebody in the local network tells of a room: as the bytes of any
 * array of strings, and as strings that are each a line of the input. What was read is read again
 * when it is told anew. */

#include "tsn-room-mdns.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check (GVariant *floating)
{
  g_autoptr (GVariant) txt = g_variant_ref_sink (floating);
  g_autoptr (GBytes) announcement = tsn_room_txt_parse (txt);
  g_autoptr (GVariant) told = NULL;
  g_autoptr (GBytes) again = NULL;

  if (announcement == NULL)
    return;
  told = g_variant_ref_sink (tsn_room_txt_new (announcement));
  again = tsn_room_txt_parse (told);
  g_assert_true (again != NULL && g_bytes_equal (again, announcement));
}

static GVariant *
split_lines (const guint8 *data, gsize size)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aay"));
  gsize begin = 0;

  for (gsize i = 0; i <= size; i++)
    if (i == size || data[i] == '\n')
      {
        g_variant_builder_add_value (
            &builder,
            g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data + begin, i - begin, 1));
        begin = i + 1;
      }
  return g_variant_builder_end (&builder);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  check (g_variant_new_from_bytes (G_VARIANT_TYPE ("aay"), bytes, FALSE));
  check (split_lines (data, size));
  return 0;
}
