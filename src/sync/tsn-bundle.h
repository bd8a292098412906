/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bundle.h: patches in a file, for networks that never meet, and the ledger of those files.
 *
 * Shape: docs/sync-protocol.md "Bundles".
 * Errors: TSN_SYNC_ERROR_NO_BUNDLE and those after it, TSN_STORE_ERROR_*, TSN_VAULT_ERROR_LOCKED,
 * G_IO_ERROR_*. Thread: blocks; any but the store's.
 */

#pragma once

#include "tsn-bundle-file.h"
#include "tsn-store.h"

G_BEGIN_DECLS

/* What people write into the ledger, all of it sealed; each may be NULL. */
typedef struct
{
  const char *medium;     /* which stick: its number or label */
  const char *approval;   /* number of the approval */
  const char *carried_by; /* NULL: the label of who unlocked */
  const char *note;
} TsnBundleNote;

#define TSN_BUNDLE_NAME_SIZE (2 * TSN_SHA256_SIZE + 1)

/* A line of the ledger. */
typedef struct
{
  char name[TSN_BUNDLE_NAME_SIZE]; /* SHA-256 of the file, lower case hexadecimal */
  guint64 size;                    /* bytes */
  TsnId maker;
  gint64 made_ms;    /* since 1970 UTC */
  gboolean whole;    /* it goes on from no other */
  guint64 changes;   /* patches in it */
  guint64 people;    /* of how many residents */
  guint64 news;      /* brought in: patches that were new here */
  guint64 left_out;  /* brought in: patches that were not taken */
  gboolean repeated; /* it was brought in before, and there was nothing to do; no line */
} TsnBundleLine;

/**
 * tsn_bundle_export:
 * @whole: everything, else what came after the last bundle that somebody else has read
 * @progress: (nullable): counts patches
 * @line: (out): as it is in the ledger
 *
 * @path is there whole or not at all, never in another's place, and not without its line.
 */
gboolean tsn_bundle_export (TsnStore *store,
                            const char *path,
                            gboolean whole,
                            const TsnBundleNote *note,
                            TsnBundleLine *line,
                            TsnProgress progress,
                            gpointer user_data,
                            GCancellable *cancellable,
                            GError **error);

/**
 * tsn_bundle_import:
 * @line: (out): as it is in the ledger
 *
 * Applies all of the bundle with its line in one transaction, or nothing.
 */
gboolean tsn_bundle_import (TsnStore *store,
                            const char *path,
                            const TsnBundleNote *note,
                            TsnBundleLine *line,
                            TsnProgress progress,
                            gpointer user_data,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
