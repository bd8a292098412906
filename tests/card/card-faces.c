/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three fictional residents, each a table of texts; telephone numbers are of ranges that nobody
 * has.
 */

#include "card-faces.h"

#include "card-generator.h"

static void
text (TsnCard *card, TsnCardFieldId field, const char *value)
{
  g_autoptr (GError) error = NULL;

  tsn_card_set_text (card, field, value, &error);
  g_assert_no_error (error);
}

static void
number (TsnCard *card, TsnCardFieldId field, gint64 value)
{
  g_autoptr (GError) error = NULL;

  tsn_card_set_number (card, field, value, &error);
  g_assert_no_error (error);
}

static void
texts (TsnCard *card, TsnCardFieldId field, const char *const *values)
{
  for (; *values != NULL; values++)
    {
      g_autoptr (GError) error = NULL;

      tsn_card_add_text (card, field, *values, &error);
      g_assert_no_error (error);
    }
}

static TsnCard *
contact (TsnCard *card, const char *name, guint relation, const char *phone)
{
  TsnCard *entry = tsn_card_add (card, TSN_CARD_F_CONTACTS, NULL);

  text (entry, TSN_CARD_F_CONTACT_NAME, name);
  text (entry, TSN_CARD_F_CONTACT_PHONE, phone);
  number (entry, TSN_CARD_F_CONTACT_RELATION, relation);
  return entry;
}

static TsnCard *
doctor (TsnCard *card, const char *institution, const char *name, const char *phone)
{
  TsnCard *entry = tsn_card_add (card, TSN_CARD_F_DOCTORS, NULL);

  text (entry, TSN_CARD_F_DOCTOR_INSTITUTION, institution);
  text (entry, TSN_CARD_F_DOCTOR_NAME, name);
  text (entry, TSN_CARD_F_DOCTOR_PHONE, phone);
  return entry;
}

static TsnCard *
begin (const char *name, const char *kana)
{
  TsnCard *card = tsn_card_new ();

  text (card, TSN_CARD_F_SERIAL, "1A2B3C4D5E6F7081");
  text (card, TSN_CARD_F_MUNICIPALITY, "112119");
  number (card, TSN_CARD_F_WRITTEN, 20261121);
  number (card, TSN_CARD_F_REVIEW, 20271121);
  number (card, TSN_CARD_F_ISSUE, 2);
  text (card, TSN_CARD_F_NAME, name);
  text (card, TSN_CARD_F_KANA, kana);
  return card;
}

static TsnCard *
short_card (void)
{
  TsnCard *card = begin ("森 一", "もり はじめ");

  contact (card, "森 花子", TSN_RELATION_SPOUSE, "0495-00-1234");
  return card;
}

static TsnCard *
typical_card (void)
{
  static const char *const ALLERGIES[] = { "ペニシリン", "そば", NULL };
  TsnCard *card = begin ("髙橋 梅子", "たかはし うめこ");
  TsnCard *entry = contact (card, "髙橋 健一", TSN_RELATION_SON, "090-0000-1234");

  number (entry, TSN_CARD_F_CONTACT_TOGETHER, 1);
  number (entry, TSN_CARD_F_CONTACT_PROXY, 1);
  contact (card, "小林 由美", TSN_RELATION_DAUGHTER, "080-0000-5678");
  doctor (card, "こだま内科クリニック", "新井 誠", "0495-00-2345");
  number (card, TSN_CARD_F_ALLERGY, TSN_ALLERGY_PRESENT);
  texts (card, TSN_CARD_F_ALLERGIES, ALLERGIES);
  tsn_card_add_number (card, TSN_CARD_F_NEEDS, TSN_NEED_PACEMAKER, NULL);
  tsn_card_add (card, TSN_CARD_F_WISHES, NULL);
  number (card, TSN_CARD_F_NOTEBOOK, 1);
  return card;
}

static void
fill_calls (TsnCard *card)
{
  TsnCard *entry = contact (card,
                            "勅使河原 葛\xf3\xa0\x84\x80之助左衛門尉清右衛門",
                            TSN_RELATION_SON,
                            "090-0000-1234");
  TsnCard *nurse;

  text (entry, TSN_CARD_F_CONTACT_KANA, "てしがわら くずのすけざえもんのじょうせいえもん");
  text (entry, TSN_CARD_F_CONTACT_PHONE2, "0495-00-1111");
  number (entry, TSN_CARD_F_CONTACT_TOGETHER, 1);
  number (entry, TSN_CARD_F_CONTACT_PROXY, 1);
  entry = contact (card, "髙﨑 由美", TSN_RELATION_DAUGHTER, "080-0000-5678");
  text (entry, TSN_CARD_F_CONTACT_KANA, "たかさき ゆみ");
  text (entry, TSN_CARD_F_CONTACT_PHONE2, "03-0000-2222");
  contact (card, "𠮷野 次郎", TSN_RELATION_NEPHEW_OR_NIECE, "070-0000-3333");
  entry = contact (card, "内藤 澄子", TSN_RELATION_OTHER, "0495-00-4444");
  text (entry, TSN_CARD_F_CONTACT_RELATION_TEXT, "向かいの家の幼なじみ");
  contact (card, "渡邉 𠮷右衛門", TSN_RELATION_NEIGHBOUR, "0495-00-5555");
  entry = doctor (card,
                  "医療法人社団つなぎ会 こだま中央総合病院附属診療所",
                  "小山田 誠一郎",
                  "0495-00-2345");
  text (entry, TSN_CARD_F_DOCTOR_DEPARTMENT, "循環器内科");
  doctor (card, "本庄まちなか整形外科", "田島 里美", "0495-00-2346");
  doctor (card, "はにぽん眼科クリニック", "関根 昭", "0495-00-2347");
  nurse = tsn_card_add (card, TSN_CARD_F_NURSE, NULL);
  text (nurse, TSN_CARD_F_PLACE_NAME, "訪問看護ステーションけやきの里");
  text (nurse, TSN_CARD_F_PLACE_PHONE, "0495-00-7777");
  text (nurse, TSN_CARD_F_PLACE_PERSON, "飯島");
  text (nurse, TSN_CARD_F_PLACE_MOBILE, "090-0000-7777");
  nurse = tsn_card_add (card, TSN_CARD_F_WISHES, NULL);
  text (nurse, TSN_CARD_F_PLACE_NAME, "こだま中央総合病院附属診療所");
  text (nurse, TSN_CARD_F_PLACE_PERSON, "小山田医師");
  text (nurse, TSN_CARD_F_PLACE_PHONE, "0495-00-2345");
}

static void
fill_health (TsnCard *card)
{
  static const char *const ALLERGIES[] = { "ペニシリン系抗生物質（全身のじんましん）",
                                           "ヨード造影剤",
                                           "そば",
                                           "ラテックス",
                                           "アスピリン",
                                           NULL };
  static const char *const CONDITIONS[] = { "心房細動",          "２型糖尿病（インスリン使用中）",
                                            "脳梗塞（令和3年）", "高血圧症",
                                            "変形性膝関節症",    NULL };
  static const char *const MEDICINES[] = { "ワーファリン錠1mg",       "アムロジピン錠5mg",
                                           "ランタス注ソロスター",    "ビソプロロール錠2.5mg",
                                           "酸化マグネシウム錠330mg", NULL };
  static const guint NEEDS[] = {
    TSN_NEED_PACEMAKER,   TSN_NEED_BLOOD_THINNER, TSN_NEED_OXYGEN,
    TSN_NEED_HEARING_AID, TSN_NEED_DEMENTIA,      TSN_NEED_WHEELCHAIR
  };

  number (card, TSN_CARD_F_ALLERGY, TSN_ALLERGY_PRESENT);
  texts (card, TSN_CARD_F_ALLERGIES, ALLERGIES);
  texts (card, TSN_CARD_F_CONDITIONS, CONDITIONS);
  texts (card, TSN_CARD_F_MEDICINES, MEDICINES);
  for (guint i = 0; i < G_N_ELEMENTS (NEEDS); i++)
    tsn_card_add_number (card, TSN_CARD_F_NEEDS, NEEDS[i], NULL);
  number (card, TSN_CARD_F_NOTEBOOK, 1);
  text (card,
        TSN_CARD_F_MESSAGE,
        "右の耳が聞こえません。左から大きな声で、ゆっくり話しかけてください。犬がいます。");
}

static TsnCard *
full_card (void)
{
  static const char *const PHONES[] = { "0495-00-1111", "090-0000-9999", NULL };
  TsnCard *card = begin ("勅使河原 葛\xf3\xa0\x84\x80城﨑五郎左衛門尉髙清",
                         "てしがわら かつらぎさきごろうざえもんのじょうたかきよ");

  number (card, TSN_CARD_F_BIRTH, 19400302);
  number (card, TSN_CARD_F_SEX, TSN_SEX_MALE);
  text (card, TSN_CARD_F_POSTCODE, "3670053");
  text (card, TSN_CARD_F_ADDRESS, "埼玉県本庄市中央一丁目2345番地の678");
  text (card, TSN_CARD_F_BUILDING, "グランドハイツ本庄児玉第2ヒルズ東棟1203号室");
  texts (card, TSN_CARD_F_PHONES, PHONES);
  number (card, TSN_CARD_F_BLOOD, TSN_BLOOD_TYPE_AB);
  number (card, TSN_CARD_F_RH, TSN_RH_NEGATIVE);
  fill_calls (card);
  fill_health (card);
  return card;
}

const char *
card_face_name (CardFaceSize size)
{
  static const char *const NAMES[CARD_FACE_N] = { "short", "typical", "full" };

  return NAMES[size];
}

TsnCard *
card_face_card (CardFaceSize size)
{
  return size == CARD_FACE_SHORT     ? short_card ()
         : size == CARD_FACE_TYPICAL ? typical_card ()
                                     : full_card ();
}

CardFace *
card_face_new (CardFaceSize size, guint layout)
{
  CardFace *self = g_new0 (CardFace, 1);
  guint words = tsn_card_layout_words_version_max (layout);
  CardOffice office;
  TsnCardSigner signer;
  g_autoptr (GError) error = NULL;

  card_office_init (&office, 1);
  signer = card_office_signer (&office);
  self->card = card_face_card (size);
  self->code = tsn_card_encode (self->card,
                                &signer,
                                &(TsnCardOptions){ office.card_public,
                                                   TSN_CARD_QR_LEVEL_M,
                                                   tsn_card_layout_version_max (layout) },
                                NULL,
                                &error);
  g_assert_no_error (error);
  if (words > 0)
    {
      self->words = tsn_card_qr_new_words ("連絡先 髙橋 健一（息子）090-0000-1234",
                                           TSN_CARD_QR_LEVEL_M,
                                           words,
                                           &error);
      g_assert_no_error (error);
    }
  self->face = (TsnCardFace){ .card = self->card,
                              .qr = self->code->qr,
                              .words = self->words,
                              .issuer = "本庄市 地域福祉課",
                              .issuer_phone = "0495-00-1127" };
  return self;
}

void
card_face_free (CardFace *self)
{
  if (self == NULL)
    return;
  tsn_card_free (self->card);
  tsn_card_code_free (self->code);
  tsn_card_qr_free (self->words);
  g_free (self);
}
