/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text: checking, storing, folding and phone numbers of any bytes; each done twice changes nothing
 * more. */

#include <stdint.h>
#include <string.h>

#include "tsn-phone.h"
#include "tsn-text.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_stored (const char *text)
{
  TsnTextFault fault;
  g_autofree char *once = tsn_text_clean (text, TRUE, &fault);
  g_autofree char *twice = NULL;

  g_assert_true ((once != NULL) == (fault == TSN_TEXT_OK || fault == TSN_TEXT_PRIVATE_USE));
  if (once == NULL)
    return;
  g_assert_cmpint (tsn_text_check (once, -1, TRUE), ==, fault);
  twice = tsn_text_clean (once, TRUE, NULL);
  g_assert_cmpstr (twice, ==, once);
}

static void
check_key (const char *text)
{
  g_autoptr (GString) once = g_string_new (NULL);
  g_autoptr (GString) twice = g_string_new (NULL);

  tsn_text_fold (text, once);
  g_assert_true (g_utf8_validate (once->str, (gssize) once->len, NULL));
  g_assert_cmpuint (once->len, <=, 18 * strlen (text));
  tsn_text_fold (once->str, twice);
  g_assert_cmpstr (twice->str, ==, once->str);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GString) digits = g_string_new (NULL);
  char phone[TSN_PHONE_SIZE];
  char again[TSN_PHONE_SIZE];

  tsn_text_check (text, (gssize) strlen (text), FALSE);
  check_stored (text);
  check_key (text);
  tsn_text_digits (text, digits);
  g_assert_cmpuint (strspn (digits->str, "0123456789"), ==, digits->len);
  if (tsn_phone_normalise (text, phone))
    {
      g_assert_true (tsn_phone_normalise (phone, again));
      g_assert_cmpstr (again, ==, phone);
    }
  return 0;
}
