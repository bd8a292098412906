/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-parcel.h: patches on their way, under the manifest that their author signed.
 *
 * Shape: docs/sync-protocol.md "Manifests": [ manifest, [ entry ] ]; entries in the order of the
 * manifest, some of it may be missing.
 * Errors: TSN_SYNC_ERROR_MALFORMED for bytes that are no parcels; what is wrong with one parcel or
 * one patch of it is said in the parcel, since the others go on.
 * Thread: plain values.
 */

#pragma once

#include "tsn-cbor.h"
#include "tsn-receipt.h"

G_BEGIN_DECLS

typedef struct
{
  GBytes *body;       /* the patch as it was signed */
  TsnHash hash;       /* of @body */
  TsnStamp effective; /* TSN_STAMP_NONE: the patch's own */
  TsnPatch *patch;    /* NULL: refused */
  TsnRefusal refusal; /* as it was read: NONE, MALFORMED or LATER */
} TsnParcelEntry;

typedef struct
{
  TsnManifest manifest;
  guint n_entries;                                  /* from 1 */
  TsnParcelEntry entries[TSN_MANIFEST_PATCHES_MAX]; /* no memory behind the last one */
} TsnParcel;

void tsn_parcel_free (TsnParcel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnParcel, tsn_parcel_free)

/* Whether the device of the manifest, with that key, signed all of this. The entries were held
 * against the manifest before, when the parcel was read: if one is not in it, stands out of order,
 * or names another device, all of them are refused. */
gboolean tsn_parcel_verify (const TsnParcel *self, const guint8 sign_public[TSN_KEY_SIZE]);

/* @bodies: the patches of @manifest that go, in its order, 1 to TSN_MANIFEST_PATCHES_MAX
 * @effective: (nullable): their effective stamps, 0: the patch's own */
void tsn_parcel_write (GByteArray *out,
                       const TsnManifest *manifest,
                       GBytes *const *bodies,
                       const guint64 *effective,
                       guint n_bodies);
/* What it adds to @out, at most. */
gsize tsn_parcel_size (const TsnManifest *manifest, GBytes *const *bodies, guint n_bodies);

/* Parcels one after the other. */
typedef struct
{
  GBytes *bytes; /* borrowed */
  TsnCborReader cbor;
} TsnParcelReader;

/* @offset: where in @bytes the first one begins */
void tsn_parcel_reader_init (TsnParcelReader *self, GBytes *bytes, gsize offset);
/* @parcel: (out) (transfer full): NULL without error at the end */
gboolean tsn_parcel_reader_next (TsnParcelReader *self, TsnParcel **parcel, GError **error);

G_END_DECLS
