/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An announcement on its way: in a TXT record, and as a line that people carry. */

#include <string.h>

#include "tsn-room-mdns.h"

static GBytes *
some_bytes (gsize size)
{
  g_autofree guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 7);
  return g_bytes_new (data, size);
}

static GVariant *
txt_of (const char *const *strings)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aay"));

  for (; *strings != NULL; strings++)
    g_variant_builder_add_value (
        &builder,
        g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, *strings, strlen (*strings), 1));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
test_pieces (void)
{
  static const gsize sizes[] = { 1, 239, 240, 241, 480, 481, TSN_ANNOUNCEMENT_SIZE_MAX };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) bytes = some_bytes (sizes[i]);
      g_autoptr (GVariant) txt = g_variant_ref_sink (tsn_room_txt_new (bytes));
      g_autoptr (GBytes) read = tsn_room_txt_parse (txt);

      g_assert_cmpuint (g_variant_n_children (txt), ==, (sizes[i] + 239) / 240);
      g_assert_true (g_bytes_equal (read, bytes));
    }
}

/* Of anybody: in another order, with more beside it, with holes. */
static void
test_others (void)
{
  static const struct
  {
    const char *strings[6];
    const char *read; /* NULL: nothing */
  } cases[] = {
    { { "1=b", "0=a", NULL }, "ab" }, { { "x=1", "0=a", "", "0", "1=b", NULL }, "ab" },
    { { "0=a", "2=c", NULL }, "a" },  { { "0=a", "0=z", NULL }, "a" },
    { { "1=b", NULL }, NULL },        { { "0", "=", "", NULL }, NULL },
    { { "0=", NULL }, NULL },         { { NULL }, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) txt = txt_of (cases[i].strings);
      g_autoptr (GBytes) read = tsn_room_txt_parse (txt);

      g_assert_true ((read != NULL) == (cases[i].read != NULL));
      if (read != NULL)
        g_assert_cmpmem (g_bytes_get_data (read, NULL),
                         g_bytes_get_size (read),
                         cases[i].read,
                         strlen (cases[i].read));
    }
}

static void
test_line (void)
{
  TsnRoomAddress address = { .host = "192.168.0.7", .port = 8444 };
  g_auto (TsnRoomAddress) read = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_autofree char *blanks = NULL;

  address.announcement = some_bytes (400);
  line = tsn_room_address_format (&address);
  blanks = g_strdup_printf ("  %s\n", line);
  tsn_room_address_parse (&read, blanks, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read.host, ==, address.host);
  g_assert_cmpuint (read.port, ==, address.port);
  g_assert_true (g_bytes_equal (read.announcement, address.announcement));
  tsn_room_address_clear (&address);
}

static void
test_bad_lines (void)
{
  static const char *const lines[] = {
    "",
    "tsunagi-room:",
    "tsunagi-room:h:1",
    "tsunagi-room:h:1#",
    "tsunagi-room:h:0#AAAA",
    "tsunagi-room:h:65536#AAAA",
    "tsunagi-room:h#AAAA",
    "tsunagi-room:h/x:1#AAAA",
    "tsunagi-room:h:1#AA AA",
    "tsunagi-room:h:1#AAAA#BBBB",
    "tsunagi-server:h:1#AAAA",
  };
  g_autofree char *filler = g_strnfill (1500, 'A');
  g_autofree char *too_long = g_strconcat ("tsunagi-room:h:1#", filler, NULL);
  TsnRoomAddress read;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tsn_room_address_parse (&read, lines[i], &error));
      g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_BAD_LINE);
    }
  g_assert_false (tsn_room_address_parse (&read, too_long, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/room/txt/pieces", test_pieces);
  g_test_add_func ("/room/txt/others", test_others);
  g_test_add_func ("/room/line", test_line);
  g_test_add_func ("/room/line/bad", test_bad_lines);
  return g_test_run ();
}
