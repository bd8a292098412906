/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TsnKanji:
 *
 * How a reading is written in kanji: たかはし is 高橋, 髙橋, 高梁. What it knows is the packaged
 * dictionary and nothing else: it learns nothing, reads no dictionary of a user, and writes no
 * file.
 *
 * A reading falls into segments (わたなべ, たろう), each with its candidates. Where it fell wrongly
 * the segments can be made longer and shorter.
 *
 * Thread: the library behind it keeps global state, so the main thread only.
 */
typedef struct _TsnKanji TsnKanji;

/* Characters of a reading; a longer one is not converted. */
#define TSN_KANJI_READING_MAX 64

/* What is being written; it decides which candidates come first. */
typedef enum
{
  TSN_KANJI_TEXT,  /* as the dictionary has them */
  TSN_KANJI_PLACE, /* kanji from end to end first: 蓮田市 before 蓮だし */
  TSN_KANJI_NAME,  /* of a person: 佐藤 before 砂糖, and old forms, too: 髙橋 */
} TsnKanjiKind;

typedef enum
{
  TSN_KANJI_ERROR_NO_DICTIONARY, /* the library has none, so that only kana can be written */
} TsnKanjiError;

#define TSN_KANJI_ERROR (tsn_kanji_error_quark ())

GQuark tsn_kanji_error_quark (void);

/* Reads the dictionary in, 10 ms. Returns: (transfer full) (nullable): %NULL on error */
TsnKanji *tsn_kanji_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tsn_kanji_free (TsnKanji *self);

/**
 * tsn_kanji_convert:
 * @reading: hiragana or katakana; digits, letters and marks stay what they are
 *
 * Divides @reading into segments, instead of the reading before it; "" forgets that.
 *
 * Returns: whether there is anything to choose from: %FALSE (and no segment) if @reading is empty,
 * longer than %TSN_KANJI_READING_MAX, or not UTF-8
 */
gboolean tsn_kanji_convert (TsnKanji *self, const char *reading, TsnKanjiKind kind);

guint tsn_kanji_n_segments (TsnKanji *self);

/* Characters of the reading that @segment stands for. */
guint tsn_kanji_segment_length (TsnKanji *self, guint segment);

/**
 * tsn_kanji_dup_candidates:
 * @segment: below tsn_kanji_n_segments()
 *
 * Returns: (transfer full): ways to write the segment, the likeliest first, none twice; its kana
 * are among them
 */
GStrv tsn_kanji_dup_candidates (TsnKanji *self, guint segment) G_GNUC_WARN_UNUSED_RESULT;

/* Makes @segment longer by @by characters (negative: shorter); what follows it is divided anew.
 * Returns: whether anything changed: not at the end of the reading and not below one character */
gboolean tsn_kanji_resize (TsnKanji *self, guint segment, int by);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnKanji, tsn_kanji_free)

G_END_DECLS
