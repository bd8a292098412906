/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Headers, rows and cells as people and their spreadsheets write them: what the formats with a
 * header have in common. What a column means is theirs.
 */

#include <string.h>

#include "tsn-import.h"
#include "tsn-text.h"

void
tsn_import_fold_header (const char *text, GString *key)
{
  gsize length = 0;

  g_string_truncate (key, 0);
  tsn_text_fold (text, key);
  for (const char *p = key->str, *next; *p != '\0'; p = next)
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      next = tsn_utf8_next (p);
      if (type == G_UNICODE_OPEN_PUNCTUATION || type == G_UNICODE_CLOSE_PUNCTUATION || c == '<' ||
          c == '>' || c == '_')
        continue;
      memmove (key->str + length, p, (gsize) (next - p));
      length += (gsize) (next - p);
    }
  g_string_truncate (key, length);
}

gboolean
tsn_import_check_width (TsnImport *self, const TsnCsvRow *row, guint n_columns)
{
  guint n = row->n_cells;

  while (n > n_columns && *row->cells[n - 1] == '\0')
    n--;
  if (n == n_columns)
    return TRUE;
  tsn_import_add_fault (self,
                        row->line,
                        NULL,
                        NULL,
                        g_error_new_literal (TSN_EXCHANGE_ERROR,
                                             TSN_EXCHANGE_ERROR_WRONG_ROW,
                                             n < n_columns
                                                 ? "the row has fewer columns than the header"
                                                 : "the row has more columns than the header"));
  return FALSE;
}

/* Half-width kana, as older systems write readings, to the kana that the field takes; NULL: there
 * are none. */
static char *
widen (const char *text)
{
  g_autoptr (GString) wide = NULL;
  const char *p = text;

  if (strstr (text, "\xef\xbd") == NULL && strstr (text, "\xef\xbe") == NULL)
    return NULL;
  wide = g_string_new (NULL);
  while (*p != '\0')
    {
      const char *run = p;

      while (g_utf8_get_char (p) >= 0xff61 && g_utf8_get_char (p) <= 0xff9f)
        p = tsn_utf8_next (p);
      if (p > run)
        {
          g_autofree char *full = g_utf8_normalize (run, p - run, G_NORMALIZE_NFKC);

          g_string_append (wide, full);
          continue;
        }
      p = tsn_utf8_next (p);
      g_string_append_len (wide, run, p - run);
    }
  return g_string_free (g_steal_pointer (&wide), FALSE);
}

gboolean
tsn_import_read_cell (const TsnField *field,
                      const char *text,
                      TsnTranslateFunc translate,
                      TsnValue *value,
                      GError **error)
{
  g_autofree char *wide = NULL;

  text = tsn_csv_unguard (text); /* as our own exports guard formulas */
  if ((field->flags & TSN_FIELD_KANA) != 0)
    wide = widen (text);
  return tsn_value_parse_localised (field,
                                    wide != NULL ? wide : text,
                                    translate,
                                    value,
                                    NULL,
                                    error);
}
