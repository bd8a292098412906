/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The search key.
 *
 * 100,000 people are folded at unlock, so the common case pays for nothing it does not need: a text
 * of ASCII, kana, kanji and their full- and half-width forms ("plain") goes through one table
 * look-up per character into a buffer sized once. Everything else goes through g_utf8_normalize()
 * first and then the same way, so both ways agree by construction: for a plain text NFKC changes
 * nothing that the tables would not fold anyway.
 *
 * Folding a key again must change nothing (a key is compared with keys). Hence what drops out is
 * dropped before the second normalisation, not after it: else characters could come to stand side
 * by side that compose.
 */

#include <string.h>
#include <wchar.h>

#include "tsn-text.h"

#define VOICED_MARK     0x3099
#define SEMIVOICED_MARK 0x309a

/* U+3041 to U+3096: small kana large, ぢづ as じず, the old ゐゑ and を as い, え and お. */
static const wchar_t HIRAGANA[] =
    L"ああいいううええおおかがきぎくぐけげこごさざしじすずせぜそぞただちじつつずてでとど"
    L"なにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもややゆゆよよらりるれろわわいえおんぶかけ";

/* U+FF66 to U+FF9D. */
static const wchar_t HALF_WIDTH[] =
    L"おあいうえおやゆよつ-あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほ"
    L"まみむめもやゆよらりるれろわん";

G_STATIC_ASSERT (sizeof HIRAGANA / sizeof (wchar_t) == 0x3096 - 0x3041 + 2);
G_STATIC_ASSERT (sizeof HALF_WIDTH / sizeof (wchar_t) == 0xff9d - 0xff66 + 2);

/* What has been written of the key. */
typedef struct
{
  char *at;        /* where the next character goes */
  char *last;      /* where the last one starts, NULL before the first */
  gunichar letter; /* the last one */
  gboolean
      vu; /* the last one is ぶ that came from ヴ: a small vowel after it makes ば, び, べ, ぼ */
} Key;

static gboolean
is_dash (gunichar c)
{
  return c == '-' || c == '~' || c == 0x30fc || c == 0x2212 || c == 0x301c || c == 0x2500 ||
         (c >= 0x2010 && c <= 0x2015);
}

/* Characters that the tables below handle without normalising. */
static gboolean
is_plain (gunichar c)
{
  return c < 0x80 || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3041 && c <= 0x3096) ||
         (c >= 0x3099 && c <= 0x309a) || (c >= 0x309d && c <= 0x309e) ||
         (c >= 0x30a1 && c <= 0x30fe) || (c >= 0x3000 && c <= 0x3029) ||
         (c >= 0xff01 && c <= 0xff5e) || (c >= 0xff65 && c <= 0xff9f) ||
         (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x2f7ff) ||
         (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) ||
         (is_dash (c) && c != 0x2011) || c == 0xfa11;
}

/* Characters that mean nothing in a search: spaces, middle dots, and marks that modify what stands
 * before them. */
static gboolean
is_dropped (gunichar c)
{
  if (c <= ' ' || c == 0x3000 || c == 0x30fb || c == 0xff65 || c == 0xb7 ||
      (c >= 0xfe00 && c <= 0xfe0f) || c >= 0xe0000)
    return c < 0xf0000; /* 外字 of the upper planes stay */
  if (c < 0x300 || (c >= 0x3041 && c <= 0x309a) || (c >= 0x30a1 && c <= 0x9fff))
    return c == 0xa0 || c == 0xad || c == 0x7f;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    /* clang-format off */
    case G_UNICODE_CONTROL: case G_UNICODE_UNASSIGNED: case G_UNICODE_PRIVATE_USE: case G_UNICODE_SURROGATE:
    case G_UNICODE_LOWERCASE_LETTER: case G_UNICODE_MODIFIER_LETTER: case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER: case G_UNICODE_UPPERCASE_LETTER: case G_UNICODE_SPACING_MARK:
    case G_UNICODE_DECIMAL_NUMBER: case G_UNICODE_LETTER_NUMBER: case G_UNICODE_OTHER_NUMBER:
    case G_UNICODE_CONNECT_PUNCTUATION: case G_UNICODE_DASH_PUNCTUATION: case G_UNICODE_CLOSE_PUNCTUATION:
    case G_UNICODE_FINAL_PUNCTUATION: case G_UNICODE_INITIAL_PUNCTUATION: case G_UNICODE_OTHER_PUNCTUATION:
    case G_UNICODE_OPEN_PUNCTUATION: case G_UNICODE_CURRENCY_SYMBOL: case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_MATH_SYMBOL: case G_UNICODE_OTHER_SYMBOL:
    /* clang-format on */
    default:
      return FALSE;
    }
}

static void
put (Key *key, gunichar c)
{
  key->last = key->at;
  key->letter = c;
  key->vu = FALSE;
  if (c < 0x80)
    *key->at++ = (char) c;
  else
    key->at += g_unichar_to_utf8 (c, key->at);
}

static void
replace_last (Key *key, gunichar c)
{
  key->at = key->last;
  put (key, c);
}

/* The last kana with a voiced or semivoiced mark, itself if it takes none. */
static gunichar
voiced (gunichar kana, gunichar mark)
{
  gboolean in_ha_row = kana >= 0x306f && kana <= 0x307b && (kana - 0x306f) % 3 == 0;
  gunichar result = kana;

  if (mark == SEMIVOICED_MARK)
    return in_ha_row ? kana + 2 : kana;
  if (kana == 0x3061) /* ち: ぢ folds to じ */
    result = 0x3058;
  else if (kana == 0x3064) /* つ: づ folds to ず */
    result = 0x305a;
  else if (in_ha_row || kana == 0x309d || kana == 0x3066 || kana == 0x3068 ||
           (kana >= 0x304b && kana <= 0x305d && kana % 2 == 1) || kana == 0x305f)
    result = kana + 1;
  return result;
}

/* A mark that fits nothing stays: dropped, it would let its neighbours compose when the key is
 * folded again. */
static void
put_mark (Key *key, gunichar mark)
{
  gunichar kana = key->last != NULL ? voiced (key->letter, mark) : 0;

  if (key->last != NULL && key->letter == 0x3046 && mark == VOICED_MARK) /* う゛ is ヴ */
    {
      replace_last (key, 0x3076);
      key->vu = TRUE;
    }
  else if (key->last != NULL && kana != key->letter)
    replace_last (key, kana);
  else
    put (key, mark);
}

/* @c: U+3041 to U+3096 */
static void
put_hiragana (Key *key, gunichar c)
{
  static const wchar_t vu_row[] = L"ばびぶべぼ";
  gboolean small_vowel = c <= 0x3049 && c % 2 == 1;

  if (key->vu && small_vowel)
    {
      replace_last (key, (gunichar) vu_row[(c - 0x3041) / 2]);
      return;
    }
  put (key, (gunichar) HIRAGANA[c - 0x3041]);
  key->vu = c == 0x3094;
}

static void
put_half_width (Key *key, gunichar c)
{
  if (c == 0xff9e || c == 0xff9f)
    put_mark (key, VOICED_MARK + (c - 0xff9e));
  else if (key->vu && c >= 0xff67 && c <= 0xff6b)
    put_hiragana (key, 0x3041 + 2 * (c - 0xff67));
  else
    put (key, (gunichar) HALF_WIDTH[c - 0xff66]);
}

static void
put_katakana (Key *key, gunichar c)
{
  static const wchar_t va_row[] = L"ばびべぼ";

  if (c <= 0x30f6)
    put_hiragana (key, c - 0x60);
  else if (c <= 0x30fa) /* ヷ ヸ ヹ ヺ */
    put (key, (gunichar) va_row[c - 0x30f7]);
  else
    put (key, c - 0x60); /* ヽ ヾ */
}

static void
fold_character (Key *key, gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    c -= 0xfee0;
  if (is_dash (c))
    put (key, '-');
  else if (is_dropped (c))
    return;
  else if (c < 0x80)
    put (key, (gunichar) g_ascii_tolower ((char) c));
  else if (c >= 0x3041 && c <= 0x3096)
    put_hiragana (key, c);
  else if (c == VOICED_MARK || c == SEMIVOICED_MARK)
    put_mark (key, c);
  else if (c >= 0x30a1 && c <= 0x30fe)
    put_katakana (key, c);
  else if (c >= 0xff66 && c <= 0xff9f)
    put_half_width (key, c);
  else
    put (key, tsn_text_variant (c >= 0x3400 && c <= 0x9fff ? c : g_unichar_tolower (c)));
}

static void
fold_plain (const char *text, gsize length, GString *out)
{
  const char *end = text + length;
  gsize start = out->len;
  Key key = { 0 };

  /* Only lower case can grow (Ⱥ from two bytes to three): twice the length is always enough. */
  g_string_set_size (out, start + 2 * length);
  key.at = out->str + start;
  for (const char *p = text; p < end; p = tsn_utf8_next (p))
    fold_character (&key, g_utf8_get_char (p));
  g_string_truncate (out, (gsize) (key.at - out->str));
}

static char *
normalise_and_drop (const char *text, gsize length)
{
  g_autofree char *composed = g_utf8_normalize (text, (gssize) length, G_NORMALIZE_NFKC);
  char *out = composed;

  for (const char *p = composed, *next; *p != '\0'; p = next)
    {
      next = tsn_utf8_next (p); /* before the move, which may cover it */
      if (is_dropped (g_utf8_get_char (p)))
        continue;
      memmove (out, p, (gsize) (next - p));
      out += next - p;
    }
  *out = '\0';
  return g_utf8_normalize (composed, -1, G_NORMALIZE_NFKC);
}

void
tsn_text_fold_len (const char *text, gsize length, GString *out)
{
  const char *end;
  const char *p = text;

  g_utf8_validate_len (text, length, &end);
  while (p < end && is_plain (g_utf8_get_char (p)))
    p = tsn_utf8_next (p);
  if (p == end)
    fold_plain (text, (gsize) (end - text), out);
  else
    {
      g_autofree char *normal = normalise_and_drop (text, (gsize) (end - text));

      fold_plain (normal, strlen (normal), out);
    }
}

void
tsn_text_fold (const char *text, GString *out)
{
  tsn_text_fold_len (text, strlen (text), out);
}
