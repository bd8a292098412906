/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ids: the form of RFC 9562, order by time, strict parsing. */

#include <string.h>

#include "tsn-id.h"

static void
test_layout (void)
{
  TsnId id = tsn_id_new (G_GINT64_CONSTANT (0x0190abcdef12));
  TsnId other = tsn_id_new (G_GINT64_CONSTANT (0x0190abcdef12));
  const guint8 time[] = { 0x01, 0x90, 0xab, 0xcd, 0xef, 0x12 };

  g_assert_cmpmem (id.bytes, 6, time, 6);
  g_assert_cmphex (id.bytes[6] >> 4, ==, 7);
  g_assert_cmphex (id.bytes[8] >> 6, ==, 2);
  g_assert_false (tsn_id_equal (&id, &other));
  g_assert_false (tsn_id_is_nil (&id));
  g_assert_true (tsn_id_is_nil (&TSN_ID_NIL));
}

static void
test_order (void)
{
  TsnId early = tsn_id_new (1000);
  TsnId late = tsn_id_new (1001);
  TsnId before_all = tsn_id_new (-5);
  TsnId after_all = tsn_id_new (G_MAXINT64);

  g_assert_cmpint (tsn_id_compare (&early, &late), <, 0);
  g_assert_cmpint (tsn_id_compare (&before_all, &early), <, 0);
  g_assert_cmpint (tsn_id_compare (&late, &after_all), <, 0);
  g_assert_cmpint (tsn_id_compare (&late, &late), ==, 0);
}

static void
test_round_trip (void)
{
  for (int i = 0; i < 1000; i++)
    {
      TsnId id = tsn_id_new (g_test_rand_int ());
      TsnId again;
      char text[TSN_ID_TEXT_SIZE];
      g_autofree char *upper = g_ascii_strup (tsn_id_format (&id, text), -1);

      g_assert_cmpuint (strlen (text), ==, 36);
      g_assert_true (tsn_id_parse (text, &again));
      g_assert_true (tsn_id_equal (&id, &again));
      g_assert_cmpuint (tsn_id_hash (&id), ==, tsn_id_hash (&again));
      g_assert_true (tsn_id_parse (upper, &again));
      g_assert_true (tsn_id_equal (&id, &again));
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "0190abcd-ef12-7000-8000-00000000000",
    "0190abcd-ef12-7000-8000-0000000000000",
    "0190abcdef12-7000-8000-000000000000-",
    "0190abcd-ef12-7000-8000-00000000000g",
    "0190abcd-ef12-7000-8000+000000000000",
    " 190abcd-ef12-7000-8000-000000000000",
    "{190abcd-ef12-7000-8000-00000000000}",
    "0190abcd-ef12-7000-8000-000000000000\n",
    "０190abcd-ef12-7000-8000-000000000000",
  };
  TsnId id = TSN_ID_NIL;

  g_assert_false (tsn_id_parse (NULL, &id));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (tsn_id_parse (texts[i], &id));
  g_assert_true (tsn_id_is_nil (&id));
}

static void
test_derive (void)
{
  TsnId a = tsn_id_derive ("place", "1170209199", 10);
  TsnId again = tsn_id_derive ("place", "1170209199", 10);
  TsnId other_space = tsn_id_derive ("person", "1170209199", 10);
  TsnId other_name = tsn_id_derive ("place", "1170209198", 10);

  g_assert_true (tsn_id_equal (&a, &again));
  g_assert_false (tsn_id_equal (&a, &other_space));
  g_assert_false (tsn_id_equal (&a, &other_name));
  g_assert_cmpint (a.bytes[6] >> 4, ==, 8);
  g_assert_cmpint (a.bytes[8] >> 6, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/id/layout", test_layout);
  g_test_add_func ("/base/id/order", test_order);
  g_test_add_func ("/base/id/round-trip", test_round_trip);
  g_test_add_func ("/base/id/refused", test_refused);
  g_test_add_func ("/id/derive", test_derive);
  return g_test_run ();
}
