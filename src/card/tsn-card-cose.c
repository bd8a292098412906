/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The COSE_Sign1 and the COSE_Encrypt of a card. Written by hand on top of tsn-cbor.h rather than
 * by a library: there is one header and one algorithm of each, so what is written is a fixed frame
 * of bytes, and what is read is compared with that frame. Everything else, however valid as COSE,
 * is a future format.
 *
 * Both messages carry their tag (18, 96), so any COSE library reads them without being told which
 * is which. The key of a sealed card comes from a fresh ephemeral key and seals one message only,
 * so its nonce may be a constant. It is the first 12 bytes of the SHA-256 of the recipient's public
 * key: a reader sees whom a card is sealed for, and can tell "for another town" from "altered",
 * without a byte of key id.
 */

#include "tsn-card-cose.h"

#include <sodium.h>
#include <string.h>

#include "tsn-cbor.h"
#include "tsn-hkdf.h"

#define TAG_SIGN1        18
#define TAG_ENCRYPT      96
#define HEADER_ALG       1
#define HEADER_KID       4
#define HEADER_IV        5
#define ALG_EDDSA        (-8)
#define ALG_CHACHA20     24
#define ALG_ECDH_ES      (-25) /* ECDH-ES + HKDF-256, direct */
#define EPHEMERAL_KEY    (-1)
#define KEY_TYPE         1
#define KEY_TYPE_OKP     1
#define KEY_CURVE        (-1)
#define KEY_CURVE_X25519 4
#define KEY_X            (-2)
#define KEY_BITS         256

/* {1: 24} and {1: -25}: the protected headers of the seal, as the bytes that are authenticated. */
static const guint8 PROTECTED_ENCRYPT[] = { 0xa1, 0x01, 0x18, 0x18 };
static const guint8 PROTECTED_RECIPIENT[] = { 0xa1, 0x01, 0x38, 0x18 };

void
tsn_card_kid (const guint8 public_key[TSN_KEY_SIZE], guint8 kid[TSN_CARD_KID_SIZE])
{
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, public_key, TSN_KEY_SIZE);
  memcpy (kid, hash, TSN_CARD_KID_SIZE);
}

static void
nonce_for (const guint8 recipient[TSN_KEY_SIZE], guint8 iv[TSN_CARD_IV_SIZE])
{
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, recipient, TSN_KEY_SIZE);
  memcpy (iv, hash, TSN_CARD_IV_SIZE);
}

/* Whole CBOR that is not ours is of the future; anything else is damaged. */
static TsnCardCoseFault
fault_of (const guint8 *bytes, gsize size)
{
  TsnCborReader reader;

  tsn_cbor_reader_init (&reader, bytes, size);
  if (tsn_cbor_skip (&reader, NULL, NULL) && tsn_cbor_end (&reader))
    return TSN_CARD_COSE_FUTURE;
  return TSN_CARD_COSE_DAMAGED;
}

TsnCardCoseFault
tsn_card_cose_kind (const guint8 *bytes, gsize size, TsnCardCoseKind *kind)
{
  TsnCborReader reader;
  guint64 tag = 0;

  tsn_cbor_reader_init (&reader, bytes, size);
  if (!tsn_cbor_read_tag (&reader, &tag) || (tag != TAG_SIGN1 && tag != TAG_ENCRYPT))
    return fault_of (bytes, size);
  *kind = tag == TAG_SIGN1 ? TSN_CARD_COSE_SIGN1 : TSN_CARD_COSE_ENCRYPT;
  return TSN_CARD_COSE_OK;
}

/* -- Signature -- */

/* Sig_structure of RFC 9052 section 4.4. */
static GByteArray *
to_be_signed (const guint8 *protected, gsize protected_size, const guint8 *payload, gsize size)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 4);
  tsn_cbor_write_text (out, "Signature1", -1);
  tsn_cbor_write_bytes (out, protected, protected_size);
  tsn_cbor_write_bytes (out, "", 0);
  tsn_cbor_write_bytes (out, payload, size);
  return out;
}

GBytes *
tsn_card_cose_sign (GBytes *payload, const TsnCardSigner *signer, GError **error)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();
  g_autoptr (GByteArray) signed_bytes = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 kid[TSN_CARD_KID_SIZE];
  guint8 signature[TSN_SIGNATURE_SIZE];
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (payload, &size);

  tsn_card_kid (signer->public_key, kid);
  tsn_cbor_write_map (header, 2);
  tsn_cbor_write_uint (header, HEADER_ALG);
  tsn_cbor_write_int (header, ALG_EDDSA);
  tsn_cbor_write_uint (header, HEADER_KID);
  tsn_cbor_write_bytes (header, kid, sizeof kid);

  signed_bytes = to_be_signed (header->data, header->len, bytes, size);
  if (!signer->sign (signer->data, signed_bytes->data, signed_bytes->len, signature, error))
    return NULL;

  tsn_cbor_write_tag (out, TAG_SIGN1);
  tsn_cbor_write_array (out, 4);
  tsn_cbor_write_bytes (out, header->data, header->len);
  tsn_cbor_write_map (out, 0);
  tsn_cbor_write_bytes (out, bytes, size);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
expect_tag (TsnCborReader *reader, guint64 expected)
{
  guint64 tag = 0;

  return tsn_cbor_read_tag (reader, &tag) && tag == expected;
}

static gboolean
expect_array (TsnCborReader *reader, gsize expected)
{
  gsize n = 0;

  return tsn_cbor_read_array (reader, &n) && n == expected;
}

static gboolean
expect_map (TsnCborReader *reader, gsize expected)
{
  gsize n = 0;

  return tsn_cbor_read_map (reader, &n) && n == expected;
}

static gboolean
expect_int (TsnCborReader *reader, gint64 expected)
{
  gint64 value = 0;

  return tsn_cbor_read_int (reader, &value) && value == expected;
}

static gboolean
expect_bytes (TsnCborReader *reader, const guint8 *expected, gsize expected_size)
{
  const guint8 *bytes = NULL;
  gsize size = 0;

  return tsn_cbor_read_bytes (reader, &bytes, &size) && size == expected_size &&
         (expected == NULL || memcmp (bytes, expected, size) == 0);
}

static gboolean
read_sign_header (TsnCardSigned *message)
{
  TsnCborReader reader;

  tsn_cbor_reader_init (&reader, message->protected, message->protected_size);
  return expect_map (&reader, 2) && expect_int (&reader, HEADER_ALG) &&
         expect_int (&reader, ALG_EDDSA) && expect_int (&reader, HEADER_KID) &&
         tsn_cbor_read_fixed (&reader, message->kid, sizeof message->kid) && tsn_cbor_end (&reader);
}

TsnCardCoseFault
tsn_card_cose_read_signed (const guint8 *bytes, gsize size, TsnCardSigned *message)
{
  TsnCborReader reader;
  gsize signature_size = 0;

  tsn_cbor_reader_init (&reader, bytes, size);
  if (expect_tag (&reader, TAG_SIGN1) && expect_array (&reader, 4) &&
      tsn_cbor_read_bytes (&reader, &message->protected, &message->protected_size) &&
      expect_map (&reader, 0) &&
      tsn_cbor_read_bytes (&reader, &message->payload, &message->payload_size) &&
      tsn_cbor_read_bytes (&reader, &message->signature, &signature_size) &&
      signature_size == TSN_SIGNATURE_SIZE && tsn_cbor_end (&reader) && read_sign_header (message))
    return TSN_CARD_COSE_OK;
  return fault_of (bytes, size);
}

gboolean
tsn_card_cose_verify (const TsnCardSigned *message, const guint8 public_key[TSN_KEY_SIZE])
{
  g_autoptr (GByteArray) signed_bytes = to_be_signed (message->protected,
                                                      message->protected_size,
                                                      message->payload,
                                                      message->payload_size);

  return crypto_sign_verify_detached (message->signature,
                                      signed_bytes->data,
                                      signed_bytes->len,
                                      public_key) == 0;
}

/* -- Seal -- */

/* The content key: HKDF-256 over the agreed secret with the COSE_KDF_Context of RFC 9053
 * section 5.2. */
static void
derive_key (const guint8 shared[TSN_KEY_SIZE], guint8 key[TSN_KEY_SIZE])
{
  g_autoptr (GByteArray) context = g_byte_array_new ();

  tsn_cbor_write_array (context, 4);
  tsn_cbor_write_uint (context, ALG_CHACHA20);
  for (guint party = 0; party < 2; party++)
    {
      tsn_cbor_write_array (context, 3);
      for (guint i = 0; i < 3; i++)
        tsn_cbor_write_null (context);
    }
  tsn_cbor_write_array (context, 2);
  tsn_cbor_write_uint (context, KEY_BITS);
  tsn_cbor_write_bytes (context, PROTECTED_RECIPIENT, sizeof PROTECTED_RECIPIENT);
  tsn_hkdf_sha256 (shared, TSN_KEY_SIZE, NULL, 0, context->data, context->len, key, TSN_KEY_SIZE);
}

/* Enc_structure of RFC 9052 section 5.3. */
static GByteArray *
associated_data (void)
{
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_text (out, "Encrypt", -1);
  tsn_cbor_write_bytes (out, PROTECTED_ENCRYPT, sizeof PROTECTED_ENCRYPT);
  tsn_cbor_write_bytes (out, "", 0);
  return out;
}

static void
write_recipient (GByteArray *out, const guint8 ephemeral[TSN_KEY_SIZE])
{
  tsn_cbor_write_array (out, 3);
  tsn_cbor_write_bytes (out, PROTECTED_RECIPIENT, sizeof PROTECTED_RECIPIENT);
  tsn_cbor_write_map (out, 1);
  tsn_cbor_write_int (out, EPHEMERAL_KEY);
  tsn_cbor_write_map (out, 3);
  tsn_cbor_write_uint (out, KEY_TYPE);
  tsn_cbor_write_uint (out, KEY_TYPE_OKP);
  tsn_cbor_write_int (out, KEY_CURVE);
  tsn_cbor_write_uint (out, KEY_CURVE_X25519);
  tsn_cbor_write_int (out, KEY_X);
  tsn_cbor_write_bytes (out, ephemeral, TSN_KEY_SIZE);
  tsn_cbor_write_bytes (out, "", 0);
}

GBytes *
tsn_card_cose_seal (GBytes *plain,
                    const guint8 recipient[TSN_KEY_SIZE],
                    const guint8 ephemeral_secret[TSN_KEY_SIZE])
{
  g_autoptr (GByteArray) ad = associated_data ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *ciphertext = NULL;
  guint8 ephemeral[TSN_KEY_SIZE];
  guint8 key[TSN_KEY_SIZE];
  guint8 iv[TSN_CARD_IV_SIZE];
  unsigned long long ciphertext_size = 0;
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (plain, &size);

  if (crypto_scalarmult_base (ephemeral, ephemeral_secret) != 0 ||
      crypto_scalarmult (key, ephemeral_secret, recipient) != 0)
    return NULL;
  derive_key (key, key);
  nonce_for (recipient, iv);
  ciphertext = g_malloc (size + crypto_aead_chacha20poly1305_ietf_ABYTES);
  crypto_aead_chacha20poly1305_ietf_encrypt (ciphertext,
                                             &ciphertext_size,
                                             bytes,
                                             size,
                                             ad->data,
                                             ad->len,
                                             NULL,
                                             iv,
                                             key);
  sodium_memzero (key, sizeof key);

  tsn_cbor_write_tag (out, TAG_ENCRYPT);
  tsn_cbor_write_array (out, 4);
  tsn_cbor_write_bytes (out, PROTECTED_ENCRYPT, sizeof PROTECTED_ENCRYPT);
  tsn_cbor_write_map (out, 1);
  tsn_cbor_write_uint (out, HEADER_IV);
  tsn_cbor_write_bytes (out, iv, sizeof iv);
  tsn_cbor_write_bytes (out, ciphertext, (gsize) ciphertext_size);
  tsn_cbor_write_array (out, 1);
  write_recipient (out, ephemeral);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
read_recipient (TsnCborReader *reader, TsnCardSealed *message)
{
  return expect_array (reader, 3) &&
         expect_bytes (reader, PROTECTED_RECIPIENT, sizeof PROTECTED_RECIPIENT) &&
         expect_map (reader, 1) && expect_int (reader, EPHEMERAL_KEY) && expect_map (reader, 3) &&
         expect_int (reader, KEY_TYPE) && expect_int (reader, KEY_TYPE_OKP) &&
         expect_int (reader, KEY_CURVE) && expect_int (reader, KEY_CURVE_X25519) &&
         expect_int (reader, KEY_X) &&
         tsn_cbor_read_fixed (reader, message->ephemeral, sizeof message->ephemeral) &&
         expect_bytes (reader, NULL, 0);
}

TsnCardCoseFault
tsn_card_cose_read_sealed (const guint8 *bytes, gsize size, TsnCardSealed *message)
{
  TsnCborReader reader;

  tsn_cbor_reader_init (&reader, bytes, size);
  if (expect_tag (&reader, TAG_ENCRYPT) && expect_array (&reader, 4) &&
      expect_bytes (&reader, PROTECTED_ENCRYPT, sizeof PROTECTED_ENCRYPT) &&
      expect_map (&reader, 1) && expect_int (&reader, HEADER_IV) &&
      tsn_cbor_read_fixed (&reader, message->iv, sizeof message->iv) &&
      tsn_cbor_read_bytes (&reader, &message->ciphertext, &message->ciphertext_size) &&
      expect_array (&reader, 1) && read_recipient (&reader, message) && tsn_cbor_end (&reader))
    /* X25519 ignores the highest bit, so two keys would open the same card. */
    return (message->ephemeral[TSN_KEY_SIZE - 1] & 0x80) == 0 ? TSN_CARD_COSE_OK
                                                              : TSN_CARD_COSE_DAMAGED;
  return fault_of (bytes, size);
}

gboolean
tsn_card_cose_is_for (const TsnCardSealed *message, const guint8 recipient[TSN_KEY_SIZE])
{
  guint8 iv[TSN_CARD_IV_SIZE];

  nonce_for (recipient, iv);
  return memcmp (iv, message->iv, sizeof iv) == 0;
}

GBytes *
tsn_card_cose_open (const TsnCardSealed *message, const guint8 shared[TSN_KEY_SIZE])
{
  g_autoptr (GByteArray) ad = associated_data ();
  g_autofree guint8 *plain = NULL;
  guint8 key[TSN_KEY_SIZE];
  unsigned long long size = 0;
  int result;

  if (message->ciphertext_size < crypto_aead_chacha20poly1305_ietf_ABYTES)
    return NULL;
  derive_key (shared, key);
  plain = g_malloc (message->ciphertext_size);
  result = crypto_aead_chacha20poly1305_ietf_decrypt (plain,
                                                      &size,
                                                      NULL,
                                                      message->ciphertext,
                                                      message->ciphertext_size,
                                                      ad->data,
                                                      ad->len,
                                                      message->iv,
                                                      key);
  sodium_memzero (key, sizeof key);
  return result == 0 ? g_bytes_new_take (g_steal_pointer (&plain), (gsize) size) : NULL;
}

/* -- Size -- */

static gsize
head_size (gsize n)
{
  return n < 24 ? 1 : n < 256 ? 2 : 3;
}

gsize
tsn_card_cose_size (gsize payload_size, gboolean sealed)
{
  /* Tag, array, the protected header with its head, empty map; signature with its head. */
  gsize size = 1 + 1 + 14 + 1 + head_size (payload_size) + payload_size + 2 + TSN_SIGNATURE_SIZE;

  if (!sealed)
    return size;
  size += crypto_aead_chacha20poly1305_ietf_ABYTES;
  /* Tag, array, protected header, {5: iv}; array, and the recipient: array, header, {-1: {1: 1, -1:
   * 4, -2: x}}, "". */
  return 2 + 1 + 5 + 15 + head_size (size) + size + 1 + 1 + 5 + 42 + 1;
}
