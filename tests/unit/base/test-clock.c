/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hybrid clock under wall clocks that jump, stand still and lie. */

#include "tsn-clock.h"

#define NOW G_GINT64_CONSTANT (1780000000000)

static gint64
fake_now (gpointer data)
{
  return *(gint64 *) data;
}

static void
test_next (void)
{
  g_assert_cmphex (tsn_stamp_next (0, 5), ==, 5 << 16);
  g_assert_cmphex (tsn_stamp_next (5 << 16, 5), ==, (5 << 16) + 1);
  g_assert_cmphex (tsn_stamp_next ((5 << 16) + 0xffff, 5), ==, 6 << 16); /* carried */
  g_assert_cmphex (tsn_stamp_next (9 << 16, 5), ==, (9 << 16) + 1);      /* the wall went back */
  g_assert_cmphex (tsn_stamp_next (0, -1), ==, 1);
  g_assert_cmphex (tsn_stamp_next (0, G_MAXINT64), ==, G_GUINT64_CONSTANT (0xffffffffffff0000));
  g_assert_cmphex (tsn_stamp_next (TSN_STAMP_MAX, NOW), ==, TSN_STAMP_MAX);
}

static void
test_wall (void)
{
  gint64 now = NOW;
  TsnClock clock;
  TsnStamp first;

  tsn_clock_init (&clock, TSN_STAMP_NONE, fake_now, &now);
  first = tsn_clock_tick (&clock);
  g_assert_cmpint (tsn_stamp_ms (first), ==, NOW);
  now = NOW - 86400000;
  g_assert_cmphex (tsn_clock_tick (&clock), ==, first + 1);
  now = NOW + 1;
  g_assert_cmpint (tsn_stamp_ms (tsn_clock_tick (&clock)), ==, NOW + 1);
  now = TSN_CLOCK_LATEST; /* not believed */
  g_assert_cmpint (tsn_stamp_ms (tsn_clock_tick (&clock)), ==, NOW + 1);
}

static void
test_no_battery (void)
{
  gint64 now = 0;
  TsnClock clock;

  tsn_clock_init (&clock, TSN_STAMP_NONE, fake_now, &now);
  g_assert_cmpint (tsn_stamp_ms (tsn_clock_tick (&clock)), ==, TSN_CLOCK_EARLIEST);
  g_assert_false (tsn_clock_is_plausible (now));
  g_assert_true (tsn_clock_is_plausible (NOW));
}

static void
test_observe (void)
{
  gint64 now = NOW;
  TsnClock clock;
  TsnStamp seen = ((TsnStamp) (NOW + 5000) << 16) + 0xffff;

  tsn_clock_init (&clock, TSN_STAMP_NONE, fake_now, &now);
  g_assert_true (tsn_clock_observe (&clock, seen));
  g_assert_cmphex (tsn_clock_tick (&clock), ==, seen + 1);
  g_assert_true (tsn_clock_observe (&clock, 1)); /* an old one changes nothing */
  g_assert_cmphex (tsn_clock_tick (&clock), ==, seen + 2);
  g_assert_false (tsn_clock_observe (&clock, (TsnStamp) TSN_CLOCK_LATEST << 16));
  g_assert_false (tsn_clock_observe (&clock, TSN_STAMP_MAX));
  g_assert_cmphex (tsn_clock_tick (&clock), ==, seen + 3);
}

/* Any walk of the wall clock, any stamps from outside: ticks rise and pass all that was seen. */
static void
test_rising (void)
{
  gint64 now = NOW;
  TsnClock clock;
  TsnStamp greatest = 0;

  tsn_clock_init (&clock, TSN_STAMP_NONE, fake_now, &now);
  for (int i = 0; i < 100000; i++)
    {
      if (g_test_rand_int_range (0, 4) == 0)
        {
          TsnStamp seen = (TsnStamp) (NOW + g_test_rand_int_range (-1000, 1000)) << 16 |
                          (TsnStamp) g_test_rand_int_range (0, 65536);

          g_assert_true (tsn_clock_observe (&clock, seen));
          greatest = MAX (greatest, seen);
        }
      else
        {
          TsnStamp stamp;

          now += g_test_rand_int_range (-50, 50);
          stamp = tsn_clock_tick (&clock);
          g_assert_cmphex (stamp, >, greatest);
          greatest = stamp;
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/next", test_next);
  g_test_add_func ("/base/clock/wall", test_wall);
  g_test_add_func ("/base/clock/no-battery", test_no_battery);
  g_test_add_func ("/base/clock/observe", test_observe);
  g_test_add_func ("/base/clock/rising", test_rising);
  return g_test_run ();
}
