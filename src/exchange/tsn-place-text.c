/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-place-text.c: cells of facility files as they really are, made into values.
 *
 * Every rule here answers to rows that are in the published files (tests/data/exchange shows them).
 * Facilities type their own entries, so a name is kept as written apart from width of kana and
 * spaces, and whatever cannot be used (a phone number in the web address, a place in Ireland) gives
 * no value: one bad cell is no reason to lose a facility.
 */

#include "tsn-place-text.h"

#include <string.h>

#include "tsn-date.h"
#include "tsn-phone.h"
#include "tsn-text.h"

#define LINE_BREAK "（改行）"

static gboolean
is_half_kana (gunichar c)
{
  return c >= 0xff61 && c <= 0xff9f;
}

/* Half-width kana with their marks to full width, everything else as it is: NFKC of the whole would
 * change ① and （株）, too. */
static void
append_widened (GString *out, const char *text)
{
  const char *p = text;

  while (*p != '\0')
    {
      const char *start = p;
      g_autofree char *wide = NULL;

      while (*p != '\0' && is_half_kana (g_utf8_get_char (p)))
        p = tsn_utf8_next (p);
      if (p > start)
        {
          wide = g_utf8_normalize (start, p - start, G_NORMALIZE_NFKC);
          g_string_append (out, wide);
          continue;
        }
      p = tsn_utf8_next (p);
      g_string_append_len (out, start, p - start);
    }
}

/* A run of spaces becomes its widest member; none at the ends. */
static char *
squeeze (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  const char *space = NULL;

  for (const char *p = text; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n')
        {
          space = NULL;
          if (out->len > 0)
            g_string_append_c (out, '\n');
        }
      else if (c == 0x3000)
        space = "　";
      else if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        space = space == NULL ? " " : space;
      else
        {
          if (space != NULL && out->len > 0 && out->str[out->len - 1] != '\n')
            g_string_append (out, space);
          space = NULL;
          g_string_append_unichar (out, c);
        }
    }
  while (out->len > 0 && out->str[out->len - 1] == '\n')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}

static char *
none_if_empty (char *text)
{
  if (text != NULL && text[0] == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static char *
clean (const char *cell, gboolean multiline)
{
  g_autoptr (GString) wide = g_string_sized_new (strlen (cell));
  g_autofree char *squeezed = NULL;

  append_widened (wide, cell);
  if (!multiline)
    {
      g_string_replace (wide, "\r", " ", 0);
      g_string_replace (wide, "\n", " ", 0);
    }
  g_string_replace (wide, LINE_BREAK, multiline ? "\n" : " ", 0);
  squeezed = squeeze (wide->str);
  return none_if_empty (tsn_text_clean (squeezed, multiline, NULL));
}

char *
tsn_place_text_line (const char *cell)
{
  return clean (cell, FALSE);
}

char *
tsn_place_text_lines (const char *cell)
{
  return clean (cell, TRUE);
}

static gboolean
is_katakana (gunichar c)
{
  return c >= 0x30a1 && c <= 0x30fe;
}

/* What one character of a reading should have been; @previous is the one before it. */
static gunichar
mend_kana (gunichar c, gunichar previous)
{
  switch (c)
    {
    case '"':
    case 0x201d:
    case 0xff02:
      return previous == 0x30a6 ? 0x3099 : c; /* ウ"ィラ */
    case 0x309b: /* ゛ and ゜ beside their letter compose only as combining marks */
      return 0x3099;
    case 0x309c:
      return 0x309a;
    case '-':
    case 0x2010:
    case 0x2212:
    case 0xff0d:
      return is_katakana (previous) ? 0x30fc : c;
    default:
      return c;
    }
}

char *
tsn_place_text_kana (const char *cell)
{
  g_autofree char *line = clean (cell, FALSE);
  g_autoptr (GString) mended = NULL;
  gunichar previous = 0;

  if (line == NULL)
    return NULL;
  mended = g_string_sized_new (strlen (line));
  for (const char *p = line; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = mend_kana (g_utf8_get_char (p), previous);

      g_string_append_unichar (mended, c);
      previous = c;
    }
  return tsn_text_nfc (mended->str);
}

char *
tsn_place_text_phone (const char *cell)
{
  char phone[TSN_PHONE_SIZE];

  return tsn_phone_normalise (cell, phone) ? g_strdup (phone) : NULL;
}

/* Length of a broken or sound scheme at the start of @url: letters of http(s), then any of : ; /.
 */
static gsize
scheme_length (const char *url, gboolean *secure)
{
  gsize letters = 0;
  gsize marks;

  if (g_ascii_strncasecmp (url, "https", 5) == 0)
    letters = 5;
  else if (g_ascii_strncasecmp (url, "http", 4) == 0)
    letters = 4;
  else
    return 0;
  marks = strspn (url + letters, ":;/.");
  if (marks == 0 || strcspn (url + letters, "/:") >= marks)
    return 0;
  *secure = letters == 5;
  return letters + marks;
}

/* Labels of letters, digits and hyphens, a dot among them, and only ASCII letters in the last one.
 */
static gboolean
is_host (const char *host, gsize length)
{
  const char *end = host + length;
  const char *last = host;
  gboolean letters = FALSE;

  for (const char *p = host; p < end; p = tsn_utf8_next (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '.')
        {
          if (p == last) /* an empty label */
            return FALSE;
          last = p + 1;
          letters = TRUE;
        }
      else if (g_unichar_isalnum (c) || c == '-' || c == '_')
        letters &= c < 0x80 && g_ascii_isalpha ((char) c);
      else
        return FALSE;
    }
  return last > host && last < end && letters;
}

char *
tsn_place_text_url (const char *cell)
{
  g_autofree char *narrow = g_utf8_normalize (cell, -1, G_NORMALIZE_NFKC);
  char *rest;
  gboolean secure = FALSE;
  gsize skip;
  gsize host;

  if (narrow == NULL)
    return NULL;
  rest = g_strstrip (narrow);
  while ((skip = scheme_length (rest, &secure)) > 0) /* some are doubled */
    rest += skip;
  /* A second address or a remark behind it. */
  rest[strcspn (rest, " \t\r\n")] = '\0';
  host = strcspn (rest, "/?#:");
  if (memchr (rest, '@', host) != NULL || !is_host (rest, host))
    return NULL;
  return g_strconcat (secure ? "https://" : "http://", rest, NULL);
}

char *
tsn_place_text_postcode (const char *cell)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  tsn_text_digits (cell, digits);
  return digits->len == 7 ? g_string_free (g_steal_pointer (&digits), FALSE) : NULL;
}

gint64
tsn_place_text_capacity (const char *cell)
{
  g_autofree char *narrow = g_utf8_normalize (cell, -1, G_NORMALIZE_NFKC);
  char *end = NULL;
  gint64 number;

  if (narrow == NULL || !g_ascii_isdigit (g_strstrip (narrow)[0]))
    return 0;
  number = g_ascii_strtoll (narrow, &end, 10);
  return *end == '\0' || strcmp (end, "人") == 0 || strcmp (end, "名") == 0 ? number : 0;
}

static gboolean
parse_degrees (const char *cell, double least, double most, gint64 *millionths)
{
  g_autofree char *narrow = g_utf8_normalize (cell, -1, G_NORMALIZE_NFKC);
  char *end = NULL;
  double degrees;

  if (narrow == NULL || !g_ascii_isdigit (g_strstrip (narrow)[0]))
    return FALSE;
  degrees = g_ascii_strtod (narrow, &end);
  if (*end != '\0' || !(degrees >= least && degrees <= most))
    return FALSE;
  *millionths = (gint64) (degrees * 1e6 + 0.5);
  return TRUE;
}

gboolean
tsn_place_text_position (const char *latitude_cell,
                         const char *longitude_cell,
                         gint64 *latitude,
                         gint64 *longitude)
{
  /* From Okinotorishima to Etorofu, from Yonaguni to Minamitorishima. */
  return parse_degrees (latitude_cell, 20.0, 46.0, latitude) &&
         parse_degrees (longitude_cell, 122.0, 154.0, longitude);
}

guint32
tsn_place_text_file_date (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  for (const char *p = name; *p != '\0';)
    {
      gsize digits = strspn (p, "0123456789");
      guint32 date = digits == 8 ? (guint32) g_ascii_strtoull (p, NULL, 10) : 0;

      if (date >= TSN_DATE_FIRST && date <= TSN_DATE_LAST && tsn_date_is_valid ((TsnDate) date))
        return date;
      p += digits > 0 ? digits : 1;
    }
  return 0;
}
