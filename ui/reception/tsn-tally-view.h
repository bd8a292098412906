/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-tally-view.h: counting heads without names: one large button for each age band and sex, and
 * the same on the number keys. */

#pragma once

#include <adwaita.h>

#include "tsn-door.h"

G_BEGIN_DECLS

#define TSN_TYPE_TALLY_VIEW (tsn_tally_view_get_type ())
G_DECLARE_FINAL_TYPE (TsnTallyView, tsn_tally_view, TSN, TALLY_VIEW, AdwBin)

/* Once, before anything else. */
void tsn_tally_view_set_door (TsnTallyView *self, TsnDoor *door);
void tsn_tally_view_focus (TsnTallyView *self);
/* Takes the last count back. FALSE: there is none. */
gboolean tsn_tally_view_undo (TsnTallyView *self);

/**
 * tsn_tally_key:
 * @key: GDK_KEY_*, @state as of the event
 * @age_band: (out), @sex: (out): what it counts
 *
 * 1 to 9 are the age bands in their order, women; with Shift (whatever it turns the digit into on
 * this keyboard: @code is the key itself) men; with Alt not said. FALSE: it counts nothing.
 */
gboolean tsn_tally_key (guint key, guint code, GdkModifierType state, guint *age_band, guint *sex);

G_END_DECLS
