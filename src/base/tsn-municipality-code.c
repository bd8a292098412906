/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The check digit of municipality codes.
 *
 * Public data carries the code in three shapes (five digits, six, and six that a spreadsheet has
 * robbed of the leading zero). The third is refused here: five digits that lost a zero cannot be
 * told from five that lack the check digit.
 */

#include "tsn-municipality-code.h"

#include <string.h>

static char
check_digit (const char *code)
{
  int sum = 0;

  for (int i = 0; i < 5; i++)
    sum += (code[i] - '0') * (6 - i);
  return (char) ('0' + (11 - sum % 11) % 10);
}

static gboolean
is_digits (const char *text, gsize length)
{
  return strlen (text) == length && strspn (text, "0123456789") == length;
}

gboolean
tsn_municipality_code_check (const char *code)
{
  return code != NULL && is_digits (code, 6) && check_digit (code) == code[5];
}

gboolean
tsn_municipality_code_complete (const char *five, char code[TSN_MUNICIPALITY_CODE_SIZE])
{
  if (five == NULL || (!is_digits (five, 5) && !tsn_municipality_code_check (five)))
    return FALSE;
  memcpy (code, five, 5);
  code[5] = check_digit (code);
  code[6] = '\0';
  return TRUE;
}
