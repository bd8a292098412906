/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TsnStamp:
 *
 * A moment of the hybrid logical clock: milliseconds since 1970 UTC in the upper 48 bits, a counter
 * in the lower 16. Stamps of one clock rise strictly, and a stamp is greater than every stamp its
 * clock had seen: so comparing two integers never contradicts cause and effect, whatever the wall
 * clocks said.
 */
typedef guint64 TsnStamp;

#define TSN_STAMP_NONE ((TsnStamp) 0)
#define TSN_STAMP_MAX  G_MAXUINT64
#define TSN_CLOCK_EARLIEST                                                                         \
  G_GINT64_CONSTANT (1704034800000) /* 2024-01-01 JST, ms: no device was in use before */
#define TSN_CLOCK_LATEST G_GINT64_CONSTANT (4102412400000) /* 2100-01-01 JST, ms */

/**
 * TsnClockFunc:
 * @data: what was given to tsn_clock_init()
 *
 * Returns: the wall clock in milliseconds since 1970 UTC
 */
typedef gint64 (*TsnClockFunc) (gpointer data);

/**
 * TsnClock:
 *
 * Thread: not locked; one thread (the store's writer) owns it.
 */
typedef struct
{
  TsnStamp last;       /* the greatest stamp given or seen */
  TsnClockFunc now_ms; /* never NULL after init */
  gpointer now_data;   /* borrowed */
} TsnClock;

/**
 * tsn_clock_init:
 * @clock: (out caller-allocates): a clock
 * @last: the greatest stamp known from an earlier run, or %TSN_STAMP_NONE
 * @now_ms: (nullable): the wall clock; %NULL for the machine's
 * @now_data: for @now_ms; must outlive the clock
 */
void tsn_clock_init (TsnClock *clock, TsnStamp last, TsnClockFunc now_ms, gpointer now_data);

/**
 * tsn_clock_tick:
 * @clock: a clock
 *
 * Returns: a stamp strictly greater than all that @clock gave or observed. It follows the wall
 * clock where that is plausible, stands still (counting on) while the wall clock is behind, and
 * starts at %TSN_CLOCK_EARLIEST on a machine that woke up in 1970.
 */
TsnStamp tsn_clock_tick (TsnClock *clock);

/**
 * tsn_clock_observe:
 * @clock: a clock
 * @stamp: a stamp that came from another device or from disk
 *
 * From now on every tick is greater than @stamp.
 *
 * Errors: returns FALSE and changes nothing when @stamp lies after %TSN_CLOCK_LATEST: one broken
 * device must not push every clock of the municipality to the end of time. The caller refuses the
 * patch.
 */
gboolean tsn_clock_observe (TsnClock *clock, TsnStamp stamp);

/**
 * tsn_stamp_next:
 * @last: the greatest stamp so far
 * @now_ms: the wall clock, ms; below 0 counts as 0, above 48 bits as the greatest
 *
 * The pure core of the clock: max (@last + 1, @now_ms << 16). A full counter carries into the
 * milliseconds by itself. At %TSN_STAMP_MAX it stays there (unreachable through a #TsnClock).
 */
TsnStamp tsn_stamp_next (TsnStamp last, gint64 now_ms);

/* Milliseconds since 1970 UTC of a stamp, for showing it. */
gint64 tsn_stamp_ms (TsnStamp stamp);

/* Whether a wall clock can be believed: from %TSN_CLOCK_EARLIEST up to, not including,
 * %TSN_CLOCK_LATEST. */
gboolean tsn_clock_is_plausible (gint64 now_ms);

/* The machine's wall clock in milliseconds since 1970 UTC; a #TsnClockFunc that ignores @data. */
gint64 tsn_clock_wall_ms (gpointer data);

G_END_DECLS
