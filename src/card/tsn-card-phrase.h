/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-card.h"

G_BEGIN_DECLS

/* Private to src/card. The words of the face, in Japanese whatever the language of the program. */

#define TSN_CARD_TITLE       "わたしの連絡先カード"
#define TSN_CARD_TO_CREW     "救急隊の方へ"
#define TSN_CARD_IN_ORDER    "番号の順にお電話を"
#define TSN_CARD_MORE_CODE   "ほかの内容はコードにあります"
#define TSN_CARD_MORE_NOTE   "このほかにも記入された内容があります"
#define TSN_CARD_OPEN_NOTE   "このコードはだれでも読み取れます"
#define TSN_CARD_SEALED_NOTE "二次元コードは救急隊の端末だけで読めます"
#define TSN_CARD_PROXY_MARK  "★"
#define TSN_CARD_PROXY_NOTE  "★本人の気持ちを代わりに伝える人（法的権限を持つ代理人ではありません）"
#define TSN_CARD_PROXY_SHORT "★伝える人（法的権限を持つ代理人ではありません）"
#define TSN_CARD_DOCTOR      "かかりつけ医"
#define TSN_CARD_WISHES      "本人の意向の記録があります。"

/* NULL-terminated; the most important first. */
extern const char *const tsn_card_notices[];

const char *tsn_card_phrase_relation (guint code); /* NULL when unknown */
const char *tsn_card_phrase_need (guint code);     /* NULL when unknown */
const char *tsn_card_phrase_sex (guint code);      /* NULL when unknown or not to be said */

/* (transfer full): "A型 Rh＋" */
char *tsn_card_phrase_blood (guint blood, guint rh);

/* (transfer full): "令和9年11月", the month in which the card is to be looked through again. */
char *tsn_card_phrase_month (TsnDate date);

/* (transfer full): "1A2B 3C4D 5E6F 7081" */
char *tsn_card_phrase_serial (const char *serial);

G_END_DECLS
