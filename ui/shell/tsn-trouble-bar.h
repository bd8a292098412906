/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-trouble-bar.h: says at the top of the window that the disk is nearly full or the clock wrong.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_DISK_NEARLY_FULL (200 * 1024 * 1024) /* bytes */

/* A bar that shows itself as long as there is something to say. */
#define TSN_TYPE_TROUBLE_BAR (tsn_trouble_bar_get_type ())
G_DECLARE_FINAL_TYPE (TsnTroubleBar, tsn_trouble_bar, TSN, TROUBLE_BAR, AdwBin)

/* Whose disk to look at, and at whose refusals. Once. */
void tsn_trouble_bar_set_station (TsnTroubleBar *self, TsnStation *station);

/* What is to be said, and done about it: translated; NULL: nothing. @free_bytes: G_MAXUINT64 when
 * unknown. Pure. */
char *tsn_trouble_bar_words (guint64 free_bytes, gint64 now_ms);

G_END_DECLS
