/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Phone numbers in the shapes of real directories, and municipality codes. */

#include "tsn-municipality-code.h"
#include "tsn-phone.h"

static void
test_phone (void)
{
  static const char *const pairs[][2] = {
    { "0495-21-7781", "0495-21-7781" },
    { "０４９５-２１-７７８１", "0495-21-7781" },
    { "029－353-8010", "029-353-8010" },
    { "0495‐23-9156", "0495-23-9156" },
    { "06ｰ6786ｰ4552", "06-6786-4552" },
    { "06−6786ー4552", "06-6786-4552" },
    { "0495332930", "0495332930" },
    { "0495(71)7720", "0495-71-7720" },
    { "（076）225-7062", "076-225-7062" },
    { "0480-223330", "0480-22-3330" },
    { "0154-53-5513（", "0154-53-5513" },
    { "048-757-3511　", "048-757-3511" },
    { "TEL 0495-21-7781 内線12", "0495-21-7781" },
    { "+81-495-21-7781", "0495-21-7781" },
    { "+81(0)495-21-7781", "0495-21-7781" },
    { "＋81 90 1234 5678", "090-1234-5678" },
    { "09012345678", "090-1234-5678" },
    { "090-12345678", "090-1234-5678" },
    { "05012345678", "050-1234-5678" },
    { "0120123456", "0120-123-456" },
    { "0120-123456", "0120-123-456" },
    { "0120-12-3456", "0120-12-3456" },
    { "0570012345", "0570-012-345" },
    { "08001234567", "0800-123-4567" },
    { "0312345678", "03-1234-5678" },
    { "0-4-9-5-2-1-7-7-8-1", "0495217781" },
    { "0495--21--7781", "0495-21-7781" },
    { "0495の21の7781", "0495-21-7781" },
    { "043⁻307₋3164", "043-307-3164" },
  };
  static const char *const refused[] = {
    "",
    "abc",
    "21-7781",
    "0495-21-778",
    "1495-21-7781",
    "090-1234-56789",
    "0495-21-778100",
    "0495-21x7781",
    "\xff",
    "+81",
    "000",
  };
  char phone[TSN_PHONE_SIZE] = "kept";

  g_assert_false (tsn_phone_normalise (NULL, phone));
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("refused: %" G_GSIZE_FORMAT, i);
      g_assert_false (tsn_phone_normalise (refused[i], phone));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_assert_true (tsn_phone_normalise (pairs[i][0], phone));
      g_assert_cmpstr (phone, ==, pairs[i][1]);
      g_assert_true (tsn_phone_normalise (pairs[i][1], phone)); /* its own form is kept */
      g_assert_cmpstr (phone, ==, pairs[i][1]);
    }
}

static void
test_municipality_code (void)
{
  static const char *const codes[] = {
    "112119", "113816", "113832", "113859", "012041", "271004", "271152", "131016", "010006",
  };
  char code[TSN_MUNICIPALITY_CODE_SIZE] = "kept";

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *five = g_strndup (codes[i], 5);
      g_autofree char *wrong = g_strdup (codes[i]);

      g_assert_true (tsn_municipality_code_check (codes[i]));
      g_assert_true (tsn_municipality_code_complete (five, code));
      g_assert_cmpstr (code, ==, codes[i]);
      g_assert_true (tsn_municipality_code_complete (codes[i], code));
      wrong[5] = (char) ('0' + (wrong[5] - '0' + 1) % 10);
      g_assert_false (tsn_municipality_code_check (wrong));
      g_assert_false (tsn_municipality_code_complete (wrong, code));
      g_assert_cmpstr (code, ==, codes[i]);
    }
  g_assert_false (tsn_municipality_code_complete (NULL, code));
  g_assert_false (tsn_municipality_code_complete ("1121", code));
  g_assert_false (tsn_municipality_code_complete ("11211 ", code));
  g_assert_false (tsn_municipality_code_complete ("１１", code));
  g_assert_false (tsn_municipality_code_check (NULL));
  g_assert_false (tsn_municipality_code_check (""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/phone/normalise", test_phone);
  g_test_add_func ("/base/municipality-code", test_municipality_code);
  return g_test_run ();
}
