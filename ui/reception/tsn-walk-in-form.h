/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-walk-in-form.h: somebody whom no record knows, in the few fields that the door needs; the
 * rest can wait. Says while one types when somebody like that is known already. */

#pragma once

#include <adwaita.h>

#include "tsn-door.h"

G_BEGIN_DECLS

/**
 * TsnWalkInForm:
 *
 * Signals: `closed` (): given up, or it turned out to be somebody known, who is being checked in.
 * A walk-in that was asked for is answered by the door; tsn_walk_in_form_is_waiting() until then.
 */
#define TSN_TYPE_WALK_IN_FORM (tsn_walk_in_form_get_type ())
G_DECLARE_FINAL_TYPE (TsnWalkInForm, tsn_walk_in_form, TSN, WALK_IN_FORM, AdwBin)

/* Once, before anything else. */
void tsn_walk_in_form_set_door (TsnWalkInForm *self, TsnDoor *door);

/* Begins with what is known of them; takes @draft. */
void tsn_walk_in_form_begin (TsnWalkInForm *self, TsnChange *draft);
void tsn_walk_in_form_focus (TsnWalkInForm *self);

/* The walk-in was not written: says why and keeps what was typed. */
void tsn_walk_in_form_refused (TsnWalkInForm *self, const char *sentence);

G_END_DECLS
