/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-door-sign.h: the large answer at the door: a colour, an icon and a word, to be read from two
 * metres away. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  TSN_SIGN_NONE, /* nothing to say: not shown */
  TSN_SIGN_GOOD,
  TSN_SIGN_CAUTION,
  TSN_SIGN_BAD,
  TSN_SIGN_NOBODY, /* no colour */
  TSN_SIGN_UNDONE, /* the same */
} TsnSignColour;

#define TSN_TYPE_DOOR_SIGN (tsn_door_sign_get_type ())
G_DECLARE_FINAL_TYPE (TsnDoorSign, tsn_door_sign, TSN, DOOR_SIGN, AdwBin)

/* @title: the word; @detail (nullable): a line below it; @button (nullable): with a mnemonic, what
 * can be done about it, by @action (a detailed action of some widget above). */
void tsn_door_sign_show (TsnDoorSign *self,
                         TsnSignColour colour,
                         const char *title,
                         const char *detail,
                         const char *button,
                         const char *action);
void tsn_door_sign_clear (TsnDoorSign *self);

TsnSignColour tsn_door_sign_get_colour (TsnDoorSign *self);

G_END_DECLS
