/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-digest.h: what tells two replicas apart: a sum over the records of a kind in 256
 * buckets. Adding and taking away cells in any order gives the same sum.
 *
 * Shape: docs/sync-protocol.md "The digest".
 * Thread: plain values.
 */

#pragma once

#include "tsn-manifest.h"
#include "tsn-merge.h"

G_BEGIN_DECLS

#define TSN_DIGEST_BUCKETS 256

/* A number modulo 2^128, little endian. */
typedef struct
{
  guint8 bytes[16];
} TsnDigest;

guint tsn_digest_bucket (const TsnId *record);

void tsn_digest_add (TsnDigest *self, const TsnDigest *other);
void tsn_digest_subtract (TsnDigest *self, const TsnDigest *other);
gboolean tsn_digest_equal (const TsnDigest *a, const TsnDigest *b);

/* The cell of one record: of all its winners, or of its tombstone. Zero for none. */
void
tsn_digest_record (guint kind, const TsnId *record, const TsnWinners *winners, TsnDigest *digest);

/* Of the 256 buckets of a kind. */
void tsn_digest_kind (const TsnDigest buckets[TSN_DIGEST_BUCKETS], TsnHash *hash);

/* The root: kinds are fed in rising order, each once; those without a record are left out. */
typedef struct
{
  GByteArray *bytes;
} TsnDigestRoot;

void tsn_digest_root_init (TsnDigestRoot *self);
void
tsn_digest_root_feed (TsnDigestRoot *self, guint kind, const TsnDigest buckets[TSN_DIGEST_BUCKETS]);
void tsn_digest_root_finish (TsnDigestRoot *self, TsnHash *root); /* and frees what it holds */

G_END_DECLS
