/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-person-draft.h: a person who is not registered yet, with those who may be the same. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/**
 * TsnPersonDraft:
 *
 * Signals:
 * `done` (const TsnId *person): registered, or somebody who is here already was chosen; NULL: given
 * up.
 */
#define TSN_TYPE_PERSON_DRAFT (tsn_person_draft_get_type ())
G_DECLARE_FINAL_TYPE (TsnPersonDraft, tsn_person_draft, TSN, PERSON_DRAFT, AdwBin)

GtkWidget *tsn_person_draft_new (TsnStation *station);

/* Begins anew, unless something was typed already. @words: what was searched for: a reading is
 * taken over. */
void tsn_person_draft_begin (TsnPersonDraft *self, const char *words);

G_END_DECLS
