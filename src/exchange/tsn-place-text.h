/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-place-text.h: puts right what directories of facilities have in their cells. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All take a cell and give text to store; NULL: there is nothing usable in it. (transfer full) */

/* One line: half-width kana widened, runs of spaces and （改行） made one space, trimmed. */
char *tsn_place_text_line (const char *cell);

/* The same with （改行） as a line break. */
char *tsn_place_text_lines (const char *cell);

/* A reading: as a line, and ウ゛ as ヴ, a hyphen between kana as ー. */
char *tsn_place_text_kana (const char *cell);

/* As tsn_phone_normalise(); junk gives NULL. */
char *tsn_place_text_phone (const char *cell);

/* http or https with a host that has a dot. https：//, http//, https:/x, www.x and a bare host are
 * mended; e-mail addresses, phone numbers and words give NULL. */
char *tsn_place_text_url (const char *cell);

/* Seven digits; NULL for anything else. */
char *tsn_place_text_postcode (const char *cell);

/* A whole number of people ("20", "２０人"), or 0: none, or not a number. */
gint64 tsn_place_text_capacity (const char *cell);

/* Both in millionths of a degree. FALSE when missing, 0, or outside Japan. */
gboolean tsn_place_text_position (const char *latitude_cell,
                                  const char *longitude_cell,
                                  gint64 *latitude,
                                  gint64 *longitude);

/* The day in a file's name (…_20250601.csv), as TsnDate; 0 when there is none. */
guint32 tsn_place_text_file_date (const char *path);

G_END_DECLS
