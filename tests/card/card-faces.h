/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-card-proof.h"

G_BEGIN_DECLS

/* Fictional people on faces, for tests and pictures. */

typedef enum
{
  CARD_FACE_SHORT,   /* a name, one contact */
  CARD_FACE_TYPICAL, /* two contacts, a doctor, an allergy, where wishes are recorded */
  CARD_FACE_FULL,    /* five contacts, long names, rare kanji, everything filled in */
  CARD_FACE_N
} CardFaceSize;

typedef struct
{
  TsnCard *card;
  TsnCardCode *code;
  TsnCardQr *words;
  TsnCardFace face;
} CardFace;

const char *card_face_name (CardFaceSize size);
TsnCard *card_face_card (CardFaceSize size);

/* With its codes as @layout takes them. */
CardFace *card_face_new (CardFaceSize size, guint layout);
void card_face_free (CardFace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CardFace, card_face_free)

G_END_DECLS
