/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The many ways to write a number, made one before dates and times are read.
 *
 * Kanji numbers come in two systems that meet on one form: place by place (二〇, 一九四〇) and with
 * tens (十五, 二十三). A run of kanji digits with a 十 in it is the second and stays below 100;
 * larger units do not occur in dates.
 */

#include <string.h>

#include "tsn-plain-private.h"
#include "tsn-text.h"

static int
kanji_digit (gunichar c)
{
  static const gunichar digits[] = { 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
                                     0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d };

  for (int i = 0; i < 10; i++)
    if (digits[i] == c)
      return i;
  return -1;
}

static gboolean
is_dash (gunichar c)
{
  return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30fc || c == 0xff70;
}

/* A space between two digits is kept (@start: where the last piece begins), so that "3/2 0:00"
 * never reads as "3/20". */
static void
keep_digits_apart (GString *out, gsize start, gboolean space)
{
  if (space && start > 0 && start < out->len && g_ascii_isdigit (out->str[start - 1]) &&
      g_ascii_isdigit (out->str[start]))
    g_string_insert_c (out, (gssize) start, ' ');
}

/* Reads 十, 十五, 二十, 二十三 or single digits at @p. Returns the text after it; @out grows by the
 * digits. */
static const char *
read_kanji_number (const char *p, GString *out)
{
  const gunichar ten = 0x5341;
  int tens = kanji_digit (g_utf8_get_char (p));
  const char *after = tens >= 0 ? tsn_utf8_next (p) : p;

  if (g_utf8_get_char (after) == ten)
    {
      int ones;

      after = tsn_utf8_next (after);
      ones = kanji_digit (g_utf8_get_char (after));
      g_string_append_c (out, (char) ('0' + (tens >= 0 ? tens : 1)));
      g_string_append_c (out, (char) ('0' + MAX (ones, 0)));
      return ones >= 0 ? tsn_utf8_next (after) : after;
    }
  if (tens >= 0)
    g_string_append_c (out, (char) ('0' + tens));
  return after;
}

static gboolean
is_space (gunichar c)
{
  return c == ' ' || c == '\t' || c == 0xa0 || c == 0x3000;
}

/* Appends the plain form of one character that is no kanji number. */
static void
append_plain (GString *out, gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    c -= 0xfee0;
  if (is_dash (c))
    c = '-';
  else if (c == 0x5143) /* 元 */
    c = '1';
  else if (c < 0x80)
    c = (gunichar) g_ascii_toupper ((char) c);
  g_string_append_unichar (out, c);
}

gboolean
tsn_plain_text (const char *text, char plain[TSN_PLAIN_MAX])
{
  g_autoptr (GString) out = g_string_sized_new (TSN_PLAIN_MAX);
  gboolean space = FALSE;

  if (strlen (text) > 4 * TSN_PLAIN_MAX || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0';)
    {
      gsize start = out->len;
      const char *next = read_kanji_number (p, out);
      gunichar c = g_utf8_get_char (p);

      if (next == p)
        {
          next = tsn_utf8_next (p);
          if (!is_space (c))
            append_plain (out, c);
        }
      p = next;
      keep_digits_apart (out, start, space);
      space = is_space (c);
    }
  if (out->len >= TSN_PLAIN_MAX)
    return FALSE;
  memcpy (plain, out->str, out->len + 1);
  return TRUE;
}
