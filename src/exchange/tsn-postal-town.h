/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-postal-town.h: what of a 町域 of the post office's files is part of an address. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tsn_postal_town:
 * @town: the 町域 column in kanji, whole (rows that were split are joined before)
 * @city: the 市区町村 column beside it
 *
 * Takes out what is said about the code and not part of an address: 以下に掲載がない場合,
 * …の次に番地がくる場合, 利島村一円 (but not 多賀町's 一円), ranges of 地割, and in brackets
 * everything but a floor and the name of a part: アエル（６階） is "アエル 6階", 戸破（荒町） is
 * "戸破 荒町". Digits become narrow, dashes between them "-", wave dashes U+301C.
 *
 * Returns: (transfer full): "" when the code covers the rest of a city
 */
char *tsn_postal_town (const char *town, const char *city) G_GNUC_WARN_UNUSED_RESULT;

/* The reading of the same: kana widened, in brackets what stays of @town. "" where @shown, the
 * result of tsn_postal_town(), is "". */
char *tsn_postal_town_kana (const char *kana, const char *town, const char *shown)
    G_GNUC_WARN_UNUSED_RESULT;

/* Folds width and dashes only: for what is shown whole, as 番地 of an office. */
char *tsn_postal_fold (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* How many brackets are open at the end of @text: then the row goes on in the next line. Below 0:
 * one is closed that was never opened. Knows （ and (. */
int tsn_postal_depth (const char *text);

G_END_DECLS
