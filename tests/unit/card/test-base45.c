/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Base45 against the examples of RFC 9285, and what a decoder has to refuse. */

#include <string.h>

#include "tsn-base45.h"

static void
assert_both_ways (const char *bytes, gsize size, const char *text)
{
  g_autoptr (GString) encoded = g_string_new (NULL);
  g_autoptr (GByteArray) decoded = g_byte_array_new ();

  tsn_base45_encode ((const guint8 *) bytes, size, encoded);
  g_assert_cmpstr (encoded->str, ==, text);
  g_assert_true (tsn_base45_decode (text, strlen (text), decoded));
  g_assert_cmpmem (decoded->data, decoded->len, bytes, size);
}

static void
test_rfc_9285 (void)
{
  assert_both_ways ("AB", 2, "BB8");
  assert_both_ways ("Hello!!", 7, "%69 VD92EX0");
  assert_both_ways ("base-45", 7, "UJCLQE7W581");
  assert_both_ways ("ietf!", 5, "QED8WEX0");
  assert_both_ways ("", 0, "");
  assert_both_ways ("\0\0", 2, "000");
  assert_both_ways ("\0", 1, "00");
  assert_both_ways ("\377\377", 2, "FGW");
  assert_both_ways ("\377", 1, "U5");
}

static void
test_refused (void)
{
  static const char *const BAD[] = { "A",  "BB8A", "GGW", "FHW",  "::",
                                     "V5", ":::",  "aB8", "B\n8", "BB8é" };

  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();

      g_byte_array_append (out, (const guint8 *) "x", 1);
      g_assert_false (tsn_base45_decode (BAD[i], strlen (BAD[i]), out));
      g_assert_cmpuint (out->len, ==, 1);
    }
}

/* Every sequence of two bytes has one text, and no other text gives it. */
static void
test_every_pair (void)
{
  for (guint n = 0; n < 65536; n++)
    {
      guint8 bytes[2] = { (guint8) (n >> 8), (guint8) (n & 255) };
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GByteArray) back = g_byte_array_new ();

      tsn_base45_encode (bytes, 2, text);
      g_assert_true (tsn_base45_decode (text->str, text->len, back));
      g_assert_cmpmem (back->data, back->len, bytes, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card/base45/rfc-9285", test_rfc_9285);
  g_test_add_func ("/card/base45/refused", test_refused);
  g_test_add_func ("/card/base45/every-pair", test_every_pair);
  return g_test_run ();
}
