/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vault as signer and as opener of cards: the only file of src/card that calls it. Everything
 * else takes functions, so that tests can be both sides and a reader need not have a vault at all.
 */

#include <string.h>

#include "tsn-card-verdict.h"

static gboolean
sign_by_vault (gpointer data,
               const guint8 *bytes,
               gsize size,
               guint8 signature[TSN_SIGNATURE_SIZE],
               GError **error)
{
  return tsn_vault_sign (data, bytes, size, signature, error);
}

void
tsn_card_signer_init_vault (TsnCardSigner *self, TsnVault *vault)
{
  memcpy (self->public_key, tsn_vault_device_sign_public (vault), TSN_KEY_SIZE);
  self->sign = sign_by_vault;
  self->data = vault;
}

static gboolean
card_key_of_vault (gpointer data, guint nth, guint8 card_public[TSN_KEY_SIZE])
{
  return tsn_vault_nth_card_public (data, nth, card_public);
}

static gboolean
agree_by_vault (gpointer data,
                const guint8 card_public[TSN_KEY_SIZE],
                const guint8 ephemeral[TSN_KEY_SIZE],
                guint8 shared[TSN_KEY_SIZE],
                GError **error)
{
  return tsn_vault_card_agree (data, card_public, ephemeral, shared, error);
}

void
tsn_card_trust_init_vault (TsnCardTrust *self, TsnVault *vault)
{
  self->card_key = card_key_of_vault;
  self->agree = agree_by_vault;
  self->agree_data = vault;
}
