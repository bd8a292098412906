/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-value.h: one value of a field.
 *
 * A small tagged union, owned by whoever declares it: `TsnValue v = TSN_VALUE_NONE;` ...
 * tsn_value_clear (&v). Values hold personal data: clearing wipes text and bytes before they are
 * freed.
 *
 * On the wire (docs/format.md) a value is one CBOR item: text -> text string, bytes -> byte string,
 * reference -> byte string of 16, boolean -> true/false, list -> array, no value -> null,
 * everything else -> integer.
 */

#pragma once

#include "tsn-cbor.h"
#include "tsn-id.h"
#include "tsn-kind.h"

G_BEGIN_DECLS

typedef struct _TsnValue TsnValue;
struct _TsnValue
{
  TsnType type; /* TSN_TYPE_NONE: no value */
  union
  {
    gint64 number; /* INTEGER, BOOLEAN (0/1), DATE, TIME, INSTANT, CODE */
    char *text;    /* TEXT: owned, valid UTF-8 */
    TsnId id;      /* REFERENCE */
    GBytes *bytes; /* BYTES: owned */
    GArray *list;  /* LIST: owned, of TsnValue */
  };
};

#define TSN_VALUE_NONE ((TsnValue){ .type = TSN_TYPE_NONE })

TsnValue tsn_value_text (const char *text); /* copies; NULL gives no value */
TsnValue tsn_value_take_text (char *text);
TsnValue tsn_value_number (TsnType type,
                           gint64 number); /* INTEGER, BOOLEAN, DATE, TIME, INSTANT, CODE */
TsnValue tsn_value_reference (const TsnId *id);
TsnValue tsn_value_bytes (gconstpointer data, gsize size);
TsnValue tsn_value_list (void);
void tsn_value_list_take (TsnValue *list, TsnValue *item); /* moves @item to the end of @list */

void tsn_value_clear (TsnValue *value); /* wipes and frees; leaves TSN_VALUE_NONE */
TsnValue tsn_value_copy (const TsnValue *value);
gboolean tsn_value_equal (const TsnValue *a, const TsnValue *b);

/* Codec. Decoding checks the item against @field's type and hard limits (a text of at most 64 KiB,
 * a list of at most 256 items), not its validation rules: what a newer version wrote must still be
 * read. */
void tsn_value_encode (const TsnValue *value, GByteArray *out);
gboolean
tsn_value_decode (const TsnField *field, TsnCborReader *reader, TsnValue *value, GError **error);

/**
 * tsn_value_parse: what a person or a CSV cell says -> value.
 * @text: trimmed of ASCII and ideographic space; empty text gives no value
 *
 * Dates in every usual form (tsn-date.h), booleans as はい/いいえ/yes/no/true/false/1/0/有/無/○/×,
 * codes by number, name, or any label given by the callback-free list (English label); lists
 * separated by `;` or `；`.
 *
 * Errors: TSN_MODEL_ERROR_* (tsn-validate.h): the message names no personal value.
 */
gboolean tsn_value_parse (const TsnField *field, const char *text, TsnValue *value, GError **error);

/* The inverse: machine text for CSV and the command line (dates ISO, codes by name, lists with
 * `;`). */
char *tsn_value_format (const TsnField *field, const TsnValue *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnValue, tsn_value_clear)

G_END_DECLS
