/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The eras.
 *
 * An era changes by ordinance on a given day. The last day of one and the first of the next never
 * coincide here, as registers have it (the ordinances of 1912 and 1926 let both names stand for
 * that one day). The next era is one more line, and the end of 令和.
 */

#include "tsn-era.h"

static const TsnEra eras[] = {
  { "明治", "明", 'M', TSN_DATE_FIRST, 19120729, 1867 },
  { "大正", "大", 'T', 19120730, 19261224, 1911 },
  { "昭和", "昭", 'S', 19261225, 19890107, 1925 },
  { "平成", "平", 'H', 19890108, 20190430, 1988 },
  { "令和", "令", 'R', 20190501, TSN_DATE_LAST, 2018 },
  { NULL, NULL, '\0', TSN_DATE_NONE, TSN_DATE_NONE, 0 },
};

const TsnEra *
tsn_eras (void)
{
  return eras;
}

const TsnEra *
tsn_era_of (TsnDate date)
{
  for (const TsnEra *era = eras; era->name != NULL; era++)
    if (date >= era->first && (date <= era->last || era[1].name == NULL))
      return era;
  return NULL;
}
