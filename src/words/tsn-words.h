/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-words.h: what the program says to people: errors, labels and values in their language.
 *
 * Everything below this folder speaks in codes; ctl and ui speak through this one, so that the same
 * mistake reads the same everywhere. The language is the locale's (gettext domain "tsunagi").
 */

#pragma once

#include "tsn-record.h"

G_BEGIN_DECLS

/* Binds the translations: those of $TSUNAGI_LOCALEDIR, else the installed ones. Call once after
 * setlocale. */
void tsn_words_init (void);

/* One sentence: what is wrong and what to do. Errors of other libraries keep their own text. */
char *tsn_words_error (const GError *error);

/* Why a server does not take what was written here, and what to do; @reason: docs/sync-protocol.md
 * "Refusals". */
const char *tsn_words_refusal (guint reason);

const char *tsn_words_kind (const TsnKind *kind);
const char *tsn_words_field (const TsnField *field);
const char *tsn_words_code (const TsnCode *code);

/* A value as people read it: dates in both calendars, codes by label, lists one after the other,
 * "（未記入）" never: no value gives "". */
char *tsn_words_value (const TsnField *field, const TsnValue *value);

/* When that was, both ms since 1970 UTC: "13:02" on the day of @now_ms, else "2026年11月28日
 * 13:02".
 */
char *tsn_words_moment (gint64 unix_ms, gint64 now_ms);

/* The translation of @label; for look-ups of codes and headers by what people see. */
const char *tsn_words_translate (const char *label);

G_END_DECLS
