/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Days of the Gregorian calendar and what the law counts in them.
 *
 * Own arithmetic instead of GDate or GDateTime: a date here is one integer that lives in records by
 * the hundred thousand, has no time zone and must mean the same on every machine. Reading what
 * people write is in tsn-date-parse.c, the eras in tsn-era.c.
 */

#include "tsn-date.h"

#include "tsn-era.h"

#define DAYS_MAX 2932896                      /* 9999-12-31 */
#define DAYS_MIN (-719162)                    /* 0001-01-01 */
#define JAPAN_MS G_GINT64_CONSTANT (32400000) /* UTC+9 */
#define DAY_MS   G_GINT64_CONSTANT (86400000)

static gboolean
is_leap_year (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month (int year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && is_leap_year (year) ? 29 : days[month - 1];
}

TsnDate
tsn_date_new (int year, int month, int day)
{
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
      day > days_in_month (year, month))
    return TSN_DATE_NONE;
  return year * 10000 + month * 100 + day;
}

gboolean
tsn_date_is_valid (TsnDate date)
{
  return date > 0 &&
         tsn_date_new (tsn_date_year (date), tsn_date_month (date), tsn_date_day (date)) == date;
}

/* Years that begin in March end with the leap day, which makes the days before a month a plain
 * formula. */
gint32
tsn_date_to_days (TsnDate date)
{
  int month = tsn_date_month (date);
  int year = tsn_date_year (date) - (month <= 2 ? 1 : 0);
  int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + tsn_date_day (date) - 1;

  return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719468;
}

TsnDate
tsn_date_from_days (gint32 days)
{
  int era, day_of_era, year, day_of_year, month;

  if (days < DAYS_MIN || days > DAYS_MAX)
    return TSN_DATE_NONE;
  days += 719468; /* since 1 March of the year 0 */
  era = days / 146097;
  day_of_era = days % 146097;
  year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
  month = (5 * day_of_year + 2) / 153;
  return tsn_date_new (400 * era + year + (month >= 10 ? 1 : 0),
                       month + (month < 10 ? 3 : -9),
                       day_of_year - (153 * month + 2) / 5 + 1);
}

TsnDate
tsn_date_add_days (TsnDate date, gint32 days)
{
  gint64 sum = (gint64) tsn_date_to_days (date) + days;

  return sum < DAYS_MIN || sum > DAYS_MAX ? TSN_DATE_NONE : tsn_date_from_days ((gint32) sum);
}

int
tsn_date_weekday (TsnDate date)
{
  int weekday = (tsn_date_to_days (date) + 4) % 7; /* 1970-01-01 was a Thursday */

  return weekday < 0 ? weekday + 7 : weekday;
}

TsnDate
tsn_date_from_unix_ms (gint64 unix_ms)
{
  gint64 days = unix_ms / DAY_MS; /* whole days first: no overflow at the ends */
  gint64 rest = unix_ms % DAY_MS + JAPAN_MS;

  if (rest < 0)
    days--;
  else if (rest >= DAY_MS)
    days++;
  return days < DAYS_MIN || days > DAYS_MAX ? TSN_DATE_NONE : tsn_date_from_days ((gint32) days);
}

gboolean
tsn_date_parse_iso (const char *text, TsnDate *date)
{
  static const char form[] = "dddd-dd-dd";
  gint32 number = 0;

  if (text == NULL)
    return FALSE;
  for (gsize i = 0; i < sizeof form; i++) /* the final NUL included */
    {
      if (form[i] != 'd' ? text[i] != form[i] : !g_ascii_isdigit (text[i]))
        return FALSE;
      if (form[i] == 'd')
        number = number * 10 + (text[i] - '0');
    }
  if (!tsn_date_is_valid (number))
    return FALSE;
  *date = number;
  return TRUE;
}

const char *
tsn_date_format_iso (TsnDate date, char text[TSN_DATE_ISO_SIZE])
{
  gint32 rest = date;

  text[0] = '\0';
  if (!tsn_date_is_valid (date))
    return text;
  for (int i = TSN_DATE_ISO_SIZE - 2; i >= 0; i--)
    {
      if (i == 4 || i == 7)
        {
          text[i] = '-';
          continue;
        }
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  text[TSN_DATE_ISO_SIZE - 1] = '\0';
  return text;
}

static char *
format_western (TsnDate date)
{
  return g_strdup_printf ("%d年%d月%d日",
                          tsn_date_year (date),
                          tsn_date_month (date),
                          tsn_date_day (date));
}

static char *
format_era_year (TsnDate date)
{
  const TsnEra *era = tsn_era_of (date);
  int year = tsn_date_year (date) - era->base;

  return year == 1 ? g_strdup_printf ("%s元年", era->name)
                   : g_strdup_printf ("%s%d年", era->name, year);
}

char *
tsn_date_format (TsnDate date, TsnDateStyle style)
{
  char iso[TSN_DATE_ISO_SIZE];
  const TsnEra *era;
  g_autofree char *era_year = NULL;
  int month = tsn_date_month (date);
  int day = tsn_date_day (date);

  if (!tsn_date_is_valid (date))
    return g_strdup ("");
  if (style == TSN_DATE_STYLE_ISO)
    return g_strdup (tsn_date_format_iso (date, iso));
  era = tsn_era_of (date);
  if (style == TSN_DATE_STYLE_WESTERN || era == NULL)
    return format_western (date);
  if (style == TSN_DATE_STYLE_SHORT)
    return g_strdup_printf ("%c%d.%d.%d",
                            era->letter,
                            tsn_date_year (date) - era->base,
                            month,
                            day);
  era_year = format_era_year (date);
  if (style == TSN_DATE_STYLE_ERA)
    return g_strdup_printf ("%s%d月%d日", era_year, month, day);
  return g_strdup_printf ("%d年（%s）%d月%d日", tsn_date_year (date), era_year, month, day);
}

int
tsn_date_age (TsnDate birth, TsnDate at)
{
  if (birth == TSN_DATE_NONE || at == TSN_DATE_NONE || at < birth)
    return -1;
  /* The packing makes it one subtraction: the lower four digits borrow from the year exactly before
   * the birthday. */
  return (at - birth) / 10000;
}

TsnDate
tsn_date_attained (TsnDate birth, int years)
{
  int year = tsn_date_year (birth) + years;
  TsnDate birthday = tsn_date_new (year, tsn_date_month (birth), tsn_date_day (birth));

  if (birthday == TSN_DATE_NONE) /* 29 February in a common year */
    birthday = tsn_date_new (year, 3, 1);
  return birthday == TSN_DATE_NONE ? TSN_DATE_NONE : tsn_date_add_days (birthday, -1);
}

int
tsn_fiscal_year (TsnDate date)
{
  return date == TSN_DATE_NONE ? 0 : tsn_date_year (date) - (tsn_date_month (date) < 4 ? 1 : 0);
}

TsnDate
tsn_fiscal_year_first (int year)
{
  return tsn_date_new (year, 4, 1);
}

TsnDate
tsn_fiscal_year_last (int year)
{
  return tsn_date_new (year + 1, 3, 31);
}

char *
tsn_fiscal_year_label (int year, gboolean brief)
{
  TsnDate may = tsn_date_new (year, 5, 1);
  const TsnEra *era = tsn_era_of (may);
  g_autofree char *era_year = NULL;

  if (era == NULL)
    return g_strdup_printf ("%d年度", year);
  if (brief)
    return g_strdup_printf ("%c%d年度", era->letter, year - era->base);
  era_year = format_era_year (may);
  return g_strconcat (era_year, "度", NULL);
}
