/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-postal-town.c: the rules for 町域.
 *
 * The post office's column mixes the name of a district with notes to the sorter: which numbers the
 * code covers, that the rest of the city is meant, which part of the district or which floor of a
 * tower it is. A form that fills in an address from a code wants the name, the part and the floor
 * only. The two encodings of the file spell dashes and wave dashes differently; folding makes the
 * results the same.
 *
 * Source: 郵便番号データの説明 (日本郵便) and a count of every case in the edition of 2026-05-29.
 */

#include "tsn-postal-town.h"

#include <string.h>

#include "tsn-text.h"

static gunichar
fold_character (gunichar c)
{
  if (c >= 0xff10 && c <= 0xff19)
    return c - 0xff10 + '0';
  switch (c)
    {
    case 0x2010: /* ‐ */
    case 0x2011:
    case 0x2013:
    case 0x2212: /* − */
    case 0xff0d: /* － */
      return '-';
    case 0xff5e: /* ～ */
      return 0x301c;
    case '(':
      return 0xff08;
    case ')':
      return 0xff09;
    default:
      return c;
    }
}

char *
tsn_postal_fold (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p = tsn_utf8_next (p))
    g_string_append_unichar (out, fold_character (g_utf8_get_char (p)));
  return g_strstrip (g_string_free (out, FALSE));
}

int
tsn_postal_depth (const char *text)
{
  int depth = 0;

  for (const char *p = text; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = fold_character (g_utf8_get_char (p));

      depth += c == 0xff08 ? 1 : c == 0xff09 ? -1 : 0;
    }
  return depth;
}

/* "6階", but not "地階・階層不明" and not a list. */
static gboolean
is_floor (const char *remark)
{
  return g_ascii_isdigit (remark[0]) && strcmp (remark + strspn (remark, "0123456789"), "階") == 0;
}

/* Whether a remark names one part of the district (戸破（荒町）): without it all parts would look
 * the same. Not what speaks of numbers, of several parts, of the rest, or of a way through 京都. */
static gboolean
is_part (const char *remark)
{
  static const char *const inside[] = { "、",   "・", "〜",   "「",   "丁目", "番地", "番外",
                                        "大字", "各", "除く", "含む", "全域", "不明", "その他" };
  static const char *const at_end[] = { "入", "上る", "下る" };

  if (remark[0] == '\0' || strpbrk (remark, "0123456789-") != NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    if (strstr (remark, inside[i]) != NULL)
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (at_end); i++)
    if (g_str_has_suffix (remark, at_end[i]))
      return FALSE;
  return TRUE;
}

/* The first remark at or after @p, without its brackets; @end (out): behind it. NULL: no more. */
static char *
next_remark (const char *p, const char **begin, const char **end)
{
  const char *close;

  *begin = strstr (p, "（");
  if (*begin == NULL)
    return NULL;
  close = strstr (*begin, "）");
  if (close == NULL)
    close = *begin + strlen (*begin);
  *end = *close == '\0' ? close : close + strlen ("）");
  return g_strndup (*begin + strlen ("（"), (gsize) (close - *begin) - strlen ("（"));
}

/* Takes the bracketed remarks out of @text; floors and parts come back after a space. Which ones
 * these are is read in @kanji: @text itself, or what @text is the reading of. */
static char *
drop_remarks (const char *text, const char *kanji)
{
  GString *out = g_string_sized_new (strlen (text));

  for (;;)
    {
      const char *begin = NULL;
      const char *end = NULL;
      const char *kanji_begin = NULL;
      g_autofree char *remark = next_remark (text, &begin, &end);
      g_autofree char *meaning = next_remark (kanji, &kanji_begin, &kanji);

      if (remark == NULL)
        break;
      g_string_append_len (out, text, begin - text);
      if (meaning != NULL && (is_floor (meaning) || is_part (meaning)))
        g_string_append_printf (out, " %s", remark);
      text = end;
    }
  g_string_append (out, text);
  return g_string_free (out, FALSE);
}

/* 種市第1地割〜第3地割 and 穴明22地割、穴明23地割 are 種市 and 穴明: several lots are nobody's
 * address. (Other lists, 甲、乙, stay for the person to choose from.) @lot: 地割 or its reading,
 * @number: 第 or its reading. */
static void
drop_lots (char *town, const char *range, const char *lot, const char *number)
{
  char *end = strstr (town, lot);

  if (end == NULL || (strstr (town, range) == NULL && strstr (town, "、") == NULL))
    return;
  while (end > town && g_ascii_isdigit (end[-1]))
    end--;
  *end = '\0';
  if (g_str_has_suffix (town, number))
    end[-(gssize) strlen (number)] = '\0';
}

static gboolean
says_whole_city (const char *town, const char *city)
{
  g_autofree char *name = NULL;

  if (!g_str_has_suffix (town, "一円"))
    return FALSE;
  name = g_strndup (town, strlen (town) - strlen ("一円"));
  return name[0] != '\0' && g_str_has_suffix (city, name);
}

char *
tsn_postal_town (const char *town, const char *city)
{
  g_autofree char *folded = tsn_postal_fold (town);
  char *shown = NULL;

  if (strcmp (folded, "以下に掲載がない場合") == 0 || says_whole_city (folded, city) ||
      (strstr (folded, "の次に") != NULL && strstr (folded, "がくる場合") != NULL))
    return g_strdup ("");
  shown = drop_remarks (folded, folded);
  drop_lots (shown, "〜", "地割", "第");
  return shown;
}

char *
tsn_postal_town_kana (const char *kana, const char *town, const char *shown)
{
  g_autofree char *wide = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *kanji = tsn_postal_fold (town);
  char *reading = NULL;

  if (shown[0] == '\0')
    return g_strdup ("");
  wide = g_utf8_normalize (kana, -1, G_NORMALIZE_NFKC);
  if (wide == NULL)
    return g_strdup ("");
  folded = tsn_postal_fold (wide);
  reading = drop_remarks (folded, kanji);
  drop_lots (reading, "-", "チワリ", "ダイ");
  return reading;
}
