/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bundle-file.h: the bytes of a bundle: head, parts, end.
 *
 * Shape: docs/sync-protocol.md "Bundles". What is in the parts is read with tsn-parcel.h.
 * Errors: TSN_SYNC_ERROR_NO_BUNDLE, _CUT_OFF, _ALTERED, _TOO_NEW; those of the stream.
 * Thread: one at a time; reading blocks.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-certificate.h"
#include "tsn-sync-error.h"

G_BEGIN_DECLS

#define TSN_BUNDLE_HEAD_MAX  (1024 * 1024)      /* bytes */
#define TSN_BUNDLE_PART_MAX  (20 * 1024 * 1024) /* bytes that are read */
#define TSN_BUNDLE_PART_SIZE (1024 * 1024)      /* bytes after which a writer ends a part */
#define TSN_SHA256_SIZE      32

typedef struct
{
  guint8 root_public[TSN_KEY_SIZE]; /* whose municipality */
  TsnId device;                     /* that made it */
  gint64 made_ms;                   /* since 1970 UTC, by that device's clock */
  gboolean whole;                   /* it goes on from no other */
  guint8 base[TSN_SHA256_SIZE];     /* the one that it goes on from; zeros when @whole */
  GPtrArray *certificates;          /* of GBytes */
} TsnBundleHead;

void tsn_bundle_head_init (TsnBundleHead *self);
void tsn_bundle_head_clear (TsnBundleHead *self);
/* As the file begins. FALSE: there are too many certificates for one head. */
gboolean tsn_bundle_head_write (const TsnBundleHead *self, GByteArray *out);

void tsn_bundle_part_write (const GByteArray *parcels, GByteArray *out);

/* What the maker signs. @sum: SHA-256 of all bytes before the end */
void tsn_bundle_message (const guint8 sum[TSN_SHA256_SIZE], GByteArray *out);
void tsn_bundle_end_write (const guint8 signature[TSN_SIGNATURE_SIZE], GByteArray *out);

typedef struct
{
  GInputStream *stream; /* owned */
  GCancellable *cancellable;
  GChecksum *checksum;
  guint64 size; /* bytes read so far; at the end: of the file */
  TsnBundleHead head;

  /* At the end. */
  guint8 sum[TSN_SHA256_SIZE];  /* of all bytes before the end */
  guint8 name[TSN_SHA256_SIZE]; /* of all bytes */
  guint8 signature[TSN_SIGNATURE_SIZE];
} TsnBundleReader;

/* Reads the head. */
TsnBundleReader *
tsn_bundle_reader_new (GInputStream *stream, GCancellable *cancellable, GError **error);
void tsn_bundle_reader_free (TsnBundleReader *self);

/* @part: (out) (transfer full): parcels; NULL without error after the end, behind which there is
 * nothing. */
gboolean tsn_bundle_reader_next (TsnBundleReader *self, GBytes **part, GError **error);

/* After the end: whether the device with that key signed it. */
gboolean tsn_bundle_reader_verify (const TsnBundleReader *self,
                                   const guint8 sign_public[TSN_KEY_SIZE]);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnBundleHead, tsn_bundle_head_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnBundleReader, tsn_bundle_reader_free)

G_END_DECLS
