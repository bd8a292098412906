/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-person-view.h: everything about one person: who they are at the top, below it the sections:
 * basics, contacts, health, consents, conversations, events, cards, history. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnPersonView:
 *
 * Actions: `person.talk`, `person.card`, `person.undo`, `person.reviewed`, `person.erase`,
 * `person.step` (i: sections forward). The page binds keys to them.
 *
 * Signals:
 * `erased` (): the person was erased; the view shows nobody.
 */
#define TSN_TYPE_PERSON_VIEW (tsn_person_view_get_type ())
G_DECLARE_FINAL_TYPE (TsnPersonView, tsn_person_view, TSN, PERSON_VIEW, AdwBin)

GtkWidget *tsn_person_view_new (TsnStation *station);

void tsn_person_view_set_person (TsnPersonView *self, const TsnId *person); /* NULL: nobody */
const TsnId *tsn_person_view_get_person (TsnPersonView *self);              /* NULL: nobody */

/* Puts the focus on the section in front. */
void tsn_person_view_focus (TsnPersonView *self);

/* Takes what is being typed as finished. */
void tsn_person_view_finish (TsnPersonView *self);

/* Reads everything again. */
void tsn_person_view_refresh (TsnPersonView *self);

G_END_DECLS
