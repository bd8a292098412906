/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An announcement in the TXT record of DNS-SD, whose strings have at most 255 bytes (RFC 6763
 * section 6). They may come in any order, and beside others. */

#include <string.h>

#include "tsn-room-mdns.h"

#define PIECES_MAX 5 /* of an announcement; one digit */

G_STATIC_ASSERT (PIECES_MAX *TSN_ROOM_TXT_PIECE >= TSN_ANNOUNCEMENT_SIZE_MAX);

GVariant *
tsn_room_txt_new (GBytes *announcement)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aay"));
  gsize size;
  const guint8 *data = g_bytes_get_data (announcement, &size);

  for (guint i = 0; size > 0 && i < PIECES_MAX; i++)
    {
      guint8 piece[2 + TSN_ROOM_TXT_PIECE] = { (guint8) ('0' + i), '=' };
      gsize n = MIN (size, TSN_ROOM_TXT_PIECE);

      memcpy (piece + 2, data, n);
      g_variant_builder_add_value (
          &builder,
          g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, piece, n + 2, 1));
      data += n;
      size -= n;
    }
  return g_variant_builder_end (&builder);
}

/* FALSE: no such piece. */
static gboolean
append_piece (GVariant *txt, guint number, GByteArray *out)
{
  for (gsize i = 0; i < g_variant_n_children (txt); i++)
    {
      g_autoptr (GVariant) string = g_variant_get_child_value (txt, i);
      gsize size;
      const guint8 *data = g_variant_get_fixed_array (string, &size, 1);

      if (size < 2 || size > 2 + TSN_ROOM_TXT_PIECE || data[0] != '0' + number || data[1] != '=')
        continue;
      g_byte_array_append (out, data + 2, (guint) size - 2);
      return TRUE;
    }
  return FALSE;
}

GBytes *
tsn_room_txt_parse (GVariant *txt)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint i = 0; i < PIECES_MAX && append_piece (txt, i, out); i++)
    ;
  if (out->len == 0 || out->len > TSN_ANNOUNCEMENT_SIZE_MAX)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
