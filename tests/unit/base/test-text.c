/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text: names stay as typed, keys make equal what a person takes for equal. */

#include <string.h>

#include "tsn-text.h"

static void
test_nfc (void)
{
  static const char *const pairs[][2] = {
    { "", "" },
    { "plain 漢字かなカナ", "plain 漢字かなカナ" },
    { "か\u3099は\u309aカ\u3099", "がぱガ" },
    { "e\u0301A\u030a", "éÅ" },
    { "\ufa19谷\ufa10か\u3099", "\ufa19谷\ufa10が" },       /* 神 and 塚 as typed */
    { "葛\U000e0100飾辻\ufe00", "葛\U000e0100飾辻\ufe00" }, /* variation sequences */
    { "\U0002f804\u3099", "\U0002f804\u3099" },
    { "髙﨑𠮷", "髙﨑𠮷" },
    { "１ｱ①㍿", "１ｱ①㍿" }, /* compatibility forms are not touched */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *once = tsn_text_nfc (pairs[i][0]);
      g_autofree char *twice = tsn_text_nfc (once);

      g_assert_cmpstr (once, ==, pairs[i][1]);
      g_assert_cmpstr (twice, ==, once);
    }
  g_assert_null (tsn_text_nfc ("\xff"));
}

static void
test_check (void)
{
  g_assert_cmpint (tsn_text_check ("山田 太郎", -1, FALSE), ==, TSN_TEXT_OK);
  g_assert_cmpint (tsn_text_check ("", -1, FALSE), ==, TSN_TEXT_OK);
  g_assert_cmpint (tsn_text_check ("\xe3\x81", -1, FALSE), ==, TSN_TEXT_INVALID_UTF8);
  g_assert_cmpint (tsn_text_check ("\xed\xa0\x80", -1, FALSE), ==, TSN_TEXT_INVALID_UTF8);
  g_assert_cmpint (tsn_text_check ("a\nb", -1, FALSE), ==, TSN_TEXT_CONTROL);
  g_assert_cmpint (tsn_text_check ("a\nb\t", -1, TRUE), ==, TSN_TEXT_OK);
  g_assert_cmpint (tsn_text_check ("a\0b", 3, TRUE), ==, TSN_TEXT_CONTROL);
  g_assert_cmpint (tsn_text_check ("a\x7f", -1, TRUE), ==, TSN_TEXT_CONTROL);
  g_assert_cmpint (tsn_text_check ("a\u202e", -1, TRUE), ==, TSN_TEXT_CONTROL);
  g_assert_cmpint (tsn_text_check ("\ufffe", -1, TRUE), ==, TSN_TEXT_NONCHARACTER);
  g_assert_cmpint (tsn_text_check ("\U0001ffff", -1, TRUE), ==, TSN_TEXT_NONCHARACTER);
  g_assert_cmpint (tsn_text_check ("\ue000田", -1, TRUE), ==, TSN_TEXT_PRIVATE_USE);
  g_assert_cmpint (tsn_text_check ("\ue000\x01", -1, TRUE), ==, TSN_TEXT_CONTROL);
  g_assert_cmpint (tsn_text_check ("葛\U000e0100", -1, FALSE), ==, TSN_TEXT_OK);
}

static void
test_clean (void)
{
  TsnTextFault fault;
  g_autofree char *name = tsn_text_clean ("\u3000 山田\u3000太郎\u00a0\n", FALSE, &fault);
  g_autofree char *lines = tsn_text_clean ("\r\n一\r\n二\r三\n", TRUE, &fault);
  g_autofree char *gaiji = tsn_text_clean ("\ue000", FALSE, &fault);
  g_autofree char *empty = NULL;

  g_assert_cmpint (fault, ==, TSN_TEXT_PRIVATE_USE);
  empty = tsn_text_clean ("\u3000", FALSE, &fault);
  g_assert_cmpint (fault, ==, TSN_TEXT_OK);
  g_assert_cmpstr (name, ==, "山田\u3000太郎");
  g_assert_cmpstr (lines, ==, "一\n二\n三");
  g_assert_cmpstr (gaiji, ==, "\ue000");
  g_assert_cmpstr (empty, ==, "");
  g_assert_null (tsn_text_clean ("a\nb", FALSE, &fault));
  g_assert_cmpint (fault, ==, TSN_TEXT_CONTROL);
  g_assert_null (tsn_text_clean ("a\xff", FALSE, NULL));
}

static char *
fold (const char *text)
{
  GString *key = g_string_new (NULL);

  tsn_text_fold (text, key);
  return g_string_free (key, FALSE);
}

static void
test_fold (void)
{
  static const char *const pairs[][2] = {
    { "髙橋", "高橋" },
    { "山﨑", "山崎" },
    { "渡邊 渡邉", "渡辺渡辺" },
    { "齋藤斎藤齊藤", "斉藤斉藤斉藤" },
    { "澤濵濱廣國桺舘冨嶋檜", "沢浜浜広国柳館富島桧" },
    { "𠮷田", "吉田" },
    { "\ufa19\ufa10", "神塚" },
    { "葛\U000e0100\ufe00城", "葛城" },
    { "ヤマダ　タロウ", "やまだたろう" },
    { "ﾔﾏﾀﾞ ﾀﾛｳ", "やまだたろう" },
    { "ｼﾞｪｰﾑｽﾞ･ｳﾞｧﾝ･ｯﾌﾟﾎﾟ", "じえ-むずばんつぷぽ" },
    { "キョウコ", "きようこ" },
    { "きょうこ", "きようこ" },
    { "ヴァヴィヴヴェヴォ", "ばびぶべぼ" },
    { "ウ゛ァイオリン", "ばいおりん" },
    { "ウ\u3099ェ", "べ" },
    { "ヷヸヹヺ", "ばびべぼ" },
    { "カ\u3099ハ\u309aあ\u3099", "がぱあ\u3099" },
    { "みづほ", "みずほ" },
    { "ヰヱヲゐゑを", "いえおいえお" },
    { "ヶ崎", "け崎" },
    { "ユーコ―－‐-〜～−ｰ", "ゆ-こ--------" },
    { "ＡＢＣ abc １２３", "abcabc123" },
    { "①㍿Å", "1株式会社å" },
    { "e\u0301É", "éé" },
    { "a \u0301b", "ab" },
    { "ジョン・スミス", "じよんすみす" },
    { "\ue000", "\ue000" },
    { "佐々木", "佐々木" },
    { "a\xff"
      "b",
      "a" },
    { "", "" },
    { "\u3099", "\u3099" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *once = fold (pairs[i][0]);
      g_autofree char *twice = fold (once);

      g_assert_cmpstr (once, ==, pairs[i][1]);
      g_assert_cmpstr (twice, ==, once);
    }
}

static void
test_fold_appends (void)
{
  g_autoptr (GString) key = g_string_new ("x");

  tsn_text_fold ("カ", key);
  tsn_text_fold_len ("キク", 3, key);
  g_assert_cmpstr (key->str, ==, "xかき");
  tsn_text_digits ("℡0495(２１)-7781内線", key);
  g_assert_cmpstr (key->str, ==, "xかき0495217781");
}

/* Every pair is its own, goes one step, and survives NFKC, or it could never be met. */
static void
test_variants (void)
{
  guint n = 0; /* a pair out of order is not found, and so is missing */

  for (gunichar c = 1; c < 0x30000; c++)
    {
      gunichar common = tsn_text_variant (c);
      gunichar old[TSN_TEXT_OLD_FORMS_MAX];
      guint n_old;
      char text[7] = { 0 };
      g_autofree char *normal = NULL;

      if (common == c)
        continue;
      n++;
      g_assert_cmphex (tsn_text_variant (common), ==, common);
      n_old = tsn_text_old_forms (common, old);
      g_assert_cmpuint (n_old, <, TSN_TEXT_OLD_FORMS_MAX);
      while (n_old > 0 && old[n_old - 1] != c)
        n_old--;
      g_assert_cmpuint (n_old, >, 0);
      g_unichar_to_utf8 (c, text);
      normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
      g_assert_cmpstr (normal, ==, text);
    }
  g_assert_cmpuint (n, ==, 706);
  g_assert_cmpuint (tsn_text_old_forms (L'の', (gunichar[TSN_TEXT_OLD_FORMS_MAX]){ 0 }), ==, 0);
}

/* Random texts of the characters that make trouble: the key of a key is the key, and storing twice
 * is storing once. */
static void
test_idempotent (void)
{
  static const gunichar pool[] = { 'A',    ' ',     '-',     0x304b,  0x306f, 0x3099, 0x309a,
                                   0x309b, 0x30f4,  0x30a1,  0x3041,  0x3046, 0xff73, 0xff9e,
                                   0xff67, 0xff76,  0x0301,  0x0065,  0xac00, 0x1100, 0x1161,
                                   0x11a8, 0x3000,  0xfe00,  0xe0100, 0xfa19, 0x9ad9, 0x2460,
                                   0x33a5, 0x00a8,  0x0345,  0x03b1,  0x0130, 0x023a, 0xfb03,
                                   0x0f73, 0x1d15e, 0x2f804, 0x30ff,  0x309d, 0x30fd, 0x1e9b,
                                   0x0323, 0x01c5,  0x2126 };

  for (int i = 0; i < 50000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *key = NULL;
      g_autofree char *again = NULL;
      g_autofree char *stored = NULL;
      g_autofree char *restored = NULL;

      for (int n = g_test_rand_int_range (0, 8); n > 0; n--)
        {
          gunichar c = g_test_rand_int_range (0, 3) > 0
                           ? pool[g_test_rand_int_range (0, G_N_ELEMENTS (pool))]
                           : (gunichar) g_test_rand_int_range (1, 0x11000);

          if (g_unichar_validate (c))
            g_string_append_unichar (text, c);
        }
      key = fold (text->str);
      again = fold (key);
      g_assert_cmpstr (again, ==, key);
      stored = tsn_text_nfc (text->str);
      restored = tsn_text_nfc (stored);
      g_assert_cmpstr (restored, ==, stored);
    }
}

static void
test_trim (void)
{
  const char *text = "\u3000 \t";
  gsize length = strlen (text);

  tsn_text_trim (&text, &length);
  g_assert_cmpuint (length, ==, 0);
  text = " a b\u3000";
  length = strlen (text);
  tsn_text_trim (&text, &length);
  g_assert_cmpmem (text, length, "a b", 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/nfc", test_nfc);
  g_test_add_func ("/base/text/check", test_check);
  g_test_add_func ("/base/text/clean", test_clean);
  g_test_add_func ("/base/text/trim", test_trim);
  g_test_add_func ("/base/text/fold", test_fold);
  g_test_add_func ("/base/text/fold-appends", test_fold_appends);
  g_test_add_func ("/base/text/variants", test_variants);
  g_test_add_func ("/base/text/idempotent", test_idempotent);
  return g_test_run ();
}
