/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-search.h: finding people and places as one types, by scanning memory.
 *
 * On unlock the fields with the flag SEARCH are folded (tsn-text.h) into a few contiguous columns,
 * one set per kind; a search scans them. Nothing of it is ever written to disk; the buffers are
 * wiped when the store is locked. Every put updates it.
 *
 * A query is split at spaces; every word must be found: digits in telephone numbers (also only
 * their last digits) and birth dates (19400302, 1940, S15.3.2 ...), kana in readings and names,
 * everything else in names, after folding.
 *
 * Thread: any; a search takes a read lock, about a millisecond for 100,000 people.
 */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

/* Ids of the records of @kind that match, best first (a name or reading that starts with the word
 * before one that has it inside), at most @limit. An empty query matches nothing. (element-type
 * TsnId) */
GArray *tsn_store_search (TsnStore *self, const TsnKind *kind, const char *query, guint limit);

/* The same from inside work in the store; what the running work has written is not found yet. */
GArray *tsn_session_search (TsnSession *self, const TsnKind *kind, const char *query, guint limit);

/* How many records the index of @kind has; 0 when locked. */
guint tsn_store_search_size (TsnStore *self, const TsnKind *kind);

G_END_DECLS
