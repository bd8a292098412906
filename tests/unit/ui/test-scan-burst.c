/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hands and scanners as rows of (key, time). */

#include "tsn-scan-burst.h"

typedef struct
{
  TsnScanBurst burst;
  guint32 now;
  GString *steps; /* one letter each */
} Keys;

static const char LETTERS[] = { 'p', 'b', 'f', 'R', 'h', 'D' };

static void
set_up (Keys *keys, gconstpointer data)
{
  tsn_scan_burst_init (&keys->burst);
  keys->now = 1000000;
  keys->steps = g_string_new (NULL);
}

static void
tear_down (Keys *keys, gconstpointer data)
{
  tsn_scan_burst_clear (&keys->burst);
  g_string_free (keys->steps, TRUE);
}

static TsnScanStep
press (Keys *keys, gunichar c, guint32 gap)
{
  TsnScanStep step;

  keys->now += gap;
  step = tsn_scan_burst_press (&keys->burst, c, c, keys->now);
  g_string_append_c (keys->steps, LETTERS[step]);
  return step;
}

static void
type (Keys *keys, const char *text, guint32 gap)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      (void) press (keys, (guchar) *c == '\n' ? '\r' : (guchar) *c, gap);
      tsn_scan_burst_release (&keys->burst, (guchar) *c == '\n' ? '\r' : (guchar) *c);
    }
}

static void
test_scan (Keys *keys, gconstpointer data)
{
  type (keys, "TSN1:6BF\n", 10);
  g_assert_cmpstr (keys->steps->str, ==, "bffRhhhhD");
  g_assert_cmpstr (keys->burst.text->str, ==, "TSN1:6BF");
}

static void
test_scan_after_typing (Keys *keys, gconstpointer data)
{
  type (keys, "yam", 120);
  press (keys, 'T', 400);
  type (keys, "SN1:AB\n", 20);
  g_assert_cmpstr (keys->steps->str, ==, "bbbbffRhhhD");
  g_assert_cmpstr (keys->burst.text->str, ==, "TSN1:AB");
}

/* The machine was busy with something else for a moment. */
static void
test_stumble (Keys *keys, gconstpointer data)
{
  type (keys, "TSN1:", 10);
  press (keys, '6', 90);
  type (keys, "BF\n", 10);
  g_assert_cmpstr (keys->steps->str, ==, "bffRhhhhD");
  g_assert_cmpstr (keys->burst.text->str, ==, "TSN1:6BF");
}

static void
test_scan_twice (Keys *keys, gconstpointer data)
{
  type (keys, "123456\n", 5);
  type (keys, "654321\n", 5);
  g_assert_cmpstr (keys->steps->str, ==, "bffRhhDbffRhhD");
  g_assert_cmpstr (keys->burst.text->str, ==, "654321");
}

static void
test_tab_ends (Keys *keys, gconstpointer data)
{
  type (keys, "4901234567894\t", 12);
  g_assert_cmpstr (keys->burst.text->str, ==, "4901234567894");
  g_assert_true (g_str_has_suffix (keys->steps->str, "D"));
}

static void
test_equal_characters (Keys *keys, gconstpointer data)
{
  type (keys, "000000\n", 8);
  g_assert_cmpstr (keys->steps->str, ==, "bffRhhD");
}

/* 17 keys a second is a record; hands that roll over two keys are faster for a moment. */
static void
test_fast_typist (Keys *keys, gconstpointer data)
{
  type (keys, "yamada hanako\n", 60);
  g_assert_null (strpbrk (keys->steps->str, "RhD"));
  for (guint i = 0; i < 10; i++)
    {
      type (keys, "ab", 15);
      press (keys, 'c', 70);
    }
  g_assert_null (strpbrk (keys->steps->str, "RhD"));
}

static void
test_held_key (Keys *keys, gconstpointer data)
{
  for (guint i = 0; i < 30; i++)
    press (keys, 'a', 30);
  g_assert_null (strpbrk (keys->steps->str, "RhD"));
}

/* Many keys at once, and then a person goes on. */
static void
test_no_scan (Keys *keys, gconstpointer data)
{
  type (keys, "asdfg", 20);
  g_assert_cmpstr (keys->steps->str, ==, "bffRh");
  g_assert_cmpint (press (keys, 'h', 200), ==, TSN_SCAN_BEGIN);
  g_assert_cmpstr (keys->burst.text->str, ==, "h");
}

static void
test_expire (Keys *keys, gconstpointer data)
{
  type (keys, "asdf", 20);
  tsn_scan_burst_expire (&keys->burst);
  g_assert_cmpint (press (keys, 'g', 20), ==, TSN_SCAN_BEGIN);
  g_assert_cmpint (press (keys, '\r', 20), ==, TSN_SCAN_PASS);
}

static void
test_too_short (Keys *keys, gconstpointer data)
{
  type (keys, "abcd\n", 10);
  g_assert_cmpstr (keys->steps->str, ==, "bffRp");
}

static void
test_late_enter (Keys *keys, gconstpointer data)
{
  type (keys, "abcdefgh", 10);
  g_assert_cmpint (press (keys, '\r', 300), ==, TSN_SCAN_PASS);
}

static void
test_other_key_ends (Keys *keys, gconstpointer data)
{
  type (keys, "abcdef", 10);
  g_assert_cmpint (press (keys, 0, 10), ==, TSN_SCAN_PASS);
  g_assert_cmpint (press (keys, '\r', 10), ==, TSN_SCAN_PASS);
}

static void
test_endless (Keys *keys, gconstpointer data)
{
  for (guint i = 0; i < TSN_SCAN_LENGTH_MAX; i++)
    type (keys, i % 2 == 0 ? "a" : "b", 5);
  g_assert_cmpuint (keys->burst.text->len, ==, TSN_SCAN_LENGTH_MAX);
  g_assert_cmpint (press (keys, 'c', 5), ==, TSN_SCAN_BEGIN);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Keys *keys, gconstpointer data);
  } tests[] = {
    { "/ui/scan-burst/scan", test_scan },
    { "/ui/scan-burst/after-typing", test_scan_after_typing },
    { "/ui/scan-burst/stumble", test_stumble },
    { "/ui/scan-burst/twice", test_scan_twice },
    { "/ui/scan-burst/tab", test_tab_ends },
    { "/ui/scan-burst/equal-characters", test_equal_characters },
    { "/ui/scan-burst/fast-typist", test_fast_typist },
    { "/ui/scan-burst/held-key", test_held_key },
    { "/ui/scan-burst/no-scan", test_no_scan },
    { "/ui/scan-burst/expire", test_expire },
    { "/ui/scan-burst/too-short", test_too_short },
    { "/ui/scan-burst/late-enter", test_late_enter },
    { "/ui/scan-burst/other-key", test_other_key_ends },
    { "/ui/scan-burst/endless", test_endless },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Keys, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
