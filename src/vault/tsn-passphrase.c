/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passphrases.
 *
 * The vault file may be stolen and guessed at for months, and Argon2id only makes each guess dear;
 * so the worst passphrases are refused here. The estimate is simple on purpose: it knows
 * repetition, runs and a few dozen words that people in an office like this take first. It can't
 * know names of children. No composition rules ("one digit, one sign"): they make people write
 * things down.
 *
 * Everything works on memory of tsn_secret_new(); GLib's own normalising would leave copies of the
 * passphrase on the heap.
 */

#include "tsn-passphrase.h"

#include <string.h>

#include "tsn-vault-error.h"
#include "tsn-vault-private.h"

#define PIN_SURPRISES 4

/* In lower case, folded. Rows of the keyboard, and words of the office in the ways they are typed.
 */
static const char *const common_words[] = {
  "password",  "passphrase", "passwd",   "pass",       "qwertyuiop", "qwerty",     "asdfghjkl",
  "asdf",      "zxcvbnm",    "zxcv",     "1qaz",       "2wsx",       "3edc",       "qaz",
  "wsx",       "admin",      "root",     "letmein",    "welcome",    "secret",     "test",
  "login",     "himitsu",    "anshin",   "shiyakusho", "yakusho",    "yakuba",     "kuyakusho",
  "madoguchi", "uketsuke",   "fukushi",  "kaigo",      "houkatsu",   "zaitaku",    "iryou",
  "jinsei",    "kaigi",      "kenshu",   "reiwa",      "heisei",     "showa",      "tsunagi",
  "sakura",    "nihon",      "japan",    "iloveyou",   "arigatou",   "パスワード", "ぱすわーど",
  "秘密",      "ひみつ",     "市役所",   "区役所",     "町役場",     "村役場",     "役場",
  "役所",      "窓口",       "受付",     "福祉",       "介護",       "包括",       "在宅医療",
  "医療",      "医師会",     "人生会議", "会議",       "令和",       "平成",       "昭和",
  "つなぎ",    "繋ぎ",       "ツナギ",   "さくら",     "ありがとう",
};

static gunichar
fold_character (gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    return c - 0xff01 + 0x21;
  return c == 0x3000 ? ' ' : c;
}

char *
tsn_passphrase_fold (const char *passphrase, gsize *size)
{
  gsize length = strlen (passphrase);
  char *folded;
  char *end;

  if (length > TSN_PASSPHRASE_SIZE_MAX || !g_utf8_validate_len (passphrase, length, NULL))
    return NULL;
  tsn_vault_init_crypto ();
  folded = tsn_secret_new (length + 1);
  end = folded;
  for (const char *p = passphrase; *p != '\0'; p = g_utf8_next_char (p))
    end += g_unichar_to_utf8 (fold_character (g_utf8_get_char (p)), end);
  *end = '\0';
  *size = (gsize) (end - folded);
  return folded;
}

/* How many characters at @at a common word covers. */
static gsize
word_length (const gunichar *text, gsize n, gsize at)
{
  gsize longest = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (common_words); i++)
    {
      const char *p = common_words[i];
      gsize k = 0;

      while (*p != '\0' && at + k < n && text[at + k] == g_utf8_get_char (p))
        {
          p = g_utf8_next_char (p);
          k++;
        }
      if (*p == '\0')
        longest = MAX (longest, k);
    }
  return longest;
}

/* How many characters at @at go up or down evenly; hiragana and katakana step by one or two. */
static gsize
run_length (const gunichar *text, gsize n, gsize at)
{
  gsize k = 1;

  while (at + k < n)
    {
      gint64 step = (gint64) text[at + k] - (gint64) text[at + k - 1];
      gint64 first = (gint64) text[at + 1] - (gint64) text[at];

      if (step == 0 || ABS (step) > 2 || (step > 0) != (first > 0))
        break;
      k++;
    }
  return k >= 3 ? k : 0;
}

/* How many characters at @at repeat what began earlier. */
static gsize
repeat_length (const gunichar *text, gsize n, gsize at)
{
  gsize longest = 0;

  for (gsize from = 0; from < at; from++)
    {
      gsize k = 0;

      while (at + k < n && text[from + k] == text[at + k])
        k++;
      longest = MAX (longest, k);
    }
  return longest >= 2 ? longest : 0;
}

/* Tenths of a bit that one character of such a text is worth. */
static guint
bits_per_character (const gunichar *text, gsize n)
{
  static const struct
  {
    guint pool;
    guint bits;
  } table[] = { { 10, 33 }, { 26, 47 }, { 36, 51 }, { 52, 57 }, { 62, 59 }, { 95, 65 } };
  gboolean lower = FALSE, upper = FALSE, digit = FALSE, sign = FALSE;
  guint pool;

  for (gsize i = 0; i < n; i++)
    {
      if (text[i] >= 0x80)
        return 76;
      lower |= text[i] >= 'a' && text[i] <= 'z';
      upper |= text[i] >= 'A' && text[i] <= 'Z';
      digit |= text[i] >= '0' && text[i] <= '9';
      sign |= !g_ascii_isalnum ((char) text[i]);
    }
  pool = (lower ? 26u : 0u) + (upper ? 26u : 0u) + (digit ? 10u : 0u) + (sign ? 33u : 0u);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (pool <= table[i].pool)
      return table[i].bits;
  return 65;
}

static gsize
count_surprises (gunichar *text, gsize n)
{
  gsize surprises = 0;
  gsize at = 0;

  for (gsize i = 0; i < n; i++)
    text[i] = g_unichar_tolower (text[i]);
  while (at < n)
    {
      gsize covered = MAX (word_length (text, n, at), run_length (text, n, at));

      covered = MAX (covered, repeat_length (text, n, at));
      at += MAX (covered, 1);
      surprises++;
    }
  return surprises;
}

/* -- A PIN -- */

static int
digit (const gunichar *text, gsize at)
{
  return (int) text[at] - '0';
}

static int
number (const gunichar *text, gsize at, gsize n)
{
  int value = 0;

  for (gsize i = at; i < at + n; i++)
    value = value * 10 + digit (text, i);
  return value;
}

static gboolean
is_day (const gunichar *text, gsize at)
{
  int month = number (text, at, 2);
  int day = number (text, at + 2, 2);

  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static gboolean
is_date (const gunichar *text, gsize n)
{
  int century = number (text, 0, 2);
  int last = number (text, 4, 2);

  if (n == 8)
    return is_day (text, 4);
  return n == 6 && (is_day (text, 2) || is_day (text, 0) ||
                    ((century == 19 || century == 20) && last >= 1 && last <= 12));
}

/* How many digits at @at go on in even steps. */
static gsize
row_length (const gunichar *text, gsize n, gsize at)
{
  gsize k = 1;

  while (at + k < n &&
         digit (text, at + k) - digit (text, at + k - 1) == digit (text, at + 1) - digit (text, at))
    k++;
  return k >= 3 ? k : 1;
}

static gboolean
is_expected (const gunichar *text, gsize at)
{
  return (at > 0 && ABS (digit (text, at) - digit (text, at - 1)) <= 1) ||
         (at > 1 && text[at] == text[at - 2]) || (at > 2 && text[at] == text[at - 3]);
}

static gboolean
is_pin (const gunichar *text, gsize n)
{
  guint surprises = 0;

  for (gsize i = 0; i < n; i++)
    if (text[i] < '0' || text[i] > '9')
      return FALSE;
  if (n < TSN_PIN_MIN || is_date (text, n))
    return FALSE;
  for (gsize i = 0, k; i < n; i += k)
    {
      k = row_length (text, n, i);
      if (k > 1 || !is_expected (text, i))
        surprises++;
    }
  return surprises >= PIN_SURPRISES;
}

gboolean
tsn_role_takes_pin (TsnRole role)
{
  return role == TSN_ROLE_EMS;
}

/* -- Both -- */

static int
strength_of_tenths (gsize tenths)
{
  if (tenths < 350)
    return 0;
  return tenths < 500 ? 1 : tenths < 650 ? 2 : tenths < 800 ? 3 : 4;
}

/* -1: cannot be read. @n_characters: (out) */
static int
estimate (const char *passphrase, TsnRole role, gsize *n_characters)
{
  gsize size;
  char *folded = tsn_passphrase_fold (passphrase, &size);
  gunichar *text;
  gsize n = 0;
  int strength;

  if (folded == NULL)
    return -1;
  text = tsn_secret_new ((size + 1) * sizeof *text);
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    text[n++] = g_utf8_get_char (p);
  *n_characters = n;
  strength = tsn_role_takes_pin (role) && is_pin (text, n) ? 1 : 0;
  if (n >= TSN_PASSPHRASE_MIN)
    strength = MAX (strength,
                    strength_of_tenths (bits_per_character (text, n) * count_surprises (text, n)));
  tsn_secret_free (text);
  tsn_secret_free (folded);
  return strength;
}

int
tsn_passphrase_strength (const char *passphrase, TsnRole role)
{
  gsize n = 0;

  return passphrase != NULL ? MAX (estimate (passphrase, role, &n), 0) : 0;
}

gboolean
tsn_passphrase_check (const char *passphrase, TsnRole role, GError **error)
{
  gsize n = 0;
  int strength = estimate (passphrase, role, &n);

  if (strength < 0)
    g_set_error (error,
                 TSN_VAULT_ERROR,
                 TSN_VAULT_ERROR_WEAK,
                 "passphrase is not UTF-8 or longer than %d bytes",
                 TSN_PASSPHRASE_SIZE_MAX);
  else if (strength == 0 && n < TSN_PASSPHRASE_MIN && !tsn_role_takes_pin (role))
    g_set_error (error,
                 TSN_VAULT_ERROR,
                 TSN_VAULT_ERROR_WEAK,
                 "passphrase has fewer than %d characters",
                 TSN_PASSPHRASE_MIN);
  else if (strength == 0)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_WEAK,
                         "passphrase is too easy to guess");
  return strength > 0;
}
