/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-search-query.h: what a person types into the search field, read once; and the same reading of
 * what is searched, so that both meet. */

#pragma once

#include "tsn-date.h"
#include "tsn-search-column.h"
#include "tsn-search-index.h"

G_BEGIN_DECLS

typedef struct
{
  TsnDate first; /* packed dates as numbers: first to last, both included */
  TsnDate last;
} TsnSearchDates;

/* One word; it is found where any of its meanings is found. */
typedef struct
{
  TsnSearchNeedle name;
  TsnSearchNeedle kana;  /* coded as by tsn_search_code_kana() */
  TsnSearchNeedle phone; /* digits */
  TsnSearchDates dates[2];
  guint n_dates;
  gboolean ranks; /* its best hits come first */
} TsnSearchWord;

typedef struct
{
  TsnSearchWord words[TSN_SEARCH_WORD_MAX];
  guint n_words;
} TsnSearchQuery;

/* Reads @text; no words if there is nothing to look for, and the most telling word first. About 7
 * kB: keep it on the stack and call tsn_search_query_clear(), which wipes it. */
void tsn_search_query_parse (TsnSearchQuery *self, const char *text);
void tsn_search_query_clear (TsnSearchQuery *self);

/* Turns folded text into one byte per character, in place: hiragana get codes from 128 on, ASCII
 * stays, all else becomes 1, which no needle has. Returns whether there was nothing else: only such
 * a word can be in a reading. */
gboolean tsn_search_code_kana (GString *folded);

/* Appends the digits of a phone number as one searches for it: +81 as 0. */
void tsn_search_phone_key (const char *phone, GString *out);

/* Empties @scratch, wiped, and makes room so that folding @length bytes moves nothing. */
void tsn_search_scratch_reset (GString *scratch, gsize length);

G_END_DECLS
