/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Japanese phone numbers as directories print them.
 *
 * Area codes have two to five digits and cannot be told from the number without the ministry's
 * table, which changes; so the groups that the writer gave are believed as far as the last four
 * digits are one group, and a bare row of digits stays bare unless its beginning fixes the groups
 * (mobile, free dial, Tokyo, Osaka).
 */

#include "tsn-phone.h"

#include <string.h>

#include "tsn-text.h"

#define DIGITS_MAX 11

typedef struct
{
  char digits[DIGITS_MAX + 1];
  guint n_digits;
  guint breaks[2]; /* before which digits a separator stood */
  guint n_breaks;  /* may be more than 2 */
} Number;

static gboolean
is_separator (gunichar c)
{
  return c == '-' || c == '(' || c == ')' || c == ' ' || c == '.' || c == '/' || c == '~' ||
         c == '_' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x207b || c == 0x208b ||
         c == 0x30fc || c == 0xff70 || c == 0x3000 || c == 0xa0 || c == 0x301c || c == 0x2500 ||
         c == 0x4e00 /* 一 */
         || c == 0x30fb || c == 0xff65 || c == 0x306e /* の */ || c == 0x2d7 || c == 0x2043 ||
         c == 0xfe63;
}

/* Full-width ASCII as ASCII. */
static gunichar
narrow (gunichar c)
{
  return c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c;
}

static gboolean
add_digit (Number *number, char digit)
{
  if (number->n_digits == DIGITS_MAX)
    return FALSE;
  number->digits[number->n_digits++] = digit;
  return TRUE;
}

/* A separator counts once, and only between digits. A third group mark spoils the grouping, not the
 * number. */
static void
add_break (Number *number)
{
  guint n = number->n_breaks;

  if (number->n_digits < 2 || (n > 0 && n <= 2 && number->breaks[n - 1] == number->n_digits))
    return;
  if (n < 2)
    number->breaks[n] = number->n_digits;
  number->n_breaks = n + 1;
}

/* +81 stands for the 0 at the beginning, which some write as well: +81(0)495. */
static const char *
skip_country_code (const char *text, Number *number)
{
  const char *p = text;

  for (const char *c = "+81"; *c != '\0'; c++, p = tsn_utf8_next (p))
    if (narrow (g_utf8_get_char (p)) != (gunichar) *c)
      return text;
  add_digit (number, '0');
  while (is_separator (narrow (g_utf8_get_char (p))))
    p = tsn_utf8_next (p);
  return narrow (g_utf8_get_char (p)) == '0' ? tsn_utf8_next (p) : p;
}

/* Reads the digits. Words before the first digit are passed over; after ten digits anything else
 * ends the number. */
static gboolean
collect (const char *text, Number *number)
{
  gboolean pending = FALSE;

  for (const char *p = skip_country_code (text, number); *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = narrow (g_utf8_get_char (p));

      if (c >= '0' && c <= '9')
        {
          if (pending)
            add_break (number);
          pending = FALSE;
          if (!add_digit (number, (char) c))
            return FALSE;
        }
      else if (is_separator (c))
        pending = TRUE;
      else if (number->n_digits >= 10)
        break;
      else if (number->n_digits > 0)
        return FALSE;
    }
  return TRUE;
}

/* The groups of a number that tells them by its beginning; 0 if it does not. */
static guint
known_first_group (const Number *number)
{
  static const char *const long_mobile[] = { "090", "080", "070", "060", "050" };
  const char *digits = number->digits;

  if (number->n_digits == 11)
    {
      if (g_str_has_prefix (digits, "0800"))
        return 4;
      for (gsize i = 0; i < G_N_ELEMENTS (long_mobile); i++)
        if (g_str_has_prefix (digits, long_mobile[i]))
          return 3;
      return 0;
    }
  if (g_str_has_prefix (digits, "0120") || g_str_has_prefix (digits, "0570"))
    return 4;
  return g_str_has_prefix (digits, "03") || g_str_has_prefix (digits, "06") ? 2 : 0;
}

/* Fixes the two breaks; FALSE if the groups are not known. */
static gboolean
settle_groups (Number *number)
{
  guint n = number->n_digits;
  guint first = known_first_group (number);
  gboolean free_dial = n == 10 && first == 4;

  if (number->n_breaks == 2 && n - number->breaks[1] >= 3 && n - number->breaks[1] <= 4)
    return TRUE;
  if (first == 0 && number->n_breaks == 1 && number->breaks[0] <= 5)
    first = number->breaks[0]; /* the second mark was forgotten: 0480-223330 */
  if (first == 0)
    return FALSE;
  number->breaks[0] = first;
  number->breaks[1] = n - (free_dial ? 3 : 4);
  return TRUE;
}

gboolean
tsn_phone_normalise (const char *text, char phone[TSN_PHONE_SIZE])
{
  Number number = { 0 };
  char *out = phone;
  gboolean grouped;

  if (text == NULL || !g_utf8_validate (text, -1, NULL) || !collect (text, &number))
    return FALSE;
  if (number.n_digits < 10 || number.digits[0] != '0')
    return FALSE;
  grouped = settle_groups (&number);
  for (guint i = 0; i < number.n_digits; i++)
    {
      if (grouped && (i == number.breaks[0] || i == number.breaks[1]))
        *out++ = '-';
      *out++ = number.digits[i];
    }
  *out = '\0';
  return TRUE;
}
