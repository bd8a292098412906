/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-search-column.h: one kind of text of all rows in one piece of memory, and the scan over it.
 */

#pragma once

#include "tsn-id.h"
#include "tsn-wipe-buffer.h"

G_BEGIN_DECLS

#define TSN_SEARCH_BLOCK      4096 /* rows that are scanned at a time: their text stays in the cache */
#define TSN_SEARCH_NEEDLE_MAX 256 /* bytes; a longer word is in no name */

/* What is looked for. */
typedef struct
{
  guint8 bytes[TSN_SEARCH_NEEDLE_MAX]; /* none is 0 */
  guint length;                        /* 0: nothing to look for */
  gboolean tail_is_best; /* a hit at the end of a value counts as much as one at its beginning */
} TsnSearchNeedle;

/* One bit for each row of a block. */
typedef struct
{
  guint64 hits[TSN_SEARCH_BLOCK / 64];
  guint64 best[TSN_SEARCH_BLOCK / 64]; /* those hits that begin a value */
} TsnSearchMarks;

/**
 * TsnSearchColumn:
 *
 * The text of row after row, every value with a 0 before it, so that no hit reaches over its value.
 * A row without text takes 4 bytes. `{ 0 }` is an empty column.
 */
typedef struct
{
  TsnWipeBuffer text;
  TsnWipeBuffer starts; /* guint32 of each row: where its text begins */
  guint8 seen[256];     /* 1 for each byte that some value had: a needle with another is nowhere */
} TsnSearchColumn;

void tsn_search_column_add_row (TsnSearchColumn *self); /* the last row from now on */

/* Adds a value to the last row; it holds no 0. */
void tsn_search_column_add_value (TsnSearchColumn *self, gconstpointer value, gsize length);

/* Adds the text of a row of another column to the last row. */
void tsn_search_column_add_from (TsnSearchColumn *self, const TsnSearchColumn *other, guint row);

void tsn_search_column_wipe_row (TsnSearchColumn *self,
                                 guint row); /* it matches nothing any more */

/* Takes out the rows whose id in @ids is nil. */
void tsn_search_column_compact (TsnSearchColumn *self, const TsnId *ids);

void tsn_search_column_clear (TsnSearchColumn *self);

/**
 * tsn_search_column_scan:
 * @first: the first row
 * @end: the row after the last, in the same block of %TSN_SEARCH_BLOCK rows
 * @needle: what to look for; an empty one marks nothing
 * @marks: (inout): gains a bit for each row that has it; bit 0 is the first row of the block
 */
void tsn_search_column_scan (const TsnSearchColumn *self,
                             guint first,
                             guint end,
                             const TsnSearchNeedle *needle,
                             TsnSearchMarks *marks);

G_END_DECLS
