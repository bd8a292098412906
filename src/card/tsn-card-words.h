/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-words.h: a card in plain words, for the second code that any phone reads. */

#pragma once

#include "tsn-card.h"

G_BEGIN_DECLS

/**
 * tsn_card_words:
 * @card: as composed; give it only what the resident agreed to have in clear
 *
 * Whose card it is and whom to call, one line each: name and reading, the contacts in their order,
 * the family doctors, the day of writing. In Japanese, as the face is; nothing about health and
 * nothing about wishes.
 *
 * Returns: (transfer full): UTF-8, never empty
 */
char *tsn_card_words (const TsnCard *card);

G_END_DECLS
