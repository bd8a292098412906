/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-places.c: cells of facility files, and excerpts of the real files into a store. */

#include <string.h>

#include "store-fixture.h"
#include "tsn-exchange.h"
#include "tsn-place-layout.h"
#include "tsn-place-text.h"

static void
assert_mended (char *(*mend) (const char *), const char *cell, const char *expected)
{
  g_autofree char *mended = mend (cell);

  g_assert_cmpstr (mended, ==, expected);
}

static void
test_lines (void)
{
  assert_mended (tsn_place_text_line, "  株式会社　虹の街　　本荘　", "株式会社　虹の街　本荘");
  assert_mended (tsn_place_text_line, "ｽｽﾞｷﾋﾞﾙ401", "スズキビル401");
  assert_mended (tsn_place_text_line, "ａ（改行）（株）", "ａ （株）");
  assert_mended (tsn_place_text_line, "　", NULL);
  assert_mended (tsn_place_text_lines, "年末（改行）（改行） 年始（改行）", "年末\n\n年始");
  assert_mended (tsn_place_text_kana, "ｳﾞｨﾗ", "ヴィラ");
  assert_mended (tsn_place_text_kana, "ウ゛ィラ", "ヴィラ");
  assert_mended (tsn_place_text_kana, "リアンレーウ\"ヨコスカ", "リアンレーヴヨコスカ");
  assert_mended (tsn_place_text_kana, "デイケア－センタ-　Ａ－１", "デイケアーセンター　Ａ－１");
}

static void
test_urls (void)
{
  assert_mended (tsn_place_text_url, "https：//www.tsukui.net/", "https://www.tsukui.net/");
  assert_mended (tsn_place_text_url, "ｈｔｔｐ://www.kawatsu-g.jp", "http://www.kawatsu-g.jp");
  assert_mended (tsn_place_text_url, "http//soka-reha.jp/", "http://soka-reha.jp/");
  assert_mended (tsn_place_text_url, "https:/x.example.com/a?b=c", "https://x.example.com/a?b=c");
  assert_mended (tsn_place_text_url,
                 "https:www.iwata-zaitaku.com",
                 "https://www.iwata-zaitaku.com");
  assert_mended (tsn_place_text_url, "http//:www.saint-care.com", "http://www.saint-care.com");
  assert_mended (tsn_place_text_url, "http://http://ryokumekai.jp/", "http://ryokumekai.jp/");
  assert_mended (tsn_place_text_url, "www.ne.jp/~nyuyoku/", "http://www.ne.jp/~nyuyoku/");
  assert_mended (tsn_place_text_url, "mamie-hp.or.jp", "http://mamie-hp.or.jp");
  assert_mended (tsn_place_text_url, "http://a.jp/　又はhttp://b.jp/", "http://a.jp/");
  assert_mended (tsn_place_text_url, "info@coharu-st.com", NULL);
  assert_mended (tsn_place_text_url, "http://www.aoba-ny@as-care.co.jp", NULL);
  assert_mended (tsn_place_text_url, "https://keirouen..com", NULL);
  assert_mended (tsn_place_text_url, "http://www.example.co.jp山川　花子", NULL);
  assert_mended (tsn_place_text_url, "javascript:alert(1)", NULL);
  assert_mended (tsn_place_text_url, "0495-21-7781", NULL);
  assert_mended (tsn_place_text_url, "7000020458252", NULL);
  assert_mended (tsn_place_text_url, "http://", NULL);
  assert_mended (tsn_place_text_url, "-", NULL);
}

static void
test_numbers (void)
{
  gint64 latitude = 0;
  gint64 longitude = 0;

  g_assert_true (
      tsn_place_text_position ("36.249096900000000", "139.165721399999940", &latitude, &longitude));
  g_assert_cmpint (latitude, ==, 36249097);
  g_assert_cmpint (longitude, ==, 139165721);
  g_assert_false (tsn_place_text_position ("0.0", "0.0", &latitude, &longitude));
  g_assert_false (tsn_place_text_position ("53.4129", "-8.24388", &latitude, &longitude));
  g_assert_false (tsn_place_text_position ("", "139.1", &latitude, &longitude));
  g_assert_false (tsn_place_text_position ("nan", "inf", &latitude, &longitude));
  g_assert_cmpint (tsn_place_text_capacity ("２９人"), ==, 29);
  g_assert_cmpint (tsn_place_text_capacity ("0"), ==, 0);
  g_assert_cmpint (tsn_place_text_capacity ("20~30"), ==, 0);
  assert_mended (tsn_place_text_postcode, "070-0029", "0700029");
  assert_mended (tsn_place_text_postcode, "070", NULL);
  g_assert_cmpuint (tsn_place_text_file_date ("/a/01-1_info_20250601.csv"), ==, 20250601);
  g_assert_cmpuint (tsn_place_text_file_date ("/20250601/jigyosho_160.csv"), ==, 0);
  g_assert_cmpuint (tsn_place_text_file_date ("99999999_1.csv"), ==, 0);
}

static void
test_types (void)
{
  g_assert_cmpuint (tsn_place_type_of_service ("訪問看護"), ==, TSN_PLACE_TYPE_VISITING_NURSE);
  g_assert_cmpuint (tsn_place_type_of_service ("居宅介護支援"), ==, TSN_PLACE_TYPE_CARE_MANAGER);
  g_assert_cmpuint (tsn_place_type_of_service ("認知症対応型共同生活介護"),
                    ==,
                    TSN_PLACE_TYPE_GROUP_HOME);
  g_assert_cmpuint (tsn_place_type_of_service ("何か"), ==, 0);
  g_assert_cmpuint (tsn_place_type_of_class ("無床診療所", "歯;小歯"),
                    ==,
                    TSN_PLACE_TYPE_DENTAL_CLINIC);
  g_assert_cmpuint (tsn_place_type_of_class ("無床診療所", "内;歯"), ==, TSN_PLACE_TYPE_CLINIC);
  g_assert_cmpuint (tsn_place_type_of_class ("1", ""), ==, TSN_PLACE_TYPE_HOSPITAL);
}

static char *
data_file (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "exchange", name, NULL);
}

static TsnImportReport *
must_import (TsnStore *store, const char *name)
{
  g_autofree char *path = data_file (name);
  g_autoptr (GError) error = NULL;
  TsnImportReport *report = tsn_import_places_sync (store, path, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_true (report->written);
  return report;
}

static TsnRecord *
place (TsnStore *store, const char *name)
{
  TsnId id = tsn_id_derive ("place", name, strlen (name));
  TsnRecord *record = must_get (store, TSN_KIND_PLACE, &id);

  g_assert_nonnull (record);
  return record;
}

static void
assert_place (TsnStore *store, const char *id, guint field, const char *expected)
{
  g_autoptr (TsnRecord) record = place (store, id);

  g_assert_cmpstr (tsn_record_text (record, field), ==, expected);
}

static void
test_care (StoreFixture *fixture, gconstpointer data)
{
  TsnStore *store = fixture->store;
  g_autoptr (TsnImportReport) first = must_import (store, "jigyosho_quirks.csv");
  g_autoptr (TsnImportReport) second = must_import (store, "jigyosho_quirks.csv");
  g_autoptr (TsnRecord) record = place (store, "kaigo:1114301719:訪問リハビリテーション");

  g_assert_cmpuint (first->added, ==, 34);
  g_assert_cmpuint (second->unchanged, ==, 34);
  g_assert_cmpuint (second->added + second->changed, ==, 0);
  g_assert_cmpstr (tsn_record_text (record, TSN_PLACE_ADDRESS), ==, "埼玉県本庄市１２１６番地１");
  g_assert_cmpstr (tsn_record_text (record, TSN_PLACE_PHONE), ==, "0495-21-7781");
  g_assert_cmpstr (tsn_record_text (record, TSN_PLACE_MUNICIPALITY), ==, "112119");
  g_assert_cmpstr (tsn_record_text (record, TSN_PLACE_SOURCE), ==, "kaigo");
  g_assert_cmpint (tsn_record_number (record, TSN_PLACE_TYPE, 0), ==, TSN_PLACE_TYPE_HOME_CARE);
  g_assert_null (tsn_record_value (record, TSN_PLACE_CAPACITY));
}

static void
test_care_quirks (StoreFixture *fixture, gconstpointer data)
{
  TsnStore *store = fixture->store;
  g_autoptr (TsnImportReport) report = must_import (store, "jigyosho_quirks.csv");
  g_autoptr (TsnRecord) ireland = place (store, "kaigo:0872002894:訪問入浴介護");
  g_autoptr (TsnRecord) closed = place (store, "kaigo:4490200286:小規模多機能型居宅介護");

  g_assert_cmpuint (report->rows, ==, 34);
  g_assert_cmpuint (report->unplaced, ==, 2);
  g_assert_null (tsn_record_value (ireland, TSN_PLACE_LATITUDE));
  g_assert_cmpstr (tsn_record_text (ireland, TSN_PLACE_PHONE), ==, "029-836-6557");
  g_assert_null (tsn_record_text (closed, TSN_PLACE_PHONE)); /* 休止中 */
  assert_place (store,
                "kaigo:4310121472:訪問リハビリテーション",
                TSN_PLACE_ADDRESS,
                "熊本県熊本市北区鶴羽田3丁目1番53号");
  assert_place (store,
                "kaigo:4611610207:通所リハビリテーション",
                TSN_PLACE_ADDRESS,
                "鹿児島県日置市東市来町湯田4648");
  assert_place (store,
                "kaigo:0190503532:小規模多機能型居宅介護",
                TSN_PLACE_ADDRESS,
                "北海道札幌市南郷通15丁目北1－41");
  assert_place (store, "kaigo:01B1400014:訪問リハビリテーション", TSN_PLACE_CODE, "01B1400014");
  assert_place (store,
                "kaigo:0270100340:訪問入浴介護",
                TSN_PLACE_URL,
                NULL); /* an e-mail address */
}

static void
test_hospitals (StoreFixture *fixture, gconstpointer data)
{
  TsnStore *store = fixture->store;
  g_autoptr (TsnImportReport) report = must_import (store, "01-1_hospital_20250601.csv");
  g_autoptr (TsnRecord) record = place (store, "iryo:1111120690000:");

  g_assert_cmpuint (report->added, ==, 7);
  g_assert_cmpint (tsn_record_number (record, TSN_PLACE_TYPE, 0), ==, TSN_PLACE_TYPE_HOSPITAL);
  g_assert_cmpint (tsn_record_number (record, TSN_PLACE_SOURCE_DATE, 0), ==, 20250601);
  g_assert_cmpstr (tsn_record_text (record, TSN_PLACE_MUNICIPALITY), ==, "112119");
  g_assert_cmpstr (tsn_record_text (record, TSN_PLACE_HOURS), ==, "月・火・水・木・金");
  assert_place (store,
                "iryo:1111123417200:",
                TSN_PLACE_HOURS,
                "月・火・水・木・金・第1,3,5土\n休み：年末年始（１２月２９日から１月３日）");
  /* No plain Saturday, but each of its five weeks. */
  assert_place (
      store,
      "iryo:1111108751000:",
      TSN_PLACE_HOURS,
      "月・火・水・木・金・第2,4土\n休み：第１土曜日、第３土曜日、第５土曜日\n年末年始（１２月２９日から１月３日まで）");
}

static void
test_recommended (StoreFixture *fixture, gconstpointer data)
{
  TsnStore *store = fixture->store;
  g_autoptr (TsnImportReport) report = must_import (store, "iryokikan.csv");
  g_autoptr (TsnRecord) record = place (store, "opendata-iryo:01-2910997:");
  const TsnValue *services = tsn_record_value (record, TSN_PLACE_SERVICES);

  g_assert_cmpstr (report->encoding, ==, "Shift_JIS");
  g_assert_cmpuint (report->added, ==, 4);
  g_assert_cmpstr (tsn_record_text (record, TSN_PLACE_NAME), ==, "市立旭川病院");
  g_assert_cmpstr (tsn_record_text (record, TSN_PLACE_POSTCODE), ==, "0700029");
  g_assert_null (tsn_record_value (record, TSN_PLACE_MUNICIPALITY)); /* a prefecture's code */
  g_assert_cmpuint (services->list->len, ==, 20);
  g_assert_false (folder_contains (fixture->folder, "架空", strlen ("架空")));
}

static TsnImportReport *
import_text (StoreFixture *fixture, const char *text, GError **error)
{
  const TsnImportOptions options = { .skip_bad = TRUE };
  g_autofree char *path = g_build_filename (fixture->root, "places.csv", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return tsn_import_places_sync (fixture->store, path, &options, NULL, error);
}

#define HEADER "都道府県名,市区町村名,事業所名,サービスの種類,住所,電話番号,事業所番号\n"

static void
test_new_edition (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnImportReport) first =
      import_text (fixture, HEADER "埼玉県,本庄市,あ,訪問看護,本庄市1,0495-21-7781,1\n", NULL);
  g_autoptr (TsnImportReport) second = import_text (fixture,
                                                    HEADER "埼玉県,本庄市,い,訪問看護,本庄市1,,1\n",
                                                    NULL);

  g_assert_cmpuint (first->added, ==, 1);
  g_assert_cmpuint (second->changed, ==, 1);
  assert_place (fixture->store, "kaigo:1:訪問看護", TSN_PLACE_NAME, "い");
  assert_place (fixture->store, "kaigo:1:訪問看護", TSN_PLACE_PHONE, NULL);
}

#define HEADER_AT "都道府県名,市区町村名,事業所名,サービスの種類,住所,緯度,経度,事業所番号\n"

/* What the file does not know, somebody at the desk may. */
static void
test_positions (StoreFixture *fixture, gconstpointer data)
{
  const char *text = HEADER_AT
      "埼玉県,本庄市,あ,訪問看護,本庄市1,36.2,139.1,1\n"
      "埼玉県,本庄市,い,訪問看護,本庄市2,0.000,0.000,2\n"
      "埼玉県,本庄市,う,訪問看護,本庄市3,,,3\n"
      "埼玉県,本庄市,え,訪問看護,本庄市4,53.4129,-8.24388,4\n";
  g_autoptr (TsnImportReport) first = import_text (fixture, text, NULL);
  g_autoptr (TsnImportReport) second = NULL;
  g_autoptr (TsnRecord) known = place (fixture->store, "kaigo:1:訪問看護");
  g_autoptr (TsnRecord) unknown = place (fixture->store, "kaigo:2:訪問看護");
  g_autoptr (TsnChange) change = tsn_change_new (unknown->kind, &unknown->id);
  g_autoptr (TsnRecord) typed = NULL;

  g_assert_cmpuint (first->added, ==, 4);
  g_assert_cmpuint (first->unplaced, ==, 3);
  g_assert_cmpint (tsn_record_number (known, TSN_PLACE_LATITUDE, 0), ==, 36200000);
  g_assert_cmpint (tsn_record_number (known, TSN_PLACE_LONGITUDE, 0), ==, 139100000);
  g_assert_null (tsn_record_value (unknown, TSN_PLACE_LATITUDE));
  tsn_change_set_number (change, TSN_PLACE_LATITUDE, 36300000);
  tsn_change_set_number (change, TSN_PLACE_LONGITUDE, 139200000);
  must_put (fixture->store, change);
  second = import_text (fixture, text, NULL);
  g_assert_cmpuint (second->unchanged, ==, 4);
  typed = place (fixture->store, "kaigo:2:訪問看護");
  g_assert_cmpint (tsn_record_number (typed, TSN_PLACE_LATITUDE, 0), ==, 36300000);
}

/* What was erased stays so, and does not keep the rest of a new edition out. */
static void
test_erased (StoreFixture *fixture, gconstpointer data)
{
  const char *text = HEADER
      "埼玉県,本庄市,あ,訪問看護,本庄市1,0495-21-7781,1\n"
      "埼玉県,本庄市,い,訪問看護,本庄市2,0495-21-7782,2\n";
  g_autoptr (TsnImportReport) first = import_text (fixture, text, NULL);
  g_autoptr (TsnImportReport) second = NULL;
  g_autoptr (TsnRecord) erased = place (fixture->store, "kaigo:1:訪問看護");
  const TsnImportFault *fault;

  g_assert_cmpuint (first->added, ==, 2);
  must_erase (fixture->store, TSN_KIND_PLACE, &erased->id);
  second = import_text (fixture, text, NULL);
  g_assert_true (second->written);
  g_assert_cmpuint (second->rows, ==, 2);
  g_assert_cmpuint (second->unchanged, ==, 1);
  g_assert_cmpuint (second->skipped, ==, 1);
  g_assert_cmpuint (second->faults->len, ==, 1);
  fault = g_ptr_array_index (second->faults, 0);
  g_assert_error (fault->error, TSN_STORE_ERROR, TSN_STORE_ERROR_ERASED);
}

static void
test_faults (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *longest = g_strnfill (201, 'x');
  g_autofree char *text = g_strconcat (HEADER
                                       "埼玉県,本庄市,,訪問看護,本庄市1,,1\n"
                                       "埼玉県,本庄市,あ,訪問看護,本庄市1,,\n"
                                       "埼玉県,本庄市,い,訪問看護,,,2\n"
                                       "埼玉県,本庄市,う,訪問看護\n"
                                       "埼玉県,本庄市,え,訪問看護,本庄市1,,3\n"
                                       "埼玉県,本庄市,お,訪問看護,本庄市1,,3\n"
                                       "埼玉県,本庄市,か,訪問看護,",
                                       longest,
                                       ",,4\n",
                                       NULL);
  g_autoptr (TsnImportReport) report = import_text (fixture, text, &error);
  static const char *const columns[] = { "事業所名", "事業所番号", "住所", NULL, NULL, "住所" };
  static const guint64 lines[] = { 2, 3, 4, 5, 7, 8 };

  g_assert_no_error (error);
  g_assert_cmpuint (report->rows, ==, 7);
  g_assert_cmpuint (report->added, ==, 1);
  g_assert_cmpuint (report->faults->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < report->faults->len; i++)
    {
      const TsnImportFault *fault = g_ptr_array_index (report->faults, i);

      g_assert_cmpuint (fault->line, ==, lines[i]);
      g_assert_cmpstr (fault->column, ==, columns[i]);
    }
  g_assert_null (import_text (fixture, "a,b\nc,d\n", &error));
  g_assert_error (error, TSN_EXCHANGE_ERROR, TSN_EXCHANGE_ERROR_UNKNOWN_FILE);
}

#define STORE_TEST(Path, Function)                                                                 \
  g_test_add (Path, StoreFixture, NULL, fixture_setup, Function, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/places/text/lines", test_lines);
  g_test_add_func ("/places/text/urls", test_urls);
  g_test_add_func ("/places/text/numbers", test_numbers);
  g_test_add_func ("/places/types", test_types);
  STORE_TEST ("/places/care", test_care);
  STORE_TEST ("/places/care/quirks", test_care_quirks);
  STORE_TEST ("/places/hospitals", test_hospitals);
  STORE_TEST ("/places/recommended", test_recommended);
  STORE_TEST ("/places/new-edition", test_new_edition);
  STORE_TEST ("/places/positions", test_positions);
  STORE_TEST ("/places/erased", test_erased);
  STORE_TEST ("/places/faults", test_faults);
  return g_test_run ();
}
