/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-value-text.c: values from what a person or a CSV cell says, and back to machine text.
 *
 * Reading is generous (full-width digits, both calendars, Japanese and English words), writing has
 * one form: ISO dates, code names, lists with ";". What is written here reads back to the same
 * value. In lists a backslash before ";" or before a backslash takes it as part of the item.
 *
 * Whether the value suits its field is not asked here but in tsn-validate.c, so that a form can
 * show what was understood before it says what is wrong with it.
 */

#include <errno.h>
#include <string.h>

#include "tsn-date.h"
#include "tsn-municipality-code.h"
#include "tsn-text.h"
#include "tsn-time.h"
#include "tsn-validate.h"
#include "tsn-value.h"

#define LIST_MARK_WIDE "；"

/* What a reader of one text needs all the way down. */
typedef struct
{
  const TsnField *field;
  TsnTranslateFunc translate; /* nullable */
  TsnDateNote *note;          /* nullable */
} Context;

static gboolean
refuse (const Context *context, TsnModelError code, const char *why, GError **error)
{
  g_set_error (error, TSN_MODEL_ERROR, (int) code, "%s: %s", context->field->name, why);
  return FALSE;
}

static gboolean
has_line_break (const char *text)
{
  return strpbrk (text, "\r\n") != NULL;
}

/* Postcodes and municipality codes are kept as bare digits, whatever stands around them; what has
 * other digits than it should stays as it is, for the validation to refuse. */
static char *
dup_digits (const TsnField *field, const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  char code[TSN_MUNICIPALITY_CODE_SIZE];

  tsn_text_digits (text, digits);
  if ((field->flags & TSN_FIELD_POSTCODE) != 0)
    return digits->len == 7 ? g_strdup (digits->str) : NULL;
  return tsn_municipality_code_complete (digits->str, code) ? g_strdup (code) : NULL;
}

static gboolean
parse_text (const Context *context, const char *text, TsnValue *value, GError **error)
{
  const TsnField *field = context->field;
  gboolean multiline = (field->flags & TSN_FIELD_MULTILINE) != 0;
  TsnTextFault fault = TSN_TEXT_OK;
  char *clean = NULL;

  if ((field->flags & (TSN_FIELD_POSTCODE | TSN_FIELD_MUNICIPALITY)) != 0)
    clean = dup_digits (field, text);
  if (clean == NULL)
    clean = tsn_text_clean (text, multiline, &fault);
  if (clean == NULL && fault == TSN_TEXT_CONTROL && !multiline && has_line_break (text))
    return refuse (context, TSN_MODEL_ERROR_LINE_BREAK, "must be one line", error);
  if (clean == NULL)
    return refuse (context, TSN_MODEL_ERROR_BAD_TEXT, "holds what is no readable text", error);

  *value = tsn_value_take_text (clean);
  return TRUE;
}

/* @text with full-width digits and signs in ASCII and without separators of thousands; NULL when
 * anything else is in it. */
static char *
dup_ascii_number (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0xff10 && c <= 0xff19)
        c = c - 0xff10 + '0';
      else if (c == 0xff0d || c == 0x2212)
        c = '-';
      else if (c == 0xff0b)
        c = '+';
      if (c == ',' || c == 0xff0c)
        continue;
      if (c > 0x7f || (!g_ascii_isdigit ((char) c) && c != '-' && c != '+'))
        return g_string_free (out, TRUE), NULL;
      g_string_append_c (out, (char) c);
    }
  return g_string_free (out, FALSE);
}

static gboolean
parse_number (const char *text, gint64 *number)
{
  g_autofree char *ascii = dup_ascii_number (text);
  char *end = NULL;

  if (ascii == NULL || ascii[0] == '\0')
    return FALSE;
  errno = 0;
  *number = g_ascii_strtoll (ascii, &end, 10);
  return errno == 0 && *end == '\0' && end != ascii;
}

static gboolean
parse_boolean (const char *text, gint64 *number)
{
  static const char *const yes[] = { "yes", "y",    "true", "1", "１", "はい",
                                     "有",  "あり", "有り", "○", "◯",  "〇" };
  static const char *const no[] = { "no",   "n",    "false", "0", "０", "いいえ", "無",
                                    "なし", "無し", "×",     "✕", "ｘ", "x" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    if (g_ascii_strcasecmp (text, yes[i]) == 0)
      return *number = 1, TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++)
    if (g_ascii_strcasecmp (text, no[i]) == 0)
      return *number = 0, TRUE;
  return FALSE;
}

static gboolean
parse_date (const Context *context, const char *text, gint64 *number, GError **error)
{
  TsnDate date = TSN_DATE_NONE;

  switch (tsn_date_parse (text, &date, context->note))
    {
    case TSN_DATE_OK:
      *number = date;
      return TRUE;
    case TSN_DATE_AMBIGUOUS:
      return refuse (context, TSN_MODEL_ERROR_NOT_A_DATE, "the era or century is missing", error);
    case TSN_DATE_NO_SUCH_DAY:
      return refuse (context, TSN_MODEL_ERROR_NOT_A_DATE, "there is no such day", error);
    case TSN_DATE_NO_SUCH_YEAR:
      return refuse (context, TSN_MODEL_ERROR_NOT_A_DATE, "there is no such year", error);
    case TSN_DATE_TOO_EARLY:
      return refuse (context, TSN_MODEL_ERROR_OUT_OF_RANGE, "lies before 1873", error);
    case TSN_DATE_TOO_LATE:
      return refuse (context, TSN_MODEL_ERROR_OUT_OF_RANGE, "lies after 2100", error);
    case TSN_DATE_EMPTY:
    case TSN_DATE_UNKNOWN_FORM:
    default:
      return refuse (context, TSN_MODEL_ERROR_NOT_A_DATE, "is not a date", error);
    }
}

static gboolean
parse_time (const char *text, gint64 *number)
{
  TsnTime time = TSN_TIME_NONE;

  if (!tsn_time_parse (text, &time))
    return FALSE;
  *number = time;
  return TRUE;
}

/* ISO 8601; without a zone it is Japan's. */
static gboolean
parse_instant (const char *text, gint64 *number)
{
  g_autoptr (GTimeZone) japan = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (text, japan);

  if (moment == NULL)
    return FALSE;
  *number = g_date_time_to_unix (moment) * 1000 + g_date_time_get_microsecond (moment) / 1000;
  return TRUE;
}

static gboolean
parse_code (const Context *context, const char *text, gint64 *number)
{
  const TsnCodeList *codes = context->field->codes;
  const TsnCode *code = tsn_code_by_name (codes, text);
  gint64 n;

  if (code == NULL)
    code = tsn_code_by_label (codes, text, context->translate);
  if (code == NULL && parse_number (text, &n) && n >= 1 && n <= G_MAXUINT16)
    code = tsn_code_by_number (codes, (guint) n);
  if (code == NULL)
    return FALSE;
  *number = code->number;
  return TRUE;
}

static gboolean
parse_bytes (const char *text, TsnValue *value)
{
  gsize size;
  g_autofree guint8 *data = g_base64_decode (text, &size);
  g_autofree char *again = g_base64_encode (data, size);

  /* GLib's decoder skips over what it does not know. */
  if (strcmp (again, text) != 0)
    return FALSE;
  *value = tsn_value_bytes (data, size);
  return TRUE;
}

static gboolean
parse_other (const Context *context, const char *text, TsnValue *value, GError **error)
{
  TsnType type = context->field->type;
  gint64 number = 0;
  TsnId id;

  switch (type)
    {
    case TSN_TYPE_INTEGER:
      if (!parse_number (text, &number))
        return refuse (context, TSN_MODEL_ERROR_NOT_A_NUMBER, "is not a whole number", error);
      break;
    case TSN_TYPE_BOOLEAN:
      if (!parse_boolean (text, &number))
        return refuse (context, TSN_MODEL_ERROR_NOT_A_BOOLEAN, "must be yes or no", error);
      break;
    case TSN_TYPE_DATE:
      if (!parse_date (context, text, &number, error))
        return FALSE;
      break;
    case TSN_TYPE_TIME:
      if (!parse_time (text, &number))
        return refuse (context, TSN_MODEL_ERROR_NOT_A_TIME, "is not a time of day", error);
      break;
    case TSN_TYPE_INSTANT:
      if (!parse_instant (text, &number))
        return refuse (context, TSN_MODEL_ERROR_NOT_A_TIME, "is not a date and time", error);
      break;
    case TSN_TYPE_CODE:
      if (!parse_code (context, text, &number))
        return refuse (context, TSN_MODEL_ERROR_UNKNOWN_CODE, "unknown code", error);
      break;
    case TSN_TYPE_REFERENCE:
      if (!tsn_id_parse (text, &id))
        return refuse (context,
                       TSN_MODEL_ERROR_NOT_A_REFERENCE,
                       "is not the id of a record",
                       error);
      *value = tsn_value_reference (&id);
      return TRUE;
    case TSN_TYPE_BYTES:
      if (!parse_bytes (text, value))
        return refuse (context, TSN_MODEL_ERROR_MALFORMED, "is not base64", error);
      return TRUE;
    case TSN_TYPE_NONE:
    case TSN_TYPE_TEXT:
    case TSN_TYPE_LIST:
    default:
      g_return_val_if_reached (FALSE);
    }

  *value = tsn_value_number (type, number);
  return TRUE;
}

/* One item; @text is trimmed. Empty text gives no value. */
static gboolean
parse_item (const Context *context, const char *text, TsnValue *value, GError **error)
{
  if (text[0] == '\0')
    return TRUE;
  if (context->field->type == TSN_TYPE_TEXT)
    return parse_text (context, text, value, error);
  return parse_other (context, text, value, error);
}

/* Takes one item off *@rest: up to ";" or "；" that has no backslash before it. *@rest becomes NULL
 * after the last. */
static char *
next_item (const char **rest)
{
  g_autoptr (GString) item = g_string_new (NULL);
  const char *p = *rest;
  const char *start;
  gsize length;

  while (*p != '\0' && *p != ';' && !g_str_has_prefix (p, LIST_MARK_WIDE))
    {
      if (p[0] == '\\' && (p[1] == ';' || p[1] == '\\'))
        p++;
      else if (p[0] == '\\' && g_str_has_prefix (p + 1, LIST_MARK_WIDE))
        {
          g_string_append (item, LIST_MARK_WIDE);
          p += 1 + strlen (LIST_MARK_WIDE);
          continue;
        }
      g_string_append_c (item, *p++);
    }

  if (*p == '\0')
    *rest = NULL;
  else
    *rest = p + (*p == ';' ? 1 : strlen (LIST_MARK_WIDE));

  start = item->str;
  length = item->len;
  tsn_text_trim (&start, &length);
  return g_strndup (start, length);
}

static gboolean
parse_list (const Context *context, const char *text, TsnValue *value, GError **error)
{
  g_auto (TsnValue) list = tsn_value_list ();
  const char *rest = text;

  while (rest != NULL)
    {
      g_autofree char *part = next_item (&rest);
      TsnValue item = TSN_VALUE_NONE;

      if (!parse_item (context, part, &item, error))
        return FALSE;
      if (item.type != TSN_TYPE_NONE)
        tsn_value_list_take (&list, &item);
    }

  if (list.list->len > 0)
    {
      *value = list;
      list = TSN_VALUE_NONE;
    }
  return TRUE;
}

gboolean
tsn_value_parse_localised (const TsnField *field,
                           const char *text,
                           TsnTranslateFunc translate,
                           TsnValue *value,
                           TsnDateNote *note,
                           GError **error)
{
  Context context = { field, translate, note };
  g_autofree char *trimmed = NULL;
  TsnValue parsed = TSN_VALUE_NONE;
  const char *start = text != NULL ? text : "";
  gsize length = strlen (start);

  if (note != NULL)
    *note = TSN_DATE_NOTE_NONE;
  if (!g_utf8_validate (start, (gssize) length, NULL))
    return refuse (&context, TSN_MODEL_ERROR_BAD_TEXT, "is not valid UTF-8", error);

  tsn_text_trim (&start, &length);
  if (start[length] != '\0')
    start = trimmed = g_strndup (start, length);
  if ((field->flags & TSN_FIELD_LIST) != 0)
    {
      if (!parse_list (&context, start, &parsed, error))
        return FALSE;
    }
  else if (!parse_item (&context, start, &parsed, error))
    return FALSE;

  *value = parsed;
  return TRUE;
}

gboolean
tsn_value_parse (const TsnField *field, const char *text, TsnValue *value, GError **error)
{
  return tsn_value_parse_localised (field, text, NULL, value, NULL, error);
}

static char *
format_instant (gint64 ms)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (ms / 1000);
  g_autofree char *seconds = g_date_time_format (moment, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", seconds, (int) (ms % 1000));
}

static char *
format_bytes (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return g_base64_encode (data, size);
}

static char *
format_item (const TsnField *field, const TsnValue *value)
{
  char date[TSN_DATE_ISO_SIZE];
  char time[TSN_TIME_SIZE];
  char id[TSN_ID_TEXT_SIZE];
  const TsnCode *code;

  switch (value->type)
    {
    case TSN_TYPE_TEXT:
      return g_strdup (value->text);
    case TSN_TYPE_BOOLEAN:
      return g_strdup (value->number != 0 ? "true" : "false");
    case TSN_TYPE_DATE:
      return g_strdup (tsn_date_format_iso ((TsnDate) value->number, date));
    case TSN_TYPE_TIME:
      return g_strdup (tsn_time_format ((TsnTime) value->number, time));
    case TSN_TYPE_INSTANT:
      return format_instant (value->number);
    case TSN_TYPE_CODE:
      code = tsn_code_by_number (field->codes, (guint) value->number);
      if (code != NULL)
        return g_strdup (code->name);
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->number);
    case TSN_TYPE_REFERENCE:
      return g_strdup (tsn_id_format (&value->id, id));
    case TSN_TYPE_BYTES:
      return format_bytes (value->bytes);
    case TSN_TYPE_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->number);
    case TSN_TYPE_NONE:
    case TSN_TYPE_LIST:
    default:
      return g_strdup ("");
    }
}

char *
tsn_value_format (const TsnField *field, const TsnValue *value)
{
  g_autoptr (GString) out = NULL;

  if (value->type != TSN_TYPE_LIST)
    return format_item (field, value);

  out = g_string_new (NULL);
  for (guint i = 0; i < value->list->len; i++)
    {
      g_autofree char *item = format_item (field, &g_array_index (value->list, TsnValue, i));

      if (i > 0)
        g_string_append_c (out, ';');
      for (const char *p = item; *p != '\0'; p++)
        {
          if (*p == ';' || *p == '\\' || g_str_has_prefix (p, LIST_MARK_WIDE))
            g_string_append_c (out, '\\');
          g_string_append_c (out, *p);
        }
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
