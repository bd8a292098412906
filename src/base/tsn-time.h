/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TsnTime:
 *
 * A time of day in Japan in whole minutes since midnight, 0 to 1439; -1 is "no time".
 */
typedef gint16 TsnTime;

#define TSN_TIME_NONE ((TsnTime) -1)
#define TSN_TIME_SIZE 6 /* "09:30" and the final NUL */

/**
 * tsn_time_parse:
 * @text: (nullable): what a person typed, UTF-8
 * @time: (out): untouched on failure
 *
 * Reads 9:30, 09:30, 0930, 9時, 9時30分, 9時半, 午前9時, 午後1時30分, 午後1:30, 正午; full-width
 * forms of all.
 *
 * Errors: FALSE for all else. 24:00 and 午後12時 are refused: people mean different hours by them.
 */
gboolean tsn_time_parse (const char *text, TsnTime *time) G_GNUC_WARN_UNUSED_RESULT;

/* Writes "09:30", or "" for %TSN_TIME_NONE, and returns @text. */
const char *tsn_time_format (TsnTime time, char text[TSN_TIME_SIZE]);

/* The minute in Japan of milliseconds since 1970 UTC. */
TsnTime tsn_time_from_unix_ms (gint64 unix_ms);

G_END_DECLS
