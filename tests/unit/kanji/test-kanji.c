/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names and places as residents write them, and what the conversion leaves behind: nothing. */

#include <glib/gstdio.h>
#include <pwd.h>
#include <unistd.h>

#include "tsn-kanji.h"

static TsnKanji *
new_kanji (void)
{
  g_autoptr (GError) error = NULL;
  TsnKanji *kanji = tsn_kanji_new (&error);

  g_assert_no_error (error);
  g_assert_nonnull (kanji);
  return kanji;
}

static void
test_offers (void)
{
  static const struct
  {
    const char *reading;
    TsnKanjiKind kind;
    const char *written;
    guint within; /* it is one of so many candidates at the front */
  } CASES[] = {
    { "たかはし", TSN_KANJI_NAME, "高橋", 1 },
    { "たかはし", TSN_KANJI_NAME, "髙橋", 6 },
    { "タカハシ", TSN_KANJI_NAME, "高橋", 1 },
    { "さいとう", TSN_KANJI_NAME, "斉藤", 4 },
    { "さいとう", TSN_KANJI_NAME, "斎藤", 4 },
    { "さいとう", TSN_KANJI_NAME, "齋藤", 4 },
    { "わたなべ", TSN_KANJI_NAME, "渡邊", 4 },
    { "よしだ", TSN_KANJI_NAME, "吉田", 1 },
    { "よしだ", TSN_KANJI_NAME, "𠮷田", 20 },
    { "さわだ", TSN_KANJI_NAME, "澤田", 8 },
    { "さとう", TSN_KANJI_NAME, "佐藤", 1 },
    { "すずき", TSN_KANJI_NAME, "鈴木", 1 },
    { "こばやし", TSN_KANJI_NAME, "小林", 1 },
    { "やまざき", TSN_KANJI_NAME, "山崎", 1 },
    { "やまざき", TSN_KANJI_NAME, "山﨑", 8 },
    { "しょういち", TSN_KANJI_NAME, "正一", 3 },
    { "ゆみこ", TSN_KANJI_NAME, "由美子", 1 },
    { "ひろし", TSN_KANJI_NAME, "博", 8 },
    { "きよ", TSN_KANJI_NAME, "キヨ", 20 },
    { "はすだし", TSN_KANJI_PLACE, "蓮田市", 1 },
    { "ほんじょうし", TSN_KANJI_PLACE, "本庄市", 1 },
    { "かみさとまち", TSN_KANJI_PLACE, "上里町", 1 },
    { "さいたまけん", TSN_KANJI_PLACE, "埼玉県", 1 },
    { "こうけつあつ", TSN_KANJI_TEXT, "高血圧", 1 },
    { "はなこ", TSN_KANJI_NAME, "花子", 1 },
    { "さん", TSN_KANJI_NAME, "さん", 80 },
    { "ん", TSN_KANJI_NAME, "ん", 20 },
    { "ないか", TSN_KANJI_TEXT, "内科", 4 },
  };
  g_autoptr (TsnKanji) kanji = new_kanji ();

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_auto (GStrv) offered = NULL;
      guint at = 0;

      g_assert_true (tsn_kanji_convert (kanji, CASES[i].reading, CASES[i].kind));
      g_assert_cmpuint (tsn_kanji_n_segments (kanji), ==, 1);
      g_assert_cmpuint (tsn_kanji_segment_length (kanji, 0),
                        ==,
                        (guint) g_utf8_strlen (CASES[i].reading, -1));
      offered = tsn_kanji_dup_candidates (kanji, 0);
      while (offered[at] != NULL && !g_str_equal (offered[at], CASES[i].written))
        at++;
      g_assert_nonnull (offered[at]);
      g_assert_cmpuint (at, <, CASES[i].within);
      for (guint a = 0; offered[a] != NULL; a++)
        g_assert_false (g_strv_contains ((const char *const *) offered + a + 1, offered[a]));
    }
}

static void
test_kana_is_offered (void)
{
  g_autoptr (TsnKanji) kanji = new_kanji ();
  g_auto (GStrv) offered = NULL;

  g_assert_true (tsn_kanji_convert (kanji, "ハルエ", TSN_KANJI_NAME));
  offered = tsn_kanji_dup_candidates (kanji, 0);
  g_assert_true (g_strv_contains ((const char *const *) offered, "はるえ"));
  g_assert_true (g_strv_contains ((const char *const *) offered, "ハルエ"));
}

static char *
first_of (TsnKanji *kanji, guint segment)
{
  g_auto (GStrv) offered = tsn_kanji_dup_candidates (kanji, segment);

  return g_strdup (offered[0]);
}

static void
test_segments (void)
{
  g_autoptr (TsnKanji) kanji = new_kanji ();
  g_autofree char *family = NULL;
  g_autofree char *given = NULL;
  guint length;

  g_assert_true (tsn_kanji_convert (kanji, "わたなべたろう", TSN_KANJI_NAME));
  g_assert_cmpuint (tsn_kanji_n_segments (kanji), ==, 2);
  family = first_of (kanji, 0);
  given = first_of (kanji, 1);
  g_assert_cmpstr (family, ==, "渡辺");
  g_assert_cmpstr (given, ==, "太郎");

  g_assert_true (tsn_kanji_resize (kanji, 0, -1));
  g_assert_cmpuint (tsn_kanji_segment_length (kanji, 0), ==, 3);
  g_assert_true (tsn_kanji_resize (kanji, 0, 4));
  g_assert_cmpuint (tsn_kanji_n_segments (kanji), ==, 1);
  g_assert_cmpuint (tsn_kanji_segment_length (kanji, 0), ==, 7);

  /* Not past either end, and there is no such segment. */
  g_assert_false (tsn_kanji_resize (kanji, 0, 1));
  g_assert_false (tsn_kanji_resize (kanji, 1, -1));
  while (tsn_kanji_resize (kanji, 0, -1))
    ;
  g_assert_cmpuint (tsn_kanji_segment_length (kanji, 0), ==, 1);
  length = 0;
  for (guint i = 0; i < tsn_kanji_n_segments (kanji); i++)
    length += tsn_kanji_segment_length (kanji, i);
  g_assert_cmpuint (length, ==, 7);
}

static void
test_bounds (void)
{
  g_autoptr (TsnKanji) kanji = new_kanji ();
  g_autoptr (GString) longest = g_string_new (NULL);

  for (guint i = 0; i < TSN_KANJI_READING_MAX; i++)
    g_string_append (longest, "か");
  g_assert_true (tsn_kanji_convert (kanji, longest->str, TSN_KANJI_NAME));
  g_string_append (longest, "か");
  g_assert_false (tsn_kanji_convert (kanji, longest->str, TSN_KANJI_NAME));
  g_assert_cmpuint (tsn_kanji_n_segments (kanji), ==, 0);
  g_assert_false (tsn_kanji_convert (kanji, "\xff\xfe", TSN_KANJI_NAME));
  g_assert_false (tsn_kanji_convert (kanji, "", TSN_KANJI_NAME));
  g_assert_true (tsn_kanji_convert (kanji, "ー・、 123abc漢字゛ゔヷ👵é", TSN_KANJI_NAME));
  for (guint i = 0; i < tsn_kanji_n_segments (kanji); i++)
    {
      g_auto (GStrv) offered = tsn_kanji_dup_candidates (kanji, i);

      for (guint a = 0; offered[a] != NULL; a++)
        g_assert_true (g_utf8_validate (offered[a], -1, NULL));
    }
}

/* Two at a time, and again after the last is gone. */
static void
test_again (void)
{
  g_autoptr (TsnKanji) one = new_kanji ();
  g_autoptr (TsnKanji) other = new_kanji ();

  g_assert_true (tsn_kanji_convert (one, "たかはし", TSN_KANJI_NAME));
  g_assert_true (tsn_kanji_convert (other, "わたなべたろう", TSN_KANJI_NAME));
  g_assert_cmpuint (tsn_kanji_n_segments (one), ==, 1);
  g_assert_cmpuint (tsn_kanji_n_segments (other), ==, 2);
  g_clear_pointer (&one, tsn_kanji_free);
  g_assert_cmpuint (tsn_kanji_n_segments (other), ==, 2);
  g_clear_pointer (&other, tsn_kanji_free);

  one = new_kanji ();
  g_assert_true (tsn_kanji_convert (one, "たかはし", TSN_KANJI_NAME));
}

/* What this process has written so far, to files and pipes alike. */
static guint64
bytes_written (void)
{
  g_autofree char *io = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/io", &io, NULL, NULL))
    return 0;
  lines = g_strsplit (io, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "wchar: "))
      return g_ascii_strtoull (lines[i] + strlen ("wchar: "), NULL, 10);
  return 0;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Where Anthy would keep what it learns: HOME of the password file, whatever the environment says.
 */
static void
test_leaves_nothing (void)
{
  const char *history = g_getenv ("ANTHY_HISTORY_FILE");
  g_autofree char *passwd_anthy = g_build_filename (getpwuid (getuid ())->pw_dir, ".anthy", NULL);
  gboolean had_anthy = g_file_test (passwd_anthy, G_FILE_TEST_EXISTS);
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) after = NULL;
  guint64 written = bytes_written ();

  g_assert_nonnull (history);
  g_assert_cmpuint (count_files (g_getenv ("HOME")), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TsnKanji) kanji = new_kanji ();

      g_assert_true (tsn_kanji_convert (kanji, "しらとりざわ", TSN_KANJI_NAME));
      before = before != NULL ? before : tsn_kanji_dup_candidates (kanji, 0);
      tsn_kanji_resize (kanji, 0, -1);
      tsn_kanji_convert (kanji, "はなこ", TSN_KANJI_NAME);
      tsn_kanji_convert (kanji, "しらとりざわ", TSN_KANJI_NAME);
      g_clear_pointer (&after, g_strfreev);
      after = tsn_kanji_dup_candidates (kanji, 0);
    }
  g_assert_cmpuint (bytes_written (), ==, written);
  g_assert_cmpuint (count_files (g_getenv ("HOME")), ==, 0);
  g_assert_false (g_file_test (history, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_file_test (passwd_anthy, G_FILE_TEST_EXISTS), ==, had_anthy);
  g_assert_cmpstrv (before, after);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("tsn-kanji-XXXXXX", NULL);
  g_autofree char *history = g_build_filename (folder, "history", NULL);
  int result;

  g_assert_nonnull (folder);
  g_setenv ("HOME", folder, TRUE);
  g_setenv ("ANTHY_HISTORY_FILE", history, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kanji/offers", test_offers);
  g_test_add_func ("/kanji/kana-is-offered", test_kana_is_offered);
  g_test_add_func ("/kanji/segments", test_segments);
  g_test_add_func ("/kanji/bounds", test_bounds);
  g_test_add_func ("/kanji/again", test_again);
  g_test_add_func ("/kanji/leaves-nothing", test_leaves_nothing);
  result = g_test_run ();
  g_rmdir (folder);
  return result;
}
