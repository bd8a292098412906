/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dates and times: whatever is read is a day of the calendar within the range, and each of its
 * styles is read as the same. */

#include <stdint.h>

#include "tsn-date.h"
#include "tsn-time.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_date (TsnDate date)
{
  g_assert_true (tsn_date_is_valid (date));
  g_assert_cmpint (date, >=, TSN_DATE_FIRST);
  g_assert_cmpint (date, <=, TSN_DATE_LAST);
  for (TsnDateStyle style = TSN_DATE_STYLE_ISO; style <= TSN_DATE_STYLE_SHORT; style++)
    {
      g_autofree char *text = tsn_date_format (date, style);
      TsnDate again;

      if (style == TSN_DATE_STYLE_BOTH)
        continue;
      g_assert_cmpint (tsn_date_parse (text, &again, NULL), ==, TSN_DATE_OK);
      g_assert_cmpint (again, ==, date);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  TsnDate date;
  TsnTime time;
  char buffer[TSN_TIME_SIZE];

  if (tsn_date_parse (text, &date, NULL) == TSN_DATE_OK)
    check_date (date);
  if (tsn_date_parse_iso (text, &date))
    g_assert_true (tsn_date_is_valid (date));
  if (tsn_time_parse (text, &time))
    {
      TsnTime again;

      g_assert_true (tsn_time_parse (tsn_time_format (time, buffer), &again));
      g_assert_cmpint (again, ==, time);
    }
  return 0;
}
