/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-people.h: for whom cards are made: one person, several, or a list that the register
 * draws up. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* How the people were chosen, for the register. */
typedef struct
{
  GArray *people; /* of TsnId */
  TsnId event;    /* nil: by no event's list */
  guint channel;  /* TSN_CARD_CHANNEL_* that goes with it */
  char *title;    /* (nullable): of the list */
} TsnCardChoice;

/**
 * TsnCardPeople: a search entry, a button for lists, and the people found.
 *
 * Signals: `chosen` (const TsnCardChoice *): others than before; nobody when it has no people.
 */
#define TSN_TYPE_CARD_PEOPLE (tsn_card_people_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardPeople, tsn_card_people, TSN, CARD_PEOPLE, AdwBin)

void tsn_card_people_set_station (TsnCardPeople *self, TsnStation *station);

/* Chooses this person, who need not be in the list. */
void tsn_card_people_choose (TsnCardPeople *self, const TsnId *person);

void tsn_card_people_find (TsnCardPeople *self);   /* the search entry gets the focus */
void tsn_card_people_reload (TsnCardPeople *self); /* the register has changed */

G_END_DECLS
