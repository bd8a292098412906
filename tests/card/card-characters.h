/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tsn-card.h"

G_BEGIN_DECLS

/* Every character that a Japanese name or address may have: JIS X 0213 and CP932 with its
 * extensions, as iconv knows them, kanji with variation selectors, half-width kana. */
typedef struct _CardCharacters CardCharacters;

CardCharacters *card_characters_new (void);
void card_characters_free (CardCharacters *self);
guint card_characters_count (const CardCharacters *self);

/* Puts such characters into the texts of @card, and asserts that it holds just these bytes. */
void card_characters_fill (CardCharacters *self, GRand *random, TsnCard *card);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CardCharacters, card_characters_free)

G_END_DECLS
