/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-postal.c: the rules for 町域, and the three files of the post office into a store. */

#include <string.h>

#include "store-fixture.h"
#include "tsn-address.h"
#include "tsn-exchange.h"
#include "tsn-postal-town.h"

static void
assert_town (const char *town, const char *city, const char *expected)
{
  g_autofree char *shown = tsn_postal_town (town, city);

  g_assert_cmpstr (shown, ==, expected);
}

static void
test_remarks (void)
{
  assert_town ("以下に掲載がない場合", "本庄市", "");
  assert_town ("境町の次に番地がくる場合", "猿島郡境町", "");
  assert_town ("小菅村の次に１〜６６３番地がくる場合", "北都留郡小菅村", "");
  assert_town ("琴平町の次に１〜４２６番地がくる場合（川東）", "仲多度郡琴平町", "");
  assert_town ("利島村一円", "利島村", "");
  assert_town ("宮田村一円", "上伊那郡宮田村", "");
  assert_town ("一円", "犬上郡多賀町", "一円");
  assert_town ("朝日町", "本庄市", "朝日町");
  assert_town ("真駒内（その他）", "札幌市南区", "真駒内");
  assert_town ("大通西（１〜１９丁目）", "札幌市中央区", "大通西");
  assert_town ("添川（渡戸沢「筍沢温泉」）", "鶴岡市", "添川");
  assert_town ("美里別（２４６−７番地）", "中川郡本別町", "美里別");
  assert_town ("扇町（寺町通今出川下る、寺町通石薬師上る）", "京都市上京区", "扇町");
}

static void
test_floors (void)
{
  assert_town ("中央アエル（６階）", "仙台市青葉区", "中央アエル 6階");
  assert_town ("中央アエル（地階・階層不明）", "仙台市青葉区", "中央アエル");
  assert_town ("東池袋サンシャイン６０（２０階）", "豊島区", "東池袋サンシャイン60 20階");
}

static void
test_lots (void)
{
  assert_town ("種市第１地割〜第３地割（八木南町、八木北町）", "九戸郡洋野町", "種市");
  assert_town ("湯田１９地割〜湯田２１地割", "和賀郡西和賀町", "湯田");
  assert_town ("穴明２２地割、穴明２３地割", "和賀郡西和賀町", "穴明");
  assert_town ("清水ケ野１８地割", "和賀郡西和賀町", "清水ケ野18地割");
  assert_town ("甲、乙（大木戸）", "小豆郡土庄町", "甲、乙 大木戸");
}

/* 939-0351 has 26 rows of 戸破: what tells them apart must stay. */
static void
test_parts (void)
{
  g_autofree char *part = tsn_postal_town_kana ("ﾋﾊﾞﾘ(ｱﾗﾏﾁ)", "戸破（荒町）", "戸破 荒町");
  g_autofree char *rest = tsn_postal_town_kana ("マコマナイ（ソノタ）",
                                                "真駒内（その他）",
                                                "真駒内");
  g_autofree char *tower = tsn_postal_town_kana ("メイエキビル（コウソウトウ）（３１カイ）",
                                                 "名駅ビル（高層棟）（３１階）",
                                                 "名駅ビル 高層棟 31階");

  assert_town ("戸破（荒町）", "射水市", "戸破 荒町");
  assert_town ("栄町（一番町）", "本庄市", "栄町 一番町");
  assert_town ("名駅ビル（高層棟）（３１階）", "名古屋市中村区", "名駅ビル 高層棟 31階");
  assert_town ("梅田ビル（次のビルを除く）", "大阪市北区", "梅田ビル");
  assert_town ("天使突抜（丁目）", "京都市下京区", "天使突抜");
  assert_town ("尾倉（大字）", "北九州市八幡東区", "尾倉");
  assert_town ("福島（国見その他）", "本庄市", "福島");
  assert_town ("西亀屋町（元誓願寺通浄福寺西入）", "京都市上京区", "西亀屋町");
  g_assert_cmpstr (part, ==, "ヒバリ アラマチ");
  g_assert_cmpstr (rest, ==, "マコマナイ");
  g_assert_cmpstr (tower, ==, "メイエキビル コウソウトウ 31カイ");
}

static void
test_fold (void)
{
  g_autofree char *utf8 = tsn_postal_fold ("１〜２番４−５");
  g_autofree char *cp932 = tsn_postal_fold ("１～２番４－５");
  g_autofree char *kana = tsn_postal_town_kana ("ﾁｭｳｵｳｱｴﾙ(6ｶｲ)",
                                                "中央アエル（６階）",
                                                "中央アエル 6階");
  g_autofree char *none = tsn_postal_town_kana ("ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ", "以下に掲載がない場合", "");
  g_autofree char *lots = tsn_postal_town_kana ("タネイチダイ１チワリ−ダイ３チワリ（ヤギ）",
                                                "種市第１地割〜第３地割（八木）",
                                                "種市");

  g_assert_cmpstr (utf8, ==, "1〜2番4-5");
  g_assert_cmpstr (cp932, ==, utf8);
  g_assert_cmpstr (kana, ==, "チュウオウアエル 6カイ");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (lots, ==, "タネイチ");
  g_assert_cmpint (tsn_postal_depth ("協和（８８－２、"), ==, 1);
  g_assert_cmpint (tsn_postal_depth ("協和（その他）"), ==, 0);
  g_assert_cmpint (tsn_postal_depth ("１３９２番地）"), ==, -1);
}

typedef struct
{
  const char *postcode;
  GArray *found;
} Lookup;

static gboolean
look_up (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Lookup *lookup = data;

  lookup->found = tsn_session_addresses (session, lookup->postcode, error);
  return lookup->found != NULL;
}

static GArray *
must_find (TsnStore *store, const char *postcode, guint n)
{
  Lookup lookup = { postcode, NULL };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, TSN_STORE_READ, look_up, &lookup, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lookup.found->len, ==, n);
  return lookup.found;
}

static TsnImportReport *
must_import (TsnStore *store, const char *path, const TsnImportOptions *options)
{
  g_autoptr (GError) error = NULL;
  TsnImportReport *report = tsn_import_addresses_sync (store, path, options, NULL, &error);

  g_assert_no_error (error);
  return report;
}

static void
assert_first (TsnStore *store, const char *postcode, guint n, const char *town, const char *office)
{
  g_autoptr (GArray) found = must_find (store, postcode, n);
  const TsnAddress *address = &g_array_index (found, TsnAddress, 0);

  g_assert_cmpstr (address->town, ==, town);
  g_assert_cmpstr (address->office, ==, office);
}

static void
test_utf8 (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "data", "exchange", "utf_ken_all.csv", NULL);
  const TsnImportOptions dry = { .dry_run = TRUE };
  g_autoptr (TsnImportReport) first = must_import (fixture->store, path, &dry);
  g_autoptr (TsnImportReport) second = must_import (fixture->store, path, NULL);
  g_autoptr (TsnImportReport) third = must_import (fixture->store, path, NULL);
  g_autoptr (GArray) found = NULL;

  g_assert_false (first->written);
  g_assert_cmpuint (first->rows, ==, 24);
  g_assert_cmpuint (second->added, ==, 24);
  g_assert_cmpuint (third->faults->len, ==, 0);
  g_assert_cmpstr (third->encoding, ==, "UTF-8");
  /* A second import replaces the first. */
  assert_first (fixture->store, "3670026", 1, "朝日町", NULL);
  assert_first (fixture->store, "6730012", 2, "和坂", NULL);
  assert_first (fixture->store, "5220317", 1, "一円", NULL);
  found = must_find (fixture->store, "4980000", 2); /* in two prefectures */
  g_assert_cmpstr (g_array_index (found, TsnAddress, 0).prefecture, ==, "愛知県");
  g_assert_cmpstr (g_array_index (found, TsnAddress, 1).prefecture, ==, "三重県");
  g_assert_cmpstr (g_array_index (found, TsnAddress, 0).municipality, ==, "232351");
}

static void
test_cp932 (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "data", "exchange", "KEN_ALL.CSV", NULL);
  g_autoptr (TsnImportReport) report = must_import (fixture->store, path, NULL);
  g_autoptr (GArray) found = NULL;

  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_cmpuint (report->rows, ==, 2); /* five lines */
  g_assert_cmpuint (report->added, ==, 2);
  g_assert_cmpstr (report->encoding, ==, "Shift_JIS");
  found = must_find (fixture->store, "0660005", 1);
  g_assert_cmpstr (g_array_index (found, TsnAddress, 0).town, ==, "協和");
  g_assert_cmpstr (g_array_index (found, TsnAddress, 0).town_kana, ==, "キョウワ");
}

static void
test_offices (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "data", "exchange", "JIGYOSYO.CSV", NULL);
  g_autofree char *districts =
      g_test_build_filename (G_TEST_DIST, "data", "exchange", "utf_ken_all.csv", NULL);
  g_autoptr (TsnImportReport) report = must_import (fixture->store, path, NULL);
  g_autoptr (TsnImportReport) other = must_import (fixture->store, districts, NULL);

  g_assert_cmpuint (report->added, ==, 3);
  g_assert_cmpuint (other->added, ==, 24); /* and does not take the offices away */
  assert_first (fixture->store, "3678501", 1, "本庄3丁目5-3", "本庄市役所");
  assert_first (fixture->store, "0708515", 1, "四条通16丁目左6", "旭川ガス　（株）");
}

/* Writes @text, gzipped when asked, and imports it taking the good rows. */
static TsnImportReport *
import_text (StoreFixture *fixture, const char *text, gboolean gzip, GError **error)
{
  const TsnImportOptions options = { .skip_bad = TRUE };
  g_autofree char *path = g_build_filename (fixture->root, "postal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GOutputStream) stream = G_OUTPUT_STREAM (
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL));
  g_autoptr (GConverter) converter = G_CONVERTER (
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GOutputStream) packed = g_converter_output_stream_new (stream, converter);
  GOutputStream *out = gzip ? packed : stream;

  g_assert_true (g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
  return tsn_import_addresses_sync (fixture->store, path, &options, NULL, error);
}

#define ROW(Code, Postcode, Town)                                                                  \
  Code ",\"367  \",\"" Postcode "\",\"ア\",\"イ\",\"ウ\",\"埼玉県\",\"本庄市\",\"" Town            \
       "\",0,0,0,0,0,0\n"

static void
test_gzip (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnImportReport) report =
      import_text (fixture, ROW ("11211", "3670026", "朝日町"), TRUE, NULL);

  g_assert_cmpuint (report->added, ==, 1);
  assert_first (fixture->store, "3670026", 1, "朝日町", NULL);
}

static void
test_faults (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnImportReport) report = import_text (
      fixture,
      ROW ("11211", "3670001", "あ") ROW ("1121", "3670002", "い") ROW ("11211", "367000", "う")
          ROW ("11211", "3670004", "え（") ROW ("11211", "3670004", "お")
              ROW ("11211", "3670005", "か") "11211,1,2\n" ROW ("11211", "3670006", "き（"),
      FALSE,
      NULL);
  static const guint64 lines[] = { 2, 3, 4, 5, 7, 8 };

  g_assert_cmpuint (report->rows, ==, 8); /* え goes on in お and is still open */
  g_assert_cmpuint (report->added, ==, 2);
  g_assert_cmpuint (report->faults->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < report->faults->len; i++)
    {
      const TsnImportFault *fault = g_ptr_array_index (report->faults, i);

      g_assert_cmpuint (fault->line, ==, lines[i]);
      g_assert_error (fault->error, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_WRONG_ROW);
    }
}

/* A record of several lines is taken whole or not at all: what is left of one would be an address
 * that nobody has. */
static void
test_holes (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnImportReport) report = import_text (
      fixture,
      ROW ("11211", "3670001", "あ（１、") "11211,1,2\n" ROW ("11211", "3670001", "２、")
          ROW ("11211", "3670001", "３）") ROW ("11211", "3670001", "い")
              ROW ("11211", "3670002", "４番地）") ROW ("11211", "3670003", "う"),
      FALSE,
      NULL);
  static const guint64 lines[] = { 1, 2, 3, 4, 6 };

  g_assert_cmpuint (report->rows, ==, 7);
  g_assert_cmpuint (report->added, ==, 2);
  g_assert_cmpuint (report->skipped, ==, G_N_ELEMENTS (lines));
  g_assert_cmpuint (report->faults->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < report->faults->len; i++)
    g_assert_cmpuint (((TsnImportFault *) g_ptr_array_index (report->faults, i))->line,
                      ==,
                      lines[i]);
  assert_first (fixture->store, "3670001", 1, "い", NULL);
}

static void
test_unknown (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (import_text (fixture, "name,kana\na,b\n", FALSE, &error));
  g_assert_error (error, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_UNKNOWN_FILE);
}

#define STORE_TEST(Path, Function)                                                                 \
  g_test_add (Path, StoreFixture, NULL, fixture_setup, Function, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/postal/town/remarks", test_remarks);
  g_test_add_func ("/postal/town/floors", test_floors);
  g_test_add_func ("/postal/town/lots", test_lots);
  g_test_add_func ("/postal/town/parts", test_parts);
  g_test_add_func ("/postal/town/fold", test_fold);
  STORE_TEST ("/postal/utf-8", test_utf8);
  STORE_TEST ("/postal/cp932", test_cp932);
  STORE_TEST ("/postal/offices", test_offices);
  STORE_TEST ("/postal/gzip", test_gzip);
  STORE_TEST ("/postal/faults", test_faults);
  STORE_TEST ("/postal/holes", test_holes);
  STORE_TEST ("/postal/unknown", test_unknown);
  return g_test_run ();
}
