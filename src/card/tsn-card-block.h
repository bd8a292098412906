/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-card-fonts.h"
#include "tsn-card-proof.h"

G_BEGIN_DECLS

/* Private to src/card. */

typedef enum
{
  TSN_CARD_BLOCK_NAME,
  TSN_CARD_BLOCK_DATES,      /* in one column, the day large */
  TSN_CARD_BLOCK_DATES_WIDE, /* in one line */
  TSN_CARD_BLOCK_HEADING,    /* `text` in white on a bar */
  TSN_CARD_BLOCK_CONTACT,    /* `item` */
  TSN_CARD_BLOCK_DOCTOR,     /* `item` */
  TSN_CARD_BLOCK_NURSE,
  TSN_CARD_BLOCK_PROXY_NOTE,
  TSN_CARD_BLOCK_WISHES,
  TSN_CARD_BLOCK_ALLERGY,
  TSN_CARD_BLOCK_NEEDS,
  TSN_CARD_BLOCK_CONDITIONS,
  TSN_CARD_BLOCK_MEDICINES,
  TSN_CARD_BLOCK_MESSAGE,
  TSN_CARD_BLOCK_PERSON, /* birth, sex, blood */
  TSN_CARD_BLOCK_ADDRESS,
  TSN_CARD_BLOCK_PHONES,
  TSN_CARD_BLOCK_NOTICE, /* `text`; the first to go, not listed */
  TSN_CARD_BLOCK_MORE,   /* only where something was left off */
  TSN_CARD_BLOCK_TEXT,   /* `text`, stays */
} TsnCardBlockKind;

typedef struct
{
  TsnCardBlockKind kind;
  gint item;
  const char *text;
} TsnCardBlock;

/* Points. */
typedef struct
{
  double name, kana, date, text, phone;
  double gap;     /* between blocks */
  gboolean dense; /* the least of all */
} TsnCardSizes;

typedef struct
{
  TsnCardFonts *fonts;
  const TsnCardFace *face;
  GArray *off;    /* of TsnCardLeftOut */
  gboolean more;  /* the code holds what was never meant for the face */
  gboolean small; /* one sentence for the first doctor and the wishes that he knows of */
} TsnCardSetter;

gboolean
tsn_card_setter_is_off (const TsnCardSetter *self, TsnCardFieldId field, gint item, gint part);

/* Sets one block in a column of @width; NULL when it has nothing to say. */
TsnCardSlug *tsn_card_block_set (const TsnCardBlock *self,
                                 TsnCardSetter *setter,
                                 const TsnCardSizes *sizes,
                                 double width);

/* Whether leaving @field off changes that block. */
gboolean tsn_card_block_shows (const TsnCardBlock *self, const TsnCardLeftOut *field);

/* What may be left off of @card, in the order in which it goes. (transfer full): of TsnCardLeftOut
 */
GArray *tsn_card_face_sacrifices (const TsnCard *card);

/* -- tsn-card-caller.c: somebody to call -- */

typedef struct
{
  const char *sign; /* in the disc or square: "1", "医" */
  gboolean square;
  const char *kana; /* (nullable) */
  const char *name;
  const char *rest;         /* after the name, or "" */
  const char *phones[2];    /* (nullable) */
  TsnCardLeftOut fields[4]; /* of kana, name and both phones */
} TsnCardCaller;

TsnCardSlug *tsn_card_caller_set (const TsnCardCaller *self,
                                  TsnCardFonts *fonts,
                                  const TsnCardSizes *sizes,
                                  double width);

G_END_DECLS
