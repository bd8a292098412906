/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-place-layout.c: the published layouts of facility files, as tables.
 *
 * A new layout is a table here. Headers are compared by their search key, so that width, brackets'
 * width and spaces do not matter; a header that is in no table is ignored, which is how 管理者氏名
 * and 開設者氏名 stay out. The weekly columns of 医療情報ネット are called "closed" and say 1 for
 * open: counted in the real file (tests/data/exchange/README.md).
 *
 * Source: 介護サービス情報公表システム オープンデータ, 医療情報ネット オープンデータ,
 * 推奨データセット (デジタル庁).
 */

#include "tsn-place-layout.h"

#include <string.h>

#include "tsn-kind.h"
#include "tsn-text.h"

#define ROLE(Role) TSN_PLACE_ROLE_##Role

static const TsnPlaceColumn care_columns[] = {
  { "都道府県コード又は市町村コード", ROLE (AREA_CODE) },
  { "都道府県コード又は市区町村コード", ROLE (AREA_CODE) },
  { "都道府県名", ROLE (PREFECTURE) },
  { "市区町村名", ROLE (CITY) },
  { "事業所名", ROLE (NAME) },
  { "事業所名カナ", ROLE (KANA) },
  { "サービスの種類", ROLE (SERVICE) },
  { "住所", ROLE (ADDRESS) },
  { "方書（ビル名等）", ROLE (BUILDING) },
  { "緯度", ROLE (LATITUDE) },
  { "経度", ROLE (LONGITUDE) },
  { "電話番号", ROLE (PHONE) },
  { "FAX番号", ROLE (FAX) },
  { "法人の名称", ROLE (OPERATOR) },
  { "事業所番号", ROLE (NUMBER) },
  { "利用可能曜日", ROLE (DAYS) },
  { "利用可能曜日特記事項", ROLE (DAYS_NOTE) },
  { "定員", ROLE (CAPACITY) },
  { "URL", ROLE (URL) },
  { "備考", ROLE (NOTE) },
  { NULL, 0 },
};

static const TsnPlaceColumn recommended_care_columns[] = {
  { "都道府県コード又は市区町村コード", ROLE (AREA_CODE) },
  { "NO", ROLE (ROW) },
  { "都道府県名", ROLE (PREFECTURE) },
  { "市区町村名", ROLE (CITY) },
  { "介護サービス事業所名称", ROLE (NAME) },
  { "介護サービス事業所名称_カナ", ROLE (KANA) },
  { "実施サービス", ROLE (SERVICE) },
  { "住所", ROLE (ADDRESS) },
  { "方書", ROLE (BUILDING) },
  { "緯度", ROLE (LATITUDE) },
  { "経度", ROLE (LONGITUDE) },
  { "電話番号", ROLE (PHONE) },
  { "FAX番号", ROLE (FAX) },
  { "法人の名称", ROLE (OPERATOR) },
  { "事業所番号", ROLE (NUMBER) },
  { "利用可能曜日", ROLE (DAYS) },
  { "利用可能曜日特記事項", ROLE (DAYS_NOTE) },
  { "定員", ROLE (CAPACITY) },
  { "URL", ROLE (URL) },
  { "備考", ROLE (NOTE) },
  { NULL, 0 },
};

/* With the names that 北海道 gives some of them. */
static const TsnPlaceColumn recommended_medical_columns[] = {
  { "都道府県コード又は市区町村コード", ROLE (AREA_CODE) },
  { "NO", ROLE (ROW) },
  { "都道府県名", ROLE (PREFECTURE) },
  { "市区町村名", ROLE (CITY) },
  { "市町村", ROLE (CITY) },
  { "名称", ROLE (NAME) },
  { "名称_カナ", ROLE (KANA) },
  { "医療機関の種類", ROLE (CLASS) },
  { "郵便番号", ROLE (POSTCODE) },
  { "住所", ROLE (ADDRESS) },
  { "所在地", ROLE (ADDRESS) },
  { "方書", ROLE (BUILDING) },
  { "緯度", ROLE (LATITUDE) },
  { "経度", ROLE (LONGITUDE) },
  { "電話番号", ROLE (PHONE) },
  { "FAX番号", ROLE (FAX) },
  { "法人の名称", ROLE (OPERATOR) },
  { "医療機関コード", ROLE (NUMBER) },
  { "診療曜日", ROLE (DAYS) },
  { "診療開始時間", ROLE (OPENS) },
  { "診療終了時間", ROLE (CLOSES) },
  { "診療日時特記事項", ROLE (DAYS_NOTE) },
  { "時間外における対応", ROLE (AFTER_HOURS) },
  { "診療科目", ROLE (DEPARTMENTS) },
  { "URL", ROLE (URL) },
  { "備考", ROLE (NOTE) },
  { "データ作成日", ROLE (DATE) },
  { NULL, 0 },
};

#define WEEK(Header, First)                                                                        \
  { Header "（月）", (First) }, { Header "（火）", (First) + 1 },                                  \
      { Header "（水）", (First) + 2 }, { Header "（木）", (First) + 3 },                          \
      { Header "（金）", (First) + 4 }, { Header "（土）", (First) + 5 },                          \
  {                                                                                                \
    Header "（日）", (First) + 6                                                                   \
  }
#define NTH(Week, Nth) WEEK ("決まった週に休診（定期週）第" Week "週", ROLE (OPEN_NTH) + 7 * (Nth))

/* 01-1 hospitals, 02-1 clinics, 03-1 dental clinics: the leading columns are the same. */
static const TsnPlaceColumn navi_columns[] = {
  { "ID", ROLE (NUMBER) },
  { "正式名称", ROLE (NAME) },
  { "正式名称（フリガナ）", ROLE (KANA) },
  { "略称", ROLE (SHORT_NAME) },
  { "機関区分", ROLE (CLASS) },
  { "都道府県コード", ROLE (PREFECTURE_CODE) },
  { "市区町村コード", ROLE (CITY_CODE) },
  { "所在地", ROLE (ADDRESS) },
  { "所在地座標（緯度）", ROLE (LATITUDE) },
  { "所在地座標（経度）", ROLE (LONGITUDE) },
  { "案内用ホームページアドレス", ROLE (URL) },
  WEEK ("毎週決まった曜日に休診", ROLE (OPEN_WEEKLY)),
  NTH ("1", 0),
  NTH ("2", 1),
  NTH ("3", 2),
  NTH ("4", 3),
  NTH ("5", 4),
  { "その他の休診日（gw、お盆等）", ROLE (HOLIDAYS) },
  { NULL, 0 },
};

/* What the days of a pharmacy's 定期閉店 columns mean was never seen in a real file: not read. */
static const TsnPlaceColumn navi_pharmacy_columns[] = {
  { "ID", ROLE (NUMBER) },
  { "名称", ROLE (NAME) },
  { "フリガナ", ROLE (KANA) },
  { "都道府県コード", ROLE (PREFECTURE_CODE) },
  { "市区町村コード", ROLE (CITY_CODE) },
  { "所在地", ROLE (ADDRESS) },
  { "所在地座標（緯度）", ROLE (LATITUDE) },
  { "所在地座標（経度）", ROLE (LONGITUDE) },
  { "薬局のホームページアドレス", ROLE (URL) },
  { NULL, 0 },
};

static const TsnPlaceLayout layouts[] = {
  { "kaigo", 0, "サービスの種類", care_columns },
  { "iryo", 0, "機関区分", navi_columns },
  { "iryo", TSN_PLACE_TYPE_PHARMACY, "薬局のホームページアドレス", navi_pharmacy_columns },
  { "opendata-kaigo", 0, "介護サービス事業所名称", recommended_care_columns },
  { "opendata-iryo", 0, "医療機関の種類", recommended_medical_columns },
};

/* Longer names stand before the ones they begin with. */
static const struct
{
  const char *prefix;
  guint type;
} services[] = {
  { "訪問看護", TSN_PLACE_TYPE_VISITING_NURSE },
  { "訪問", TSN_PLACE_TYPE_HOME_CARE },
  { "夜間対応型訪問", TSN_PLACE_TYPE_HOME_CARE },
  { "定期巡回", TSN_PLACE_TYPE_HOME_CARE },
  { "通所", TSN_PLACE_TYPE_DAY_CARE },
  { "指定療養通所", TSN_PLACE_TYPE_DAY_CARE },
  { "療養通所", TSN_PLACE_TYPE_DAY_CARE },
  { "地域密着型通所", TSN_PLACE_TYPE_DAY_CARE },
  { "認知症対応型通所", TSN_PLACE_TYPE_DAY_CARE },
  { "小規模多機能", TSN_PLACE_TYPE_DAY_CARE }, /* comes, stays and visits; most of it is the day */
  { "看護小規模多機能", TSN_PLACE_TYPE_DAY_CARE },
  { "複合型サービス", TSN_PLACE_TYPE_DAY_CARE },
  { "短期入所", TSN_PLACE_TYPE_SHORT_STAY },
  { "特定施設", TSN_PLACE_TYPE_FACILITY },
  { "地域密着型特定施設", TSN_PLACE_TYPE_FACILITY },
  { "地域密着型介護老人福祉施設", TSN_PLACE_TYPE_FACILITY },
  { "介護老人", TSN_PLACE_TYPE_FACILITY },
  { "介護療養型医療施設", TSN_PLACE_TYPE_FACILITY },
  { "介護医療院", TSN_PLACE_TYPE_FACILITY },
  { "認知症対応型共同生活", TSN_PLACE_TYPE_GROUP_HOME },
  { "居宅介護支援", TSN_PLACE_TYPE_CARE_MANAGER },
  { "介護予防支援", TSN_PLACE_TYPE_SUPPORT_CENTRE },
  { "地域包括支援", TSN_PLACE_TYPE_SUPPORT_CENTRE },
  { "福祉用具", TSN_PLACE_TYPE_EQUIPMENT },
  { "特定福祉用具", TSN_PLACE_TYPE_EQUIPMENT },
};

guint
tsn_place_type_of_service (const char *service)
{
  const char *rest = service;

  if (g_str_has_prefix (rest, "介護予防") && !g_str_has_prefix (rest, "介護予防支援"))
    rest += strlen ("介護予防");
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_str_has_prefix (rest, services[i].prefix))
      return services[i].type;
  return 0;
}

static gboolean
all_dental (const char *departments)
{
  g_auto (GStrv) items = NULL;

  if (departments == NULL || departments[0] == '\0')
    return FALSE;
  items = g_strsplit_set (departments, ";", -1);
  for (guint i = 0; items[i] != NULL; i++)
    if (strstr (items[i], "歯") == NULL)
      return FALSE;
  return TRUE;
}

guint
tsn_place_type_of_class (const char *class_cell, const char *departments)
{
  if (strcmp (class_cell, "1") == 0 || strstr (class_cell, "病院") != NULL)
    return TSN_PLACE_TYPE_HOSPITAL;
  if (strcmp (class_cell, "3") == 0 || strstr (class_cell, "歯科") != NULL)
    return TSN_PLACE_TYPE_DENTAL_CLINIC;
  if (strcmp (class_cell, "2") == 0 || strstr (class_cell, "診療所") != NULL)
    return all_dental (departments) ? TSN_PLACE_TYPE_DENTAL_CLINIC : TSN_PLACE_TYPE_CLINIC;
  if (strcmp (class_cell, "4") == 0 || strstr (class_cell, "助産") != NULL)
    return TSN_PLACE_TYPE_MATERNITY_HOME;
  if (strcmp (class_cell, "5") == 0 || strstr (class_cell, "薬局") != NULL)
    return TSN_PLACE_TYPE_PHARMACY;
  return 0;
}

static char *
header_key (const char *header)
{
  GString *key = g_string_new (NULL);

  tsn_text_fold (header, key);
  return g_string_free (key, FALSE);
}

static void
map_column (TsnPlaceMap *map, const char *key, guint column, gboolean *used)
{
  for (const TsnPlaceColumn *c = map->layout->columns; c->header != NULL; c++)
    {
      g_autofree char *wanted = header_key (c->header);

      if (strcmp (wanted, key) == 0 && map->cell[c->role] < 0)
        {
          map->cell[c->role] = (gint16) column;
          used[column] = TRUE;
          return;
        }
    }
}

static gboolean
map_layout (TsnPlaceMap *map, const TsnPlaceLayout *layout, GStrv keys, gboolean *used)
{
  g_autofree char *mark = header_key (layout->mark);
  guint n = g_strv_length (keys);

  map->layout = layout;
  for (guint i = 0; i < TSN_PLACE_N_ROLES; i++)
    map->cell[i] = -1;
  if (!g_strv_contains ((const char *const *) keys, mark))
    return FALSE;
  memset (used, 0, n * sizeof *used);
  for (guint i = 0; i < n; i++)
    map_column (map, keys[i], i, used);
  return map->cell[TSN_PLACE_ROLE_NAME] >= 0 && map->cell[TSN_PLACE_ROLE_ADDRESS] >= 0 &&
         (map->cell[TSN_PLACE_ROLE_NUMBER] >= 0 || map->cell[TSN_PLACE_ROLE_ROW] >= 0);
}

gboolean
tsn_place_map_detect (const char *const *headers, guint n_headers, TsnPlaceMap *map, gboolean *used)
{
  g_auto (GStrv) keys = g_new0 (char *, n_headers + 1);

  for (guint i = 0; i < n_headers; i++)
    keys[i] = header_key (headers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (map_layout (map, &layouts[i], keys, used))
      return TRUE;
  return FALSE;
}

const char *
tsn_place_map_cell (const TsnPlaceMap *map, const char *const *cells, guint n_cells, guint role)
{
  int column = map->cell[role];

  return column >= 0 && (guint) column < n_cells ? cells[column] : "";
}
