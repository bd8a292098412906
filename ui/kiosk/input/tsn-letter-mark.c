/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Unicode composes is not in tables here: a letter is taken apart, a mark comes or goes, and
 * what can be put together again to one character is a letter that somebody writes. */

#include "tsn-letter-mark.h"

/* The marks of which a letter bears one at most. */
static const gunichar GROUPS[][6] = {
  { 0x3099, 0x309a },                         /* ゛ ゜ */
  { 0x0300, 0x0301, 0x0303, 0x0309, 0x0323 }, /* tones of Vietnamese, accents of Portuguese */
  { 0x0302, 0x0306, 0x031b },                 /* â ă ơ */
  { 0x0308, 0x0327 },                         /* ü ç */
};

/* Pairs, the large one first. */
static const gunichar KANA[][2] = {
  { L'あ', L'ぁ' }, { L'い', L'ぃ' }, { L'う', L'ぅ' }, { L'え', L'ぇ' }, { L'お', L'ぉ' },
  { L'つ', L'っ' }, { L'や', L'ゃ' }, { L'ゆ', L'ゅ' }, { L'よ', L'ょ' }, { L'わ', L'ゎ' },
  { L'ア', L'ァ' }, { L'イ', L'ィ' }, { L'ウ', L'ゥ' }, { L'エ', L'ェ' }, { L'オ', L'ォ' },
  { L'カ', L'ヵ' }, { L'ケ', L'ヶ' }, { L'ツ', L'ッ' }, { L'ヤ', L'ャ' }, { L'ユ', L'ュ' },
  { L'ヨ', L'ョ' }, { L'ワ', L'ヮ' },
};

static gunichar
change_size (gunichar letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (KANA); i++)
    if (KANA[i][0] == letter || KANA[i][1] == letter)
      return KANA[i][0] == letter ? KANA[i][1] : KANA[i][0];
  return g_unichar_isupper (letter) ? g_unichar_tolower (letter) : g_unichar_toupper (letter);
}

static gunichar
change_stroke (gunichar letter)
{
  static const gunichar PAIRS[][2] = { { 'd', 0x0111 }, { 'D', 0x0110 } };

  for (guint i = 0; i < G_N_ELEMENTS (PAIRS); i++)
    if (PAIRS[i][0] == letter || PAIRS[i][1] == letter)
      return PAIRS[i][0] == letter ? PAIRS[i][1] : PAIRS[i][0];
  return letter;
}

static gboolean
exclude_each_other (gunichar one, gunichar other)
{
  for (guint g = 0; g < G_N_ELEMENTS (GROUPS); g++)
    {
      gboolean has_one = FALSE;
      gboolean has_other = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (GROUPS[g]); i++)
        {
          has_one |= GROUPS[g][i] == one;
          has_other |= GROUPS[g][i] == other;
        }
      if (has_one && has_other)
        return TRUE;
    }
  return FALSE;
}

gunichar
tsn_letter_mark (gunichar letter, gunichar mark)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n_parts;
  gboolean takes_off = FALSE;
  g_autoptr (GString) apart = NULL;
  g_autofree char *together = NULL;
  gunichar whole;

  if (mark == TSN_LETTER_MARK_SMALL)
    return change_size (letter);
  if (mark == TSN_LETTER_MARK_STROKE)
    return change_stroke (letter);

  n_parts = g_unichar_fully_decompose (letter, FALSE, parts, G_N_ELEMENTS (parts));
  apart = g_string_new (NULL);
  for (gsize i = 0; i < n_parts; i++)
    {
      takes_off |= parts[i] == mark;
      if (!exclude_each_other (parts[i], mark))
        g_string_append_unichar (apart, parts[i]);
    }
  if (!takes_off)
    g_string_append_unichar (apart, mark);
  together = g_utf8_normalize (apart->str, -1, G_NORMALIZE_NFC);
  whole = g_utf8_get_char (together);
  return *g_utf8_next_char (together) == '\0' ? whole : letter;
}
