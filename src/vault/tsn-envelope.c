/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Something for one device: sealed to its own key, so that whoever carries it reads nothing; signed
 * by the root over that, since anybody can seal something to a public key. The context says what it
 * is, so that one thing is never taken for another.
 */

#include "tsn-vault-private.h"

#define SEALED_OVERHEAD crypto_box_SEALBYTES

static GByteArray *
signed_part (const TsnId *device, GBytes *context, const guint8 *sealed, gsize size)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, g_bytes_get_data (context, NULL), (guint) g_bytes_get_size (context));
  g_byte_array_append (out, device->bytes, sizeof device->bytes);
  g_byte_array_append (out, sealed, (guint) size);
  return out;
}

GBytes *
tsn_envelope_seal (GBytes *context,
                   const TsnCertificate *to,
                   const GByteArray *plain,
                   const guint8 root[crypto_sign_SECRETKEYBYTES])
{
  gsize size = plain->len + SEALED_OVERHEAD;
  g_autofree guint8 *sealed = g_malloc (size);
  g_autoptr (GByteArray) message = NULL;
  GByteArray *out = g_byte_array_new ();
  guint8 signature[TSN_SIGNATURE_SIZE];

  crypto_box_seal (sealed, plain->data, plain->len, to->box_public);
  message = signed_part (&to->device, context, sealed, size);
  crypto_sign_detached (signature, NULL, message->data, message->len, root);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, sealed, size);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_envelope (GBytes *envelope, const guint8 **sealed, gsize *sealed_size, guint8 *signature)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (envelope, &size);
  TsnCborReader reader;
  gsize n;

  tsn_cbor_reader_init (&reader, data, size);
  return size <= TSN_ENVELOPE_SIZE_MAX && tsn_cbor_read_array (&reader, &n) && n == 2 &&
         tsn_cbor_read_bytes (&reader, sealed, sealed_size) && *sealed_size > SEALED_OVERHEAD &&
         tsn_cbor_read_fixed (&reader, signature, TSN_SIGNATURE_SIZE) && tsn_cbor_end (&reader);
}

gboolean
tsn_envelope_verify (GBytes *envelope,
                     GBytes *context,
                     const TsnId *device,
                     const guint8 root_public[TSN_KEY_SIZE])
{
  guint8 signature[TSN_SIGNATURE_SIZE];
  g_autoptr (GByteArray) message = NULL;
  const guint8 *sealed;
  gsize size;

  if (!read_envelope (envelope, &sealed, &size, signature))
    return FALSE;
  message = signed_part (device, context, sealed, size);
  return tsn_verify (message->data, message->len, signature, root_public);
}

guint8 *
tsn_envelope_open (GBytes *envelope, const guint8 box[TSN_KEY_SIZE], gsize *plain_size)
{
  guint8 signature[TSN_SIGNATURE_SIZE];
  guint8 box_public[TSN_KEY_SIZE];
  const guint8 *sealed;
  guint8 *plain;
  gsize size;

  if (!read_envelope (envelope, &sealed, &size, signature))
    return NULL;
  plain = tsn_secret_new (TSN_ENVELOPE_SIZE_MAX);
  crypto_scalarmult_base (box_public, box);
  if (crypto_box_seal_open (plain, sealed, size, box_public, box) != 0)
    {
      tsn_secret_free (plain);
      return NULL;
    }
  *plain_size = size - SEALED_OVERHEAD;
  return plain;
}
