/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-card-private.h: how a card lies in memory; for the files of src/card that build and take it
 * apart. */

#pragma once

#include "tsn-card.h"

G_BEGIN_DECLS

/* One field. Which member is used follows from the field's type. */
typedef struct
{
  char *text;       /* (nullable) (owned): TEXT, PHONE, POSTCODE, MUNICIPALITY, SERIAL */
  gint64 number;    /* DATE, CODE, NUMBER, FLAG; 0 when not set */
  GPtrArray *items; /* (nullable) (owned): char *, TsnCard * or, of CODES, GUINT_TO_POINTER */
} TsnCardValue;

/* A field that only a newer version knows. */
typedef struct
{
  guint64 key;
  GBytes *raw; /* its value as CBOR */
} TsnCardUnknown;

struct _TsnCard
{
  TsnCardGroup group;
  TsnCardValue *values; /* one for each field of the group, in the order of the table */
  GArray *unknown;      /* (nullable): of TsnCardUnknown, keys rising */
};

TsnCard *tsn_card_new_entry (TsnCardGroup group);
TsnCardValue *tsn_card_value (const TsnCard *self, TsnCardFieldId id);
GPtrArray *tsn_card_value_items (TsnCardValue *value,
                                 const TsnCardField *field); /* made when there are none */
void tsn_card_add_unknown (TsnCard *self, guint64 key, const guint8 *raw, gsize length);
gboolean tsn_card_type_is_list (TsnCardType type);

/* Turns what was typed into what is kept, or says why not. Never the empty string. */
char *tsn_card_normalise (const TsnCardField *field, const char *text, GError **error);

G_END_DECLS
