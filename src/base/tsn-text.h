/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* g_utf8_next_char() of a constant text; the macro of GLib 2.74 casts the const away, which clang
 * warns of. */
static inline const char *
tsn_utf8_next (const char *p)
{
  return p + g_utf8_skip[(guchar) *p];
}

/* Why a text may not be stored as it is. */
typedef enum
{
  TSN_TEXT_OK,
  TSN_TEXT_INVALID_UTF8, /* broken bytes */
  TSN_TEXT_CONTROL, /* a control or an invisible direction mark; in one-line text also a line break
                     */
  TSN_TEXT_NONCHARACTER, /* U+FFFE and its kind */
  TSN_TEXT_PRIVATE_USE, /* 外字: another machine shows another character. A caution, the text itself
                           is sound */
} TsnTextFault;

/**
 * tsn_text_check:
 * @text: bytes
 * @length: bytes of @text, or -1 up to the NUL
 * @multiline: whether line feeds and tabs are allowed
 *
 * Returns: the worst fault; %TSN_TEXT_PRIVATE_USE only if there is no other
 */
TsnTextFault tsn_text_check (const char *text, gssize length, gboolean multiline);

/**
 * tsn_text_nfc:
 * @text: valid UTF-8
 *
 * Composes combining sequences (か + U+3099, e + U+0301) and leaves every ideograph as typed: NFC
 * proper would turn the CJK compatibility ideographs (神 U+FA19, 塚 U+FA10) into their unified
 * forms and so change how a name is written. Variation selectors stay where they are.
 *
 * Returns: (transfer full): the text; %NULL if @text is not UTF-8
 */
char *tsn_text_nfc (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/**
 * tsn_text_clean:
 * @text: what was typed or imported
 * @multiline: whether line breaks are allowed
 * @fault: (out) (nullable): what is wrong, or %TSN_TEXT_PRIVATE_USE as a caution
 *
 * The one way into the store: trimmed, line ends as LF, tsn_text_nfc().
 *
 * Returns: (transfer full): the text to store (may be ""), %NULL on a fault other than
 * %TSN_TEXT_PRIVATE_USE
 */
char *tsn_text_clean (const char *text, gboolean multiline, TsnTextFault *fault)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * tsn_text_trim:
 * @text: (inout): UTF-8; moved to the first character that is not a space
 * @length: (inout): bytes; shortened to end after the last such character
 *
 * Spaces are ASCII white space, U+00A0 and the ideographic space U+3000. Copies nothing.
 */
void tsn_text_trim (const char **text, gsize *length);

/**
 * tsn_text_fold:
 * @text: UTF-8; folding stops at a broken byte
 * @out: the key is appended here
 *
 * The search key. Two spellings that a person at the desk takes for the same name fold to the same
 * key: NFKC, lower case, katakana and half-width kana to hiragana, small kana to large, ヴァ to ば,
 * ぢづ to じず, ゐゑを to いえお, every dash and long mark to "-", old and variant kanji to the
 * common one; spaces, middle dots and variation selectors drop out. Folding a key again changes
 * nothing. Never show or store a key.
 *
 * Units: a key is at most 18 times as long as its text (one Arabic ligature), in practice not
 * longer. Thread: any. Source: tsn-text-variants.c for the kanji.
 */
void tsn_text_fold (const char *text, GString *out);

/* tsn_text_fold() of the first @length bytes, for texts that have no NUL. */
void tsn_text_fold_len (const char *text, gsize length, GString *out);

/* Appends the digits of @text in ASCII, full-width ones too, and nothing else: the search key of
 * phone numbers. */
void tsn_text_digits (const char *text, GString *out);

/**
 * tsn_text_variant:
 * @character: a code point
 *
 * Returns: the common form of an old or variant kanji (髙 to 高, 﨑 to 崎, 邊 to 辺), @character
 * itself otherwise
 */
gunichar tsn_text_variant (gunichar character) G_GNUC_CONST;

/* More than any character has. */
#define TSN_TEXT_OLD_FORMS_MAX 8

/**
 * tsn_text_old_forms:
 * @character: a code point
 * @old: (out): filled with the characters that tsn_text_variant() takes for @character: 髙 for 高
 *
 * Returns: how many there are, mostly 0
 */
guint tsn_text_old_forms (gunichar character, gunichar old[TSN_TEXT_OLD_FORMS_MAX]);

G_END_DECLS
