/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-words-card.h: what the program says about cards: verdicts, fields and what they hold. */

#pragma once

#include "tsn-card-verdict.h"

G_BEGIN_DECLS

/* What each verdict means to whoever holds the card; a short sentence without a full stop. */
const char *tsn_words_card_verdict (TsnCardVerdict verdict);

/* What to do about it: a sentence. */
const char *tsn_words_card_advice (TsnCardVerdict verdict);

/* How long ago: "today", "12 days ago", "2 years and 4 months ago"; a day in the future is said as
 * such. (transfer full) */
char *tsn_words_ago (TsnDate then, TsnDate today);

const char *tsn_words_card_field (const TsnCardField *field);

/* "contacts[2].kana" with the labels that people see. (transfer full) */
char *tsn_words_card_path (const char *path);

/* One item of a field, or its only value (@index 0), as people read it; NULL: an entry, which has
 * fields of its own. (transfer full) */
char *tsn_words_card_item (const TsnCard *card, const TsnCardField *field, guint index);

/* How many items tsn_words_card_item() can be asked for: 0 when the field is not set. */
guint tsn_words_card_n_items (const TsnCard *card, const TsnCardField *field);

/* Whether the field holds numbers rather than text; and whether it holds entries. */
gboolean tsn_words_card_is_number (const TsnCardField *field);
gboolean tsn_words_card_is_entry (const TsnCardField *field);

G_END_DECLS
