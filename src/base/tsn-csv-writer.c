/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing CSV: appended to a string, since every writer of ours builds a block and hands it to a
 * stream anyway. */

#include <string.h>

#include "tsn-csv.h"

/* A spreadsheet takes "-5" as the number it is; only the rest can be a formula. */
static gboolean
is_number (const char *cell)
{
  const char *p = cell + (*cell == '-' || *cell == '+' ? 1 : 0);
  gsize whole = strspn (p, "0123456789");

  p += whole;
  if (whole > 0 && *p == '.')
    p += 1 + strspn (p + 1, "0123456789");
  return whole > 0 && *p == '\0';
}

static gboolean
is_formula (const char *cell)
{
  static const char *const wide[] = { "＝", "＋", "－", "＠" };

  if (*cell == '\0' || is_number (cell))
    return FALSE;
  if (strchr ("=+-@\t\r", *cell) != NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (wide); i++)
    if (g_str_has_prefix (cell, wide[i]))
      return TRUE;
  return FALSE;
}

/* An apostrophe that stood there already gets another one, so that taking one off gives the text
 * back. */
static gboolean
needs_guard (const char *cell)
{
  return is_formula (cell + strspn (cell, "'"));
}

const char *
tsn_csv_unguard (const char *cell)
{
  return *cell == '\'' && needs_guard (cell) ? cell + 1 : cell;
}

static void
append_quoted (GString *out, const char *cell)
{
  g_string_append_c (out, '"');
  for (const char *quote; (quote = strchr (cell, '"')) != NULL; cell = quote + 1)
    {
      g_string_append_len (out, cell, quote - cell + 1);
      g_string_append_c (out, '"');
    }
  g_string_append (out, cell);
  g_string_append_c (out, '"');
}

/* @only: the record has no other cell, so nothing at all would be no record. */
static void
append_cell (GString *out, const char *cell, gboolean only, TsnCsvFlags flags)
{
  g_autofree char *guarded = NULL;

  if ((flags & TSN_CSV_GUARD_FORMULAS) != 0 && needs_guard (cell))
    cell = guarded = g_strconcat ("'", cell, NULL);
  if (strpbrk (cell, ",\"\r\n") != NULL || *cell == ' ' || (only && *cell == '\0') ||
      g_str_has_prefix (cell, TSN_CSV_BOM))
    append_quoted (out, cell);
  else
    g_string_append (out, cell);
}

void
tsn_csv_append_row (GString *out, const char *const *cells, gsize n_cells, TsnCsvFlags flags)
{
  for (gsize i = 0; i < n_cells; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_cell (out, cells[i] != NULL ? cells[i] : "", n_cells == 1, flags);
    }
  g_string_append (out, "\r\n");
}
