/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a query. People at a desk type what they were told: a part of the reading, a year of
 * birth, the last digits of a phone number. Nobody chooses a field first, so a word is looked for
 * wherever it can mean something, and the more words, the fewer answers.
 *
 * Months and years are completed to a day and given to tsn_date_parse(), so every form of every era
 * is known here as soon as it is known there.
 */

#include "tsn-search-query.h"

#include <stdlib.h>
#include <string.h>

#include "tsn-phone.h"
#include "tsn-text.h"

#define FOLD_GROWTH    18     /* tsn_text_fold() */
#define KANA_FIRST     0x3041 /* ぁ */
#define KANA_LAST      0x309f
#define KANA_CODE      0x80
#define KANA_NONE      0x01
#define DIGITS_OF_DATE 8

void
tsn_search_scratch_reset (GString *scratch, gsize length)
{
  explicit_bzero (scratch->str, scratch->len);
  g_string_truncate (scratch, 0);
  if (scratch->allocated_len <= length * FOLD_GROWTH)
    {
      g_string_set_size (scratch, length * FOLD_GROWTH);
      g_string_truncate (scratch, 0);
    }
}

gboolean
tsn_search_code_kana (GString *folded)
{
  gboolean coded = TRUE;
  gsize n = 0;

  for (char *p = folded->str, *next; *p != '\0'; p = next)
    {
      gunichar c = g_utf8_get_char (p);
      gboolean kana = c >= KANA_FIRST && c <= KANA_LAST;

      next = g_utf8_next_char (p); /* now: the code may take the place of *p */
      coded = coded && (kana || c < KANA_CODE);
      if (kana)
        folded->str[n++] = (char) (c - KANA_FIRST + KANA_CODE);
      else
        folded->str[n++] = (char) (c < KANA_CODE ? c : KANA_NONE);
    }
  explicit_bzero (folded->str + n, folded->len - n);
  g_string_truncate (folded, n);
  return coded;
}

void
tsn_search_phone_key (const char *phone, GString *out)
{
  char normal[TSN_PHONE_SIZE];

  tsn_text_digits (tsn_phone_normalise (phone, normal) ? normal : phone, out);
  explicit_bzero (normal, sizeof normal);
}

/* FALSE: it is too long to be in anything. */
static gboolean
set_needle (TsnSearchNeedle *needle, const GString *text)
{
  if (text->len > TSN_SEARCH_NEEDLE_MAX)
    return FALSE;
  memcpy (needle->bytes, text->str, text->len);
  needle->length = (guint) text->len;
  return TRUE;
}

static void
add_dates (TsnSearchWord *word, TsnDate first, TsnDate last)
{
  g_assert (word->n_dates < G_N_ELEMENTS (word->dates));
  word->dates[word->n_dates++] = (TsnSearchDates){ first, last };
}

static gboolean
parse_completed (const char *text, const char *rest, TsnDate *date)
{
  g_autofree char *whole = g_strconcat (text, rest, NULL);
  gboolean ok = tsn_date_parse (whole, date, NULL) == TSN_DATE_OK;

  explicit_bzero (whole, strlen (whole));
  return ok;
}

/* A day, a month (昭和15年3月, S15.3) or a year (昭和15年, S15). The end of December decides the
 * year, because 昭和元年 and 平成元年 have no January. */
static void
read_dates (TsnSearchWord *word, const char *text)
{
  const char *mark = strchr (text, '-') != NULL ? "-" : strchr (text, '/') != NULL ? "/" : ".";
  g_autofree char *day = g_strconcat (mark, "1", NULL);
  g_autofree char *month_and_day = g_strconcat (mark, "12", mark, "31", NULL);
  TsnDate date;

  if (tsn_date_parse (text, &date, NULL) == TSN_DATE_OK)
    add_dates (word, date, date);
  else if (parse_completed (text, g_str_has_suffix (text, "月") ? "1日" : day, &date))
    add_dates (word, date / 100 * 100, date / 100 * 100 + 99);
  else if (parse_completed (text,
                            g_str_has_suffix (text, "年") ? "12月31日" : month_and_day,
                            &date))
    add_dates (word, date / 10000 * 10000, date / 10000 * 10000 + 9999);
}

/* 1940 and 194003 begin 19400302. */
static void
read_beginning_of_date (TsnSearchWord *word, const GString *digits)
{
  TsnDate first = 0, step = 1;

  if (digits->len < 4 || digits->len > DIGITS_OF_DATE)
    return;
  for (gsize i = 0; i < digits->len; i++)
    first = first * 10 + (digits->str[i] - '0');
  for (gsize i = digits->len; i < DIGITS_OF_DATE; i++)
    step *= 10;
  first *= step;
  if (first + step > TSN_DATE_FIRST && first <= TSN_DATE_LAST)
    add_dates (word, first, first + step - 1);
}

static gboolean
is_number (const GString *folded)
{
  return strspn (folded->str, "0123456789-()+./") == folded->len &&
         strpbrk (folded->str, "0123456789") != NULL;
}

static gboolean
read_number (TsnSearchWord *word, const char *text, const GString *folded, GString *digits)
{
  gboolean digits_only;

  tsn_search_phone_key (text, digits);
  digits_only = digits->len == folded->len;
  word->phone.tail_is_best = TRUE;
  if (!set_needle (&word->phone, digits) || !set_needle (&word->name, folded))
    return FALSE;
  if (!digits_only || digits->len == 7) /* 3150302: the era as a digit */
    read_dates (word, folded->str);
  if (digits_only)
    read_beginning_of_date (word, digits);
  return TRUE;
}

/* FALSE: nothing in any record can match. */
static gboolean
read_word (TsnSearchWord *word, const char *text, GString *folded, GString *digits)
{
  if (is_number (folded))
    return read_number (word, text, folded, digits);
  read_dates (word, text);
  if (!set_needle (&word->name, folded))
    return FALSE;
  if (tsn_search_code_kana (folded))
    set_needle (&word->kana, folded);
  word->ranks = TRUE;
  return TRUE;
}

/* Adds a word unless folding leaves nothing of it. */
static gboolean
add_word (TsnSearchQuery *self, const char *text)
{
  gsize length = strlen (text);
  GString *folded = g_string_sized_new (length * FOLD_GROWTH);
  GString *digits = g_string_sized_new (length + TSN_PHONE_SIZE);
  gboolean possible = TRUE;

  tsn_text_fold (text, folded);
  if (folded->len > 0)
    possible = read_word (&self->words[self->n_words++], text, folded, digits);
  tsn_search_scratch_reset (folded, 0);
  tsn_search_scratch_reset (digits, 0);
  g_string_free (folded, TRUE);
  g_string_free (digits, TRUE);
  return possible;
}

/* "昭和15年 3月 2日" is one word. FALSE: it is not a date. */
static gboolean
add_spaced_date (TsnSearchQuery *self, const char *text)
{
  TsnDate date;

  if (tsn_date_parse (text, &date, NULL) != TSN_DATE_OK)
    return FALSE;
  add_dates (&self->words[0], date, date);
  self->words[0].ranks = TRUE;
  self->n_words = 1;
  return TRUE;
}

static gboolean
add_words (TsnSearchQuery *self, char *text)
{
  for (char *p = text; *p != '\0' && self->n_words < TSN_SEARCH_WORD_MAX;)
    {
      char *end = p;

      while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      if (end > p)
        {
          char *next = *end != '\0' ? g_utf8_next_char (end) : end;

          *end = '\0';
          if (!add_word (self, p))
            return FALSE;
          p = next;
        }
      else
        p = g_utf8_next_char (p);
    }
  return TRUE;
}

static gboolean
has_space (char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isspace (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

/* How few answers a word may have: the last digits of a number tell people apart best. */
static guint
guess_weight (const TsnSearchWord *word)
{
  if (word->phone.length > 3)
    return TSN_SEARCH_NEEDLE_MAX + word->phone.length;
  return word->name.length + (word->n_dates > 0 ? DIGITS_OF_DATE : 0);
}

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  return (int) guess_weight (b) - (int) guess_weight (a);
}

void
tsn_search_query_parse (TsnSearchQuery *self, const char *text)
{
  char copy[TSN_SEARCH_QUERY_MAX + 1] = "";
  const char *valid_end;
  gboolean any_ranks = FALSE;

  memset (self, 0, sizeof *self);
  g_utf8_validate_len (text, strnlen (text, TSN_SEARCH_QUERY_MAX), &valid_end);
  memcpy (copy, text, (gsize) (valid_end - text));
  if (!(has_space (copy) && add_spaced_date (self, copy)) && !add_words (self, copy))
    self->n_words = 0;
  explicit_bzero (copy, sizeof copy);

  for (guint i = 0; i < self->n_words; i++)
    any_ranks = any_ranks || self->words[i].ranks;
  for (guint i = 0; i < self->n_words; i++)
    self->words[i].ranks = self->words[i].ranks || !any_ranks;
  qsort (self->words, self->n_words, sizeof *self->words, compare_weights);
}

void
tsn_search_query_clear (TsnSearchQuery *self)
{
  explicit_bzero (self, sizeof *self);
}
