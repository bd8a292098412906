/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gettext takes the language from the environment each time. Changing that while other threads read
 * it is a race, so the variable is put there once, in memory that stays, and only the letters
 * behind the "=" change; a thread that reads them in between gets a language that is not there, and
 * so the source's words. */

#include "tsn-kiosk-words.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN "tsunagi-kiosk"
#define PREFIX "LANGUAGE="

static const TsnKioskLanguage LANGUAGES[] = {
  { "ja", "{日本語|にほんご}", NULL, "ja" }, { "ja@easy", "やさしい にほんご", NULL, "ja" },
  { "en", "English", "latin", "en" },        { "pt", "Português", "latin", "pt" },
  { "vi", "Tiếng Việt", "latin", "vi" },     { "zh_CN", "中文", "chinese", "zh" },
};

static char variable[32] = PREFIX "ja";
static guint language;

/* glibc's and GNU gettext's: whoever changes the language counts it up, and what was looked up is
 * looked up anew. */
extern int _nl_msg_cat_cntr;

const TsnKioskLanguage *
tsn_kiosk_languages (guint *n_languages)
{
  *n_languages = G_N_ELEMENTS (LANGUAGES);
  return LANGUAGES;
}

void
tsn_kiosk_words_init (void)
{
  const char *folder = g_getenv ("TSUNAGI_LOCALEDIR");
  g_autofree char *own = folder != NULL ? g_build_filename (folder, "kiosk", NULL) : NULL;
  const char *now = setlocale (LC_MESSAGES, NULL);

  bindtextdomain (DOMAIN, own != NULL ? own : TSN_LOCALEDIR);
  bind_textdomain_codeset (DOMAIN, "UTF-8");
  /* gettext looks at LANGUAGE only where the locale is one of some language. */
  if (now == NULL || g_str_equal (now, "C") || g_str_equal (now, "POSIX"))
    (void) setlocale (LC_MESSAGES, "ja_JP.UTF-8");
  (void) putenv (variable);
}

void
tsn_kiosk_set_language (guint index)
{
  g_return_if_fail (index < G_N_ELEMENTS (LANGUAGES));
  language = index;
  g_strlcpy (variable + strlen (PREFIX), LANGUAGES[index].code, sizeof variable - strlen (PREFIX));
  _nl_msg_cat_cntr++;
}

guint
tsn_kiosk_get_language (void)
{
  return language;
}

const char *
tsn_kiosk_say (const char *text)
{
  return text[0] == '\0' ? text : dgettext (DOMAIN, text);
}

char *
tsn_kiosk_plain (const char *text)
{
  GString *plain = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p++)
    {
      const char *end = *p == '|' ? strchr (p, '}') : NULL;

      if (end != NULL)
        p = end;
      else if (*p != '{' && *p != '}')
        g_string_append_c (plain, *p);
    }
  return g_string_free (plain, FALSE);
}
