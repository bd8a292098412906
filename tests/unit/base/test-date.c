/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dates: every day there and back in every style, the boundaries of the eras, and what is refused
 * and why. */

#include "tsn-date.h"
#include "tsn-era.h"
#include "tsn-time.h"

typedef struct
{
  const char *text;
  TsnDate date;
  TsnDateNote note;
} Good;

typedef struct
{
  const char *text;
  TsnDateReason reason;
} Bad;

static void
test_read (void)
{
  static const Good goods[] = {
    { "S15.3.2", 19400302, TSN_DATE_NOTE_NONE },
    { "s15.03.02", 19400302, TSN_DATE_NOTE_NONE },
    { "S.15.3.2", 19400302, TSN_DATE_NOTE_NONE },
    { "S15/3/2", 19400302, TSN_DATE_NOTE_NONE },
    { "S15-3-2", 19400302, TSN_DATE_NOTE_NONE },
    { "昭和15年3月2日", 19400302, TSN_DATE_NOTE_NONE },
    { "昭和１５年　３月　２日", 19400302, TSN_DATE_NOTE_NONE },
    { " 昭和15年 3月 2日 ", 19400302, TSN_DATE_NOTE_NONE },
    { "昭和十五年三月二日", 19400302, TSN_DATE_NOTE_NONE },
    { "昭和一五年三月二日", 19400302, TSN_DATE_NOTE_NONE },
    { "昭和二十年十月三十一日", 19451031, TSN_DATE_NOTE_NONE },
    { "昭和二〇年一〇月三一日", 19451031, TSN_DATE_NOTE_NONE },
    { "昭15.3.2", 19400302, TSN_DATE_NOTE_NONE },
    { "㍼15年3月2日", 19400302, TSN_DATE_NOTE_NONE },
    { "Ｓ１５．３．２", 19400302, TSN_DATE_NOTE_NONE },
    { "1940-03-02", 19400302, TSN_DATE_NOTE_NONE },
    { "1940/3/2", 19400302, TSN_DATE_NOTE_NONE },
    { "1940.3.2", 19400302, TSN_DATE_NOTE_NONE },
    { "１９４０－０３－０２", 19400302, TSN_DATE_NOTE_NONE },
    { "1940年3月2日", 19400302, TSN_DATE_NOTE_NONE },
    { "1940年3月2", 19400302, TSN_DATE_NOTE_NONE },
    { "一九四〇年三月二日", 19400302, TSN_DATE_NOTE_NONE },
    { "19400302", 19400302, TSN_DATE_NOTE_NONE },
    { "S150302", 19400302, TSN_DATE_NOTE_NONE },
    { "昭和150302", 19400302, TSN_DATE_NOTE_NONE },
    { "3150302", 19400302, TSN_DATE_NOTE_NONE },
    { "5010501", 20190501, TSN_DATE_NOTE_NONE },
    { "令和元年5月1日", 20190501, TSN_DATE_NOTE_NONE },
    { "平成元年1月8日", 19890108, TSN_DATE_NOTE_NONE },
    { "H元.1.8", 19890108, TSN_DATE_NOTE_NONE },
    { "昭和64年1月7日", 19890107, TSN_DATE_NOTE_NONE },
    { "昭和元年12月25日", 19261225, TSN_DATE_NOTE_NONE },
    { "大正15年12月24日", 19261224, TSN_DATE_NOTE_NONE },
    { "大正元年7月30日", 19120730, TSN_DATE_NOTE_NONE },
    { "明治45年7月29日", 19120729, TSN_DATE_NOTE_NONE },
    { "明治6年1月1日", 18730101, TSN_DATE_NOTE_NONE },
    { "2024-02-29", 20240229, TSN_DATE_NOTE_NONE },
    /* put right with a note */
    { "平成37年4月1日", 20250401, TSN_DATE_NOTE_ERA_CARRIED },
    { "H310501", 20190501, TSN_DATE_NOTE_ERA_CARRIED },
    { "昭和64年1月8日", 19890108, TSN_DATE_NOTE_ERA_CARRIED },
    { "昭和64/1/8", 19890108, TSN_DATE_NOTE_ERA_CARRIED },
    { "大正15年12月25日", 19261225, TSN_DATE_NOTE_ERA_CARRIED },
    { "令和元年4月1日", 20190401, TSN_DATE_NOTE_ERA_BACK },
    { "平成元年1月7日", 19890107, TSN_DATE_NOTE_ERA_BACK },
    { "昭和1.12.24", 19261224, TSN_DATE_NOTE_ERA_BACK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (goods); i++)
    {
      TsnDate date = 1;
      TsnDateNote note = TSN_DATE_NOTE_NONE;

      g_test_message ("%s", goods[i].text);
      g_assert_cmpint (tsn_date_parse (goods[i].text, &date, &note), ==, TSN_DATE_OK);
      g_assert_cmpint (date, ==, goods[i].date);
      g_assert_cmpint (note, ==, goods[i].note);
    }
}

static void
test_refused (void)
{
  static const Bad bads[] = {
    { NULL, TSN_DATE_EMPTY },
    { "", TSN_DATE_EMPTY },
    { " \u3000", TSN_DATE_EMPTY },
    { "きのう", TSN_DATE_UNKNOWN_FORM },
    { "\xff", TSN_DATE_UNKNOWN_FORM },
    { "X15.3.2", TSN_DATE_UNKNOWN_FORM },
    { "S15.3", TSN_DATE_UNKNOWN_FORM },
    { "S15.3.2.1", TSN_DATE_UNKNOWN_FORM },
    { "S15.3-2", TSN_DATE_UNKNOWN_FORM },
    { "昭和15年3月2日生まれ", TSN_DATE_UNKNOWN_FORM },
    { "1940/3/2 0:00", TSN_DATE_UNKNOWN_FORM },
    { "1940/3/2 0", TSN_DATE_UNKNOWN_FORM },
    { "昭和1940年3月2日", TSN_DATE_UNKNOWN_FORM },
    { "194003", TSN_DATE_AMBIGUOUS },
    { "400302", TSN_DATE_AMBIGUOUS },
    { "15.3.2", TSN_DATE_AMBIGUOUS },
    { "3/2/15", TSN_DATE_AMBIGUOUS },
    { "1940030", TSN_DATE_NO_SUCH_DAY },
    { "6150302", TSN_DATE_UNKNOWN_FORM },
    { "S15.13.2", TSN_DATE_NO_SUCH_DAY },
    { "S15.2.30", TSN_DATE_NO_SUCH_DAY },
    { "2023-02-29", TSN_DATE_NO_SUCH_DAY },
    { "1900-02-29", TSN_DATE_NO_SUCH_DAY },
    { "S15.0.2", TSN_DATE_NO_SUCH_DAY },
    { "S15.3.0", TSN_DATE_NO_SUCH_DAY },
    { "昭和0年3月2日", TSN_DATE_NO_SUCH_YEAR },
    { "大正99年1月1日", TSN_DATE_NO_SUCH_YEAR },
    { "昭和100年1月1日", TSN_DATE_NO_SUCH_YEAR },
    { "明治5年12月2日", TSN_DATE_TOO_EARLY },
    { "1872-12-31", TSN_DATE_TOO_EARLY },
    { "2101-01-01", TSN_DATE_TOO_LATE },
    { "令和83年1月1日", TSN_DATE_TOO_LATE },
    { "111111111111111111111111111111111111111111111111111111111111111111111111111111111",
      TSN_DATE_UNKNOWN_FORM },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      TsnDate date = 7;
      TsnDateNote note = TSN_DATE_NOTE_NONE;

      g_test_message ("bad: %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (tsn_date_parse (bads[i].text, &date, &note), ==, bads[i].reason);
      g_assert_cmpint (date, ==, 7);
    }
}

/* Every day from 1873 to 2100: consecutive, and the same again from each style that people read. */
static void
test_round_trip (void)
{
  gint32 first = tsn_date_to_days (TSN_DATE_FIRST);
  gint32 last = tsn_date_to_days (TSN_DATE_LAST);
  TsnDate before = TSN_DATE_NONE;

  for (gint32 days = first; days <= last; days++)
    {
      static const TsnDateStyle styles[] = { TSN_DATE_STYLE_ISO,
                                             TSN_DATE_STYLE_ERA,
                                             TSN_DATE_STYLE_WESTERN,
                                             TSN_DATE_STYLE_SHORT };
      TsnDate date = tsn_date_from_days (days);
      char iso[TSN_DATE_ISO_SIZE];
      TsnDate again;

      g_assert_cmpint (date, >, before);
      g_assert_true (tsn_date_is_valid (date));
      g_assert_cmpint (tsn_date_to_days (date), ==, days);
      g_assert_true (tsn_date_parse_iso (tsn_date_format_iso (date, iso), &again));
      g_assert_cmpint (again, ==, date);
      for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
        {
          g_autofree char *text = tsn_date_format (date, styles[i]);
          TsnDateNote note = TSN_DATE_NOTE_ERA_BACK;

          g_assert_cmpint (tsn_date_parse (text, &again, &note), ==, TSN_DATE_OK);
          g_assert_cmpint (again, ==, date);
          g_assert_cmpint (note, ==, TSN_DATE_NOTE_NONE);
        }
      before = date;
    }
}

static void
assert_styles (TsnDate date, const char *era, const char *both, const char *brief)
{
  g_autofree char *era_text = tsn_date_format (date, TSN_DATE_STYLE_ERA);
  g_autofree char *both_text = tsn_date_format (date, TSN_DATE_STYLE_BOTH);
  g_autofree char *brief_text = tsn_date_format (date, TSN_DATE_STYLE_SHORT);

  g_assert_cmpstr (era_text, ==, era);
  g_assert_cmpstr (both_text, ==, both);
  g_assert_cmpstr (brief_text, ==, brief);
}

static void
test_format (void)
{
  char iso[TSN_DATE_ISO_SIZE];

  assert_styles (19400302, "昭和15年3月2日", "1940年（昭和15年）3月2日", "S15.3.2");
  assert_styles (20190430, "平成31年4月30日", "2019年（平成31年）4月30日", "H31.4.30");
  assert_styles (20190501, "令和元年5月1日", "2019年（令和元年）5月1日", "R1.5.1");
  assert_styles (19120730, "大正元年7月30日", "1912年（大正元年）7月30日", "T1.7.30");
  assert_styles (18730101, "明治6年1月1日", "1873年（明治6年）1月1日", "M6.1.1");
  assert_styles (18721231, "1872年12月31日", "1872年12月31日", "1872年12月31日");
  assert_styles (TSN_DATE_NONE, "", "", "");
  assert_styles (20230229, "", "", "");
  g_assert_cmpstr (tsn_date_format_iso (TSN_DATE_NONE, iso), ==, "");
  g_assert_cmpstr (tsn_date_format_iso (7 * 10000 + 101, iso), ==, "0007-01-01");
}

static void
test_iso (void)
{
  static const char *const bads[] = { "1940-3-02",  "1940-03-02 ", "1940-03-0",
                                      "1940-02-30", "194o-03-02",  "-940-03-02",
                                      "",           "0000-01-01",  "19400302" };
  TsnDate date = 7;

  g_assert_false (tsn_date_parse_iso (NULL, &date));
  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    g_assert_false (tsn_date_parse_iso (bads[i], &date));
  g_assert_cmpint (date, ==, 7);
}

static void
test_days (void)
{
  g_assert_cmpint (tsn_date_to_days (19700101), ==, 0);
  g_assert_cmpint (tsn_date_to_days (20000301), ==, 11017);
  g_assert_cmpint (tsn_date_to_days (10101), ==, -719162);
  g_assert_cmpint (tsn_date_to_days (99991231), ==, 2932896);
  g_assert_cmpint (tsn_date_from_days (-719163), ==, TSN_DATE_NONE);
  g_assert_cmpint (tsn_date_from_days (G_MAXINT32), ==, TSN_DATE_NONE);
  g_assert_cmpint (tsn_date_add_days (20240228, 2), ==, 20240301);
  g_assert_cmpint (tsn_date_add_days (20240101, G_MININT32), ==, TSN_DATE_NONE);
  g_assert_cmpint (tsn_date_weekday (20260101), ==, 4);
  g_assert_cmpint (tsn_date_weekday (18730101), ==, 3);
  g_assert_cmpint (tsn_date_from_unix_ms (0), ==, 19700101);
  g_assert_cmpint (tsn_date_from_unix_ms (G_GINT64_CONSTANT (1767193200000) - 1), ==, 20251231);
  g_assert_cmpint (tsn_date_from_unix_ms (G_GINT64_CONSTANT (1767193200000)), ==, 20260101);
  g_assert_cmpint (tsn_date_from_unix_ms (-32400001), ==, 19691231);
  g_assert_cmpint (tsn_date_from_unix_ms (G_MAXINT64), ==, TSN_DATE_NONE);
  g_assert_cmpint (tsn_date_from_unix_ms (G_MININT64), ==, TSN_DATE_NONE);
}

static void
test_age (void)
{
  g_assert_cmpint (tsn_date_age (19400302, 20250301), ==, 84);
  g_assert_cmpint (tsn_date_age (19400302, 20250302), ==, 85);
  g_assert_cmpint (tsn_date_age (20240229, 20250228), ==, 0);
  g_assert_cmpint (tsn_date_age (20240229, 20250301), ==, 1);
  g_assert_cmpint (tsn_date_age (20240229, 20280229), ==, 4);
  g_assert_cmpint (tsn_date_age (20240229, 20240228), ==, -1);
  g_assert_cmpint (tsn_date_age (TSN_DATE_NONE, 20240228), ==, -1);
  g_assert_cmpint (tsn_date_attained (19600401, 65),
                   ==,
                   20250331); /* 4月1日生まれ: the day before */
  g_assert_cmpint (tsn_date_attained (19600101, 65), ==, 20241231);
  g_assert_cmpint (tsn_date_attained (19600229, 65), ==, 20250228);
  g_assert_cmpint (tsn_date_attained (19600229, 64), ==, 20240228);
}

static void
assert_label (int year, const char *full, const char *brief)
{
  g_autofree char *full_text = tsn_fiscal_year_label (year, FALSE);
  g_autofree char *brief_text = tsn_fiscal_year_label (year, TRUE);

  g_assert_cmpstr (full_text, ==, full);
  g_assert_cmpstr (brief_text, ==, brief);
}

static void
test_fiscal_year (void)
{
  g_assert_cmpint (tsn_fiscal_year (20260331), ==, 2025);
  g_assert_cmpint (tsn_fiscal_year (20260401), ==, 2026);
  g_assert_cmpint (tsn_fiscal_year (TSN_DATE_NONE), ==, 0);
  g_assert_cmpint (tsn_fiscal_year_first (2025), ==, 20250401);
  g_assert_cmpint (tsn_fiscal_year_last (2025), ==, 20260331);
  assert_label (2025, "令和7年度", "R7年度");
  assert_label (2019, "令和元年度", "R1年度");
  assert_label (2018, "平成30年度", "H30年度");
  assert_label (1989, "平成元年度", "H1年度");
  assert_label (1988, "昭和63年度", "S63年度");
  assert_label (1800, "1800年度", "1800年度");
}

static void
test_time (void)
{
  static const struct
  {
    const char *text;
    TsnTime time;
  } goods[] = {
    { "9:30", 570 },       { "09:30", 570 },         { "０９：３０", 570 }, { "0930", 570 },
    { "９時３０分", 570 }, { "9時半", 570 },         { "九時三十分", 570 }, { "9時", 540 },
    { "午前9時", 540 },    { "午後1時", 780 },       { "午後1:30", 810 },   { "午後０時", 720 },
    { "午前0時15分", 15 }, { "午後11時59分", 1439 }, { "正午", 720 },       { "23:59", 1439 },
    { "0:00", 0 },         { "13時5", 785 },
  };
  static const char *const bads[] = { "",        " ",        "24:00", "午後12時", "午前12時",
                                      "9:60",    "9",        "930",   "9:3",      "9:300",
                                      "9時半分", "午後13時", "9:30x", "-1:00",    "午後正午",
                                      "\xff",    "12 :3 0" };
  TsnTime time = 7;
  char text[TSN_TIME_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (goods); i++)
    {
      g_test_message ("%s", goods[i].text);
      g_assert_true (tsn_time_parse (goods[i].text, &time));
      g_assert_cmpint (time, ==, goods[i].time);
    }
  time = 7;
  g_assert_false (tsn_time_parse (NULL, &time));
  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_test_message ("bad: %" G_GSIZE_FORMAT, i);
      g_assert_false (tsn_time_parse (bads[i], &time));
    }
  g_assert_cmpint (time, ==, 7);
  for (TsnTime minute = 0; minute < 1440; minute++)
    {
      g_assert_true (tsn_time_parse (tsn_time_format (minute, text), &time));
      g_assert_cmpint (time, ==, minute);
    }
  g_assert_cmpstr (tsn_time_format (TSN_TIME_NONE, text), ==, "");
  g_assert_cmpint (tsn_time_from_unix_ms (0), ==, 540);
  g_assert_cmpint (tsn_time_from_unix_ms (-1), ==, 539);
  g_assert_cmpint (tsn_time_from_unix_ms (G_MININT64), >=, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/date/read", test_read);
  g_test_add_func ("/base/date/refused", test_refused);
  g_test_add_func ("/base/date/round-trip", test_round_trip);
  g_test_add_func ("/base/date/format", test_format);
  g_test_add_func ("/base/date/iso", test_iso);
  g_test_add_func ("/base/date/days", test_days);
  g_test_add_func ("/base/date/age", test_age);
  g_test_add_func ("/base/date/fiscal-year", test_fiscal_year);
  g_test_add_func ("/base/date/time", test_time);
  return g_test_run ();
}
