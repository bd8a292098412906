/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loans: the keys of a municipality's cards for the crew of another, whose ambulances come here,
 * too.
 *
 * They are never written into the borrower's vault: the loan lies beside it as it came, sealed to
 * the device, and is opened again after each unlocking. So a newer loan simply takes its place, and
 * what one municipality lent is never taken for what another granted.
 */

#include <string.h>

#include "tsn-vault-private.h"

#define LOAN_CONTEXT "tsunagi card loan 1"

/* With its final NUL, and what is said of the loan. */
static GBytes *
context (GBytes *about)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) LOAN_CONTEXT, sizeof LOAN_CONTEXT);
  g_byte_array_append (out, g_bytes_get_data (about, NULL), (guint) g_bytes_get_size (about));
  return g_byte_array_free_to_bytes (out);
}

/* -- The lender's side -- */

/* Holds keys: as large from the beginning as it will be. */
static GByteArray *
write_keys (const TsnSecrets *keys)
{
  GByteArray *out = g_byte_array_sized_new (TSN_ENVELOPE_SIZE_MAX);

  tsn_cbor_write_array (out, 1 + keys->n_compartments);
  tsn_cbor_write_bytes (out, keys->card, TSN_KEY_SIZE);
  for (guint i = 0; i < keys->n_compartments; i++)
    tsn_cbor_write_bytes (out, keys->compartments[i].key, TSN_KEY_SIZE);
  return out;
}

GBytes *
tsn_vault_lend_card_keys (TsnVault *self,
                          GBytes *certificate,
                          const guint8 root_public[TSN_KEY_SIZE],
                          GBytes *about,
                          GError **error)
{
  g_autoptr (TsnSecretArray) plain = NULL;
  g_autoptr (GBytes) what = context (about);
  TsnSecrets *authority, *keys;
  TsnCertificate to;
  GBytes *loan;

  if (!tsn_certificate_verify (certificate, root_public, &to, error))
    return NULL;
  if (to.role != TSN_ROLE_EMS)
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_NO_KEY,
                           "the keys of cards are lent to crews only");
      return NULL;
    }
  authority = tsn_vault_dup_authority (self, error);
  if (authority == NULL)
    return NULL;
  keys = tsn_secret_new (sizeof *keys);
  tsn_secrets_copy_for_role (keys, authority, TSN_ROLE_EMS);
  plain = write_keys (keys);
  loan = tsn_envelope_seal (what, &to, plain, authority->root);
  tsn_secret_free (keys);
  tsn_secret_free (authority);
  return loan;
}

/* -- The borrower's side -- */

gboolean
tsn_vault_verify_card_loan (GBytes *loan,
                            const TsnId *device,
                            GBytes *about,
                            const guint8 lender_root[TSN_KEY_SIZE])
{
  g_autoptr (GBytes) what = context (about);

  return tsn_envelope_verify (loan, what, device, lender_root);
}

const TsnCardKeyPair *
tsn_borrowed_find (const TsnBorrowed *self, const guint8 card_public[TSN_KEY_SIZE])
{
  for (guint i = 0; self != NULL && i < self->n; i++)
    if (memcmp (self->pairs[i].public_half, card_public, TSN_KEY_SIZE) == 0)
      return &self->pairs[i];
  return NULL;
}

/* FALSE: no more find room. */
static gboolean
add (TsnBorrowed *self, const guint8 key[TSN_KEY_SIZE])
{
  guint8 public_half[TSN_KEY_SIZE];
  TsnCardKeyPair *pair;

  crypto_scalarmult_base (public_half, key);
  if (tsn_borrowed_find (self, public_half) != NULL)
    return TRUE;
  if (self->n == G_N_ELEMENTS (self->pairs))
    return FALSE;
  pair = &self->pairs[self->n++];
  memcpy (pair->key, key, TSN_KEY_SIZE);
  memcpy (pair->public_half, public_half, TSN_KEY_SIZE);
  return TRUE;
}

static gboolean
read_keys (TsnBorrowed *self, const guint8 *plain, gsize size)
{
  guint8 *key = tsn_secret_new (TSN_KEY_SIZE);
  TsnCborReader reader;
  gboolean ok;
  gsize n;

  tsn_cbor_reader_init (&reader, plain, size);
  ok = tsn_cbor_read_array (&reader, &n);
  for (gsize i = 0; ok && i < n; i++)
    ok = tsn_cbor_read_fixed (&reader, key, TSN_KEY_SIZE) && add (self, key);
  tsn_secret_free (key);
  return ok && tsn_cbor_end (&reader);
}

/* With the lock held. */
static gboolean
borrow (TsnVault *self, GBytes *loan, GError **error)
{
  const TsnSecrets *own = tsn_vault_get_secrets (self, error);
  guint8 *plain;
  gsize size = 0;
  gboolean ok;

  if (own == NULL)
    return FALSE;
  if (self->borrowed == NULL)
    self->borrowed = tsn_secret_new (sizeof *self->borrowed);
  plain = tsn_envelope_open (loan, own->box, &size);
  ok = plain != NULL && read_keys (self->borrowed, plain, size);
  tsn_secret_free (plain);
  if (!ok)
    g_set_error_literal (error,
                         TSN_VAULT_ERROR,
                         TSN_VAULT_ERROR_FORGED,
                         "the keys that were lent are not for this device, or too many");
  return ok;
}

gboolean
tsn_vault_borrow_card_keys (TsnVault *self,
                            GBytes *loan,
                            GBytes *about,
                            const guint8 lender_root[TSN_KEY_SIZE],
                            GError **error)
{
  gboolean ok;

  if (self->file->role != TSN_ROLE_EMS ||
      !tsn_vault_verify_card_loan (loan, &self->file->device, about, lender_root))
    {
      g_set_error_literal (error,
                           TSN_VAULT_ERROR,
                           TSN_VAULT_ERROR_FORGED,
                           "these keys were not lent to this device");
      return FALSE;
    }
  g_mutex_lock (&self->lock);
  ok = borrow (self, loan, error);
  g_mutex_unlock (&self->lock);
  return ok;
}
