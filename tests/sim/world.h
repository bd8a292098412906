/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* world.h: time and chance as the simulated machines have them.
 *
 * The linker's --wrap puts this in the place of the machine's clocks and of the kernel's random
 * bytes; libsodium is told through its own interface. One thing happens at a time, so there is one
 * clock: that of whoever acts.
 *
 * Thread: any.
 */

#pragma once

#include <glib.h>

/* Once, before anything else. */
void world_install (void);
/* From now on the random bytes of all machines follow from @seed, and it is @now_ms. */
void world_begin (guint64 seed, gint64 now_ms);

/* The true time, ms since 1970 UTC. */
gint64 world_now_ms (void);
void world_pass (gint64 ms);

/* Whoever acts now has a clock that is so much ahead of the true time. Gives what it was before. */
gint64 world_set_ahead (gint64 ms);
