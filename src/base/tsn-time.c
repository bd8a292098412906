/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times of day, to the minute: what an event or a talk needs. */

#include "tsn-time.h"

#include <string.h>

#include "tsn-plain-private.h"

#define MINUTES_OF_DAY 1440
#define MINUTE_MS      60000
#define JAPAN_MINUTES  540 /* UTC+9 */

static gboolean
skip (const char **p, const char *what)
{
  if (!g_str_has_prefix (*p, what))
    return FALSE;
  *p += strlen (what);
  return TRUE;
}

static gboolean
read_number (const char **p, int *number)
{
  int n = 0;

  *number = 0;
  for (; g_ascii_isdigit (**p) && n < 2; (*p)++, n++)
    *number = *number * 10 + (**p - '0');
  return n > 0;
}

/* What may stand after the hour: nothing after 時, 半, mm分, mm, :mm. */
static gboolean
read_minute (const char *p, int *minute)
{
  gboolean hour_named = skip (&p, "時");

  *minute = 0;
  if (hour_named && *p == '\0')
    return TRUE;
  if (hour_named && strcmp (p, "半") == 0)
    {
      *minute = 30;
      return TRUE;
    }
  if (!hour_named && !skip (&p, ":"))
    return FALSE;
  if (!g_ascii_isdigit (p[0]) || (!hour_named && !g_ascii_isdigit (p[1])))
    return FALSE;
  read_number (&p, minute);
  if (hour_named)
    skip (&p, "分");
  return *p == '\0';
}

/* 0930: four digits and nothing else. */
static gboolean
read_run (const char *p, int *hour, int *minute)
{
  if (strlen (p) != 4 || strspn (p, "0123456789") != 4)
    return FALSE;
  *hour = (p[0] - '0') * 10 + (p[1] - '0');
  *minute = (p[2] - '0') * 10 + (p[3] - '0');
  return TRUE;
}

gboolean
tsn_time_parse (const char *text, TsnTime *time)
{
  char plain[TSN_PLAIN_MAX];
  const char *p = plain;
  int hour = 12;
  int minute = 0;
  int hours = 24;
  int offset = 0;

  if (text == NULL || !tsn_plain_text (text, plain))
    return FALSE;
  if (skip (&p, "午前"))
    hours = 12;
  else if (skip (&p, "午後"))
    {
      hours = 12;
      offset = 12;
    }
  if (strcmp (plain, "正午") != 0 && !read_run (p, &hour, &minute) &&
      (!read_number (&p, &hour) || !read_minute (p, &minute)))
    return FALSE;
  if (hour >= hours || minute > 59)
    return FALSE;
  *time = (TsnTime) ((hour + offset) * 60 + minute);
  return TRUE;
}

const char *
tsn_time_format (TsnTime time, char text[TSN_TIME_SIZE])
{
  text[0] = '\0';
  if (time >= 0 && time < MINUTES_OF_DAY)
    g_snprintf (text, TSN_TIME_SIZE, "%02d:%02d", time / 60, time % 60);
  return text;
}

TsnTime
tsn_time_from_unix_ms (gint64 unix_ms)
{
  gint64 minutes = unix_ms / MINUTE_MS - (unix_ms % MINUTE_MS < 0 ? 1 : 0);
  gint64 of_day = (minutes % MINUTES_OF_DAY + JAPAN_MINUTES + MINUTES_OF_DAY) % MINUTES_OF_DAY;

  return (TsnTime) of_day;
}
