/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kana-keyboard.h: a keyboard on the screen, with words to choose from above it.
 *
 * It writes into any GtkEditable at its caret, and knows nothing of the page it is on. A keyboard
 * on the table and an input method of the system may be used as well, in between.
 *
 * Size: at least 12 keys of 64 pixels wide and 6 high, with 12 between them: 900 x 444; more if the
 * page gives more. One is made and kept: its target changes from page to page.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the field takes. It decides which page is in front, and whether kanji are offered. */
typedef enum
{
  TSN_WRITING_HIRAGANA,
  TSN_WRITING_KATAKANA,
  TSN_WRITING_NAME,  /* of a person, in kanji */
  TSN_WRITING_PLACE, /* towns, streets, houses, clinics */
  TSN_WRITING_TEXT,
  TSN_WRITING_LATIN,
  TSN_WRITING_DIGITS, /* with signs; a phone number has TsnPhoneKeypad */
} TsnWriting;

#define TSN_TYPE_KANA_KEYBOARD (tsn_kana_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (TsnKanaKeyboard, tsn_kana_keyboard, TSN, KANA_KEYBOARD, GtkWidget)

/* Signal "word-chosen" (guint index, const char *word): one of tsn_kana_keyboard_set_words(); it
 * stands in the field already. */
GtkWidget *tsn_kana_keyboard_new (void);

/* @target: (nullable): where it writes from now on. Its words are forgotten with the old one. */
void tsn_kana_keyboard_set_target (TsnKanaKeyboard *self, GtkEditable *target, TsnWriting writing);

/* What is in the target becomes a reading for which kanji are offered: the page of the name in
 * kanji begins with the kana of the page before. */
void tsn_kana_keyboard_convert (TsnKanaKeyboard *self);

/* @words: (nullable): whole texts for the field, offered before any kanji: clinics, towns; copied.
 * The caller looks them up when the field changes, in its own time. */
void tsn_kana_keyboard_set_words (TsnKanaKeyboard *self, const char *const *words);

/* @language: (nullable): "ja", "pt", "vi", …: which marks the Latin letters have, and the language
 * of the keys is that of the messages now. */
void tsn_kana_keyboard_set_language (TsnKanaKeyboard *self, const char *language);

/* See tsn-debounce.h; 0: every touch counts. */
void tsn_kana_keyboard_set_debounce (TsnKanaKeyboard *self, guint milliseconds);

/* Lets go of the target and of every word and reading: the next one must not find them. */
void tsn_kana_keyboard_forget (TsnKanaKeyboard *self);

G_END_DECLS
