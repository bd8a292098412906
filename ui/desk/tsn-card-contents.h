/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-contents.h: what is on a card and where: on the face in clear, in the code, nowhere. */

#pragma once

#include "tsn-card-maker.h"

G_BEGIN_DECLS

/**
 * TsnCardContents:
 *
 * Signals: `changed` (): something is to be on the face, or off it, that was not.
 */
#define TSN_TYPE_CARD_CONTENTS (tsn_card_contents_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardContents, tsn_card_contents, TSN, CARD_CONTENTS, AdwBin)

/* (nullable): nothing. Borrowed for the call. */
void tsn_card_contents_set_made (TsnCardContents *self, TsnCardMade *made);

/* What the resident does not want in clear: tsn_print_run_keep_off(). */
guint64 tsn_card_contents_get_kept_off (TsnCardContents *self);

/* Another person: everything may be on the face again. */
void tsn_card_contents_reset (TsnCardContents *self);

/* What one line says about a field: all its items in words, entries with their parts; NULL: not
 * set. (transfer full) */
char *tsn_card_field_in_words (const TsnCard *card, const TsnCardField *field);

G_END_DECLS
