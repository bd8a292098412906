/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TSN_PLAIN_MAX 64 /* bytes with the final NUL; no date or time is longer */

/**
 * tsn_plain_text:
 * @text: UTF-8
 * @plain: (out): room for %TSN_PLAIN_MAX
 *
 * What dates and times are read from: spaces dropped (one is kept between two digits), full-width
 * ASCII as ASCII, letters upper case, every dash as "-", kanji numbers (十五, 二〇, 〇三) as
 * digits, 元年 as 1年. Only base uses it.
 *
 * Errors: FALSE for invalid UTF-8 or a text that does not fit.
 */
gboolean tsn_plain_text (const char *text, char plain[TSN_PLAIN_MAX]);

G_END_DECLS
