/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "tsn-card-error.h"
#include "tsn-code.h"
#include "tsn-date.h"

G_BEGIN_DECLS

/* What a field holds, and so which functions below read and set it. */
typedef enum
{
  TSN_CARD_TYPE_TEXT,  /* text: one line of UTF-8 as tsn_text_clean() leaves it */
  TSN_CARD_TYPE_PHONE, /* text: as tsn_phone_normalise() writes it, or another short one of digits
                          and + * # ( ) that is kept as it is: "119" */
  TSN_CARD_TYPE_POSTCODE,     /* text: seven digits */
  TSN_CARD_TYPE_MUNICIPALITY, /* text: six digits, the last a check digit */
  TSN_CARD_TYPE_SERIAL,       /* text: 16 upper case hexadecimal digits */
  TSN_CARD_TYPE_DATE,         /* number: a TsnDate */
  TSN_CARD_TYPE_CODE,         /* number: of the code list `codes`; an unknown one is kept */
  TSN_CARD_TYPE_NUMBER,       /* number: 0 to 2^32 - 1 */
  TSN_CARD_TYPE_FLAG,         /* number: 1; not set means "not said" */
  TSN_CARD_TYPE_TEXTS,        /* list of texts */
  TSN_CARD_TYPE_PHONES,       /* list of texts, each as PHONE */
  TSN_CARD_TYPE_CODES,        /* list of numbers */
  TSN_CARD_TYPE_ENTRY,        /* list of at most one TsnCard of the group `entry` */
  TSN_CARD_TYPE_ENTRIES,      /* list of TsnCard of the group `entry` */
} TsnCardType;

typedef enum
{
#define GROUP(GROUP_, name_) TSN_CARD_GROUP_##GROUP_,
#define FIELD(GROUP_, FIELD_, name_, key_, type_, label_, ...)
#include "tsn-card-fields.def"
#undef GROUP
#undef FIELD
} TsnCardGroup;

/* TSN_CARD_F_NAME, TSN_CARD_F_CONTACT_NAME and so on: places in the table. Keys are stable, these
 * are not. */
typedef enum
{
#define GROUP(GROUP_, name_)
#define FIELD(GROUP_, FIELD_, name_, key_, type_, label_, ...) TSN_CARD_F_##FIELD_,
#include "tsn-card-fields.def"
#undef GROUP
#undef FIELD
  TSN_CARD_N_FIELDS
} TsnCardFieldId;

typedef enum
{
  TSN_CARD_FLAG_FACE = 1 << 0, /* may be printed in clear on the face, if the resident agreed */
} TsnCardFieldFlags;

typedef struct
{
  TsnCardGroup group;       /* whose field it is */
  TsnCardFieldId id;        /* its own position in the table */
  const char *name;         /* snake_case: JSON, messages */
  guint8 key;               /* of the CBOR map, or the place in the array; stable for ever */
  TsnCardType type;         /* what it holds */
  const char *label;        /* English, for translation */
  guint max;                /* longest text in full-width characters; 0: the type says it */
  guint repeat;             /* most items of a list; 0: not a list */
  TsnCardGroup entry;       /* of ENTRY and ENTRIES */
  const TsnCodeList *codes; /* of CODE and CODES */
  guint flags;              /* TsnCardFieldFlags */
} TsnCardField;

const TsnCardField *tsn_card_field (TsnCardFieldId id);

/* The fields of @group, @n_fields of them one after the other in ascending order of their keys. */
const TsnCardField *tsn_card_fields (TsnCardGroup group, guint *n_fields);

/* NULL when @group has no field of that key or name. */
const TsnCardField *tsn_card_field_by_key (TsnCardGroup group, guint64 key);
const TsnCardField *tsn_card_field_by_name (TsnCardGroup group, const char *name);

/**
 * TsnCard:
 *
 * What a card says, or one entry of it (a contact, a doctor): a map from the fields of its group to
 * values. A field that is not set was not said, which is never the same as "none". Fields that this
 * version does not know are kept with the value and written again.
 *
 * Thread: one at a time.
 */
typedef struct _TsnCard TsnCard;

TsnCard *tsn_card_new (void); /* of the group CARD, empty */
TsnCard *tsn_card_copy (const TsnCard *self);
void tsn_card_free (TsnCard *self); /* wipes the texts; NULL is fine */
TsnCardGroup tsn_card_group (const TsnCard *self);
gboolean tsn_card_equal (const TsnCard *a, const TsnCard *b); /* unknown fields included */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCard, tsn_card_free)

/* -- Reading. @id must be a field of the group of @self; strings live as long as the value. -- */

gboolean tsn_card_has (const TsnCard *self, TsnCardFieldId id); /* set; for a list: not empty */
const char *tsn_card_text (const TsnCard *self,
                           TsnCardFieldId id);                   /* (nullable): NULL when not set */
gint64 tsn_card_number (const TsnCard *self, TsnCardFieldId id); /* 0 when not set */
guint tsn_card_n_items (const TsnCard *self, TsnCardFieldId id); /* of a list */
const char *tsn_card_item_text (const TsnCard *self, TsnCardFieldId id, guint index);
gint64 tsn_card_item_number (const TsnCard *self, TsnCardFieldId id, guint index);
TsnCard *tsn_card_item (const TsnCard *self, TsnCardFieldId id, guint index); /* (transfer none) */
guint tsn_card_n_unknown (const TsnCard *self); /* fields of a newer version, entries not counted */

/* -- Changing -- */

/**
 * tsn_card_set_text:
 * @text: (nullable): NULL or nothing but spaces clears the field
 *
 * Takes what a person typed: cleaned by tsn_text_clean(), phones normalised, postcodes with or
 * without hyphen and in full-width digits, the check digit of a municipality added when it is
 * missing.
 *
 * Errors: TSN_CARD_ERROR_INVALID, _TOO_LONG, _WISH; the card is unchanged then.
 */
gboolean tsn_card_set_text (TsnCard *self, TsnCardFieldId id, const char *text, GError **error);

/* DATE, CODE, NUMBER, FLAG; 0 clears. Errors: TSN_CARD_ERROR_INVALID. */
gboolean tsn_card_set_number (TsnCard *self, TsnCardFieldId id, gint64 number, GError **error);

/* Append to a list. Errors: as above; _TOO_LONG when the list is full. */
gboolean tsn_card_add_text (TsnCard *self, TsnCardFieldId id, const char *text, GError **error);
gboolean tsn_card_add_number (TsnCard *self, TsnCardFieldId id, gint64 number, GError **error);
TsnCard *tsn_card_add (TsnCard *self,
                       TsnCardFieldId id,
                       GError **error); /* (transfer none): an empty entry */

void tsn_card_clear (TsnCard *self, TsnCardFieldId id);
void tsn_card_remove_item (TsnCard *self, TsnCardFieldId id, guint index);

/* A new random serial: 8 bytes of the kernel in hexadecimal. */
void tsn_card_renew_serial (TsnCard *self);

/**
 * tsn_card_check:
 *
 * Whether the card may be issued: serial, municipality, date of writing and name or reading are
 * there, an allergy is listed only where the answer is "some".
 *
 * Errors: TSN_CARD_ERROR_MISSING or _INVALID with the field's name.
 */
gboolean tsn_card_check (const TsnCard *self, GError **error);

/**
 * tsn_card_text_is_wish:
 * @text: UTF-8
 *
 * Whether a free text speaks of resuscitation or life support (DNAR, DNR, 蘇生, 心マ, 延命,
 * 人工呼吸器はつけない...) in any width, case or spacing. Such words never go on a card: crews may
 * not act on them (they must ask the doctor), and a card that is years old would still say them. To
 * be asked while the person still types; the setters refuse it in any case.
 *
 * Source: docs/card-format.md "What a card never says".
 */
gboolean tsn_card_text_is_wish (const char *text);

/* Width in half-width units: 2 for each full-width character, 1 for a half-width one, 0 for marks
 * and variation selectors. */
guint tsn_card_text_width (const char *text);

/* -- As CBOR (docs/card-format.md "Content") -- */

GBytes *tsn_card_to_cbor (const TsnCard *self);

/* Bounded: nesting, number and length of items. Texts over their limit are taken (a newer version
 * may allow more); broken form is refused. NULL with TSN_CARD_ERROR_INVALID. */
TsnCard *tsn_card_from_cbor (const guint8 *bytes, gsize length, GError **error);

G_END_DECLS
