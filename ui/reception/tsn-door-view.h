/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-door-view.h: the door on the screen: one entry, the people it finds, one large answer; and
 * the form for those whom nobody knows yet. */

#pragma once

#include <adwaita.h>

#include "tsn-door.h"

G_BEGIN_DECLS

#define TSN_TYPE_DOOR_VIEW (tsn_door_view_get_type ())
G_DECLARE_FINAL_TYPE (TsnDoorView, tsn_door_view, TSN, DOOR_VIEW, AdwBin)

/* Once, before anything else. */
void tsn_door_view_set_door (TsnDoorView *self, TsnDoor *door);

/* The entry gets the focus (the form, while one is being filled in). */
void tsn_door_view_focus (TsnDoorView *self);
/* Begins a walk-in with what was typed. */
void tsn_door_view_begin_walk_in (TsnDoorView *self);
/* Nobody is at the keys: hides the list, the answer, and what was typed. */
void tsn_door_view_hide (TsnDoorView *self);

/* What the input method shows but has not written yet, as far as one can search for it: without
 * the Latin letters at its end, which are half a kana. */
char *tsn_door_view_searchable_preedit (const char *preedit);

G_END_DECLS
