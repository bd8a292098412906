/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kana-follow.h: the reading of what comes out of an input method.
 *
 * Whoever writes 髙橋 types たかはし first; the input method shows that before it is converted.
 * This is the part that watches the shown texts and needs no window. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Zero-initialised is ready. */
typedef struct
{
  char *kana; /* of what is being written, in katakana; NULL: none */
} TsnKanaFollow;

void tsn_kana_follow_clear (TsnKanaFollow *self);

/* The input method shows @text as not yet decided ("" when it stops). */
void tsn_kana_follow_preedit (TsnKanaFollow *self, const char *text);

/* @text came into the entry: its reading in katakana, or NULL when that is not known (it
 * was pasted). */
char *tsn_kana_follow_commit (TsnKanaFollow *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Nothing came of it. */
void tsn_kana_follow_forget (TsnKanaFollow *self);

G_END_DECLS
