/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-search-set.h: one search index for each kind that has something to search. A store has one.
 */

#pragma once

#include "tsn-search-index.h"

G_BEGIN_DECLS

typedef struct _TsnSearchSet TsnSearchSet;

TsnSearchSet *tsn_search_set_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tsn_search_set_free (TsnSearchSet *self); /* NULL is allowed; wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSearchSet, tsn_search_set_free)

/* The index of @kind; NULL when none of its fields has the flag SEARCH. */
TsnSearchIndex *tsn_search_set_index (TsnSearchSet *self, const TsnKind *kind);

/* Puts a record, or takes out a tombstone; does nothing for a kind without index. */
void tsn_search_set_put (TsnSearchSet *self, const TsnRecord *record);

/* Puts all records of @other. */
void tsn_search_set_put_all (TsnSearchSet *self, TsnSearchSet *other);

/* Wipes all indexes: the vault was locked. */
void tsn_search_set_clear (TsnSearchSet *self);

G_END_DECLS
