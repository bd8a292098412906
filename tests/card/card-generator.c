/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fictional residents. Names come from data/demo/names in any combination; everything else from
 * lists here, which were written without looking at the card dictionary, so that compression is not
 * measured on its own source. Telephone numbers are random digits behind real area codes.
 */

#include "card-generator.h"

#include <sodium.h>
#include <string.h>

struct _CardGenerator
{
  GRand *random;
  GPtrArray *surnames; /* of char **: kanji, kana */
  GPtrArray *given;
};

static const char *const CONDITIONS[] = {
  "高血圧症",
  "2型糖尿病",
  "糖尿病（インスリン注射）",
  "心房細動",
  "脳梗塞（2019年、右半身に軽い麻痺）",
  "慢性心不全",
  "狭心症（ステント2本）",
  "心筋梗塞",
  "慢性腎臓病",
  "腎不全（週3回透析）",
  "気管支喘息",
  "COPD（在宅酸素 2L）",
  "認知症",
  "アルツハイマー型認知症",
  "レビー小体型認知症",
  "パーキンソン病",
  "骨粗鬆症",
  "変形性膝関節症",
  "腰部脊柱管狭窄症",
  "関節リウマチ",
  "緑内障",
  "白内障手術（両眼）",
  "前立腺肥大症",
  "胃がん術後",
  "大腸がん手術 平成28年",
  "乳がん（左）術後",
  "脂質異常症",
  "痛風",
  "甲状腺機能低下症",
  "C型肝炎",
  "腰椎圧迫骨折",
  "右大腿骨頸部骨折（人工骨頭）",
  "てんかん",
  "うつ病",
  "間質性肺炎",
  "ペースメーカー植込み",
  "腹部大動脈瘤",
  "帯状疱疹後神経痛",
  "難聴",
  "めまい",
  "睡眠時無呼吸症候群（CPAP）",
  "慢性硬膜下血腫",
  "逆流性食道炎",
  "胆石",
};
static const char *const MEDICINES[] = {
  "アムロジピン5mg",
  "アムロジピンOD錠2.5mg",
  "カンデサルタン8mg",
  "オルメサルタン20mg",
  "アジルバ20mg",
  "ビソプロロール2.5mg",
  "フロセミド20mg",
  "スピロノラクトン25mg",
  "ワーファリン",
  "ワルファリン1mg",
  "エリキュース2.5mg",
  "リクシアナ30mg",
  "イグザレルト10mg",
  "バイアスピリン100mg",
  "クロピドグレル75mg",
  "メトホルミン500mg",
  "ジャヌビア50mg",
  "トラゼンタ5mg",
  "ジャディアンス10mg",
  "フォシーガ5mg",
  "グリメピリド1mg",
  "インスリン グラルギン 朝8単位",
  "ロスバスタチン2.5mg",
  "アトルバスタチン10mg",
  "ランソプラゾール15mg",
  "タケキャブ10mg",
  "酸化マグネシウム330mg",
  "ドネペジル5mg",
  "メマンチン20mg",
  "アリセプトD錠5mg",
  "レボドパ・カルビドパ配合錠",
  "プレドニゾロン5mg",
  "レボチロキシン50μg",
  "アレンドロン酸 週1回",
  "エルデカルシトール",
  "カロナール200mg",
  "ロキソプロフェン60mg",
  "タムスロシン0.2mg",
  "ベタニス50mg",
  "ゾルピデム5mg",
  "ブロチゾラム0.25mg",
  "シムビコート吸入",
  "スピリーバ",
  "モンテルカスト10mg",
  "ニトロペン舌下錠",
  "フェブリク10mg",
  "ツムラ抑肝散",
  "デパケンR200mg",
  "ラタノプロスト点眼",
};
static const char *const ALLERGIES[] = {
  "ペニシリン",
  "ヨード造影剤（ショック）",
  "そば",
  "えび・かに",
  "卵",
  "サバ",
  "ロキソニン（発疹）",
  "セフェム系抗生物質",
  "アスピリン喘息",
  "ラテックス",
  "局所麻酔薬",
  "ハチ毒",
  "小麦",
  "キウイフルーツ",
  "消毒用アルコール",
  "牛乳",
  "ピリン系解熱剤",
};
static const char *const MESSAGES[] = {
  "耳が遠いので、右側から大きな声で話してください。",
  "一人暮らしです。長女に連絡してください。",
  "左腕に透析シャントがあります。血圧は右で。",
  "インスリンを打っています。低血糖に注意してください。",
  "目が不自由です。声をかけてから触れてください。",
  "猫が1匹います。隣の方に頼んであります。",
  "保険証と診察券は仏壇の引き出しにあります。",
  "認知症のため、話があいまいです。夫に確認してください。",
  "飲み込みが悪いです。とろみが必要です。",
};
static const char *const CLINICS[] = {
  "本庄総合病院",
  "医療法人 青木内科医院",
  "さくらクリニック",
  "やまざき内科循環器科",
  "児玉中央病院",
  "上里在宅クリニック",
  "はにゅうだ整形外科",
  "深谷赤十字病院",
  "埼玉医科大学病院",
  "熊谷生協病院",
  "医療法人社団 緑風会 ことぶき診療所",
  "堀川医院",
  "ひかり眼科",
  "神川町国民健康保険診療所",
};
static const char *const DEPARTMENTS[] = { "内科", "循環器内科", "整形外科", "脳神経内科",
                                           "外科", "泌尿器科",   "腎臓内科", "眼科" };
static const char *const PHARMACIES[] = { "ひばり薬局 本庄店", "ウエルシア本庄児玉店",
                                          "あおば調剤薬局",    "上里薬局",
                                          "クオール薬局",      "まちかど薬局" };
static const char *const CARE_OFFICES[] = {
  "ケアプランセンターほほえみ", "居宅介護支援事業所 さくらの里", "本庄市社会福祉協議会",
  "ニチイケアセンター本庄",     "医師会居宅介護支援センター",
};
static const char *const NURSES[] = { "訪問看護ステーション つばさ",
                                      "本庄市児玉郡医師会立訪問看護ステーション",
                                      "ことぶき訪問看護" };
static const char *const SUPPORT[] = { "本庄市地域包括支援センター 東",
                                       "上里町地域包括支援センター",
                                       "児玉地域包括支援センター" };
static const char *const TOWNS[] = {
  "3670053 埼玉県本庄市中央",
  "3670051 埼玉県本庄市本庄",
  "3670021 埼玉県本庄市東台",
  "3670041 埼玉県本庄市駅南",
  "3670212 埼玉県本庄市児玉町児玉",
  "3670226 埼玉県本庄市児玉町田端",
  "3690306 埼玉県児玉郡上里町大字七本木",
  "3690301 埼玉県児玉郡上里町大字金久保",
  "3670112 埼玉県児玉郡美里町大字木部",
  "3670245 埼玉県児玉郡神川町大字植竹",
  "3670022 本庄市日の出",
  "3670044 本庄市見福",
  "3670030 埼玉県本庄市早稲田の杜",
  "3660052 埼玉県深谷市上柴町西",
  "0700034 北海道旭川市四条通",
  "5370012 大阪府大阪市東成区大今里",
};
static const char *const RARE_NAMES[][2] = {
  { "髙橋　﨑子", "タカハシ　サキコ" },
  { "渡邉󠄂　礼󠄁子", "ワタナベ　レイコ" },
  { "𠮷田　𣘺男", "ヨシダ　ハシオ" },
  { "葛󠄀城　辻󠄁太", "カツラギ　ツジタ" },
  { "MARIA FERNANDA DA SILVA SANTOS", "マリア　フェルナンダ　ダ　シルヴァ" },
  { "草彅　濵江", "クサナギ　ハマエ" },
  { "鷗外　瀨戸", "オウガイ　セト" },
  { "羽󠄀鳥　神󠄀", "ハトリ　ジン" },
  { "神谷　靖", "カミヤ　ヤスシ" },
  { "𩸽　𠀋", "ホッケ　ジョウ" },
  { "やまだ　ゑい", "ヤマダ　ヱイ" },
  { "Nguyễn Thị Hương", "グエン　ティ　フオン" },
  { "ｱﾝ ｼﾞｮﾝｽ", "ｱﾝ ｼﾞｮﾝｽ" },
};
static const char *const AREA_CODES[] = { "0495-2", "0495-7", "0495-3", "048-5",
                                          "0274-",  "03-",    "0166-",  "06-" };

static const char *
pick (CardGenerator *self, const char *const *list, gsize n)
{
  return list[g_rand_int_range (self->random, 0, (gint32) n)];
}
#define PICK(self, list) pick (self, list, G_N_ELEMENTS (list))

static gboolean
chance (CardGenerator *self, int percent)
{
  return g_rand_int_range (self->random, 0, 100) < percent;
}

static GPtrArray *
load_names (const char *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *names = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      char **cells = g_strsplit (g_strstrip (lines[i]), ",", -1);

      if (g_strv_length (cells) >= 2 && cells[1][0] != '\0')
        g_ptr_array_add (names, cells);
      else
        g_strfreev (cells);
    }
  return names;
}

CardGenerator *
card_generator_new (const char *names, guint32 seed)
{
  CardGenerator *self = g_new0 (CardGenerator, 1);

  self->random = g_rand_new_with_seed (seed);
  self->surnames = load_names (names, "surnames.csv");
  self->given = load_names (names, "given_names.csv");
  return self;
}

void
card_generator_free (CardGenerator *self)
{
  g_rand_free (self->random);
  g_ptr_array_unref (self->surnames);
  g_ptr_array_unref (self->given);
  g_free (self);
}

/* -- Setting what must succeed -- */

static void
set_text (TsnCard *card, TsnCardFieldId id, const char *text)
{
  g_autoptr (GError) error = NULL;

  tsn_card_set_text (card, id, text, &error);
  g_assert_no_error (error);
}

static void
set_number (TsnCard *card, TsnCardFieldId id, gint64 number)
{
  g_autoptr (GError) error = NULL;

  tsn_card_set_number (card, id, number, &error);
  g_assert_no_error (error);
}

static void
add_text (TsnCard *card, TsnCardFieldId id, const char *text)
{
  g_autoptr (GError) error = NULL;

  tsn_card_add_text (card, id, text, &error);
  g_assert_no_error (error);
}

static void
set_phone (CardGenerator *self, TsnCard *card, TsnCardFieldId id)
{
  g_autoptr (GString) phone = g_string_new (NULL);
  guint total = 10;

  if (chance (self, 50))
    {
      static const char *const MOBILE[] = { "090-", "080-", "070-" };

      g_string_append (phone, PICK (self, MOBILE));
      total = 11;
    }
  else
    {
      g_string_append (phone, PICK (self, AREA_CODES));
    }
  for (guint digits = 0; digits < total;)
    {
      digits = 0;
      for (gsize i = 0; i < phone->len; i++)
        digits += g_ascii_isdigit (phone->str[i]) ? 1 : 0;
      if (digits == total)
        break;
      if (digits == total - 4)
        g_string_append_c (phone, '-');
      g_string_append_c (phone, (char) ('0' + g_rand_int_range (self->random, 0, 10)));
    }
  if (tsn_card_field (id)->type == TSN_CARD_TYPE_PHONES)
    add_text (card, id, phone->str);
  else
    set_text (card, id, phone->str);
}

/* A name with the surname of @family, or any. */
static void
set_name (CardGenerator *self,
          TsnCard *card,
          TsnCardFieldId name,
          TsnCardFieldId kana,
          char **family)
{
  char **given = self->given->pdata[g_rand_int_range (self->random, 0, (gint32) self->given->len)];
  g_autofree char *full = g_strconcat (family[0], "　", given[0], NULL);
  g_autofree char *reading = g_strconcat (family[1], "　", given[1], NULL);

  set_text (card, name, full);
  if (kana != TSN_CARD_N_FIELDS)
    set_text (card, kana, reading);
}

static char **
any_family (CardGenerator *self)
{
  return self->surnames->pdata[g_rand_int_range (self->random, 0, (gint32) self->surnames->len)];
}

static void
add_contact (CardGenerator *self, TsnCard *card, char **family, gboolean whole)
{
  TsnCard *contact = tsn_card_add (card, TSN_CARD_F_CONTACTS, NULL);

  set_name (self,
            contact,
            TSN_CARD_F_CONTACT_NAME,
            whole || chance (self, 60) ? TSN_CARD_F_CONTACT_KANA : TSN_CARD_N_FIELDS,
            chance (self, 60) ? family : any_family (self));
  set_number (contact, TSN_CARD_F_CONTACT_RELATION, g_rand_int_range (self->random, 1, 13));
  set_phone (self, contact, TSN_CARD_F_CONTACT_PHONE);
  if (chance (self, 30))
    set_phone (self, contact, TSN_CARD_F_CONTACT_PHONE2);
  if (chance (self, 30))
    set_number (contact, TSN_CARD_F_CONTACT_TOGETHER, 1);
  if (chance (self, 20))
    set_number (contact, TSN_CARD_F_CONTACT_PROXY, 1);
}

static void
add_doctor (CardGenerator *self, TsnCard *card)
{
  TsnCard *doctor = tsn_card_add (card, TSN_CARD_F_DOCTORS, NULL);
  char **family = any_family (self);

  set_text (doctor, TSN_CARD_F_DOCTOR_INSTITUTION, PICK (self, CLINICS));
  if (chance (self, 60))
    set_text (doctor, TSN_CARD_F_DOCTOR_DEPARTMENT, PICK (self, DEPARTMENTS));
  if (chance (self, 70))
    set_text (doctor, TSN_CARD_F_DOCTOR_NAME, family[0]);
  set_phone (self, doctor, TSN_CARD_F_DOCTOR_PHONE);
}

static void
add_place (CardGenerator *self, TsnCard *card, TsnCardFieldId id, const char *name, gboolean person)
{
  TsnCard *place = tsn_card_add (card, id, NULL);
  char **family = any_family (self);

  set_text (place, TSN_CARD_F_PLACE_NAME, name);
  if (person)
    set_text (place, TSN_CARD_F_PLACE_PERSON, family[0]);
  set_phone (self, place, TSN_CARD_F_PLACE_PHONE);
}

static void
set_address (CardGenerator *self, TsnCard *card)
{
  static const char *const BUILDINGS[] = { "コーポ青葉 203号室",
                                           "県営住宅 2号棟405",
                                           "サンハイツ101",
                                           "グランメゾン本庄 1002" };
  const char *town = PICK (self, TOWNS);
  g_autofree char *postcode = g_strndup (town, 7);
  guint form = (guint) g_rand_int_range (self->random, 0, 4);
  int a = g_rand_int_range (self->random, 1, 5);
  int b = g_rand_int_range (self->random, 1, 30);
  int c = g_rand_int_range (self->random, 1, 25);
  g_autofree char *number = form == 0   ? g_strdup_printf ("%d丁目%d番%d号", a, b, c)
                            : form == 1 ? g_strdup_printf ("%d-%d-%d", a, b, c)
                            : form == 2 ? g_strdup_printf ("%d番地%d", a * b * c, a)
                                        : g_strdup_printf ("%d－%d", a * 100 + b, c);
  g_autofree char *address = g_strconcat (town + 8, number, NULL);

  set_text (card, TSN_CARD_F_POSTCODE, postcode);
  set_text (card, TSN_CARD_F_ADDRESS, address);
  if (chance (self, 15))
    set_text (card, TSN_CARD_F_BUILDING, PICK (self, BUILDINGS));
}

static void
set_frame (CardGenerator *self, TsnCard *card)
{
  guint32 high = g_rand_int (self->random);
  g_autofree char *serial = g_strdup_printf ("%08X%08X", high, g_rand_int (self->random));
  TsnDate written = tsn_date_add_days (tsn_date_new (2026, 4, 1),
                                       g_rand_int_range (self->random, 0, 365));

  set_text (card, TSN_CARD_F_SERIAL, serial);
  set_text (card, TSN_CARD_F_MUNICIPALITY, chance (self, 70) ? "112119" : "113859");
  set_number (card, TSN_CARD_F_WRITTEN, written);
  set_number (card, TSN_CARD_F_REVIEW, tsn_date_add_days (written, 365));
  set_number (card, TSN_CARD_F_ISSUE, g_rand_int_range (self->random, 1, 4000));
}

static void
set_person (CardGenerator *self, TsnCard *card, char **family)
{
  set_name (self, card, TSN_CARD_F_NAME, TSN_CARD_F_KANA, family);
  set_number (
      card,
      TSN_CARD_F_BIRTH,
      tsn_date_add_days (tsn_date_new (1928, 1, 1), g_rand_int_range (self->random, 0, 12000)));
  set_number (card, TSN_CARD_F_SEX, g_rand_int_range (self->random, 1, 3));
  set_address (self, card);
  set_phone (self, card, TSN_CARD_F_PHONES);
}

static void
add_some (CardGenerator *self,
          TsnCard *card,
          TsnCardFieldId id,
          const char *const *list,
          gsize n_list,
          guint n)
{
  for (guint i = 0; i < n; i++)
    add_text (card, id, pick (self, list, n_list));
}

static void
set_health (CardGenerator *self, TsnCard *card, guint conditions, guint medicines, guint allergies)
{
  add_some (self, card, TSN_CARD_F_CONDITIONS, CONDITIONS, G_N_ELEMENTS (CONDITIONS), conditions);
  add_some (self, card, TSN_CARD_F_MEDICINES, MEDICINES, G_N_ELEMENTS (MEDICINES), medicines);
  add_some (self, card, TSN_CARD_F_ALLERGIES, ALLERGIES, G_N_ELEMENTS (ALLERGIES), allergies);
  set_number (card,
              TSN_CARD_F_ALLERGY,
              allergies > 0 ? 2 : g_rand_int_range (self->random, 0, 2) * 2 + 1);
  if (conditions == 0 && allergies == 0) /* whoever says one says the other */
    set_number (card, TSN_CARD_F_CONDITION, tsn_card_number (card, TSN_CARD_F_ALLERGY));
}

static void
fill_typical (CardGenerator *self, TsnCard *card, char **family)
{
  guint contacts = (guint) g_rand_int_range (self->random, 1, 4);

  for (guint i = 0; i < contacts; i++)
    add_contact (self, card, family, FALSE);
  add_doctor (self, card);
  if (chance (self, 30))
    add_doctor (self, card);
  set_health (self,
              card,
              (guint) g_rand_int_range (self->random, 0, 4),
              (guint) g_rand_int_range (self->random, 0, 6),
              chance (self, 25) ? 1 : 0);
  if (chance (self, 50))
    set_number (card, TSN_CARD_F_NOTEBOOK, 1);
  else if (!tsn_card_has (card, TSN_CARD_F_MEDICINES))
    set_number (card, TSN_CARD_F_MEDICINE, TSN_PRESENCE_NONE);
  for (int i = g_rand_int_range (self->random, 0, 3); i > 0; i--)
    tsn_card_add_number (card, TSN_CARD_F_NEEDS, g_rand_int_range (self->random, 1, 18), NULL);
  if (chance (self, 30))
    set_text (card, TSN_CARD_F_MESSAGE, PICK (self, MESSAGES));
  if (chance (self, 40))
    tsn_card_add (card, TSN_CARD_F_WISHES, NULL);
  if (chance (self, 40))
    add_place (self, card, TSN_CARD_F_CARE_MANAGER, PICK (self, CARE_OFFICES), TRUE);
  if (chance (self, 20))
    add_place (self, card, TSN_CARD_F_NURSE, PICK (self, NURSES), FALSE);
  if (chance (self, 50))
    add_place (self, card, TSN_CARD_F_PHARMACIES, PICK (self, PHARMACIES), FALSE);
  if (chance (self, 15))
    add_place (self, card, TSN_CARD_F_SUPPORT_CENTRE, PICK (self, SUPPORT), FALSE);
  if (chance (self, 20))
    set_number (card, TSN_CARD_F_BLOOD, g_rand_int_range (self->random, 1, 6));
}

static void
fill_full (CardGenerator *self, TsnCard *card, char **family)
{
  add_contact (self, card, family, TRUE);
  add_contact (self, card, family, TRUE);
  add_doctor (self, card);
  set_health (self, card, 3, 5, 1);
  tsn_card_add (card, TSN_CARD_F_WISHES, NULL);
}

/* Words in a row up to the limit of the field. */
static char *
long_text (CardGenerator *self, const TsnCardField *field)
{
  GString *text = g_string_new (NULL);
  gboolean kana = g_str_equal (field->name, "kana");

  for (;;)
    {
      g_autofree char *longer = NULL;
      g_autofree char *whole = NULL;
      const char *word = chance (self, 50) ? PICK (self, CONDITIONS) : PICK (self, CLINICS);

      if (kana || g_str_equal (field->name, "name"))
        word = any_family (self)[kana ? 1 : 0];
      longer = g_strconcat (text->str, word, NULL);
      whole = g_utf8_substring (longer, 0, MIN (g_utf8_strlen (longer, -1), field->max));
      while (tsn_card_text_width (whole) > 2 * field->max)
        *g_utf8_prev_char (whole + strlen (whole)) = '\0';
      if (strlen (whole) < strlen (longer))
        {
          g_string_free (text, TRUE);
          return g_strstrip (g_steal_pointer (&whole));
        }
      g_string_assign (text, longer);
    }
}

static void
fill_to_limits (CardGenerator *self, TsnCard *card)
{
  guint n_fields = 0;
  const TsnCardField *fields = tsn_card_fields (tsn_card_group (card), &n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      TsnCardFieldId id = fields[i].id;
      guint repeat = fields[i].type == TSN_CARD_TYPE_ENTRY ? 1 : fields[i].repeat;
      g_autofree char *text = fields[i].max > 0 ? long_text (self, &fields[i]) : NULL;

      if (tsn_card_has (card, id) || id == TSN_CARD_F_PARTIAL)
        continue;
      for (guint j = 0; j < repeat; j++)
        if (fields[i].type == TSN_CARD_TYPE_PHONES)
          set_phone (self, card, id);
        else if (fields[i].type == TSN_CARD_TYPE_TEXTS)
          add_text (card, id, text);
        else if (fields[i].type == TSN_CARD_TYPE_CODES)
          tsn_card_add_number (card, id, j + 1, NULL);
        else
          fill_to_limits (self, tsn_card_add (card, id, NULL));
      if (fields[i].type == TSN_CARD_TYPE_TEXT)
        set_text (card, id, text);
      else if (fields[i].type == TSN_CARD_TYPE_PHONE)
        set_phone (self, card, id);
      else if (fields[i].type == TSN_CARD_TYPE_SERIAL)
        set_text (card, id, "0123456789ABCDEF");
      else if (fields[i].type == TSN_CARD_TYPE_CODE || fields[i].type == TSN_CARD_TYPE_FLAG)
        set_number (card, id, 1);
    }
}

static void
make_rare (CardGenerator *self, TsnCard *card)
{
  static const char *const PHONES[] = { "0495217781",           "09012345678",  "0800-123-4567",
                                        "0120-123-456",         "04992-2-1234", "119",
                                        "+81-3-1234-5678 (12)", "050-1234-5678" };
  guint i = (guint) g_rand_int_range (self->random, 0, G_N_ELEMENTS (RARE_NAMES));

  set_text (card, TSN_CARD_F_NAME, RARE_NAMES[i][0]);
  set_text (card, TSN_CARD_F_KANA, RARE_NAMES[i][1]);
  if (tsn_card_n_items (card, TSN_CARD_F_CONTACTS) > 0)
    set_text (tsn_card_item (card, TSN_CARD_F_CONTACTS, 0),
              TSN_CARD_F_CONTACT_PHONE,
              PICK (self, PHONES));
  if (chance (self, 20))
    set_number (card,
                TSN_CARD_F_BIRTH,
                tsn_date_new (1900 + g_rand_int_range (self->random, 0, 126), 2, 28));
}

TsnCard *
card_generator_next (CardGenerator *self, CardProfile profile)
{
  TsnCard *card = tsn_card_new ();
  char **family = any_family (self);

  set_frame (self, card);
  if (profile == CARD_PROFILE_SPARSE)
    {
      set_name (self, card, TSN_CARD_F_NAME, TSN_CARD_N_FIELDS, family);
      tsn_card_clear (card, TSN_CARD_F_REVIEW);
      return card;
    }
  if (profile == CARD_PROFILE_LONGEST)
    {
      fill_to_limits (self, card);
      set_number (card, TSN_CARD_F_ALLERGY, TSN_ALLERGY_PRESENT);
      tsn_card_clear (card, TSN_CARD_F_CONDITION); /* said by the lists */
      tsn_card_clear (card, TSN_CARD_F_MEDICINE);
      return card;
    }
  set_person (self, card, family);
  if (profile == CARD_PROFILE_FULL)
    fill_full (self, card, family);
  else
    fill_typical (self, card, family);
  if (profile == CARD_PROFILE_RARE)
    make_rare (self, card);
  return card;
}

CardProfile
card_generator_profile (CardGenerator *self)
{
  int dice = g_rand_int_range (self->random, 0, 100);

  return dice < 50   ? CARD_PROFILE_TYPICAL
         : dice < 75 ? CARD_PROFILE_FULL
         : dice < 90 ? CARD_PROFILE_RARE
         : dice < 95 ? CARD_PROFILE_SPARSE
                     : CARD_PROFILE_LONGEST;
}

/* -- Offices -- */

void
card_office_init (CardOffice *self, guint8 number)
{
  guint8 seed[32];

  memset (self, 0, sizeof *self);
  memset (seed, number, sizeof seed);
  crypto_sign_seed_keypair (self->sign_public, self->sign_secret, seed);
  memset (self->card_secret, number + 100, sizeof self->card_secret);
  g_assert_cmpint (crypto_scalarmult_base (self->card_public, self->card_secret), ==, 0);
}

static gboolean
sign_for_office (gpointer data,
                 const guint8 *bytes,
                 gsize size,
                 guint8 signature[64],
                 GError **error)
{
  CardOffice *self = data;

  return crypto_sign_detached (signature, NULL, bytes, size, self->sign_secret) == 0;
}

TsnCardSigner
card_office_signer (CardOffice *self)
{
  TsnCardSigner signer = { .sign = sign_for_office, .data = self };

  memcpy (signer.public_key, self->sign_public, sizeof signer.public_key);
  return signer;
}

static gboolean
find_issuer (gpointer data, const guint8 kid[TSN_CARD_KID_SIZE], TsnCardIssuer *issuer)
{
  CardOffice *self = data;
  guint8 own[TSN_CARD_KID_SIZE];

  tsn_card_kid (self->sign_public, own);
  if (memcmp (own, kid, sizeof own) != 0)
    return FALSE;
  memcpy (issuer->sign_public, self->sign_public, sizeof issuer->sign_public);
  g_strlcpy (issuer->municipality, "112119", sizeof issuer->municipality);
  issuer->revoked_ms = self->revoked_ms;
  return TRUE;
}

static gboolean
find_card (gpointer data, const char *serial, TsnCardStanding *standing)
{
  CardOffice *self = data;

  if (self->known_serial == NULL || !g_str_equal (self->known_serial, serial))
    return FALSE;
  standing->superseded = self->successor != NULL;
  g_strlcpy (standing->superseded_by,
             self->successor == NULL ? "" : self->successor,
             sizeof standing->superseded_by);
  return TRUE;
}

static gboolean
card_key (gpointer data, guint nth, guint8 card_public[32])
{
  memcpy (card_public, ((CardOffice *) data)->card_public, 32);
  return nth == 0;
}

static gboolean
agree (gpointer data,
       const guint8 card_public[32],
       const guint8 ephemeral[32],
       guint8 shared[32],
       GError **error)
{
  CardOffice *self = data;

  if (self->locked)
    {
      g_set_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED, "locked");
      return FALSE;
    }
  if (self->keyless)
    {
      g_set_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY, "no card key");
      return FALSE;
    }
  if (crypto_scalarmult (shared, self->card_secret, ephemeral) == 0)
    return TRUE;
  g_set_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED, "weak key");
  return FALSE;
}

TsnCardTrust
card_office_trust (CardOffice *self)
{
  return (TsnCardTrust){ .data = self,
                         .find_issuer = find_issuer,
                         .find_card = find_card,
                         .agree_data = self,
                         .card_key = card_key,
                         .agree = agree };
}

TsnCard *
card_expected (const TsnCard *card, const TsnCardCode *code)
{
  TsnCard *expected = tsn_card_copy (card);

  for (guint i = 0; i < code->left_out->len; i++)
    {
      const TsnCardLeftOut *out = &g_array_index (code->left_out, TsnCardLeftOut, i);

      if (out->part >= 0)
        tsn_card_clear (tsn_card_item (expected, out->field, (guint) out->item),
                        (TsnCardFieldId) out->part);
      else if (out->item >= 0)
        tsn_card_remove_item (expected, out->field, (guint) out->item);
      else
        tsn_card_clear (expected, out->field);
      if (out->field == TSN_CARD_F_MEDICINES)
        set_number (expected, TSN_CARD_F_NOTEBOOK, 1);
    }
  if (code->left_out->len > 0)
    set_number (expected, TSN_CARD_F_PARTIAL, 1);
  return expected;
}
