/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-value.h: one value of a field.
 *
 * A small tagged union, owned by whoever declares it: `TsnValue v = TSN_VALUE_NONE;` ...
 * tsn_value_clear (&v). Values hold personal data: clearing wipes text before it is freed. (Byte
 * fields hold public keys and sealed ones.)
 *
 * On the wire (docs/format.md) a value is one CBOR item: text -> text string, bytes -> byte string,
 * reference -> byte string of 16, boolean -> true/false, list -> array, no value -> null,
 * everything else -> integer.
 */

#pragma once

#include "tsn-cbor.h"
#include "tsn-date.h"
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
 * tsn_value_parse:
 * @text: (nullable): what a person or a CSV cell says; trimmed of ASCII and ideographic space;
 * empty text gives no value
 * @value: (out): untouched on failure
 *
 * Dates in every usual form (tsn-date.h), times (tsn-time.h), instants in ISO 8601 (Japan's time
 * unless it says a zone), booleans as はい/いいえ/yes/no/true/false/1/0/有/無/あり/なし/○/×, codes
 * by name, label or number, bytes in base64, whole numbers also full-width and with thousands
 * separators, lists separated by `;` or `；` (a backslash before one makes it part of the item).
 * Texts are cleaned (tsn-text.h), postcodes and municipality codes become bare digits.
 *
 * Errors: TSN_MODEL_ERROR_* (tsn-validate.h): the message names the field and never quotes the
 * text. The field's rules are not asked here: tsn_validate_value() does.
 */
gboolean tsn_value_parse (const TsnField *field, const char *text, TsnValue *value, GError **error);

/* The same for a front end. @translate (nullable): labels are also understood in its language;
 * @note (out) (optional): what was put right in a date (平成37年 is 令和7年). */
gboolean tsn_value_parse_localised (const TsnField *field,
                                    const char *text,
                                    TsnTranslateFunc translate,
                                    TsnValue *value,
                                    TsnDateNote *note,
                                    GError **error);

/* The inverse: machine text for CSV and the command line (dates ISO, instants UTC, codes by name,
 * lists with `;`). */
char *tsn_value_format (const TsnField *field, const TsnValue *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnValue, tsn_value_clear)

G_END_DECLS
