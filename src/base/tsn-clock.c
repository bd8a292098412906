/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hybrid logical clock.
 *
 * The packing does the work: with the counter below the milliseconds, "one more than the last" is
 * the same addition whether the counter has room or is full, and the greater of two stamps is the
 * later one. A wall clock that went back simply loses against the last stamp until it has caught
 * up.
 *
 * Wall clocks of desk machines with an empty battery say 1970, and now and then one says 2153.
 * Neither is believed: the first would make stamps that lose against everything, the second stamps
 * that win for ever.
 */

#include "tsn-clock.h"

#define COUNTER_BITS 16
#define UNIX_MS_MAX  ((G_GINT64_CONSTANT (1) << 48) - 1)

gint64
tsn_clock_wall_ms (gpointer data)
{
  return g_get_real_time () / 1000;
}

void
tsn_clock_init (TsnClock *clock, TsnStamp last, TsnClockFunc now_ms, gpointer now_data)
{
  *clock = (TsnClock){ last, now_ms != NULL ? now_ms : tsn_clock_wall_ms, now_data };
}

gboolean
tsn_clock_is_plausible (gint64 now_ms)
{
  return now_ms >= TSN_CLOCK_EARLIEST && now_ms < TSN_CLOCK_LATEST;
}

TsnStamp
tsn_stamp_next (TsnStamp last, gint64 now_ms)
{
  TsnStamp wall = (TsnStamp) CLAMP (now_ms, 0, UNIX_MS_MAX) << COUNTER_BITS;

  if (last == TSN_STAMP_MAX)
    return last;
  return MAX (last + 1, wall);
}

gint64
tsn_stamp_ms (TsnStamp stamp)
{
  return (gint64) (stamp >> COUNTER_BITS);
}

TsnStamp
tsn_clock_tick (TsnClock *clock)
{
  gint64 now = clock->now_ms (clock->now_data);

  clock->last = tsn_stamp_next (clock->last,
                                tsn_clock_is_plausible (now) ? now : TSN_CLOCK_EARLIEST);
  return clock->last;
}

gboolean
tsn_clock_observe (TsnClock *clock, TsnStamp stamp)
{
  if (tsn_stamp_ms (stamp) >= TSN_CLOCK_LATEST)
    return FALSE;
  clock->last = MAX (clock->last, stamp);
  return TRUE;
}
