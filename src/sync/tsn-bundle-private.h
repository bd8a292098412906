/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bundle-private.h: what making and reading a bundle share: the ledger. Within the work of a
 * store. */

#pragma once

#include "tsn-bundle.h"
#include "tsn-session-sync.h"

G_BEGIN_DECLS

void tsn_bundle_name (const guint8 sum[TSN_SHA256_SIZE], char name[TSN_BUNDLE_NAME_SIZE]);

/* Write work. @direction: TSN_TRANSFER_DIRECTION_OUT or _IN */
gboolean tsn_bundle_ledger_write (TsnSession *session,
                                  guint direction,
                                  const TsnBundleLine *line,
                                  const TsnBundleNote *note,
                                  TsnVault *vault,
                                  GError **error);

typedef enum
{
  TSN_READ_BY_ANYBODY,
  TSN_READ_BY_US,
  TSN_READ_BY_OTHERS,
} TsnReadBy;

/* Whether there is a line of somebody who has read that bundle and left nothing out. */
gboolean tsn_bundle_ledger_is_read (TsnSession *session,
                                    const char *name,
                                    TsnReadBy by,
                                    gboolean *is_read,
                                    GError **error);

/* How far bundles of this device went in its log. The one of those that others have read that went
 * furthest: @base and @after; FALSE in @found: none. */
gboolean tsn_bundle_marks_find (TsnSession *session,
                                guint8 base[TSN_SHA256_SIZE],
                                gint64 *after,
                                gboolean *found,
                                GError **error);
/* Write work. Forgets those before @after. */
gboolean tsn_bundle_marks_add (TsnSession *session,
                               const guint8 name[TSN_SHA256_SIZE],
                               gint64 until,
                               gint64 after,
                               GError **error);

/* Counts the people whom patches are of. (element-type TsnId) */
GHashTable *tsn_bundle_people_new (void);
void tsn_bundle_people_add (GHashTable *people, guint kind, const TsnId *record);

G_END_DECLS
