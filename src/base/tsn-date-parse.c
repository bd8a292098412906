/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dates as people and forms write them.
 *
 * Everything is made plain first (tsn-plain.c), then read as [era] year, month, day with
 * separators, or as a run of six to eight digits. Where a form has more than one sensible meaning
 * it is refused and not guessed: a wrong birth date on an emergency card is worse than a question
 * at the desk. What has one meaning but a wrong era is put right and noted, since forms printed
 * with 平成 were still filled in years later.
 */

#include <string.h>

#include "tsn-era.h"
#include "tsn-plain-private.h"

typedef struct
{
  const TsnEra *era; /* NULL: western */
  int year;
  int month;
  int day;
} Parts;

/* Reads one to @max digits. */
static gboolean
read_number (const char **p, int max, int *number)
{
  int n = 0;

  *number = 0;
  for (; g_ascii_isdigit (**p) && n < max; (*p)++, n++)
    *number = *number * 10 + (**p - '0');
  return n > 0 && !g_ascii_isdigit (**p);
}

static gboolean
skip (const char **p, const char *what)
{
  if (!g_str_has_prefix (*p, what))
    return FALSE;
  *p += strlen (what);
  return TRUE;
}

/* 昭和, 昭, S, and the characters that Unicode has for whole names (㍼). */
static const TsnEra *
read_era (const char **p)
{
  static const char *const squares[] = { "㍾", "㍽", "㍼", "㍻", "㋿" };
  gsize i = 0;

  for (const TsnEra *era = tsn_eras (); era->name != NULL; era++, i++)
    {
      if (skip (p, era->name) || skip (p, era->character) ||
          (i < G_N_ELEMENTS (squares) && skip (p, squares[i])))
        return era;
      if (**p == era->letter)
        {
          (*p)++;
          skip (p, "."); /* S.15.3.2 */
          return era;
        }
    }
  return NULL;
}

/* y年m月d日 or y.m.d with one kind of separator; 日 may be missing as on forms. */
static gboolean
read_separated (const char *p, Parts *parts)
{
  char separator;

  if (!read_number (&p, 4, &parts->year))
    return FALSE;
  if (skip (&p, "年"))
    {
      if (!read_number (&p, 2, &parts->month) || !skip (&p, "月") ||
          !read_number (&p, 2, &parts->day))
        return FALSE;
      skip (&p, "日");
      return *p == '\0';
    }
  separator = *p;
  if (separator == '\0' || strchr ("-/.", separator) == NULL)
    return FALSE;
  p++;
  if (!read_number (&p, 2, &parts->month) || *p++ != separator)
    return FALSE;
  return read_number (&p, 2, &parts->day) && *p == '\0';
}

static int
two_digits (const char *p)
{
  return (p[0] - '0') * 10 + (p[1] - '0');
}

/* yymmdd after an era; 3150302 (era by number) and 19400302 without. */
static TsnDateReason
read_run (const char *p, Parts *parts)
{
  gsize length = strspn (p, "0123456789");

  if (p[length] != '\0')
    return TSN_DATE_UNKNOWN_FORM;
  if (parts->era == NULL && length == 6)
    return TSN_DATE_AMBIGUOUS;
  if (parts->era == NULL && length == 7 && *p >= '1' && *p <= '5')
    {
      parts->era = &tsn_eras ()[*p - '1'];
      p++;
      length--;
    }
  else if (length != (parts->era != NULL ? 6 : 8))
    return TSN_DATE_UNKNOWN_FORM;
  parts->year = two_digits (p) * (length == 8 ? 100 : 1) + (length == 8 ? two_digits (p + 2) : 0);
  p += length - 4;
  parts->month = two_digits (p);
  parts->day = two_digits (p + 2);
  return TSN_DATE_OK;
}

static TsnDateReason
read_parts (const char *p, Parts *parts)
{
  parts->era = read_era (&p);
  if (!read_separated (p, parts))
    return read_run (p, parts);
  if (parts->era == NULL && parts->year < 100)
    return TSN_DATE_AMBIGUOUS;
  return parts->era != NULL && parts->year > 999 ? TSN_DATE_UNKNOWN_FORM : TSN_DATE_OK;
}

/* Puts a wrong era right as far as there can be no doubt: into the next one, or back from its first
 * year. */
static TsnDateReason
check_era (const TsnEra *era, TsnDate date, TsnDateNote *note)
{
  if (date < era->first)
    *note = TSN_DATE_NOTE_ERA_BACK;
  else if (date > era->last)
    {
      if (era[1].name == NULL)
        return TSN_DATE_TOO_LATE;
      if (date > era[1].last)
        return TSN_DATE_NO_SUCH_YEAR;
      *note = TSN_DATE_NOTE_ERA_CARRIED;
    }
  return TSN_DATE_OK;
}

static TsnDateReason
settle (const Parts *parts, TsnDate *date, TsnDateNote *note)
{
  TsnDateReason reason = TSN_DATE_OK;
  int year = parts->year + (parts->era != NULL ? parts->era->base : 0);
  TsnDate found;

  if (parts->year == 0)
    return TSN_DATE_NO_SUCH_YEAR;
  found = tsn_date_new (year, parts->month, parts->day);
  if (found == TSN_DATE_NONE)
    return TSN_DATE_NO_SUCH_DAY;
  if (found < TSN_DATE_FIRST)
    return TSN_DATE_TOO_EARLY;
  if (parts->era != NULL)
    reason = check_era (parts->era, found, note);
  else if (found > TSN_DATE_LAST)
    reason = TSN_DATE_TOO_LATE;
  if (reason == TSN_DATE_OK)
    *date = found;
  return reason;
}

TsnDateReason
tsn_date_parse (const char *text, TsnDate *date, TsnDateNote *note)
{
  char plain[TSN_PLAIN_MAX];
  TsnDateNote found = TSN_DATE_NOTE_NONE;
  TsnDateReason reason;
  Parts parts = { 0 };
  TsnDate iso;

  if (text == NULL || *text == '\0')
    return TSN_DATE_EMPTY;
  /* What files have in a hundred thousand rows; it says the same the long way. */
  if (tsn_date_parse_iso (text, &iso) && iso >= TSN_DATE_FIRST && iso <= TSN_DATE_LAST)
    {
      *date = iso;
      if (note != NULL)
        *note = TSN_DATE_NOTE_NONE;
      return TSN_DATE_OK;
    }
  if (!tsn_plain_text (text, plain))
    return TSN_DATE_UNKNOWN_FORM;
  if (*plain == '\0')
    return TSN_DATE_EMPTY;
  reason = read_parts (plain, &parts);
  if (reason == TSN_DATE_OK)
    reason = settle (&parts, date, &found);
  if (reason == TSN_DATE_OK && note != NULL)
    *note = found;
  return reason;
}
