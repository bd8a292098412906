/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The private keys: how they are made, which role gets which, how they are sealed.
 *
 * The same CBOR map serves twice: in the vault file with the device's own keys, under the vault
 * key; in the keyring with the municipality's (tsn-keyring.c). Both are symmetric and so prove that
 * whoever sealed them held the keys. (A sealed box to a public key could be made by anyone.)
 *
 * A role's limits are here and nowhere else: what tsn_secrets_copy_for_role() does not copy is not
 * on that device.
 */

#include <string.h>

#include "tsn-cbor.h"
#include "tsn-vault-private.h"

#define PAYLOAD_CONTEXT "tsunagi vault payload 1"
/* Enough that the array never grows: growing would leave keys behind in freed memory. */
#define PLAIN_SIZE_MAX  (512 + TSN_VAULT_EPOCH_KEYS_MAX * 48)

enum
{
  SECRET_SIGN = 1, /* seeds, where libsodium has seeds */
  SECRET_BOX,
  SECRET_ROOT,
  SECRET_CARD,
  SECRET_RECOVERY,
  SECRET_COMPARTMENTS,
  SECRET_RECOVERY_NUMBER, /* left out: 0 */
};

void
tsn_secrets_new_device (TsnSecrets *self)
{
  guint8 public_half[TSN_KEY_SIZE];

  randombytes_buf (self->vault_key, sizeof self->vault_key);
  crypto_sign_keypair (public_half, self->sign);
  crypto_box_keypair (public_half, self->box);
}

void
tsn_secrets_new_municipality (TsnSecrets *self)
{
  guint8 public_half[TSN_KEY_SIZE];

  crypto_sign_keypair (public_half, self->root);
  self->has_root = TRUE;
  crypto_box_keypair (public_half, self->card);
  self->has_card = TRUE;
  self->n_compartments = 0;
  for (TsnCompartment c = TSN_DESK; c <= TSN_CARE; c++)
    {
      TsnEpochKey *key = &self->compartments[self->n_compartments++];

      key->epoch = 1;
      key->compartment = c;
      crypto_box_keypair (public_half, key->key);
    }
}

gboolean
tsn_role_opens (TsnRole role, TsnCompartment compartment)
{
  return role == TSN_ROLE_DESK || (role == TSN_ROLE_RECEPTION && compartment == TSN_DESK) ||
         ((role == TSN_ROLE_EMS || role == TSN_ROLE_KIOSK) && compartment == TSN_CARD_KEY);
}

void
tsn_secrets_copy_for_role (TsnSecrets *self, const TsnSecrets *from, TsnRole role)
{
  self->recovery_number = from->recovery_number;
  if (role == TSN_ROLE_DESK)
    {
      self->has_root = from->has_root;
      memcpy (self->root, from->root, sizeof self->root);
      self->has_recovery = from->has_recovery;
      memcpy (self->recovery, from->recovery, sizeof self->recovery);
    }
  if (tsn_role_opens (role, TSN_CARD_KEY))
    {
      self->has_card = from->has_card;
      memcpy (self->card, from->card, sizeof self->card);
    }
  self->n_compartments = 0;
  for (guint i = 0; i < from->n_compartments; i++)
    if (tsn_role_opens (role, from->compartments[i].compartment))
      self->compartments[self->n_compartments++] = from->compartments[i];
}

static TsnEpochKey
public_half_of (const TsnEpochKey *secret)
{
  TsnEpochKey key = *secret;

  crypto_scalarmult_base (key.key, secret->key);
  return key;
}

const TsnEpochKey *
tsn_secrets_find (const TsnSecrets *self, const TsnEpochKey *key)
{
  for (guint i = self->n_compartments; i > 0; i--) /* the newest are asked for most */
    {
      const TsnEpochKey *secret = &self->compartments[i - 1];
      TsnEpochKey public_half;

      if (secret->epoch != key->epoch || secret->compartment != key->compartment)
        continue;
      public_half = public_half_of (secret);
      if (tsn_epoch_key_compare (&public_half, key) == 0)
        return secret;
    }
  return NULL;
}

static gboolean
has_secret (const TsnSecrets *self, const TsnEpochKey *secret)
{
  for (guint i = 0; i < self->n_compartments; i++)
    if (tsn_epoch_key_compare (&self->compartments[i], secret) == 0)
      return TRUE;
  return FALSE;
}

gboolean
tsn_secrets_add (TsnSecrets *self, const TsnEpochKey *secret)
{
  if (has_secret (self, secret))
    return TRUE;
  if (self->n_compartments == TSN_VAULT_EPOCH_KEYS_MAX)
    return FALSE;
  self->compartments[self->n_compartments++] = *secret;
  return TRUE;
}

gboolean
tsn_secrets_within (const TsnSecrets *self, const TsnSecrets *other)
{
  for (guint i = 0; i < self->n_compartments; i++)
    if (!has_secret (other, &self->compartments[i]))
      return FALSE;
  return TRUE;
}

static void
sign_public_of (guint8 public_half[TSN_KEY_SIZE], const guint8 *secret)
{
  crypto_sign_ed25519_sk_to_pk (public_half, secret);
}

void
tsn_secrets_publish (const TsnSecrets *self, TsnVaultFile *file)
{
  sign_public_of (file->sign_public, self->sign);
  crypto_scalarmult_base (file->box_public, self->box);
  if (self->has_root)
    sign_public_of (file->root_public, self->root);
  if (self->has_card)
    crypto_scalarmult_base (file->card_public, self->card);
  g_array_set_size (file->compartments, 0);
  for (guint i = 0; i < self->n_compartments; i++)
    {
      TsnEpochKey key = public_half_of (&self->compartments[i]);

      g_array_append_val (file->compartments, key);
    }
  g_array_sort (file->compartments, tsn_epoch_key_compare);
}

static void
write_secret (GByteArray *out, guint64 number, const guint8 *bytes)
{
  tsn_cbor_write_uint (out, number);
  tsn_cbor_write_bytes (out, bytes, TSN_KEY_SIZE);
}

/* The first half of libsodium's Ed25519 secret key is its seed. */
static GByteArray *
write_secrets (const TsnSecrets *self, gboolean own, gboolean recovery)
{
  GByteArray *out = g_byte_array_sized_new (PLAIN_SIZE_MAX);
  gsize n = 1;

  recovery = recovery && self->has_recovery;
  n += own ? 2 : 0;
  n += self->has_root ? 1 : 0;
  n += self->has_card ? 1 : 0;
  n += recovery ? 1 : 0;
  n += self->recovery_number > 0 ? 1 : 0;
  tsn_cbor_write_map (out, n);
  if (own)
    {
      write_secret (out, SECRET_SIGN, self->sign);
      write_secret (out, SECRET_BOX, self->box);
    }
  if (self->has_root)
    write_secret (out, SECRET_ROOT, self->root);
  if (self->has_card)
    write_secret (out, SECRET_CARD, self->card);
  if (recovery)
    write_secret (out, SECRET_RECOVERY, self->recovery);
  tsn_cbor_write_uint (out, SECRET_COMPARTMENTS);
  tsn_cbor_write_array (out, self->n_compartments);
  for (guint i = 0; i < self->n_compartments; i++)
    {
      tsn_cbor_write_array (out, 3);
      tsn_cbor_write_uint (out, self->compartments[i].epoch);
      tsn_cbor_write_uint (out, self->compartments[i].compartment);
      tsn_cbor_write_bytes (out, self->compartments[i].key, TSN_KEY_SIZE);
    }
  if (self->recovery_number > 0)
    {
      tsn_cbor_write_uint (out, SECRET_RECOVERY_NUMBER);
      tsn_cbor_write_uint (out, self->recovery_number);
    }
  g_assert (out->len <= PLAIN_SIZE_MAX);
  return out;
}

GByteArray *
tsn_secrets_write_granted (const TsnSecrets *self)
{
  return write_secrets (self, FALSE, TRUE);
}

GByteArray *
tsn_secrets_write_municipality (const TsnSecrets *self)
{
  return write_secrets (self, FALSE, FALSE);
}

static gboolean
read_compartments (TsnSecrets *self, TsnCborReader *reader)
{
  gsize n;

  if (!tsn_cbor_read_array (reader, &n) || n > TSN_VAULT_EPOCH_KEYS_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      TsnEpochKey *key = &self->compartments[i];
      gsize parts;
      guint64 epoch;
      guint64 compartment;

      if (!tsn_cbor_read_array (reader, &parts) || parts != 3 ||
          !tsn_cbor_read_uint (reader, &epoch) || !tsn_cbor_read_uint (reader, &compartment) ||
          !tsn_cbor_read_fixed (reader, key->key, TSN_KEY_SIZE))
        return FALSE;
      key->epoch = (guint) epoch;
      key->compartment = (TsnCompartment) compartment;
    }
  self->n_compartments = (guint) n;
  return TRUE;
}

static gboolean
read_signing_key (TsnCborReader *reader, guint8 *secret)
{
  guint8 public_half[TSN_KEY_SIZE];
  const guint8 *seed;
  gsize size;

  if (!tsn_cbor_read_bytes (reader, &seed, &size) || size != crypto_sign_SEEDBYTES)
    return FALSE;
  crypto_sign_seed_keypair (public_half, secret, seed);
  return TRUE;
}

static gboolean
read_secret (TsnSecrets *self, TsnCborReader *reader, gint64 key)
{
  switch (key)
    {
    case SECRET_SIGN:
      return read_signing_key (reader, self->sign);
    case SECRET_BOX:
      return tsn_cbor_read_fixed (reader, self->box, TSN_KEY_SIZE);
    case SECRET_ROOT:
      self->has_root = read_signing_key (reader, self->root);
      return self->has_root;
    case SECRET_CARD:
      self->has_card = tsn_cbor_read_fixed (reader, self->card, TSN_KEY_SIZE);
      return self->has_card;
    case SECRET_RECOVERY:
      self->has_recovery = tsn_cbor_read_fixed (reader, self->recovery, TSN_KEY_SIZE);
      return self->has_recovery;
    case SECRET_COMPARTMENTS:
      return read_compartments (self, reader);
    case SECRET_RECOVERY_NUMBER:
      return tsn_cbor_read_uint (reader, &self->recovery_number) && self->recovery_number > 0;
    default:
      return FALSE;
    }
}

gboolean
tsn_secrets_read (TsnSecrets *self, const guint8 *plain, gsize size)
{
  TsnCborReader reader;
  gint64 key = -1;
  gsize n;

  tsn_cbor_reader_init (&reader, plain, size);
  if (!tsn_cbor_read_map (&reader, &n))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!tsn_cbor_read_key (&reader, &key) || !read_secret (self, &reader, key))
      return FALSE;
  return tsn_cbor_end (&reader);
}

gboolean
tsn_secrets_open_sealed (TsnSecrets *self,
                         const guint8 key[TSN_KEY_SIZE],
                         const guint8 *sealed,
                         gsize size,
                         gconstpointer ad,
                         gsize ad_size)
{
  guint8 *plain;
  gboolean ok;

  if (size < TSN_SEAL_OVERHEAD || size - TSN_SEAL_OVERHEAD > PLAIN_SIZE_MAX)
    return FALSE;
  plain = tsn_secret_new (PLAIN_SIZE_MAX);
  ok = tsn_box_open (plain, key, sealed, size, ad, ad_size) &&
       tsn_secrets_read (self, plain, size - TSN_SEAL_OVERHEAD);
  tsn_secret_free (plain);
  return ok;
}

static GByteArray *
payload_ad (const TsnVaultFile *file)
{
  GByteArray *ad = g_byte_array_new ();

  g_byte_array_append (ad, (const guint8 *) PAYLOAD_CONTEXT, sizeof PAYLOAD_CONTEXT);
  tsn_vault_file_write_identity (file, ad);
  return ad;
}

void
tsn_secrets_seal (const TsnSecrets *self, TsnVaultFile *file)
{
  g_autoptr (TsnSecretArray) plain = write_secrets (self, TRUE, TRUE);
  g_autoptr (GByteArray) ad = payload_ad (file);
  GByteArray *sealed = g_byte_array_new ();

  tsn_box_seal (sealed, self->vault_key, plain->data, plain->len, ad->data, ad->len);
  g_clear_pointer (&file->payload, g_bytes_unref);
  file->payload = g_byte_array_free_to_bytes (sealed);
}

static gboolean
is_published (const TsnEpochKey *key, const TsnVaultFile *file)
{
  for (guint i = 0; i < file->compartments->len; i++)
    if (tsn_epoch_key_compare (&g_array_index (file->compartments, TsnEpochKey, i), key) == 0)
      return TRUE;
  return FALSE;
}

/* The private keys belong to the public ones beside them. */
gboolean
tsn_secrets_match (const TsnSecrets *self, const TsnVaultFile *file)
{
  g_autoptr (TsnVaultFile) own = tsn_vault_file_new ();

  tsn_secrets_publish (self, own);
  if (memcmp (own->sign_public, file->sign_public, TSN_KEY_SIZE) != 0 ||
      memcmp (own->box_public, file->box_public, TSN_KEY_SIZE) != 0 ||
      (self->has_root && memcmp (own->root_public, file->root_public, TSN_KEY_SIZE) != 0) ||
      (self->has_card && memcmp (own->card_public, file->card_public, TSN_KEY_SIZE) != 0))
    return FALSE;
  for (guint i = 0; i < own->compartments->len; i++)
    if (!is_published (&g_array_index (own->compartments, TsnEpochKey, i), file))
      return FALSE;
  return TRUE;
}

gboolean
tsn_secrets_open (TsnSecrets *self, const TsnVaultFile *file, GError **error)
{
  g_autoptr (GByteArray) ad = payload_ad (file);
  gsize size;
  const guint8 *sealed = g_bytes_get_data (file->payload, &size);

  if (tsn_secrets_open_sealed (self, self->vault_key, sealed, size, ad->data, ad->len) &&
      tsn_secrets_match (self, file))
    return TRUE;
  g_set_error_literal (error,
                       TSN_VAULT_ERROR,
                       TSN_VAULT_ERROR_DAMAGED,
                       "vault file was altered: its public and sealed parts do not match");
  return FALSE;
}
