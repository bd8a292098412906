/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Labels and values in the user's language.
 *
 * The model's labels are English and marked for translation where they are written; this file is
 * the only one that hands them to gettext. Nothing here decides anything: it only words what the
 * model and the store know. The sentences for errors are in tsn-words-error.c.
 */

#include "tsn-words.h"

#include <glib/gi18n-lib.h>

#include "tsn-date.h"
#include "tsn-time.h"

void
tsn_words_init (void)
{
  const char *folder = g_getenv ("TSUNAGI_LOCALEDIR");

  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : TSN_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

const char *
tsn_words_translate (const char *label)
{
  /* gettext answers "" with the catalogue's header */
  return *label == '\0' ? label : g_dgettext (GETTEXT_PACKAGE, label);
}

const char *
tsn_words_kind (const TsnKind *kind)
{
  return tsn_words_translate (kind->label);
}

const char *
tsn_words_field (const TsnField *field)
{
  return tsn_words_translate (field->label);
}

const char *
tsn_words_code (const TsnCode *code)
{
  return tsn_words_translate (code->label);
}

static char *
instant_in_words (gint64 unix_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (unix_ms / 1000);
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *day = NULL;

  if (utc == NULL)
    return g_strdup ("");
  local = g_date_time_to_local (utc);
  day = tsn_date_format (tsn_date_new (g_date_time_get_year (local),
                                       g_date_time_get_month (local),
                                       g_date_time_get_day_of_month (local)),
                         TSN_DATE_STYLE_BOTH);
  return g_strdup_printf ("%s %02d:%02d",
                          day,
                          g_date_time_get_hour (local),
                          g_date_time_get_minute (local));
}

char *
tsn_words_moment (gint64 unix_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (unix_ms / 1000);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_ms / 1000);
  g_autofree char *time = g_date_time_format (then, "%H:%M");
  TsnDate date = tsn_date_new (g_date_time_get_year (then),
                               g_date_time_get_month (then),
                               g_date_time_get_day_of_month (then));
  g_autofree char *day = tsn_date_format (date, TSN_DATE_STYLE_WESTERN);

  if (g_date_time_get_year (then) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now))
    return g_steal_pointer (&time);
  return g_strdup_printf ("%s %s", day, time);
}

static char *
code_in_words (const TsnField *field, gint64 number)
{
  const TsnCode *code = tsn_code_by_number (field->codes, (guint) number);

  /* A code of a newer version: its number is better than nothing. */
  return code != NULL ? g_strdup (tsn_words_code (code))
                      : g_strdup_printf ("#%" G_GINT64_FORMAT, number);
}

static char *
list_in_words (const TsnField *field, const GArray *list)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *item = tsn_words_value (field, &g_array_index (list, TsnValue, i));

      if (i > 0)
        g_string_append (out, _ (", "));
      g_string_append (out, item);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
tsn_words_value (const TsnField *field, const TsnValue *value)
{
  char id[TSN_ID_TEXT_SIZE];
  char time[TSN_TIME_SIZE];

  switch (value->type)
    {
    case TSN_TYPE_TEXT:
      return g_strdup (value->text);
    case TSN_TYPE_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->number);
    case TSN_TYPE_BOOLEAN:
      return g_strdup (value->number != 0 ? _ ("yes") : _ ("no"));
    case TSN_TYPE_DATE:
      return tsn_date_format ((TsnDate) value->number, TSN_DATE_STYLE_BOTH);
    case TSN_TYPE_TIME:
      return g_strdup (tsn_time_format ((TsnTime) value->number, time));
    case TSN_TYPE_INSTANT:
      return instant_in_words (value->number);
    case TSN_TYPE_CODE:
      return code_in_words (field, value->number);
    case TSN_TYPE_REFERENCE:
      return g_strdup (tsn_id_format (&value->id, id));
    case TSN_TYPE_BYTES:
      return g_strdup_printf (_ ("(%u bytes)"), (guint) g_bytes_get_size (value->bytes));
    case TSN_TYPE_LIST:
      return list_in_words (field, value->list);
    case TSN_TYPE_NONE:
    default:
      return g_strdup ("");
    }
}
