/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody announces in a room: as a stranger says it, as somebody who knows the root's public
 * key could, and as a statement that a coordinator's device did sign. */

#include <string.h>

#include "tsn-announcement.h"
#include "tsn-cbor.h"
#include "tsn-hkdf.h"
#include "tsn-vault-private.h"

#define CONTEXT             "tsunagi room 1"
#define CERTIFICATE_CONTEXT "tsunagi certificate 1"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  guint8 public_key[TSN_KEY_SIZE];
  guint8 key[crypto_sign_SECRETKEYBYTES];
} Pair;

/* @root_public: (nullable): what stands before @data in what is signed */
static void
sign (const Pair *pair,
      const char *context,
      const guint8 *root_public,
      const guint8 *data,
      gsize size,
      guint8 signature[TSN_SIGNATURE_SIZE])
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  g_byte_array_append (message, (const guint8 *) context, (guint) strlen (context) + 1);
  if (root_public != NULL)
    g_byte_array_append (message, root_public, TSN_KEY_SIZE);
  g_byte_array_append (message, data, (guint) size);
  crypto_sign_detached (signature, NULL, message->data, message->len, pair->key);
}

/* A certificate of the device @pairs[1], by the root @pairs[0]. */
static void
write_certificate (const Pair *pairs, GByteArray *out)
{
  g_autoptr (GByteArray) statement = g_byte_array_new ();
  static const TsnId device = { { 1 } };
  guint8 signature[TSN_SIGNATURE_SIZE];

  tsn_cbor_write_map (statement, 6);
  tsn_cbor_write_uint (statement, 1);
  tsn_cbor_write_uint (statement, 1);
  tsn_cbor_write_uint (statement, 2);
  tsn_cbor_write_bytes (statement, device.bytes, sizeof device.bytes);
  tsn_cbor_write_uint (statement, 3);
  tsn_cbor_write_uint (statement, TSN_ROLE_DESK);
  tsn_cbor_write_uint (statement, 4);
  tsn_cbor_write_bytes (statement, pairs[1].public_key, TSN_KEY_SIZE);
  tsn_cbor_write_uint (statement, 5);
  tsn_cbor_write_bytes (statement, pairs[1].public_key, TSN_KEY_SIZE);
  tsn_cbor_write_uint (statement, 6);
  tsn_cbor_write_uint (statement, 1);
  sign (&pairs[0], CERTIFICATE_CONTEXT, NULL, statement->data, statement->len, signature);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, statement->data, statement->len);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
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
  g_autoptr (GByteArray) certificate = g_byte_array_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  guint8 signature[TSN_SIGNATURE_SIZE];
  TsnAnnouncement announcement;

  write_certificate (pairs, certificate);
  sign (&pairs[1], CONTEXT, pairs[0].public_key, data, size, signature);
  tsn_cbor_write_array (plain, 4);
  tsn_cbor_write_uint (plain, 1);
  tsn_cbor_write_bytes (plain, certificate->data, certificate->len);
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
