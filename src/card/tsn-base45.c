/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Base45 as RFC 9285 has it. Two bytes are a number below 65536, written as three digits of base 45
 * with the least first; a single last byte takes two digits. The 45 digits are the QR alphanumeric
 * set, which stores two of them in 11 bits: 16 bits of content cost 16.5 bits of symbol.
 *
 * Decoding is strict, so that each sequence of bytes has exactly one text: a text that was altered
 * can not decode to what it was before.
 */

#include "tsn-base45.h"

#include <string.h>

static const char ALPHABET[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

void
tsn_base45_encode (const guint8 *bytes, gsize size, GString *out)
{
  for (gsize i = 0; i + 1 < size; i += 2)
    {
      guint n = (guint) bytes[i] << 8 | bytes[i + 1];

      g_string_append_c (out, ALPHABET[n % 45]);
      g_string_append_c (out, ALPHABET[n / 45 % 45]);
      g_string_append_c (out, ALPHABET[n / 2025]);
    }
  if (size % 2 == 1)
    {
      g_string_append_c (out, ALPHABET[bytes[size - 1] % 45]);
      g_string_append_c (out, ALPHABET[bytes[size - 1] / 45]);
    }
}

static gboolean
digit_of (char c, guint *digit)
{
  const char *found = c == '\0' ? NULL : strchr (ALPHABET, c);

  if (found == NULL)
    return FALSE;
  *digit = (guint) (found - ALPHABET);
  return TRUE;
}

/* One group of two or three characters. */
static gboolean
decode_group (const char *text, gsize length, GByteArray *out)
{
  guint digits[3] = { 0, 0, 0 };
  guint n;
  guint8 bytes[2];

  for (gsize i = 0; i < length; i++)
    if (!digit_of (text[i], &digits[i]))
      return FALSE;
  n = digits[0] + 45 * digits[1] + 2025 * digits[2];
  if (n > (length == 3 ? 0xffffu : 0xffu))
    return FALSE;
  bytes[0] = (guint8) (n >> 8);
  bytes[1] = (guint8) (n & 0xff);
  if (length == 3)
    g_byte_array_append (out, bytes, 2);
  else
    g_byte_array_append (out, bytes + 1, 1);
  return TRUE;
}

gboolean
tsn_base45_decode (const char *text, gsize length, GByteArray *out)
{
  guint before = out->len;

  for (gsize i = 0; i < length; i += 3)
    {
      gsize group = MIN (length - i, 3);

      if (group == 1 || !decode_group (text + i, group, out))
        {
          g_byte_array_set_size (out, before);
          return FALSE;
        }
    }
  return TRUE;
}
