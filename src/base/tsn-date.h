/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TsnDate:
 *
 * A day of the Gregorian calendar, packed as the decimal number yyyymmdd: dates compare as integers
 * and read well in a debugger. 0 is "no date". Years 1 to 9999 can be held; tsn_date_parse() takes
 * 1873 to 2100.
 */
typedef gint32 TsnDate;

#define TSN_DATE_NONE ((TsnDate) 0)
#define TSN_DATE_FIRST                                                                             \
  ((TsnDate) 18730101) /* 明治6年1月1日, when Japan adopted the Gregorian calendar */
#define TSN_DATE_LAST     ((TsnDate) 21001231)
#define TSN_DATE_ISO_SIZE 11 /* "1940-03-02" and the final NUL */

/* Why a text was not read as a date; what a form shows beside the field. */
typedef enum
{
  TSN_DATE_OK,
  TSN_DATE_EMPTY,        /* nothing but spaces */
  TSN_DATE_UNKNOWN_FORM, /* no form that tsn_date_parse() knows */
  TSN_DATE_AMBIGUOUS,    /* "15.3.2", "400302": the era or century is missing */
  TSN_DATE_NO_SUCH_DAY,  /* 13月, 2月30日, 0日 */
  TSN_DATE_NO_SUCH_YEAR, /* the era never reached that year, nor did the era after it: 大正99年; or
                            year 0 */
  TSN_DATE_TOO_EARLY,    /* before %TSN_DATE_FIRST */
  TSN_DATE_TOO_LATE,     /* after %TSN_DATE_LAST */
} TsnDateReason;

/* What was put right while reading; worth showing, not an error. */
typedef enum
{
  TSN_DATE_NOTE_NONE,
  TSN_DATE_NOTE_ERA_CARRIED, /* the day lies after its era: 平成37年 is 令和7年, 昭和64年1月8日 is
                                平成元年 */
  TSN_DATE_NOTE_ERA_BACK, /* the day lies before its era began: 令和元年4月1日 is 平成31年4月1日 */
} TsnDateNote;

typedef enum
{
  TSN_DATE_STYLE_ISO,     /* 1940-03-02 */
  TSN_DATE_STYLE_ERA,     /* 昭和15年3月2日; the first year is 元年 */
  TSN_DATE_STYLE_WESTERN, /* 1940年3月2日 */
  TSN_DATE_STYLE_BOTH,    /* 1940年（昭和15年）3月2日 */
  TSN_DATE_STYLE_SHORT,   /* S15.3.2 */
} TsnDateStyle;

/**
 * tsn_date_new:
 *
 * Returns: the day, or %TSN_DATE_NONE if the calendar has no such day
 */
TsnDate tsn_date_new (int year, int month, int day);

gboolean tsn_date_is_valid (TsnDate date);

static inline int
tsn_date_year (TsnDate date)
{
  return date / 10000;
}

static inline int
tsn_date_month (TsnDate date)
{
  return date / 100 % 100;
}

static inline int
tsn_date_day (TsnDate date)
{
  return date % 100;
}

/* Days since 1970-01-01 (negative before) and back. @date must be valid; from_days gives NONE
 * outside years 1 to 9999. */
gint32 tsn_date_to_days (TsnDate date);
TsnDate tsn_date_from_days (gint32 days);
TsnDate tsn_date_add_days (TsnDate date, gint32 days);

/* 0 Sunday to 6 Saturday. */
int tsn_date_weekday (TsnDate date);

/**
 * tsn_date_from_unix_ms:
 * @unix_ms: milliseconds since 1970 UTC
 *
 * The day in Japan (UTC+9, no summer time) whatever the zone of the machine.
 */
TsnDate tsn_date_from_unix_ms (gint64 unix_ms);

/**
 * tsn_date_parse_iso:
 * @text: (nullable): exactly "yyyy-mm-dd" in ASCII; for files and programs
 * @date: (out): untouched on failure
 */
gboolean tsn_date_parse_iso (const char *text, TsnDate *date) G_GNUC_WARN_UNUSED_RESULT;

/* Writes "yyyy-mm-dd", or "" for %TSN_DATE_NONE, and returns @text. */
const char *tsn_date_format_iso (TsnDate date, char text[TSN_DATE_ISO_SIZE]);

/**
 * tsn_date_parse:
 * @text: (nullable): what a person typed or a form held, UTF-8
 * @date: (out): untouched unless %TSN_DATE_OK
 * @note: (out) (nullable): what was put right
 *
 * Reads 昭和15年3月2日, 昭15.3.2, S15.3.2, S150302 and 3150302 (era 1 to 5, the GYYMMDD of JAHIS),
 * 1940-03-02, 1940/3/2, 1940.3.2, 1940年3月2日, 19400302; full-width digits and letters, kanji
 * numerals (十五, 二〇), 元年, spaces anywhere. Eras: 明治 (from 1873), 大正 1912-07-30, 昭和
 * 1926-12-25, 平成 1989-01-08, 令和 2019-05-01.
 *
 * Thread: any.
 * Source: 昭和54年法律第43号 (元号法) and the ordinances of each change; 明治5年太政官布告第337号
 * for the floor.
 */
TsnDateReason tsn_date_parse (const char *text, TsnDate *date, TsnDateNote *note)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * tsn_date_format:
 *
 * Returns: (transfer full): @date in @style, "" for %TSN_DATE_NONE. Days before %TSN_DATE_FIRST
 * have no era and are written in the western way.
 */
char *tsn_date_format (TsnDate date, TsnDateStyle style) G_GNUC_WARN_UNUSED_RESULT;

/**
 * tsn_date_age:
 * @birth: a birth date
 * @at: the day asked about
 *
 * Returns: completed years on @at as everyone counts them (one more from the birthday on; a person
 * of 29 February counts from 1 March in common years), or -1 if either is none or @at is before
 * @birth
 *
 * Source: 年齢計算ニ関スル法律 with 民法第143条: an age is reached at the end of the day before the
 * birthday, which is the first moment of the birthday. Where the *day* of reaching counts (介護保険
 * 65, school), use tsn_date_attained().
 */
int tsn_date_age (TsnDate birth, TsnDate at);

/* The day on which the law says @years are reached: the day before that birthday. */
TsnDate tsn_date_attained (TsnDate birth, int years);

/* The fiscal year of a day: 1 April to 31 March, named after the April. 0 for none. */
int tsn_fiscal_year (TsnDate date);
TsnDate tsn_fiscal_year_first (int year);
TsnDate tsn_fiscal_year_last (int year);

/* Returns: (transfer full): 令和7年度, 令和元年度, or R7年度 and R1年度 when @brief. The era is
 * that of 1 May, so 2019 is 令和元年度 as the government named it and 1988 stays 昭和63年度. */
char *tsn_fiscal_year_label (int year, gboolean brief) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
