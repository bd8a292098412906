/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-validate.h: is this value good for this field? Typed reasons, so that a form can point at the
 * field and a front end can say it in its own language. */

#pragma once

#include "tsn-change.h"
#include "tsn-record.h"

G_BEGIN_DECLS

/**
 * TsnModelError: why something was refused.
 *
 * Messages name the field but never quote the value: they may end up in logs.
 */
typedef enum
{
  TSN_MODEL_ERROR_MALFORMED,    /* bytes are not what they should be */
  TSN_MODEL_ERROR_REQUIRED,     /* a required field is missing */
  TSN_MODEL_ERROR_TOO_LONG,     /* more characters, bytes or items than the field takes */
  TSN_MODEL_ERROR_OUT_OF_RANGE, /* a number below or above the field's limits; a date in the future
                                   where none can be */
  TSN_MODEL_ERROR_NOT_A_NUMBER,
  TSN_MODEL_ERROR_NOT_A_DATE,
  TSN_MODEL_ERROR_NOT_A_TIME,
  TSN_MODEL_ERROR_NOT_A_BOOLEAN,
  TSN_MODEL_ERROR_UNKNOWN_CODE,
  TSN_MODEL_ERROR_NOT_A_REFERENCE,
  TSN_MODEL_ERROR_NOT_KANA,
  TSN_MODEL_ERROR_NOT_A_PHONE,
  TSN_MODEL_ERROR_NOT_A_POSTCODE,
  TSN_MODEL_ERROR_BAD_TEXT,   /* not UTF-8, a control character, a private-use character (外字) */
  TSN_MODEL_ERROR_LINE_BREAK, /* a line break in a single-line field */
  TSN_MODEL_ERROR_UNKNOWN_FIELD,
  TSN_MODEL_ERROR_APPEND_ONLY, /* the field already has a value and its kind is append-only */
  TSN_MODEL_ERROR_TOO_NEW, /* bytes of a newer format: keep them, a newer version will read them */
  TSN_MODEL_ERROR_NOT_A_MUNICIPALITY, /* not a municipality code with its check digit */
} TsnModelError;

#define TSN_MODEL_ERROR (tsn_model_error_quark ())
GQuark tsn_model_error_quark (void);

/* Characters as people count them, and `max` of a text does: code points without variation
 * selectors (U+FE00 to U+FE0F, U+E0100 to U+E01EF). @text is valid UTF-8 of @length bytes. */
gsize tsn_count_characters (const char *text, gsize length);

/* One value against its field's rules; no value is always good here (REQUIRED is a matter of the
 * whole record). */
gboolean tsn_validate_value (const TsnField *field, const TsnValue *value, GError **error);

/* A change: every value, and for a new record that the required fields are there. On error @field
 * (nullable) names the first culprit. */
gboolean tsn_validate_change (const TsnChange *change, const TsnField **field, GError **error);

/* For an append-only kind: that every field of @change is still empty in @record (nullable: there
 * is none yet), or has exactly this value. A value that cannot be read here counts as written.
 * Always TRUE for other kinds. The store asks at put. Errors: TSN_MODEL_ERROR_APPEND_ONLY. */
gboolean tsn_validate_append (const TsnChange *change,
                              const TsnRecord *record,
                              const TsnField **field,
                              GError **error);

G_END_DECLS
