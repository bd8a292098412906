/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-words.h: what the kiosk says to residents, in the language that they choose.
 *
 * A catalogue of its own (po/kiosk), complete in every language, so that the desk's need not be. In
 * the Japanese ones kanji carry their reading: {住所|じゅうしょ}; TsnKioskLabel draws it.
 *
 * Thread: the main thread. The language may be changed at any time; what is on the screen is then
 * made anew.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Marks a sentence for po/kiosk; the second where it is only written down. */
#define K_(text)  tsn_kiosk_say (text)
#define NK_(text) (text)

typedef struct
{
  const char *code;  /* as gettext knows it */
  const char *name;  /* in itself, with readings */
  const char *style; /* the class of its letters in the style sheet; NULL: Japanese */
  const char *voice; /* as speech-dispatcher knows it */
} TsnKioskLanguage;

/* The first is the one that every resident begins with. */
const TsnKioskLanguage *tsn_kiosk_languages (guint *n_languages);

/* Binds the catalogue, and takes LANGUAGE over; once, before other threads look at it. */
void tsn_kiosk_words_init (void);

void tsn_kiosk_set_language (guint index);
guint tsn_kiosk_get_language (void);

/* In the language now; with readings. */
const char *tsn_kiosk_say (const char *text) G_GNUC_FORMAT (1);

/* (transfer full): @text without its readings: for screen readers and plain labels. */
char *tsn_kiosk_plain (const char *text);

G_END_DECLS
