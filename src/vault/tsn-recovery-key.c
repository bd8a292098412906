/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recovery key on paper.
 *
 * It is typed once in ten years, on the worst day, by someone who did not write it down. So each
 * group of four characters has its own check character: the program can say "look at group 3 again"
 * where one check over everything could only say no. The check is a sum over GF(32) with the
 * weights a, a^2, a^3, a^4, which finds every single wrong character and every swap of neighbours;
 * the number of the group is added, so groups can't change places.
 *
 * 160 bits need no slow hash: nobody tries 2^160 keys.
 */

#include "tsn-recovery-key.h"

#include <sodium.h>
#include <string.h>

#include "tsn-vault-error.h"
#include "tsn-vault-private.h"

#define GROUP_DATA   4
#define GROUP_SIZE   (GROUP_DATA + 1)
#define N_CHARACTERS (TSN_RECOVERY_KEY_GROUPS * GROUP_SIZE)

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Multiplies by a, a root of x^5 + x^2 + 1. */
static guint8
times_a (guint8 value)
{
  guint shifted = (guint) value << 1;

  return (guint8) ((shifted & 0x20) != 0 ? shifted ^ 0x25 : shifted);
}

static guint8
check_of (const guint8 data[GROUP_DATA], gsize group)
{
  guint8 sum = 0;

  for (gsize i = GROUP_DATA; i > 0; i--)
    sum = times_a (sum ^ data[i - 1]);
  return (guint8) (sum ^ group);
}

char *
tsn_recovery_key_format (const guint8 key[TSN_RECOVERY_KEY_SIZE])
{
  char *text = g_malloc0 (N_CHARACTERS + TSN_RECOVERY_KEY_GROUPS);
  char *p = text;

  for (gsize group = 0; group < TSN_RECOVERY_KEY_GROUPS; group++)
    {
      guint8 data[GROUP_DATA];

      if (group > 0)
        *p++ = '-';
      for (gsize i = 0; i < GROUP_DATA; i++)
        {
          gsize bit = (group * GROUP_DATA + i) * 5;
          guint pair = (guint) key[bit / 8] << 8;

          if (bit / 8 + 1 < TSN_RECOVERY_KEY_SIZE)
            pair |= key[bit / 8 + 1];
          data[i] = (pair >> (11 - bit % 8)) & 31;
          *p++ = alphabet[data[i]];
        }
      *p++ = alphabet[check_of (data, group)];
      sodium_memzero (data, sizeof data);
    }
  return text;
}

/* 0 to 31; -1: something between characters; -2: nothing that a key has. */
static int
value_of (gunichar c)
{
  const char *found;

  if (c >= 0xff01 && c <= 0xff5e)
    c = c - 0xff01 + 0x21;
  if (g_unichar_isspace (c) || c == '-' || c == '_' || (c >= 0x2010 && c <= 0x2015) ||
      c == 0x2212 || c == 0x30fc || c == 0xff70)
    return -1;
  if (c >= 0x80 || !g_ascii_isalnum ((char) c))
    return -2;
  c = (gunichar) g_ascii_toupper ((char) c);
  if (c == 'O')
    c = '0';
  if (c == 'I' || c == 'L')
    c = '1';
  if (c == 'U')
    c = 'V';
  found = strchr (alphabet, (int) c);
  return found != NULL ? (int) (found - alphabet) : -2;
}

static gboolean
read_values (const char *text, guint8 values[N_CHARACTERS], GError **error)
{
  gsize n = 0;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_MISTYPED,
                           "recovery key is not text");
      return FALSE;
    }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      int value = value_of (g_utf8_get_char (p));

      if (value == -1)
        continue;
      if (value == -2)
        {
          g_set_error (error,
                       TSN_VAULT_ERROR,
                       TSN_VAULT_ERROR_MISTYPED,
                       "a recovery key has no such character: group %" G_GSIZE_FORMAT,
                       MIN (n / GROUP_SIZE + 1, TSN_RECOVERY_KEY_GROUPS));
          return FALSE;
        }
      if (n < N_CHARACTERS)
        values[n] = (guint8) value;
      n++;
    }
  if (n == N_CHARACTERS)
    return TRUE;
  g_set_error (error,
               TSN_VAULT_ERROR,
               TSN_VAULT_ERROR_MISTYPED,
               "recovery key has %d characters, not %" G_GSIZE_FORMAT,
               N_CHARACTERS,
               n);
  return FALSE;
}

static gboolean
check_groups (const guint8 values[N_CHARACTERS], GError **error)
{
  for (gsize group = 0; group < TSN_RECOVERY_KEY_GROUPS; group++)
    {
      const guint8 *data = values + group * GROUP_SIZE;

      if (check_of (data, group) == data[GROUP_DATA])
        continue;
      g_set_error (error,
                   TSN_VAULT_ERROR,
                   TSN_VAULT_ERROR_MISTYPED,
                   "recovery key is mistyped in group %" G_GSIZE_FORMAT,
                   group + 1);
      return FALSE;
    }
  return TRUE;
}

gboolean
tsn_recovery_key_parse (const char *text, guint8 key[TSN_RECOVERY_KEY_SIZE], GError **error)
{
  guint8 values[N_CHARACTERS];
  gboolean ok = read_values (text, values, error) && check_groups (values, error);

  if (ok)
    memset (key, 0, TSN_RECOVERY_KEY_SIZE);
  for (gsize i = 0; ok && i < TSN_RECOVERY_KEY_GROUPS * GROUP_DATA; i++)
    {
      gsize bit = i * 5;
      guint pair = (guint) values[i / GROUP_DATA * GROUP_SIZE + i % GROUP_DATA] << (11 - bit % 8);

      key[bit / 8] |= (guint8) (pair >> 8);
      if (bit / 8 + 1 < TSN_RECOVERY_KEY_SIZE)
        key[bit / 8 + 1] |= (guint8) pair;
    }
  sodium_memzero (values, sizeof values);
  return ok;
}
