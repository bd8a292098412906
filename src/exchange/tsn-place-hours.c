/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-place-hours.c: opening days as one text.
 *
 * The files say it in three ways: words (平日,土曜日), a range of times beside days, or 42 columns
 * of 0 and 1 for each day of each week of the month. People read it, no program does, so it becomes
 * text in the language of the file; it is data and not translated.
 */

#include "tsn-place-hours.h"

#include <string.h>

#include "tsn-place-text.h"

#define ALL_WEEKS 0x1fu

typedef struct
{
  const TsnPlaceMap *map;
  const char *const *cells;
  guint n_cells;
} Row;

static const char *
cell (const Row *row, guint role)
{
  return tsn_place_map_cell (row->map, row->cells, row->n_cells, role);
}

static void
append_line (GString *out, const char *label, const char *text)
{
  g_autofree char *lines = tsn_place_text_lines (text);

  if (lines == NULL)
    return;
  if (out->len > 0)
    g_string_append_c (out, '\n');
  g_string_append_printf (out, "%s%s", label, lines);
}

/* One bit for each week of the month in which @day is open; 0 when it is closed or the file does
 * not say. The five weeks are believed before the plain day when they differ among themselves.
 * Fewer than five cannot be told apart from a form left half empty. */
static guint
open_weeks (const Row *row, guint day)
{
  const char *weekly = cell (row, TSN_PLACE_ROLE_OPEN_WEEKLY + day);
  guint open = 0;
  guint said = 0;

  for (guint week = 0; week < 5; week++)
    {
      const char *flag = cell (row, TSN_PLACE_ROLE_OPEN_NTH + 7 * week + day);

      said += flag[0] != '\0';
      open |= strcmp (flag, "1") == 0 ? 1u << week : 0;
    }
  if (said == 5 && (weekly[0] == '\0' || (open != 0 && open != ALL_WEEKS)))
    return open;
  return strcmp (weekly, "1") == 0 ? ALL_WEEKS : 0;
}

static void
append_day (GString *out, const char *name, guint weeks)
{
  gboolean first = TRUE;

  if (out->len > 0)
    g_string_append (out, "・");
  if (weeks != ALL_WEEKS)
    {
      g_string_append (out, "第");
      for (guint week = 0; week < 5; week++)
        if ((weeks & (1u << week)) != 0)
          {
            g_string_append_printf (out, "%s%u", first ? "" : ",", week + 1);
            first = FALSE;
          }
    }
  g_string_append (out, name);
}

static char *
days_of_flags (const Row *row)
{
  static const char *const names[] = { "月", "火", "水", "木", "金", "土", "日" };
  GString *out = g_string_new (NULL);

  for (guint day = 0; day < 7; day++)
    {
      guint weeks = open_weeks (row, day);

      if (weeks != 0)
        append_day (out, names[day], weeks);
    }
  return g_string_free (out, FALSE);
}

static char *
days_in_words (const Row *row)
{
  g_auto (GStrv) days = g_strsplit (cell (row, TSN_PLACE_ROLE_DAYS), ",", -1);
  g_autofree char *joined = g_strjoinv ("・", days);
  const char *opens = cell (row, TSN_PLACE_ROLE_OPENS);
  const char *closes = cell (row, TSN_PLACE_ROLE_CLOSES);

  if (opens[0] == '\0' && closes[0] == '\0')
    return g_steal_pointer (&joined);
  return g_strdup_printf ("%s%s%s〜%s", joined, joined[0] == '\0' ? "" : " ", opens, closes);
}

char *
tsn_place_hours (const TsnPlaceMap *map, const char *const *cells, guint n_cells)
{
  const Row row = { map, cells, n_cells };
  g_autofree char *words = days_in_words (&row);
  g_autofree char *flags = days_of_flags (&row);
  GString *out = g_string_new (NULL);

  append_line (out, "", words);
  append_line (out, "", flags);
  append_line (out, "", cell (&row, TSN_PLACE_ROLE_DAYS_NOTE));
  append_line (out, "時間外：", cell (&row, TSN_PLACE_ROLE_AFTER_HOURS));
  append_line (out, "休み：", cell (&row, TSN_PLACE_ROLE_HOLIDAYS));
  if (out->len == 0)
    return g_string_free (out, TRUE);
  return g_string_free (out, FALSE);
}
