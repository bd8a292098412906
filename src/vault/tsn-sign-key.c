/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A key pair without a vault.
 *
 * libsodium's secret key is the seed followed by the public key, so that the one piece of locked
 * memory holds all there is. How the seed is kept on a disk is its owner's affair: a server has
 * nobody to ask for a passphrase.
 */

#include "tsn-sign-key.h"

#include <string.h>

#include "tsn-vault-private.h"

struct _TsnSignKey
{
  guint8 secret[crypto_sign_SECRETKEYBYTES]; /* seed || public */
};

TsnSignKey *
tsn_sign_key_new (void)
{
  TsnSignKey *self;
  guint8 public_half[TSN_KEY_SIZE];

  tsn_vault_init_crypto ();
  self = tsn_secret_new (sizeof *self);
  crypto_sign_keypair (public_half, self->secret);
  return self;
}

TsnSignKey *
tsn_sign_key_new_from_seed (const guint8 seed[TSN_KEY_SIZE])
{
  TsnSignKey *self;
  guint8 public_half[TSN_KEY_SIZE];

  tsn_vault_init_crypto ();
  self = tsn_secret_new (sizeof *self);
  crypto_sign_seed_keypair (public_half, self->secret, seed);
  return self;
}

void
tsn_sign_key_free (TsnSignKey *self)
{
  tsn_secret_free (self);
}

const guint8 *
tsn_sign_key_seed (const TsnSignKey *self)
{
  return self->secret;
}

const guint8 *
tsn_sign_key_public (const TsnSignKey *self)
{
  return self->secret + crypto_sign_SEEDBYTES;
}

void
tsn_sign_key_sign (const TsnSignKey *self,
                   const guint8 *data,
                   gsize size,
                   guint8 signature[TSN_SIGNATURE_SIZE])
{
  crypto_sign_detached (signature, NULL, data, size, self->secret);
}
