/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Kana to kanji with Anthy, of which only the dictionary is wanted.
 *
 * An input method remembers what was chosen, to offer it first. On a machine that everyone uses
 * this would show the next person who was there before. Anthy learns when a choice is committed,
 * which never happens here; it has no profile (the personality "" is its anonymous one); and its
 * HOME, where it looks for dictionaries of the user and puts a lock file, is a place where no file
 * can be.
 *
 * さとう alone is sugar to it, さとうさん is a person: so a name is converted with さん behind it,
 * which is taken off the candidates. It knows 高橋 but not 髙橋 and its kind, which are on too many
 * doorplates to be left out: old forms of the likeliest names are added from our own table of
 * variants.
 */

#include "tsn-kanji.h"

#include <anthy/anthy.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "tsn-text.h"

#define OLD_FORMS_OF 3 /* candidates that are offered with their old forms */

/* Behind a name, in hiragana and as candidates show it. */
#define SAN          "さん"
#define SAN_KATAKANA "サン"

struct _TsnKanji
{
  anthy_context_t context;
  TsnKanjiKind kind;
  char *reading; /* in hiragana; NULL: none */
  guint length; /* of reading, characters; Anthy's segments go on for those of さん behind a name */
};

/* Anthy is one for the whole process, and goes with the last that uses it. */
static guint users;

/* clang-format off */
G_DEFINE_QUARK (tsn-kanji-error-quark, tsn_kanji_error)
/* clang-format on */

static gboolean
start_anthy (void)
{
  /* Anthy follows this pointer without looking. */
  if (getpwuid (getuid ()) == NULL)
    return FALSE;
  anthy_set_logger (NULL, -1);
  anthy_conf_override ("HOME", "/dev/null");
  if (anthy_init () != 0)
    return FALSE;
  anthy_set_personality ("");
  return TRUE;
}

TsnKanji *
tsn_kanji_new (GError **error)
{
  anthy_context_t context = NULL;
  TsnKanji *self;

  if (users > 0 || start_anthy ())
    context = anthy_create_context ();
  if (context == NULL)
    {
      if (users == 0)
        anthy_quit ();
      g_set_error_literal (error,
                           TSN_KANJI_ERROR,
                           TSN_KANJI_ERROR_NO_DICTIONARY,
                           "no dictionary for kanji");
      return NULL;
    }
  anthy_context_set_encoding (context, ANTHY_UTF8_ENCODING);
  users++;
  self = g_new0 (TsnKanji, 1);
  self->context = context;
  return self;
}

void
tsn_kanji_free (TsnKanji *self)
{
  if (self == NULL)
    return;
  anthy_release_context (self->context);
  g_free (self->reading);
  g_free (self);
  if (--users == 0)
    anthy_quit ();
}

/* Anthy takes katakana for something already converted. */
static char *
to_hiragana (const char *reading)
{
  GString *text = g_string_new (NULL);

  for (const char *p = reading; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* ァ to ヴ */
      g_string_append_unichar (text, c >= 0x30a1 && c <= 0x30f4 ? c - 0x60 : c);
    }
  return g_string_free (text, FALSE);
}

static guint
n_anthy_segments (TsnKanji *self)
{
  struct anthy_conv_stat stat = { 0 };

  anthy_get_stat (self->context, &stat);
  return (guint) MAX (stat.nr_segment, 0);
}

static char *
dup_candidate (TsnKanji *self, guint segment, int nth)
{
  int length = anthy_get_segment (self->context, (int) segment, nth, NULL, 0);
  g_autofree char *text = NULL;

  if (length < 0)
    return NULL;
  text = g_malloc0 ((gsize) length + 1);
  anthy_get_segment (self->context, (int) segment, nth, text, length + 1);
  return g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

/* Whether Anthy heard the さん as such, and not はなこさん as はな古参. */
static gboolean
is_before_san (TsnKanji *self)
{
  guint n = n_anthy_segments (self);
  g_autofree char *last = n > 0 ? dup_candidate (self, n - 1, 0) : NULL;

  return last != NULL && g_str_has_suffix (last, SAN);
}

gboolean
tsn_kanji_convert (TsnKanji *self, const char *reading, TsnKanjiKind kind)
{
  g_return_val_if_fail (self != NULL && reading != NULL, FALSE);

  anthy_reset_context (self->context);
  g_clear_pointer (&self->reading, g_free);
  self->length = 0;
  self->kind = kind;
  if (*reading == '\0' || !g_utf8_validate (reading, -1, NULL) ||
      g_utf8_strlen (reading, -1) > TSN_KANJI_READING_MAX)
    return FALSE;

  self->reading = to_hiragana (reading);
  self->length = (guint) g_utf8_strlen (self->reading, -1);
  anthy_set_reconversion_mode (self->context, ANTHY_RECONVERT_DISABLE);
  if (kind == TSN_KANJI_NAME)
    {
      g_autofree char *called = g_strconcat (self->reading, SAN, NULL);

      anthy_set_string (self->context, called);
    }
  if (kind != TSN_KANJI_NAME || !is_before_san (self))
    anthy_set_string (self->context, self->reading);
  return tsn_kanji_n_segments (self) > 0;
}

/* Where a segment lies, in characters of the reading. */
typedef struct
{
  guint start;
  guint length;
  guint of_san; /* characters of the さん behind the reading that Anthy counts to it */
  int n_candidates;
} Segment;

static Segment
find_segment (TsnKanji *self, guint nth)
{
  Segment segment = { 0 };
  guint n = n_anthy_segments (self);
  guint end = 0;

  for (guint i = 0; i <= nth && i < n; i++)
    {
      struct anthy_segment_stat stat = { 0 };

      anthy_get_segment_stat (self->context, (int) i, &stat);
      segment.start = end;
      segment.n_candidates = stat.nr_candidate;
      end += (guint) MAX (stat.seg_len, 0);
    }
  if (nth >= n || segment.start >= self->length)
    return (Segment){ 0 };
  segment.length = MIN (end, self->length) - segment.start;
  segment.of_san = end - segment.start - segment.length;
  return segment;
}

guint
tsn_kanji_n_segments (TsnKanji *self)
{
  guint n;

  g_return_val_if_fail (self != NULL, 0);

  n = n_anthy_segments (self);
  while (n > 0 && find_segment (self, n - 1).length == 0)
    n--;
  return n;
}

guint
tsn_kanji_segment_length (TsnKanji *self, guint segment)
{
  g_return_val_if_fail (self != NULL, 0);

  return find_segment (self, segment).length;
}

gboolean
tsn_kanji_resize (TsnKanji *self, guint segment, int by)
{
  Segment before;
  gint64 length;

  g_return_val_if_fail (self != NULL, FALSE);

  before = find_segment (self, segment);
  length = (gint64) before.length + by;
  if (before.length == 0 || by == 0 || length < 1 || length > (gint64) self->length - before.start)
    return FALSE;
  /* One by one: a longer step would leave the borders that it passes. */
  for (int left = by - (int) before.of_san; left != 0; left -= left > 0 ? 1 : -1)
    anthy_resize_segment (self->context, (int) segment, left > 0 ? 1 : -1);
  return find_segment (self, segment).length != before.length;
}

static gboolean
is_kanji (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

/* Names and places begin and end so: 高橋, 霞ヶ関, but not 吉だ. */
static gboolean
is_between_kanji (const char *text)
{
  return is_kanji (g_utf8_get_char (text)) &&
         is_kanji (g_utf8_get_char (g_utf8_prev_char (text + strlen (text))));
}

static void
add (GPtrArray *list, const char *text)
{
  if (*text != '\0' && !g_ptr_array_find_with_equal_func (list, text, g_str_equal, NULL))
    g_ptr_array_add (list, g_strdup (text));
}

/* @text with one of its characters in each of its old forms. */
static void
add_old_forms (GPtrArray *list, const char *text)
{
  for (const char *p = text; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar old[TSN_TEXT_OLD_FORMS_MAX];
      guint n = tsn_text_old_forms (g_utf8_get_char (p), old);

      for (guint i = 0; i < n; i++)
        {
          char c[8] = { '\0' };
          g_autofree char *form = NULL;

          g_unichar_to_utf8 (old[i], c);
          form = g_strdup_printf ("%.*s%s%s", (int) (p - text), text, c, tsn_utf8_next (p));
          add (list, form);
        }
    }
}

/* Takes what stands for the last @characters of さん off @text. */
static gboolean
take_san_off (char *text, guint characters)
{
  const char *const spelled[] = { SAN, SAN_KATAKANA };

  for (guint i = 0; i < G_N_ELEMENTS (spelled); i++)
    {
      const char *end = g_utf8_offset_to_pointer (spelled[i], 2 - (glong) MIN (characters, 2));

      if (g_str_has_suffix (text, end))
        {
          text[strlen (text) - strlen (end)] = '\0';
          return TRUE;
        }
    }
  return FALSE;
}

static char *
to_katakana (const char *hiragana)
{
  GString *text = g_string_new (NULL);

  for (const char *p = hiragana; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (text, c >= 0x3041 && c <= 0x3094 ? c + 0x60 : c);
    }
  return g_string_free (text, FALSE);
}

GStrv
tsn_kanji_dup_candidates (TsnKanji *self, guint segment)
{
  g_autoptr (GPtrArray) first = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) rest = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *hiragana = NULL;
  g_autofree char *katakana = NULL;
  Segment found;

  g_return_val_if_fail (self != NULL, NULL);

  found = find_segment (self, segment);
  g_return_val_if_fail (found.length > 0, NULL);
  for (int i = 0; i < found.n_candidates; i++)
    {
      g_autofree char *text = dup_candidate (self, segment, i);

      if (text != NULL && take_san_off (text, found.of_san) && *text != '\0')
        add (self->kind == TSN_KANJI_TEXT || is_between_kanji (text) ? first : rest, text);
    }
  if (self->kind == TSN_KANJI_NAME)
    for (guint i = 0, n = MIN (first->len, OLD_FORMS_OF); i < n; i++)
      add_old_forms (first, first->pdata[i]);
  for (guint i = 0; i < rest->len; i++)
    add (first, rest->pdata[i]);
  hiragana = g_utf8_substring (self->reading, found.start, found.start + found.length);
  katakana = to_katakana (hiragana);
  add (first, hiragana);
  add (first, katakana);
  g_ptr_array_add (first, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&first), FALSE);
}
