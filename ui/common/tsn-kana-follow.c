/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An input method shows kana while they are typed, with the letters of an unfinished one at the end
 * (たかはs), and kanji as soon as it converts. So the last text that was kana alone is the reading
 * of what is committed next; a text that was committed without conversion is its own reading. What
 * comes without having been shown before was pasted, or put there by the program; only the space
 * between surname and given name is typed like that. */

#include "tsn-kana-follow.h"

#include <string.h>

#include "tsn-text.h"

#define HIRAGANA_FIRST 0x3041
#define HIRAGANA_LAST  0x3096
#define KATAKANA_FIRST 0x30a1
#define KATAKANA_LAST  0x30fa
#define TO_KATAKANA    0x60
#define LONG_MARK      0x30fc
#define WIDE_SPACE     0x3000

static gunichar
to_katakana (gunichar c)
{
  if (c >= HIRAGANA_FIRST && c <= HIRAGANA_LAST)
    return c + TO_KATAKANA;
  if ((c >= KATAKANA_FIRST && c <= KATAKANA_LAST) || c == LONG_MARK || c == WIDE_SPACE)
    return c;
  return c == ' ' ? WIDE_SPACE : 0;
}

/* ASCII and full-width letters: the beginning of a kana that is not finished. */
static gboolean
is_letter (gunichar c)
{
  return g_ascii_isalpha ((char) c) || (c >= 0xff21 && c <= 0xff3a) || (c >= 0xff41 && c <= 0xff5a);
}

/* NULL when @text has anything but kana; with @letters, letters at the end are left out. */
static char *
dup_kana (const char *text, gboolean letters)
{
  g_autoptr (GString) kana = g_string_new (NULL);
  gboolean ended = FALSE;

  for (const char *p = text; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = g_utf8_get_char (p);
      gunichar k = to_katakana (c);

      if (k != 0 && !ended)
        g_string_append_unichar (kana, k);
      else if (letters && c < 0x10000 && is_letter (c))
        ended = TRUE;
      else
        return NULL;
    }
  return kana->len > 0 ? g_string_free (g_steal_pointer (&kana), FALSE) : NULL;
}

static gboolean
is_space (const char *text)
{
  return g_str_equal (text, " ") || g_str_equal (text, "\u3000");
}

void
tsn_kana_follow_forget (TsnKanaFollow *self)
{
  g_clear_pointer (&self->kana, g_free);
}

void
tsn_kana_follow_clear (TsnKanaFollow *self)
{
  tsn_kana_follow_forget (self);
}

void
tsn_kana_follow_preedit (TsnKanaFollow *self, const char *text)
{
  char *kana = dup_kana (text, TRUE);

  if (kana == NULL)
    return; /* converted, or at its end: what was typed stands until something is committed */
  g_free (self->kana);
  self->kana = kana;
}

char *
tsn_kana_follow_commit (TsnKanaFollow *self, const char *text)
{
  g_autofree char *typed = g_steal_pointer (&self->kana);
  g_autofree char *own = dup_kana (text, FALSE);

  if (own != NULL && (typed != NULL || is_space (text)))
    return g_steal_pointer (&own);
  return g_steal_pointer (&typed);
}
