/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person at the desk types, and whom they find. Every case is one line of a table: ids are
 * letters, an answer is the letters in their order. */

#include <string.h>

#include "tsn-search-index.h"
#include "tsn-search-set.h"

static TsnId
make_id (guint32 number)
{
  TsnId id = { { 0 } };

  memcpy (id.bytes, &number, sizeof number);
  id.bytes[15] = 1;
  return id;
}

static guint32
id_number (const TsnId *id)
{
  guint32 number;

  memcpy (&number, id->bytes, sizeof number);
  return number;
}

static void
put (TsnSearchIndex *index,
     char letter,
     const char *name,
     const char *kana,
     const char *phone,
     TsnDate birth)
{
  TsnId id = make_id ((guint32) letter);
  const char *phones[] = { phone, NULL };

  tsn_search_index_put (index, &id, name, kana, phones, birth);
}

static void
assert_finds (TsnSearchIndex *index, const char *query, guint limit, const char *expected)
{
  g_autoptr (GArray) ids = tsn_search_index_find (index, query, limit);
  g_autoptr (GString) letters = g_string_new (NULL);
  const char *said = query != NULL ? query : "(none)";
  g_autofree char *shown = g_utf8_make_valid (said, (gssize) strnlen (said, 60));

  for (guint i = 0; i < ids->len; i++)
    g_string_append_c (letters, (char) id_number (&g_array_index (ids, TsnId, i)));
  g_test_message ("query \"%s\"", shown);
  g_assert_cmpstr (letters->str, ==, expected);
}

/* Nobody of these lives. */
static TsnSearchIndex *
make_people (void)
{
  TsnSearchIndex *index = tsn_search_index_new ();

  put (index, 'a', "佐藤 花子", "サトウ ハナコ", "0495-21-1234", 19400302);
  put (index, 'b', "髙橋 一郎", "タカハシ イチロウ", "090-1234-5678", 19261225);
  put (index, 'c', "山﨑 さくら", "ヤマサキ サクラ", "048(555)9999", 19890108);
  put (index, 'd', "伊里 健", "いさと けん", "080-0000-1234", 19890107);
  put (index, 'e', "渡邊 ジョン", "ワタナベ ジョン", NULL, 20190501);
  put (index, 'f', "佐渡 葉", "サワタリ ヨウ", "+81 495 77 0001", TSN_DATE_NONE);
  return index;
}

static void
test_queries (void)
{
  static const struct
  {
    const char *query;
    const char *found;
  } cases[] = {
    { "", "" },
    { " 　", "" },
    { "・", "" },
    { "佐藤", "a" },
    { "花子", "a" },
    { "佐藤花子", "a" },
    { "佐藤　花子", "a" },
    { "花 佐", "a" },
    { "佐", "af" },
    { "さと", "ad" },
    { "ｻﾄ", "ad" },
    { "サト", "ad" },
    { "とう", "a" },
    { "さくら", "c" },
    { "サクラ", "c" },
    { "高橋", "b" },
    { "髙橋", "b" },
    { "山崎", "c" },
    { "山﨑", "c" },
    { "渡辺", "e" },
    { "渡邉", "e" },
    { "じょん", "e" },
    { "じよん", "e" },
    { "ｼﾞｮﾝ", "e" },
    { "さと 1234", "ad" },
    { "1234 さと", "ad" },
    { "1234", "adb" }, /* at the end before inside */
    { "5678", "b" },
    { "0495", "af" },
    { "０４９５", "af" },
    { "0495-21-1234", "a" },
    { "0495(21)1234", "a" },
    { "0495211234", "a" },
    { "0495 21", "a" },
    { "+81495211234", "a" },
    { "0485559999", "c" },
    { "1940", "a" },
    { "194003", "a" },
    { "19400302", "a" },
    { "1940-03-02", "a" },
    { "1940/3/2", "a" },
    { "S15.3.2", "a" },
    { "s15.3.2", "a" },
    { "昭和15年3月2日", "a" },
    { "昭和１５年３月", "a" },
    { "昭和15年 3月 2日", "a" },
    { "昭和15年", "a" },
    { "S15", "a" },
    { "S15.3", "a" },
    { "昭和元年", "b" },
    { "S64.1.7", "d" },
    { "平成元年1月8日", "c" },
    { "1989", "cd" },
    { "令和元年", "e" },
    { "令和元年 わたなべ", "e" },
    { "1941", "" },
    { "佐藤 1941", "" },
    { "佐藤 1940", "a" },
    { "ぞぞぞ", "" },
    { "佐藤 太郎", "" },
    { "子サトウ", "" },
    { "02125", "" },
    { "\xe4\xbd", "" },
    { "佐藤\xff", "a" },
  };
  g_autoptr (TsnSearchIndex) index = make_people ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_finds (index, cases[i].query, 10, cases[i].found);
  assert_finds (index, NULL, 10, "");
}

static void
test_ranking (void)
{
  g_autoptr (TsnSearchIndex) index = tsn_search_index_new ();

  put (index, 'a', "大山 田", "オオヤマ デン", "0311112222", TSN_DATE_NONE);
  put (index, 'b', "小山", "コヤマ", "0322223333", TSN_DATE_NONE);
  put (index, 'c', "山田", "ヤマダ", "0333332222", TSN_DATE_NONE);
  put (index, 'd', "山本", "ヤマモト", "0344441111", TSN_DATE_NONE);
  assert_finds (index, "山", 10, "cdab");
  assert_finds (index, "やま", 10, "cdab");
  assert_finds (index, "2222", 10, "acb");
  assert_finds (index, "山 2222", 10, "cab");
  assert_finds (index, "山", 3, "cda");
  assert_finds (index, "山", 1, "c");
  assert_finds (index, "山", 0, "");
}

static void
test_several_values (void)
{
  g_autoptr (TsnSearchIndex) index = tsn_search_index_new ();
  const char *phones[] = { "0495-21-0001", "", "090-7777-8888", NULL };
  TsnId id = make_id ('a');

  tsn_search_index_put (index, &id, NULL, "サトウ", phones, TSN_DATE_NONE);
  put (index, 'b', NULL, NULL, NULL, TSN_DATE_NONE);
  assert_finds (index, "0001", 10, "a");
  assert_finds (index, "8888", 10, "a");
  assert_finds (index, "0001 8888", 10, "a");
  assert_finds (index, "0001090", 10, ""); /* never over two values */
  g_assert_cmpuint (tsn_search_index_size (index), ==, 2);
}

static void
test_updates (void)
{
  g_autoptr (TsnSearchIndex) index = make_people ();
  TsnId a = make_id ('a'), unknown = make_id ('z');

  put (index, 'a', "鈴木 花子", "スズキ ハナコ", "0495-21-1234", 19400303);
  g_assert_cmpuint (tsn_search_index_size (index), ==, 6);
  assert_finds (index, "佐藤", 10, "");
  assert_finds (index, "鈴木", 10, "a");
  assert_finds (index, "19400302", 10, "");
  assert_finds (index, "19400303", 10, "a");
  tsn_search_index_remove (index, &a);
  tsn_search_index_remove (index, &a);
  tsn_search_index_remove (index, &unknown);
  g_assert_cmpuint (tsn_search_index_size (index), ==, 5);
  assert_finds (index, "鈴木", 10, "");
  put (index, 'a', "佐藤", "サトウ", NULL, TSN_DATE_NONE);
  assert_finds (index, "佐藤", 10, "a");
}

static void
put_number (TsnSearchIndex *index, guint32 number, guint32 phone)
{
  g_autofree char *text = g_strdup_printf ("090%08u", phone);
  const char *phones[] = { text, NULL };
  TsnId id = make_id (number);

  tsn_search_index_put (index, &id, "番号", "バンゴウ", phones, TSN_DATE_NONE);
}

static void
assert_number (TsnSearchIndex *index, guint32 phone, gint64 expected)
{
  g_autofree char *text = g_strdup_printf ("090%08u", phone);
  g_autoptr (GArray) ids = tsn_search_index_find (index, text, 10);

  g_assert_cmpuint (ids->len, ==, expected < 0 ? 0 : 1);
  if (expected >= 0)
    g_assert_cmpuint (id_number (&g_array_index (ids, TsnId, 0)), ==, (guint64) expected);
}

/* Enough updates and removals that rows are taken out and blocks begin elsewhere. */
static void
test_compaction (void)
{
  g_autoptr (TsnSearchIndex) index = tsn_search_index_new ();
  const guint32 n = 10000;

  for (guint32 i = 0; i < n; i++)
    put_number (index, i, i);
  for (guint32 i = 0; i < n; i += 2)
    put_number (index, i, n + i);
  for (guint32 i = 1; i < n; i += 4)
    {
      TsnId id = make_id (i);

      tsn_search_index_remove (index, &id);
    }
  g_assert_cmpuint (tsn_search_index_size (index), ==, n * 3 / 4);
  for (guint32 i = 0; i < n; i += 37)
    {
      assert_number (index, i, i % 4 == 3 ? (gint64) i : -1);
      assert_number (index, n + i, i % 2 == 0 ? (gint64) i : -1);
    }
}

static void
test_clear (void)
{
  g_autoptr (TsnSearchIndex) index = make_people ();

  tsn_search_index_clear (index);
  g_assert_cmpuint (tsn_search_index_size (index), ==, 0);
  assert_finds (index, "佐藤", 10, "");
  put (index, 'a', "佐藤", "サトウ", NULL, TSN_DATE_NONE);
  assert_finds (index, "佐藤", 10, "a");
}

static void
test_long_queries (void)
{
  g_autoptr (TsnSearchIndex) index = make_people ();
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GString) word = g_string_new (NULL);
  g_autoptr (GString) digits = g_string_new (NULL);

  for (guint i = 0; i < 100000; i++)
    {
      g_string_append (words, "さ ");
      g_string_append (word, "ﷺ");
      g_string_append (digits, "1");
    }
  assert_finds (index, words->str, 10, "afcd");
  assert_finds (index, word->str, 10, "");
  assert_finds (index, digits->str, 10, "");
}

static void
set_text (TsnRecord *record, guint field, const char *text)
{
  TsnCell *cell = tsn_record_ensure_cell (record, field);

  cell->readable = TRUE;
  cell->value = tsn_value_text (text);
}

static void
test_records (void)
{
  g_autoptr (TsnSearchSet) set = tsn_search_set_new ();
  const TsnKind *person = tsn_kind_by_number (TSN_KIND_PERSON);
  TsnSearchIndex *index = tsn_search_set_index (set, person);
  TsnId id = make_id ('a');
  g_autoptr (TsnRecord) record = tsn_record_new (person, &id);
  g_autoptr (TsnRecord) tombstone = tsn_record_new (person, &id);
  TsnCell *birth = tsn_record_ensure_cell (record, TSN_PERSON_BIRTH_DATE);

  birth->readable = TRUE;
  birth->value = tsn_value_number (TSN_TYPE_DATE, 19400302);
  set_text (record, TSN_PERSON_NAME, "佐藤 花子");
  set_text (record, TSN_PERSON_KANA, "サトウ ハナコ");
  tsn_search_set_put (set, record);
  assert_finds (index, "さとう 佐藤 S15.3.2", 10, "a");

  tsn_record_ensure_cell (record, TSN_PERSON_NAME)->readable = FALSE;
  tsn_search_set_put (set, record);
  assert_finds (index, "佐藤", 10, "");
  assert_finds (index, "さとう", 10, "a");

  tombstone->erased = TRUE;
  tsn_search_set_put (set, tombstone);
  assert_finds (index, "さとう", 10, "");
  g_assert_null (tsn_search_set_index (set, tsn_kind_by_number (TSN_KIND_TALLY)));

  tsn_search_set_put (set, record);
  tsn_search_set_clear (set);
  g_assert_cmpuint (tsn_search_index_size (index), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search/queries", test_queries);
  g_test_add_func ("/store/search/ranking", test_ranking);
  g_test_add_func ("/store/search/several-values", test_several_values);
  g_test_add_func ("/store/search/updates", test_updates);
  g_test_add_func ("/store/search/compaction", test_compaction);
  g_test_add_func ("/store/search/clear", test_clear);
  g_test_add_func ("/store/search/long-queries", test_long_queries);
  g_test_add_func ("/store/search/records", test_records);
  return g_test_run ();
}
