/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-validate.c: is this value good for this field, is this change good for its record?
 *
 * The rules are those of the field's line in tsn-kinds.def and nothing else; rules between fields
 * belong to the work that writes them. An import of 100,000 people runs through here, so a good
 * value costs one pass over its text and no allocation.
 *
 * Messages name the field and what would be right, never what was there.
 */

#include "tsn-validate.h"

#include <string.h>

#include "tsn-clock.h"
#include "tsn-date.h"
#include "tsn-municipality-code.h"
#include "tsn-phone.h"
#include "tsn-text.h"

/* clang-format off */
G_DEFINE_QUARK (tsn-model-error-quark, tsn_model_error)
/* clang-format on */

static gboolean G_GNUC_PRINTF (4, 5)
    refuse (GError **error, const TsnField *field, TsnModelError code, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list arguments;

  if (error == NULL)
    return FALSE;
  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, TSN_MODEL_ERROR, (int) code, "%s: %s", field->name, why);
  return FALSE;
}

gsize
tsn_count_characters (const char *text, gsize length)
{
  const guint8 *p = (const guint8 *) text;
  const guint8 *end = p + length;
  gsize n = 0;

  for (; p < end; p++)
    {
      if ((*p & 0xc0) == 0x80)
        continue;
      if (*p == 0xef && p[1] == 0xb8 && p[2] <= 0x8f)
        continue;
      if (*p == 0xf3 && p[1] == 0xa0 && p[2] >= 0x84 && p[2] <= 0x87)
        continue;
      n++;
    }
  return n;
}

/* Hiragana and katakana of any width with their marks, and what stands between the parts of a
 * name. */
static gboolean
is_kana (gunichar c)
{
  return (c >= 0x3041 && c <= 0x30ff) || (c >= 0x31f0 && c <= 0x31ff) ||
         (c >= 0xff65 && c <= 0xff9f) || c == ' ' || c == 0x3000 || c == '-' || c == 0x2010 ||
         c == 0xff0d || c == 0xff1d;
}

static gboolean
text_is_kana (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_kana (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static gboolean
text_is_digits (const char *text, gsize length, gsize wanted)
{
  if (length != wanted)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

/* A number in Japan, or one abroad in the international form: a daughter may live anywhere. */
static gboolean
text_is_phone (const char *text)
{
  char phone[TSN_PHONE_SIZE];
  guint n_digits = 0;

  if (tsn_phone_normalise (text, phone))
    return TRUE;
  if (text[0] != '+')
    return FALSE;
  for (const char *p = text + 1; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        n_digits++;
      else if (strchr (" -()", *p) == NULL)
        return FALSE;
    }
  return n_digits >= 7 && n_digits <= 15;
}

static gboolean
validate_form (const TsnField *field, const char *text, gsize length, GError **error)
{
  TsnFieldFlags flags = field->flags;

  if ((flags & TSN_FIELD_KANA) != 0 && !text_is_kana (text))
    return refuse (error, field, TSN_MODEL_ERROR_NOT_KANA, "must be hiragana or katakana");
  if ((flags & TSN_FIELD_PHONE) != 0 && !text_is_phone (text))
    return refuse (error,
                   field,
                   TSN_MODEL_ERROR_NOT_A_PHONE,
                   "must be a telephone number of 10 or 11 digits");
  if ((flags & TSN_FIELD_POSTCODE) != 0 && !text_is_digits (text, length, 7))
    return refuse (error, field, TSN_MODEL_ERROR_NOT_A_POSTCODE, "must be seven digits");
  if ((flags & TSN_FIELD_MUNICIPALITY) != 0 && !tsn_municipality_code_check (text))
    return refuse (error,
                   field,
                   TSN_MODEL_ERROR_NOT_A_MUNICIPALITY,
                   "must be six digits with the right check digit");
  return TRUE;
}

static gboolean
validate_text (const TsnField *field, const char *text, GError **error)
{
  gboolean multiline = (field->flags & TSN_FIELD_MULTILINE) != 0;
  gsize length = strlen (text);

  switch (tsn_text_check (text, (gssize) length, multiline))
    {
    case TSN_TEXT_OK:
      break;
    case TSN_TEXT_INVALID_UTF8:
      return refuse (error, field, TSN_MODEL_ERROR_BAD_TEXT, "is not valid UTF-8");
    case TSN_TEXT_CONTROL:
      if (!multiline && strpbrk (text, "\r\n") != NULL)
        return refuse (error, field, TSN_MODEL_ERROR_LINE_BREAK, "must be one line");
      return refuse (error, field, TSN_MODEL_ERROR_BAD_TEXT, "holds a control character");
    case TSN_TEXT_NONCHARACTER:
      return refuse (error, field, TSN_MODEL_ERROR_BAD_TEXT, "holds a code that is no character");
    case TSN_TEXT_PRIVATE_USE:
    default:
      return refuse (error,
                     field,
                     TSN_MODEL_ERROR_BAD_TEXT,
                     "holds a private character (gaiji) that only one machine can show");
    }

  /* The form says more than the length: "seven digits" rather than "too long". */
  if (!validate_form (field, text, length, error))
    return FALSE;

  /* There are never more characters than bytes. */
  if (length > TSN_TEXT_BYTES_MAX || (field->max > 0 && length > (gsize) field->max &&
                                      tsn_count_characters (text, length) > (gsize) field->max))
    return refuse (error,
                   field,
                   TSN_MODEL_ERROR_TOO_LONG,
                   "too long, at most %" G_GINT64_FORMAT " characters",
                   field->max);
  return TRUE;
}

static gboolean
validate_date (const TsnField *field, gint64 number, GError **error)
{
  gint64 now = tsn_clock_wall_ms (NULL);

  if (number <= 0 || number > 99991231 || !tsn_date_is_valid ((TsnDate) number))
    return refuse (error, field, TSN_MODEL_ERROR_NOT_A_DATE, "there is no such day");
  if (number < TSN_DATE_FIRST || number > TSN_DATE_LAST)
    return refuse (error, field, TSN_MODEL_ERROR_OUT_OF_RANGE, "must lie between 1873 and 2100");
  /* A machine that has lost its clock cannot say what the future is. */
  if ((field->flags & TSN_FIELD_PAST) != 0 && tsn_clock_is_plausible (now) &&
      number > tsn_date_from_unix_ms (now))
    return refuse (error, field, TSN_MODEL_ERROR_OUT_OF_RANGE, "lies in the future");
  return TRUE;
}

static gboolean
validate_integer (const TsnField *field, gint64 number, GError **error)
{
  if (number < field->min)
    return refuse (error,
                   field,
                   TSN_MODEL_ERROR_OUT_OF_RANGE,
                   "must be at least %" G_GINT64_FORMAT,
                   field->min);
  if (field->max != 0 && number > field->max)
    return refuse (error,
                   field,
                   TSN_MODEL_ERROR_OUT_OF_RANGE,
                   "must be at most %" G_GINT64_FORMAT,
                   field->max);
  return TRUE;
}

static gboolean
validate_number (const TsnField *field, gint64 number, GError **error)
{
  switch (field->type)
    {
    case TSN_TYPE_INTEGER:
      return validate_integer (field, number, error);
    case TSN_TYPE_BOOLEAN:
      if (number != 0 && number != 1)
        return refuse (error, field, TSN_MODEL_ERROR_NOT_A_BOOLEAN, "must be yes or no");
      return TRUE;
    case TSN_TYPE_DATE:
      return validate_date (field, number, error);
    case TSN_TYPE_TIME:
      if (number < 0 || number >= 24 * 60)
        return refuse (error, field, TSN_MODEL_ERROR_NOT_A_TIME, "there is no such time of day");
      return TRUE;
    case TSN_TYPE_INSTANT:
      if (number < 0 || number >= (G_GINT64_CONSTANT (1) << 48))
        return refuse (error, field, TSN_MODEL_ERROR_OUT_OF_RANGE, "there is no such time");
      return TRUE;
    case TSN_TYPE_CODE:
      if (number < 1 || number > G_MAXUINT16 ||
          tsn_code_by_number (field->codes, (guint) number) == NULL)
        return refuse (error, field, TSN_MODEL_ERROR_UNKNOWN_CODE, "unknown code");
      return TRUE;
    case TSN_TYPE_NONE:
    case TSN_TYPE_TEXT:
    case TSN_TYPE_REFERENCE:
    case TSN_TYPE_BYTES:
    case TSN_TYPE_LIST:
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
validate_item (const TsnField *field, const TsnValue *value, GError **error)
{
  if (value->type != field->type)
    return refuse (error, field, TSN_MODEL_ERROR_MALFORMED, "is not of the field's type");

  switch (value->type)
    {
    case TSN_TYPE_TEXT:
      return validate_text (field, value->text, error);
    case TSN_TYPE_REFERENCE:
      if (tsn_id_is_nil (&value->id))
        return refuse (error, field, TSN_MODEL_ERROR_NOT_A_REFERENCE, "refers to nothing");
      return TRUE;
    case TSN_TYPE_BYTES:
      if (g_bytes_get_size (value->bytes) > (gsize) field->max)
        return refuse (error,
                       field,
                       TSN_MODEL_ERROR_TOO_LONG,
                       "too long, at most %" G_GINT64_FORMAT " bytes",
                       field->max);
      return TRUE;
    case TSN_TYPE_NONE:
    case TSN_TYPE_INTEGER:
    case TSN_TYPE_BOOLEAN:
    case TSN_TYPE_DATE:
    case TSN_TYPE_TIME:
    case TSN_TYPE_INSTANT:
    case TSN_TYPE_CODE:
    case TSN_TYPE_LIST:
    default:
      return validate_number (field, value->number, error);
    }
}

static gboolean
validate_list (const TsnField *field, const TsnValue *value, GError **error)
{
  guint most = tsn_field_max_items (field);

  if (value->type != TSN_TYPE_LIST || value->list->len == 0)
    return refuse (error, field, TSN_MODEL_ERROR_MALFORMED, "must be a list of values");
  if (value->list->len > most)
    return refuse (error, field, TSN_MODEL_ERROR_TOO_LONG, "too many items, at most %u", most);
  for (guint i = 0; i < value->list->len; i++)
    if (!validate_item (field, &g_array_index (value->list, TsnValue, i), error))
      return FALSE;
  return TRUE;
}

gboolean
tsn_validate_value (const TsnField *field, const TsnValue *value, GError **error)
{
  if (value->type == TSN_TYPE_NONE)
    return TRUE;
  if ((field->flags & TSN_FIELD_LIST) != 0)
    return validate_list (field, value, error);
  return validate_item (field, value, error);
}

static gboolean
validate_required (const TsnChange *change, const TsnField **culprit, GError **error)
{
  for (guint i = 0; i < change->kind->n_fields; i++)
    {
      const TsnField *field = &change->kind->fields[i];
      const TsnValue *value;

      if ((field->flags & TSN_FIELD_REQUIRED) == 0)
        continue;
      value = tsn_change_get (change, field->number);
      /* A field may be left alone in a record that is there already, but not emptied. */
      if (value == NULL ? change->create : value->type == TSN_TYPE_NONE)
        {
          if (culprit != NULL)
            *culprit = field;
          return refuse (error, field, TSN_MODEL_ERROR_REQUIRED, "must not be empty");
        }
    }
  return TRUE;
}

gboolean
tsn_validate_change (const TsnChange *change, const TsnField **culprit, GError **error)
{
  if (culprit != NULL)
    *culprit = NULL;

  for (guint i = 0; i < change->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (change->items, TsnChangeItem, i);
      const TsnField *field = tsn_kind_field (change->kind, item->field);

      if (field == NULL)
        {
          g_set_error (error,
                       TSN_MODEL_ERROR,
                       TSN_MODEL_ERROR_UNKNOWN_FIELD,
                       "%s has no field %u",
                       change->kind->name,
                       item->field);
          return FALSE;
        }
      if (!tsn_validate_value (field, &item->value, error))
        {
          if (culprit != NULL)
            *culprit = field;
          return FALSE;
        }
    }
  return validate_required (change, culprit, error);
}

gboolean
tsn_validate_append (const TsnChange *change,
                     const TsnRecord *record,
                     const TsnField **culprit,
                     GError **error)
{
  if (culprit != NULL)
    *culprit = NULL;
  if ((change->kind->flags & TSN_KIND_APPEND_ONLY) == 0 || record == NULL)
    return TRUE;

  for (guint i = 0; i < change->items->len; i++)
    {
      const TsnChangeItem *item = &g_array_index (change->items, TsnChangeItem, i);
      const TsnField *field = tsn_kind_field (change->kind, item->field);
      const TsnCell *cell = tsn_record_cell (record, item->field);

      if (field == NULL || cell == NULL)
        continue;
      if (cell->readable &&
          (cell->value.type == TSN_TYPE_NONE || tsn_value_equal (&cell->value, &item->value)))
        continue;
      if (culprit != NULL)
        *culprit = field;
      return refuse (error,
                     field,
                     TSN_MODEL_ERROR_APPEND_ONLY,
                     "is already written and cannot be changed; write a new record");
    }
  return TRUE;
}
