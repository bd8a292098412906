/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Searching a store: the search text is kept by tsn-store.c and lies in tsn-search-set.c; here is
 * only the way to it. */

#include "tsn-search.h"

#include "tsn-store-private.h"

GArray *
tsn_store_search (TsnStore *self, const TsnKind *kind, const char *query, guint limit)
{
  TsnSearchIndex *index = tsn_search_set_index (tsn_store_get_search (self), kind);

  return index != NULL ? tsn_search_index_find (index, query, limit)
                       : g_array_new (FALSE, FALSE, sizeof (TsnId));
}

GArray *
tsn_session_search (TsnSession *self, const TsnKind *kind, const char *query, guint limit)
{
  return tsn_store_search (self->store, kind, query, limit);
}

guint
tsn_store_search_size (TsnStore *self, const TsnKind *kind)
{
  TsnSearchIndex *index = tsn_search_set_index (tsn_store_get_search (self), kind);

  return index != NULL ? tsn_search_index_size (index) : 0;
}
