/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-digest-table.h: the digests of the kinds (tsn-digest.h), kept up with every row that is
 * written (internal to store/).
 *
 * What a transaction changes is summed up in memory and written at its end; one that is rolled back
 * forgets it. Thread: that of the connection.
 */

#pragma once

#include "tsn-digest.h"
#include "tsn-schema.h"

G_BEGIN_DECLS

typedef struct _TsnDigestTable TsnDigestTable;

void tsn_digest_table_free (TsnDigestTable *self); /* NULL is fine */

/* A record's cell was @before and is @after. */
void tsn_digest_table_change (TsnConnection *connection,
                              const TsnKindPlan *plan,
                              const TsnId *record,
                              const TsnDigest *before,
                              const TsnDigest *after);
/* The table of the kind is emptied. */
gboolean
tsn_digest_table_clear (TsnConnection *connection, const TsnKindPlan *plan, GError **error);
/* Writes what has changed; before each commit. */
gboolean tsn_digest_table_flush (TsnConnection *connection, GError **error);
void tsn_digest_table_forget (TsnConnection *connection); /* after a rollback */

/* As written; zeros for what has no row. */
gboolean tsn_digest_table_read (TsnConnection *connection,
                                guint kind,
                                TsnDigest buckets[TSN_DIGEST_BUCKETS],
                                GError **error);

/* Fills the empty table from the rows of all kinds that there are; a damaged row is left out. */
gboolean tsn_digest_table_fill (TsnConnection *connection, GError **error);

G_END_DECLS
