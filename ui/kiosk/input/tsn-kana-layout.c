/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the keys stand, on twelve columns: at 1080 pixels each is some 75 wide.
 *
 * あ stands on the right. Machines disagree: cash dispensers begin on the left, the search
 * terminals of bookshops and libraries have both. But the table that residents of 80 learned by
 * heart hung in their classroom and is read from the right, as 五十音順 is in everything that is
 * written downwards; people complain about machines that mirror it (geocities
 * ytaketoki/kinokuniya.html). What changes a letter that was written stands beside the kana, what
 * leads elsewhere at the edge.
 *
 * Marks go on the letter before the caret, in every writing: か ゛ is が, e ´ is é. Nobody has to
 * know a mark's key before the letter's.
 */

#include "tsn-kana-layout.h"

#include "tsn-kiosk-words.h"
#include "tsn-letter-mark.h"

#define KATAKANA_OFFSET 0x60

/* A row of keys a line. */
/* clang-format off */
static const char *const KANA[] = {
  "わらやまはなたさかあ",
  "をり、みひにちしきい",
  "んるゆむふぬつすくう",
  "ーれ。めへねてせけえ",
  "・ろよもほのとそこお",
  NULL,
};

static const char *const LATIN[] = {
  "1234567890",
  "qwertyuiop",
  "asdfghjkl'",
  "zxcvbnm,.-",
  NULL,
};

static const char *const DIGITS[] = {
  "123/()「」々〆",
  "456:;〒、。〇",
  "789@_%&+*",
  "-0.,!?=~^",
  NULL,
};
/* clang-format on */

#define DELETE_KEY                                                                                 \
  {                                                                                                \
    TSN_KEY_DELETE, 0, 0, 2, 1, NK_ ("Rub out"), NK_ ("Rub out"), 0                                \
  }
#define SPACE_KEY                                                                                  \
  {                                                                                                \
    TSN_KEY_SPACE, 0, 3, 2, 1, NK_ ("Space"), NK_ ("Space"), 0                                     \
  }

static const TsnKey HIRAGANA_KEYS[] = {
  DELETE_KEY,
  { TSN_KEY_MARK, 0, 1, 1, 1, "゛", NK_ ("Voiced mark"), 0x3099 },
  { TSN_KEY_MARK, 1, 1, 1, 1, "゜", NK_ ("Semi-voiced mark"), 0x309a },
  { TSN_KEY_MARK, 0, 2, 2, 1, NK_ ("Small"), NK_ ("Small letter"), TSN_LETTER_MARK_SMALL },
  SPACE_KEY,
  { TSN_KEY_PAGE, 0, 4, 1, 1, "カナ", NK_ ("Katakana"), TSN_KANA_PAGE_KATAKANA },
  { TSN_KEY_PAGE, 1, 4, 1, 1, "123", NK_ ("Numbers and signs"), TSN_KANA_PAGE_DIGITS },
};

static const TsnKey KATAKANA_KEYS[] = {
  DELETE_KEY,
  { TSN_KEY_MARK, 0, 1, 1, 1, "゛", NK_ ("Voiced mark"), 0x3099 },
  { TSN_KEY_MARK, 1, 1, 1, 1, "゜", NK_ ("Semi-voiced mark"), 0x309a },
  { TSN_KEY_MARK, 0, 2, 2, 1, NK_ ("Small"), NK_ ("Small letter"), TSN_LETTER_MARK_SMALL },
  SPACE_KEY,
  { TSN_KEY_PAGE, 0, 4, 1, 1, "かな", NK_ ("Hiragana"), TSN_KANA_PAGE_HIRAGANA },
  { TSN_KEY_PAGE, 1, 4, 1, 1, "123", NK_ ("Numbers and signs"), TSN_KANA_PAGE_DIGITS },
};

static const TsnKey LOWER_KEYS[] = {
  DELETE_KEY,
  { TSN_KEY_PAGE, 0, 1, 2, 1, "⇧", NK_ ("Capital letter"), TSN_KANA_PAGE_UPPER },
  { TSN_KEY_PAGE, 0, 2, 2, 1, "#+=", NK_ ("Numbers and signs"), TSN_KANA_PAGE_DIGITS },
  SPACE_KEY,
  { TSN_KEY_PAGE, 0, 4, 2, 1, "あいう", NK_ ("Hiragana"), TSN_KANA_PAGE_HIRAGANA },
};

static const TsnKey UPPER_KEYS[] = {
  DELETE_KEY,
  { TSN_KEY_PAGE, 0, 1, 2, 1, "⇩", NK_ ("Small letter"), TSN_KANA_PAGE_LOWER },
  { TSN_KEY_PAGE, 0, 2, 2, 1, "#+=", NK_ ("Numbers and signs"), TSN_KANA_PAGE_DIGITS },
  SPACE_KEY,
  { TSN_KEY_PAGE, 0, 4, 2, 1, "あいう", NK_ ("Hiragana"), TSN_KANA_PAGE_HIRAGANA },
};

static const TsnKey PORTUGUESE_KEYS[] = {
  { TSN_KEY_MARK, 2, 4, 2, 1, "á", NK_ ("Acute accent"), 0x0301 },
  { TSN_KEY_MARK, 4, 4, 2, 1, "â", NK_ ("Circumflex"), 0x0302 },
  { TSN_KEY_MARK, 6, 4, 2, 1, "ã", NK_ ("Tilde"), 0x0303 },
  { TSN_KEY_MARK, 8, 4, 2, 1, "à", NK_ ("Grave accent"), 0x0300 },
  { TSN_KEY_MARK, 10, 4, 2, 1, "ç", NK_ ("Cedilla"), 0x0327 },
};

/* Five tones, then the letters that the Latin alphabet lacks. */
static const TsnKey VIETNAMESE_KEYS[] = {
  { TSN_KEY_MARK, 2, 4, 1, 1, "á", NK_ ("Rising tone"), 0x0301 },
  { TSN_KEY_MARK, 3, 4, 1, 1, "à", NK_ ("Falling tone"), 0x0300 },
  { TSN_KEY_MARK, 4, 4, 1, 1, "ả", NK_ ("Dipping tone"), 0x0309 },
  { TSN_KEY_MARK, 5, 4, 1, 1, "ã", NK_ ("Tilde"), 0x0303 },
  { TSN_KEY_MARK, 6, 4, 1, 1, "ạ", NK_ ("Heavy tone"), 0x0323 },
  { TSN_KEY_MARK, 7, 4, 1, 1, "â", NK_ ("Circumflex"), 0x0302 },
  { TSN_KEY_MARK, 8, 4, 1, 1, "ă", NK_ ("Breve"), 0x0306 },
  { TSN_KEY_MARK, 9, 4, 1, 1, "ơ", NK_ ("Horn"), 0x031b },
  { TSN_KEY_MARK, 10, 4, 2, 1, "đ", NK_ ("Stroke"), TSN_LETTER_MARK_STROKE },
};

static const TsnKey DIGITS_KEYS[] = {
  DELETE_KEY,
  { TSN_KEY_PAGE, 0, 1, 2, 1, "ABC", NK_ ("Latin letters"), TSN_KANA_PAGE_LOWER },
  SPACE_KEY,
  { TSN_KEY_PAGE, 0, 4, 2, 1, "あいう", NK_ ("Hiragana"), TSN_KANA_PAGE_HIRAGANA },
};

#define PAGE(letters, keys)                                                                        \
  {                                                                                                \
    letters, 2, keys, G_N_ELEMENTS (keys)                                                          \
  }

static gunichar
to_katakana (gunichar letter)
{
  return letter >= L'ぁ' && letter <= L'ん' ? letter + KATAKANA_OFFSET : letter;
}

static const struct
{
  TsnKeyPage page;
  gunichar (*change) (gunichar letter);
} PAGES[TSN_KANA_N_PAGES] = {
  [TSN_KANA_PAGE_HIRAGANA] = { PAGE (KANA, HIRAGANA_KEYS), NULL },
  [TSN_KANA_PAGE_KATAKANA] = { PAGE (KANA, KATAKANA_KEYS), to_katakana },
  [TSN_KANA_PAGE_LOWER] = { PAGE (LATIN, LOWER_KEYS), NULL },
  [TSN_KANA_PAGE_UPPER] = { PAGE (LATIN, UPPER_KEYS), g_unichar_toupper },
  [TSN_KANA_PAGE_DIGITS] = { PAGE (DIGITS, DIGITS_KEYS), NULL },
};

static const struct
{
  const char *language;
  TsnKeyPage page;
} MARKS[] = {
  { "pt", PAGE (NULL, PORTUGUESE_KEYS) },
  { "vi", PAGE (NULL, VIETNAMESE_KEYS) },
};

GtkWidget *
tsn_kana_layout_new_page (TsnKanaPage page, const char *language)
{
  GtkWidget *grid = tsn_key_grid_new ();

  tsn_key_grid_add_page (TSN_KEY_GRID (grid), &PAGES[page].page, PAGES[page].change);
  if (page == TSN_KANA_PAGE_LOWER || page == TSN_KANA_PAGE_UPPER)
    for (guint i = 0; i < G_N_ELEMENTS (MARKS); i++)
      if (g_strcmp0 (language, MARKS[i].language) == 0)
        tsn_key_grid_add_page (TSN_KEY_GRID (grid), &MARKS[i].page, NULL);
  return grid;
}
