/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people read about cards, in the source language. */

#include "tsn-words-card.h"

static void
test_ago (void)
{
  static const struct
  {
    TsnDate then;
    TsnDate today;
    const char *words;
  } cases[] = {
    { 20261121, 20261121, "today" },
    { 20261120, 20261121, "1 day ago" },
    { 20261022, 20261121, "30 days ago" },
    { 20261021, 20261121, "1 month ago" },
    { 20251122, 20261121, "11 months ago" },
    { 20251121, 20261121, "1 year ago" },
    { 20240721, 20261121, "2 years and 4 months ago" },
    { 20240229, 20250228, "11 months ago" },
    { 20261122, 20261121, "in the future: this device's clock or the card is wrong" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = tsn_words_ago (cases[i].then, cases[i].today);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_path (void)
{
  g_autofree char *path = tsn_words_card_path ("contacts[2].kana");
  g_autofree char *unknown = tsn_words_card_path ("nothing");

  g_assert_cmpstr (path, ==, "Emergency contacts 2 Reading");
  g_assert_cmpstr (unknown, ==, "nothing");
}

/* Every verdict has a name and says what to do. */
static void
test_verdicts (void)
{
  for (guint i = TSN_CARD_VERDICT_GENUINE; i <= TSN_CARD_VERDICT_NOT_OURS; i++)
    {
      g_assert_nonnull (tsn_words_card_verdict ((TsnCardVerdict) i));
      g_assert_nonnull (tsn_words_card_advice ((TsnCardVerdict) i));
    }
}

static void
test_items (void)
{
  g_autoptr (TsnCard) card = tsn_card_new ();
  const TsnCardField *needs = tsn_card_field (TSN_CARD_F_NEEDS);
  const TsnCardField *contacts = tsn_card_field (TSN_CARD_F_CONTACTS);
  g_autofree char *first = NULL;

  g_assert_cmpuint (tsn_words_card_n_items (card, needs), ==, 0);
  g_assert_true (tsn_card_add_number (card, TSN_CARD_F_NEEDS, TSN_NEED_PACEMAKER, NULL));
  g_assert_true (tsn_card_add_number (card, TSN_CARD_F_NEEDS, TSN_NEED_DIALYSIS, NULL));
  g_assert_nonnull (tsn_card_add (card, TSN_CARD_F_CONTACTS, NULL));
  g_assert_cmpuint (tsn_words_card_n_items (card, needs), ==, 2);
  first = tsn_words_card_item (card, needs, 0);
  g_assert_cmpstr (first, ==, "Pacemaker");
  g_assert_true (tsn_words_card_is_entry (contacts));
  g_assert_null (tsn_words_card_item (card, contacts, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words-card/ago", test_ago);
  g_test_add_func ("/words-card/path", test_path);
  g_test_add_func ("/words-card/verdicts", test_verdicts);
  g_test_add_func ("/words-card/items", test_items);
  return g_test_run ();
}
