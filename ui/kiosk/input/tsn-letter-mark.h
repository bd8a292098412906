/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-letter-mark.h: a letter with a mark: か with 濁点 is が, e with an acute é. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The mark that makes a letter small or large instead of standing on it: つ to っ, a to A. */
#define TSN_LETTER_MARK_SMALL  1
/* The stroke of đ, which Unicode does not compose. */
#define TSN_LETTER_MARK_STROKE 2

/**
 * tsn_letter_mark:
 * @letter: a character
 * @mark: a combining character (U+3099 濁点, U+0301 acute), or TSN_LETTER_MARK_*
 *
 * Puts @mark on @letter, or takes it off if it is there. Marks that exclude each other replace each
 * other: ぱ with 濁点 is ば, é with a grave è; ấ, which bears two, keeps the other one.
 *
 * Returns: the new letter; @letter itself if no writing has that
 */
gunichar tsn_letter_mark (gunichar letter, gunichar mark);

G_END_DECLS
