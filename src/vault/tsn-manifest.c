/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Manifests: a device's word for a lot of its own patches.
 *
 * A signature costs fifty microseconds and a hash a fifth of one, so a lot of up to 64 patches is
 * signed together by its hashes. The hashes travel with the signature: a receiver can then verify
 * whatever is left of the lot (an erasure deletes patches), and the lot never has to be signed
 * again. What is signed names the device, so that no other device's key makes it true, and begins
 * with a text of its own, so that no other signature is one.
 */

#include "tsn-manifest.h"

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-vault-private.h"

#define CONTEXT "tsunagi manifest 1"

/* The context with its NUL, the device, the hashes. */
#define MESSAGE_SIZE_MAX                                                                           \
  (sizeof CONTEXT + sizeof (TsnId) + TSN_MANIFEST_PATCHES_MAX * TSN_HASH_SIZE)

void
tsn_hash_bytes (const guint8 *data, gsize size, TsnHash *hash)
{
  tsn_vault_init_crypto ();
  crypto_generichash (hash->bytes, sizeof hash->bytes, data, size, NULL, 0);
}

/* Returns: the size of the message */
static gsize
write_message (const TsnManifest *self, guint8 message[MESSAGE_SIZE_MAX])
{
  guint8 *p = message;

  memcpy (p, CONTEXT, sizeof CONTEXT);
  p += sizeof CONTEXT;
  memcpy (p, self->device.bytes, sizeof self->device.bytes);
  p += sizeof self->device.bytes;
  memcpy (p, self->hashes, self->n_hashes * sizeof (TsnHash));
  return sizeof CONTEXT + sizeof self->device.bytes + self->n_hashes * sizeof (TsnHash);
}

gboolean
tsn_manifest_sign (TsnManifest *self,
                   TsnVault *vault,
                   const TsnHash *hashes,
                   guint n_hashes,
                   GError **error)
{
  guint8 message[MESSAGE_SIZE_MAX];

  g_return_val_if_fail (n_hashes > 0 && n_hashes <= TSN_MANIFEST_PATCHES_MAX, FALSE);
  memset (self, 0, sizeof *self);
  self->device = *tsn_vault_device (vault);
  self->n_hashes = n_hashes;
  memcpy (self->hashes, hashes, n_hashes * sizeof (TsnHash));
  return tsn_vault_sign (vault, message, write_message (self, message), self->signature, error);
}

gboolean
tsn_manifest_verify (const TsnManifest *self, const guint8 sign_public[TSN_KEY_SIZE])
{
  guint8 message[MESSAGE_SIZE_MAX];

  return tsn_verify (message, write_message (self, message), self->signature, sign_public);
}

void
tsn_manifest_encode (const TsnManifest *self, GByteArray *out)
{
  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_bytes (out, self->device.bytes, sizeof self->device.bytes);
  tsn_cbor_write_bytes (out, self->hashes, self->n_hashes * sizeof (TsnHash));
  tsn_cbor_write_bytes (out, self->signature, sizeof self->signature);
}

static gboolean
read_manifest (TsnManifest *self, TsnCborReader *reader)
{
  const guint8 *hashes;
  gsize size;
  gsize n;

  if (!tsn_cbor_read_array (reader, &n) || n != 3 ||
      !tsn_cbor_read_fixed (reader, self->device.bytes, sizeof self->device.bytes) ||
      tsn_id_is_nil (&self->device) || !tsn_cbor_read_bytes (reader, &hashes, &size) || size == 0 ||
      size > sizeof self->hashes || size % sizeof (TsnHash) != 0)
    return FALSE;
  self->n_hashes = (guint) (size / sizeof (TsnHash));
  memcpy (self->hashes, hashes, size);
  return tsn_cbor_read_fixed (reader, self->signature, sizeof self->signature);
}

gboolean
tsn_manifest_decode (TsnManifest *self, const guint8 *data, gsize size, GError **error)
{
  TsnManifest read = { 0 };
  TsnCborReader reader;

  tsn_cbor_reader_init (&reader, data, size);
  if (!read_manifest (&read, &reader) || !tsn_cbor_end (&reader))
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_DAMAGED,
                           "a manifest is damaged");
      return FALSE;
    }
  *self = read;
  return TRUE;
}

int
tsn_manifest_find (const TsnManifest *self, const TsnHash *hash)
{
  for (guint i = 0; i < self->n_hashes; i++)
    if (memcmp (self->hashes[i].bytes, hash->bytes, sizeof hash->bytes) == 0)
      return (int) i;
  return -1;
}
