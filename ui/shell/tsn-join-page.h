/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-join-page.h: the way of this computer into a municipality that is there already.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnJoinPage: done when the station is OPEN.
 *
 * Signals: `left` (): back to where it was chosen.
 */
#define TSN_TYPE_JOIN_PAGE (tsn_join_page_get_type ())
G_DECLARE_FINAL_TYPE (TsnJoinPage, tsn_join_page, TSN, JOIN_PAGE, AdwBin)

void tsn_join_page_set_station (TsnJoinPage *self, TsnStation *station);

/* Begins, or goes on where this computer had asked to be let in; also after an earlier start. */
void tsn_join_page_begin (TsnJoinPage *self);

/* Whether this computer has asked to be let in, now or before. */
gboolean tsn_join_page_has_begun (TsnJoinPage *self);

G_END_DECLS
