/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody announces in a room: as a stranger says it, as somebody who knows the root's public
 * key could, and as a statement that a coordinator's device did sign. */

#include <string.h>

#include "tsn-announcement.h"
#include "tsn-cbor.h"
#include "tsn-hkdf.h"
#include "tsn-vault-private.h"

#define CONTEXT "tsunagi room 1"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  guint8 public_key[TSN_KEY_SIZE];
  guint8 key[crypto_sign_SECRETKEYBYTES];
} Pair;

/* What the device @pairs[1] says in the rooms of the root @pairs[0]. */
static void
sign (const Pair *pairs, const guint8 *data, gsize size, guint8 signature[TSN_SIGNATURE_SIZE])
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  g_byte_array_append (message, (const guint8 *) CONTEXT, sizeof CONTEXT);
  g_byte_array_append (message, pairs[0].public_key, TSN_KEY_SIZE);
  g_byte_array_append (message, data, (guint) size);
  crypto_sign_detached (signature, NULL, message->data, message->len, pairs[1].key);
}

static GBytes *
certificate_by (const Pair *pairs)
{
  TsnCertificate certificate = { .device = { { 1 } }, .role = TSN_ROLE_DESK, .issued_ms = 1 };

  memcpy (certificate.sign_public, pairs[1].public_key, TSN_KEY_SIZE);
  memcpy (certificate.box_public, pairs[1].public_key, TSN_KEY_SIZE);
  return tsn_certificate_sign (&certificate, pairs[0].key);
}

static gboolean
open_sealed (const Pair *pairs, const guint8 *plain, gsize size, TsnAnnouncement *announcement)
{
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  guint8 key[TSN_KEY_SIZE];

  tsn_hkdf_sha256 (pairs[0].public_key,
                   TSN_KEY_SIZE,
                   NULL,
                   0,
                   (const guint8 *) CONTEXT,
                   sizeof CONTEXT,
                   key,
                   sizeof key);
  tsn_box_seal (sealed, key, plain, size, CONTEXT, sizeof CONTEXT);
  return tsn_announcement_open (announcement, sealed->data, sealed->len, pairs[0].public_key, NULL);
}

static void
check_statement (const Pair *pairs, const guint8 *data, gsize size)
{
  g_autoptr (GBytes) certificate = certificate_by (pairs);
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  guint8 signature[TSN_SIGNATURE_SIZE];
  TsnAnnouncement announcement;

  sign (pairs, data, size, signature);
  tsn_cbor_write_array (plain, 4);
  tsn_cbor_write_uint (plain, 1);
  tsn_cbor_write_bytes (plain,
                        g_bytes_get_data (certificate, NULL),
                        g_bytes_get_size (certificate));
  tsn_cbor_write_bytes (plain, data, size);
  tsn_cbor_write_bytes (plain, signature, sizeof signature);
  if (open_sealed (pairs, plain->data, plain->len, &announcement))
    g_assert_true (announcement.host.bytes[0] == 1 && !tsn_id_is_nil (&announcement.server));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 seeds[2][crypto_sign_SEEDBYTES] = { { 1 }, { 2 } };
  Pair pairs[2];
  TsnAnnouncement announcement;

  tsn_vault_init_crypto ();
  for (guint i = 0; i < 2; i++)
    crypto_sign_seed_keypair (pairs[i].public_key, pairs[i].key, seeds[i]);
  g_assert_false (tsn_announcement_open (&announcement, data, size, pairs[0].public_key, NULL));
  g_assert_false (open_sealed (pairs, data, size, &announcement));
  check_statement (pairs, data, size);
  return 0;
}
