/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text as it is stored.
 *
 * A name belongs to its bearer, so what is stored is what was typed: nothing is replaced by
 * something "equal". The one change made is composing: a Mac sends が as two code points, and two
 * spellings of one kana that look the same would only make trouble. g_utf8_normalize() does that,
 * but it also maps the CJK compatibility ideographs to their unified twins, which differ in print;
 * so it is given only what stands between them.
 *
 * Searching, where all that is thrown away on purpose, is in tsn-text-fold.c.
 */

#include "tsn-text.h"

#include <string.h>

/* Of valid UTF-8: imports come here for each character, and most are of one byte or three. */
static inline gunichar
get_char (const char *text)
{
  const guint8 *p = (const guint8 *) text;

  if (*p < 0x80)
    return *p;
  if ((*p & 0xf0) == 0xe0)
    return (gunichar) (*p & 0x0f) << 12 | (gunichar) (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
  return g_utf8_get_char (text);
}

static gboolean
is_private_use (gunichar c)
{
  return (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
}

static gboolean
is_noncharacter (gunichar c)
{
  return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/* Controls proper, and marks that change the order or the place of what follows without being seen.
 * Joiners stay: they are part of emoji and of some scripts. */
static gboolean
is_control (gunichar c, gboolean multiline)
{
  if (multiline && (c == '\n' || c == '\t'))
    return FALSE;
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200b || c == 0xfeff ||
         (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || (c >= 0xfff9 && c <= 0xfffb);
}

TsnTextFault
tsn_text_check (const char *text, gssize length, gboolean multiline)
{
  const char *end = text + (length < 0 ? strlen (text) : (gsize) length);
  TsnTextFault fault = TSN_TEXT_OK;

  if (!g_utf8_validate_len (text, (gsize) (end - text), NULL))
    return memchr (text, '\0', (gsize) (end - text)) != NULL && g_utf8_validate (text, -1, NULL)
               ? TSN_TEXT_CONTROL
               : TSN_TEXT_INVALID_UTF8;
  for (const char *p = text; p < end; p = tsn_utf8_next (p))
    {
      gunichar c = get_char (p);

      if (is_control (c, multiline))
        return TSN_TEXT_CONTROL;
      if (is_noncharacter (c))
        return TSN_TEXT_NONCHARACTER;
      if (is_private_use (c))
        fault = TSN_TEXT_PRIVATE_USE;
    }
  return fault;
}

static gboolean
is_compatibility_ideograph (gunichar c)
{
  return (c >= 0xf900 && c <= 0xfaff) || (c >= 0x2f800 && c <= 0x2fa1f);
}

/* Nearly every text is composed already: plain characters below the first combining mark, and the
 * blocks of Japanese. */
static gboolean
is_surely_composed (gunichar c)
{
  return c < 0x300 || (c >= 0x3000 && c <= 0x3029) || (c >= 0x3041 && c <= 0x3096) ||
         (c >= 0x309b && c <= 0x9fff) || (c >= 0xff01 && c <= 0xff9f);
}

static void
append_composed (GString *out, const char *start, const char *end)
{
  g_autofree char *composed = g_utf8_normalize (start, end - start, G_NORMALIZE_NFC);

  if (composed != NULL)
    g_string_append (out, composed);
}

/* @text is valid UTF-8. */
static char *
compose (const char *text, gsize length)
{
  g_autoptr (GString) out = NULL;
  const char *end = text + length;
  const char *start = text;
  const char *p = text;

  while (p < end && is_surely_composed (get_char (p)))
    p = tsn_utf8_next (p);
  if (p == end)
    return g_strndup (text, length);

  out = g_string_sized_new (length);
  for (; p < end; p = tsn_utf8_next (p))
    {
      if (!is_compatibility_ideograph (get_char (p)))
        continue;
      append_composed (out, start, p);
      start = tsn_utf8_next (p);
      g_string_append_len (out, p, start - p);
    }
  append_composed (out, start, p);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
tsn_text_nfc (const char *text)
{
  return g_utf8_validate (text, -1, NULL) ? compose (text, strlen (text)) : NULL;
}

static gboolean
is_space (gunichar c)
{
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x3000;
}

void
tsn_text_trim (const char **text, gsize *length)
{
  const char *start = *text;
  const char *end = start + *length;

  while (start < end && is_space (g_utf8_get_char_validated (start, end - start)))
    start = tsn_utf8_next (start);
  while (end > start)
    {
      const char *last = g_utf8_find_prev_char (start, end);

      if (last == NULL || !is_space (g_utf8_get_char_validated (last, end - last)))
        break;
      end = last;
    }
  *text = start;
  *length = (gsize) (end - start);
}

/* CRLF and CR as LF, in place. */
static void
unify_line_ends (char *text)
{
  char *out = text;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\r' && p[1] == '\n')
        continue;
      *out++ = *p == '\r' ? '\n' : *p;
    }
  *out = '\0';
}

char *
tsn_text_clean (const char *text, gboolean multiline, TsnTextFault *fault)
{
  g_autofree char *copy = NULL;
  TsnTextFault found = TSN_TEXT_OK;
  gsize length = strlen (text);

  tsn_text_trim (&text, &length);
  if (multiline && memchr (text, '\r', length) != NULL)
    {
      text = copy = g_strndup (text, length);
      unify_line_ends (copy);
      length = strlen (copy);
    }
  found = tsn_text_check (text, (gssize) length, multiline);
  if (fault != NULL)
    *fault = found;
  return found == TSN_TEXT_OK || found == TSN_TEXT_PRIVATE_USE ? compose (text, length) : NULL;
}

void
tsn_text_digits (const char *text, GString *out)
{
  for (const guint8 *p = (const guint8 *) text; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        g_string_append_c (out, (char) *p);
      else if (p[0] == 0xef && p[1] == 0xbc && p[2] >= 0x90 && p[2] <= 0x99) /* U+FF10 to U+FF19 */
        g_string_append_c (out, (char) ('0' + p[2] - 0x90));
    }
}
