/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-record-list.h: the records of one kind as a GListModel, however many there are.
 *
 * The list holds ids; a record is read when its row comes into view, a page at a time, and
 * forgotten when it is long gone. Filtering and sorting are the store's (a query) or the search
 * text's (words); never put a filter or sort model on top.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-station.h"

G_BEGIN_DECLS

/* One row. Properties: `record` (TsnRecord, nullable while it is being read; notified). */
#define TSN_TYPE_RECORD_ITEM (tsn_record_item_get_type ())
G_DECLARE_FINAL_TYPE (TsnRecordItem, tsn_record_item, TSN, RECORD_ITEM, GObject)

const TsnId *tsn_record_item_get_id (TsnRecordItem *self);
TsnRecord *tsn_record_item_get_record (TsnRecordItem *self); /* NULL: not read yet; borrowed */

/* Properties: `n-items`, `loading` (notified). */
#define TSN_TYPE_RECORD_LIST (tsn_record_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnRecordList, tsn_record_list, TSN, RECORD_LIST, GObject)

TsnRecordList *tsn_record_list_new (TsnStation *station, const TsnKind *kind);

/* What the list shows: with @words (nullable, "" as NULL) the best matches of the search text (at
 * most @limit); else the records of @query (nullable: all, in order of creation, newest first).
 * Takes @query over. An answer that comes after a newer question is thrown away. */
void tsn_record_list_show (TsnRecordList *self, const char *words, TsnQuery *query, guint limit);

/* From the next question on only what can still be chosen: without those whose end is past
 * (TSN_FIELD_END). */
void tsn_record_list_set_current (TsnRecordList *self, gboolean current);

/* The same question again: the records changed. Items whose id stays keep their place. The list
 * does so by itself when the station says that records of its kind have changed; ask only when the
 * answer depends on other kinds. */
void tsn_record_list_reload (TsnRecordList *self);

gboolean tsn_record_list_is_loading (TsnRecordList *self);

G_END_DECLS
