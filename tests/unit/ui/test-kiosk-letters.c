/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Marks on letters, and trembling hands: neither needs a window. */

#include <glib.h>

#include "tsn-debounce.h"
#include "tsn-letter-mark.h"

#define VOICED      0x3099
#define SEMI_VOICED 0x309a
#define ACUTE       0x0301
#define GRAVE       0x0300
#define TILDE       0x0303
#define HOOK        0x0309
#define DOT         0x0323
#define CIRCUMFLEX  0x0302
#define BREVE       0x0306
#define HORN        0x031b
#define CEDILLA     0x0327

static void
test_marks (void)
{
  static const struct
  {
    gunichar letter, mark, marked;
  } CASES[] = {
    { L'か', VOICED, L'が' },
    { L'が', VOICED, L'か' },
    { L'は', SEMI_VOICED, L'ぱ' },
    { L'ぱ', VOICED, L'ば' },
    { L'ば', SEMI_VOICED, L'ぱ' },
    { L'う', VOICED, L'ゔ' },
    { L'ウ', VOICED, L'ヴ' },
    { L'ハ', VOICED, L'バ' },
    { L'ホ', SEMI_VOICED, L'ポ' },
    { L'か', SEMI_VOICED, L'か' }, /* か゚ is two characters */
    { L'ん', VOICED, L'ん' },
    { L'山', VOICED, L'山' },
    { L'つ', TSN_LETTER_MARK_SMALL, L'っ' },
    { L'っ', TSN_LETTER_MARK_SMALL, L'つ' },
    { L'ヨ', TSN_LETTER_MARK_SMALL, L'ョ' },
    { L'ケ', TSN_LETTER_MARK_SMALL, L'ヶ' },
    { L'か', TSN_LETTER_MARK_SMALL, L'か' },
    { L'a', TSN_LETTER_MARK_SMALL, L'A' },
    { L'Ç', TSN_LETTER_MARK_SMALL, L'ç' },
    { L'a', TILDE, L'ã' },
    { L'ã', TILDE, L'a' },
    { L'e', ACUTE, L'é' },
    { L'é', GRAVE, L'è' },
    { L'e', CIRCUMFLEX, L'ê' },
    { L'c', CEDILLA, L'ç' },
    { L'C', CEDILLA, L'Ç' },
    { L'a', CIRCUMFLEX, L'â' },
    { L'â', ACUTE, L'ấ' },
    { L'ấ', DOT, L'ậ' },
    { L'ậ', CIRCUMFLEX, L'ạ' },
    { L'ạ', BREVE, L'ặ' },
    { L'ặ', CIRCUMFLEX, L'ậ' },
    { L'o', HORN, L'ơ' },
    { L'ơ', HOOK, L'ở' },
    { L'U', HORN, L'Ư' },
    { L'Ư', TILDE, L'Ữ' },
    { L'd', TSN_LETTER_MARK_STROKE, L'đ' },
    { L'Đ', TSN_LETTER_MARK_STROKE, L'D' },
    { L'x', TSN_LETTER_MARK_STROKE, L'x' },
    { L'q', CIRCUMFLEX, L'q' },
    { L'1', ACUTE, L'1' },
    { L' ', ACUTE, L' ' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    g_assert_cmphex (tsn_letter_mark (CASES[i].letter, CASES[i].mark), ==, CASES[i].marked);
}

/* Twice the same mark gives back every letter that takes it. */
static void
test_marks_come_off (void)
{
  static const gunichar MARKS[] = {
    VOICED, SEMI_VOICED, ACUTE, GRAVE, TILDE, HOOK, DOT, CIRCUMFLEX, BREVE, HORN, CEDILLA,
  };

  for (guint m = 0; m < G_N_ELEMENTS (MARKS); m++)
    for (gunichar c = 'A'; c < 0x3100; c++)
      {
        gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

        /* Another sign for the same letter comes back as that. */
        if (!g_unichar_isalpha (c) ||
            g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts)) > 1 || parts[0] != c)
          continue;
        g_assert_cmphex (tsn_letter_mark (tsn_letter_mark (c, MARKS[m]), MARKS[m]), ==, c);
      }
}

static void
test_debounce (void)
{
  TsnDebounce hand = { .interval_ms = TSN_DEBOUNCE_MS };
  int one, other;

  g_assert_true (tsn_debounce (&hand, &one, 1000000));
  g_assert_false (tsn_debounce (&hand, &one, 1079999));
  /* Trembling goes on: what counts is the pause before. */
  g_assert_false (tsn_debounce (&hand, &one, 1100000));
  g_assert_true (tsn_debounce (&hand, &one, 1180000));
  g_assert_true (tsn_debounce (&hand, &other, 1180001));
  g_assert_true (tsn_debounce (&hand, &one, 1180002));

  hand.interval_ms = 300;
  g_assert_false (tsn_debounce (&hand, &one, 1400000));
  g_assert_true (tsn_debounce (&hand, &one, 1700000));
  hand.interval_ms = 0;
  g_assert_true (tsn_debounce (&hand, &one, 1700000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/kiosk-letters/marks", test_marks);
  g_test_add_func ("/ui/kiosk-letters/marks-come-off", test_marks_come_off);
  g_test_add_func ("/ui/kiosk-letters/debounce", test_debounce);
  return g_test_run ();
}
