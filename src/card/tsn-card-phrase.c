/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of the face. They are not translated: the card is a Japanese document that a Japanese
 * crew reads, and gettext would print it in the language of whoever sits at the desk. Codes that
 * this version does not know have no word; the caller leaves the value to the code.
 *
 * Source of the notices: the cards of 小田原市, 向日市 and 網走市, which all carry them.
 */

#include "tsn-card-phrase.h"

#include <string.h>

#include "tsn-era.h"

const char *const tsn_card_notices[] = {
  "内容が変わったら書き直してください。",
  "個人情報です。なくさないよう大切に保管してください。",
  "記入は任意です。",
  "必ず活用されること、希望の病院へ搬送されることをお約束するものではありません。",
  NULL,
};

typedef struct
{
  guint code;
  const char *phrase;
} Phrase;

static const Phrase RELATIONS[] = {
  { TSN_RELATION_SPOUSE, "配偶者" },
  { TSN_RELATION_SON, "息子" },
  { TSN_RELATION_DAUGHTER, "娘" },
  { TSN_RELATION_CHILD_IN_LAW, "子の配偶者" },
  { TSN_RELATION_PARENT, "親" },
  { TSN_RELATION_SIBLING, "きょうだい" },
  { TSN_RELATION_GRANDCHILD, "孫" },
  { TSN_RELATION_NEPHEW_OR_NIECE, "おい・めい" },
  { TSN_RELATION_RELATIVE, "親族" },
  { TSN_RELATION_PARTNER, "パートナー" },
  { TSN_RELATION_FRIEND, "友人" },
  { TSN_RELATION_NEIGHBOUR, "近所の人" },
  { TSN_RELATION_GUARDIAN, "成年後見人" },
  { TSN_RELATION_PROFESSIONAL, "支援者" },
  { 0, NULL },
};

static const Phrase NEEDS[] = {
  { TSN_NEED_PACEMAKER, "ペースメーカー" },
  { TSN_NEED_DEFIBRILLATOR, "植込み型除細動器" },
  { TSN_NEED_DIALYSIS, "透析" },
  { TSN_NEED_OXYGEN, "在宅酸素" },
  { TSN_NEED_VENTILATOR, "在宅人工呼吸器" },
  { TSN_NEED_TRACHEOSTOMY, "気管切開" },
  { TSN_NEED_FEEDING_TUBE, "経管栄養" },
  { TSN_NEED_STOMA, "ストーマ" },
  { TSN_NEED_CATHETER, "尿道カテーテル" },
  { TSN_NEED_BLOOD_THINNER, "血液をさらさらにする薬" },
  { TSN_NEED_HEARING_AID, "補聴器" },
  { TSN_NEED_HEARING, "耳が聞こえにくい" },
  { TSN_NEED_VISION, "目が見えにくい" },
  { TSN_NEED_DEMENTIA, "認知症" },
  { TSN_NEED_SPEECH, "話しにくい" },
  { TSN_NEED_LANGUAGE, "通訳が必要" },
  { TSN_NEED_WHEELCHAIR, "車いす" },
  { 0, NULL },
};

static const char *
phrase_of (const Phrase *phrases, guint code)
{
  for (; phrases->phrase != NULL; phrases++)
    if (phrases->code == code)
      return phrases->phrase;
  return NULL;
}

const char *
tsn_card_phrase_relation (guint code)
{
  return phrase_of (RELATIONS, code);
}

const char *
tsn_card_phrase_need (guint code)
{
  return phrase_of (NEEDS, code);
}

const char *
tsn_card_phrase_sex (guint code)
{
  return code == TSN_SEX_MALE ? "男性" : code == TSN_SEX_FEMALE ? "女性" : NULL;
}

char *
tsn_card_phrase_blood (guint blood, guint rh)
{
  static const Phrase GROUPS[] = {
    { TSN_BLOOD_TYPE_A, "A型" },   { TSN_BLOOD_TYPE_B, "B型" },        { TSN_BLOOD_TYPE_O, "O型" },
    { TSN_BLOOD_TYPE_AB, "AB型" }, { TSN_BLOOD_TYPE_UNKNOWN, "不明" }, { 0, NULL },
  };
  const char *group = phrase_of (GROUPS, blood);
  const char *factor = rh == TSN_RH_POSITIVE ? " Rh＋" : rh == TSN_RH_NEGATIVE ? " Rh－" : "";

  return g_strconcat (group == NULL ? "" : group, factor, NULL);
}

char *
tsn_card_phrase_month (TsnDate date)
{
  const TsnEra *era = tsn_era_of (date);
  int year = tsn_date_year (date);

  if (era == NULL)
    return g_strdup_printf ("%d年%d月", year, tsn_date_month (date));
  if (year == era->base + 1)
    return g_strdup_printf ("%s元年%d月", era->name, tsn_date_month (date));
  return g_strdup_printf ("%s%d年%d月", era->name, year - era->base, tsn_date_month (date));
}

char *
tsn_card_phrase_serial (const char *serial)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < strlen (serial); i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, serial[i]);
    }
  return g_string_free (text, FALSE);
}
