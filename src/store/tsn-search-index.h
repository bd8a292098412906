/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-search-index.h: the search text of one kind of record, in memory only. */

#pragma once

#include "tsn-change.h"
#include "tsn-date.h"
#include "tsn-record.h"

G_BEGIN_DECLS

#define TSN_SEARCH_QUERY_MAX 1024 /* bytes of a query that are read */
#define TSN_SEARCH_WORD_MAX  8    /* words of a query that count */

/**
 * TsnSearchIndex:
 *
 * What can be searched of all records of one kind: an id, names, readings, phone numbers and one
 * date each, folded into contiguous columns. About 60 bytes for a person.
 *
 * All memory that held text is wiped before it is given back, also where it grows, shrinks or a
 * record is replaced.
 *
 * Thread: any; finding takes a read lock, everything else a write lock.
 */
typedef struct _TsnSearchIndex TsnSearchIndex;

TsnSearchIndex *tsn_search_index_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tsn_search_index_free (TsnSearchIndex *self); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSearchIndex, tsn_search_index_free)

/**
 * tsn_search_index_put:
 * @self: an index
 * @id: the record, not nil; what was known of it is replaced
 * @name: (nullable): as typed
 * @kana: (nullable): a reading in any kana
 * @phones: (nullable): as typed, NULL after the last
 * @birth: or %TSN_DATE_NONE
 *
 * Cost: about a microsecond, most of it folding; now and then the columns grow or are compacted.
 */
void tsn_search_index_put (TsnSearchIndex *self,
                           const TsnId *id,
                           const char *name,
                           const char *kana,
                           const char *const *phones,
                           TsnDate birth);

/**
 * tsn_search_index_put_record:
 * @self: the index of the record's kind
 * @record: a tombstone is removed
 *
 * Puts the readable fields with the flag SEARCH: KANA as readings; PHONE and POSTCODE as numbers;
 * the first DATE as the birth date; all other text as names.
 */
void tsn_search_index_put_record (TsnSearchIndex *self, const TsnRecord *record);

/**
 * tsn_search_index_put_change:
 * @self: the index of the change's kind
 * @change: that made a record
 * @compartments: bits of those whose fields are taken
 *
 * The same for a record that has the values of one change and no others.
 */
void
tsn_search_index_put_change (TsnSearchIndex *self, const TsnChange *change, guint compartments);

/* Puts all records of @other. */
void tsn_search_index_put_all (TsnSearchIndex *self, TsnSearchIndex *other);

void tsn_search_index_remove (TsnSearchIndex *self, const TsnId *id); /* unknown: nothing to do */
void tsn_search_index_clear (TsnSearchIndex *self);                   /* wipes everything */
guint tsn_search_index_size (TsnSearchIndex *self);                   /* records */

/**
 * tsn_search_index_find:
 * @self: an index
 * @query: (nullable): what was typed; only the first %TSN_SEARCH_QUERY_MAX bytes and
 * %TSN_SEARCH_WORD_MAX words count
 * @limit: at most so many answers
 *
 * Every word must be found in the record, wherever it can mean something: any word in names, kana
 * in readings, digits (with hyphens or brackets) in a phone number or as the beginning of yyyymmdd,
 * a day, month or year in any form of tsn_date_parse() as the birth date.
 *
 * Returns: (transfer full) (element-type TsnId): first the records in which a word begins a name or
 * reading (if there are only numbers: in which one begins or ends a phone number or is the birth
 * date), then the others, each in the order in which they were put. Empty for an empty query.
 *
 * Cost: 100,000 people in a fraction of a millisecond, a million in a few.
 */
GArray *tsn_search_index_find (TsnSearchIndex *self, const char *query, guint limit)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
