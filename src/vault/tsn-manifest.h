/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-manifest.h: a device's signature under a lot of its own patches, so that whoever carries them
 * can neither change nor invent one.
 *
 * Shape: docs/sync-protocol.md "Manifests".
 * Errors: TSN_VAULT_ERROR_DAMAGED (not a manifest; a signature that does not fit), _LOCKED.
 * Thread: plain values; signing as tsn_vault_sign().
 */

#pragma once

#include "tsn-vault.h"

G_BEGIN_DECLS

#define TSN_HASH_SIZE            16
#define TSN_MANIFEST_PATCHES_MAX 64

/* Of a patch's bytes. */
typedef struct
{
  guint8 bytes[TSN_HASH_SIZE];
} TsnHash;

void tsn_hash_bytes (const guint8 *data, gsize size, TsnHash *hash);

typedef struct
{
  TsnId device; /* wrote all of the patches */
  guint n_hashes;
  TsnHash hashes[TSN_MANIFEST_PATCHES_MAX]; /* in the order of the patches' stamps */
  guint8 signature[TSN_SIGNATURE_SIZE];
} TsnManifest;

/* Signs @hashes (1 to TSN_MANIFEST_PATCHES_MAX) as @vault's device. */
gboolean tsn_manifest_sign (TsnManifest *self,
                            TsnVault *vault,
                            const TsnHash *hashes,
                            guint n_hashes,
                            GError **error);

void tsn_manifest_encode (const TsnManifest *self, GByteArray *out);

/* Form only; @self is untouched on failure. */
gboolean tsn_manifest_decode (TsnManifest *self, const guint8 *data, gsize size, GError **error);

/* Whether the device with that key signed it. */
gboolean tsn_manifest_verify (const TsnManifest *self, const guint8 sign_public[TSN_KEY_SIZE]);

/* The place of @hash in the manifest, -1: not in it. */
int tsn_manifest_find (const TsnManifest *self, const TsnHash *hash);

G_END_DECLS
