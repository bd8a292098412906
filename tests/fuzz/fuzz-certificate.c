/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A certificate as it comes, which must never be believed, and the same bytes as a statement that
 * the root did sign, so that the reader behind the signature is reached. */

#include "tsn-cbor.h"
#include "tsn-vault-private.h"

#define CONTEXT "tsunagi certificate 1"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static GBytes *
sign (const guint8 *data, gsize size, const guint8 *root)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  guint8 signature[TSN_SIGNATURE_SIZE];

  g_byte_array_append (message, (const guint8 *) CONTEXT, sizeof CONTEXT);
  g_byte_array_append (message, data, (guint) size);
  crypto_sign_detached (signature, NULL, message->data, message->len, root);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, data, size);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  return g_byte_array_free_to_bytes (out);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 seed[crypto_sign_SEEDBYTES] = { 1 };
  guint8 root_public[TSN_KEY_SIZE];
  guint8 root[crypto_sign_SECRETKEYBYTES];
  g_autoptr (GBytes) raw = g_bytes_new_static (data, size);
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) again = NULL;
  TsnCertificate read;

  tsn_vault_init_crypto ();
  crypto_sign_seed_keypair (root_public, root, seed);
  if (tsn_certificate_verify (raw, root_public, &read, NULL))
    g_error ("a certificate was forged");
  certificate = sign (data, size, root);
  if (!tsn_certificate_verify (certificate, root_public, &read, NULL))
    return 0;
  again = tsn_certificate_sign (&read, root);
  if (!g_bytes_equal (again, certificate))
    g_error ("a certificate is not written as it was read");
  return 0;
}
