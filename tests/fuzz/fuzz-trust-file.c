/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What lies on a stick as a trust file: bytes of anybody, and a statement that a coordinator's
 * device did sign, whatever stands in its last three parts. */

#include <sodium.h>
#include <string.h>

#include "tsn-card-cose.h"
#include "tsn-cbor.h"
#include "tsn-trust-file.h"
#include "tsn-vault-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  guint8 public_key[TSN_KEY_SIZE];
  guint8 key[crypto_sign_SECRETKEYBYTES];
} Pair;

static gboolean
sign (gpointer data, const guint8 *bytes, gsize size, guint8 *signature, GError **error)
{
  crypto_sign_detached (signature, NULL, bytes, size, ((Pair *) data)->key);
  return TRUE;
}

/* A certificate of the device @pairs[1], by the root @pairs[0]. */
static GBytes *
certificate_by (const Pair *pairs)
{
  TsnCertificate certificate = { .device = { { 1 } }, .role = TSN_ROLE_DESK, .issued_ms = 1 };

  memcpy (certificate.sign_public, pairs[1].public_key, TSN_KEY_SIZE);
  memcpy (certificate.box_public, pairs[1].public_key, TSN_KEY_SIZE);
  return tsn_certificate_sign (&certificate, pairs[0].key);
}

static GBytes *
statement_with (Pair *pairs, const guint8 *data, gsize size)
{
  TsnCardSigner signer = { .sign = sign, .data = &pairs[1] };
  g_autoptr (GBytes) certificate = certificate_by (pairs);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;

  memcpy (signer.public_key, pairs[1].public_key, TSN_KEY_SIZE);
  tsn_cbor_write_array (out, 10);
  tsn_cbor_write_text (out, "tsunagi trust 1", -1);
  tsn_cbor_write_bytes (out, pairs[0].public_key, TSN_KEY_SIZE);
  tsn_cbor_write_text (out, "112119", -1);
  for (guint64 i = 1; i <= 3; i++)
    tsn_cbor_write_uint (out, i == 2 ? 1 : 1000);
  tsn_cbor_write_bytes (out, g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));
  tsn_cbor_write_raw (out, data, size);
  payload = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  return tsn_card_cose_sign (payload, &signer, NULL);
}

/* What stands behind a statement that is whole; and what a crew asks with. Nothing of it is signed.
 */
static void
check_loans (Pair *pairs, const guint8 *data, gsize size)
{
  static const guint8 empty[] = { 0x80, 0x80, 0x40 }; /* no devices, no cards */
  g_autoptr (GBytes) statement = statement_with (pairs, empty, sizeof empty);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (TsnTrustFile) file = tsn_trust_file_new (pairs[0].public_key);
  g_autoptr (GBytes) raw = g_bytes_new_static (data, size);
  g_autoptr (GBytes) both = NULL;
  g_auto (TsnCrew) crew = { 0 };

  g_byte_array_append (out,
                       g_bytes_get_data (statement, NULL),
                       (guint) g_bytes_get_size (statement));
  g_byte_array_append (out, data, (guint) size);
  both = g_bytes_new (out->data, out->len);
  (void) tsn_trust_file_take (file, both, NULL);
  g_assert_cmpuint (tsn_trust_file_loans (file)->len, ==, 0);
  g_assert_false (tsn_crew_read (&crew, raw, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 seeds[2][crypto_sign_SEEDBYTES] = { { 1 }, { 2 } };
  Pair pairs[2];
  g_autoptr (TsnTrustFile) file = NULL;
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  g_autoptr (GBytes) statement = NULL;
  TsnCardStanding standing;

  tsn_vault_init_crypto ();
  for (guint i = 0; i < 2; i++)
    crypto_sign_seed_keypair (pairs[i].public_key, pairs[i].key, seeds[i]);
  file = tsn_trust_file_new (pairs[0].public_key);
  g_assert_false (tsn_trust_file_take (file, raw, NULL));
  statement = statement_with (pairs, data, size);
  if (tsn_trust_file_take (file, statement, NULL))
    {
      g_autoptr (GBytes) same = tsn_trust_file_dup_bytes (file);

      g_assert_true (g_bytes_equal (same, statement));
    }
  (void) tsn_trust_file_find_card (file, "0000000000000000", &standing);
  check_loans (pairs, data, size);
  return 0;
}
