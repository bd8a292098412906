/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HKDF-SHA256 over libsodium's HMAC.
 *
 * libsodium has an HKDF of its own only from 1.0.19 on; Debian 12 has 1.0.18. Its crypto_kdf is
 * another construction, and the card needs this one, since that is what COSE names. The test
 * vectors of RFC 5869 guard it.
 */

#include "tsn-hkdf.h"

#include <sodium.h>
#include <string.h>

#define HASH_SIZE crypto_auth_hmacsha256_BYTES

void
tsn_hkdf_sha256 (const guint8 *secret,
                 gsize secret_size,
                 const guint8 *salt,
                 gsize salt_size,
                 const guint8 *info,
                 gsize info_size,
                 guint8 *out,
                 gsize out_size)
{
  static const guint8 no_salt[HASH_SIZE] = { 0 };
  crypto_auth_hmacsha256_state hmac;
  guint8 key[HASH_SIZE];
  guint8 block[HASH_SIZE];
  gsize done = 0;

  g_return_if_fail (out_size <= TSN_HKDF_SIZE_MAX);

  if (salt_size == 0)
    crypto_auth_hmacsha256_init (&hmac, no_salt, sizeof no_salt);
  else
    crypto_auth_hmacsha256_init (&hmac, salt, salt_size);
  crypto_auth_hmacsha256_update (&hmac, secret, secret_size);
  crypto_auth_hmacsha256_final (&hmac, key);

  for (guint8 counter = 1; done < out_size; counter++)
    {
      gsize n = MIN (out_size - done, sizeof block);

      crypto_auth_hmacsha256_init (&hmac, key, sizeof key);
      if (counter > 1)
        crypto_auth_hmacsha256_update (&hmac, block, sizeof block);
      if (info_size > 0)
        crypto_auth_hmacsha256_update (&hmac, info, info_size);
      crypto_auth_hmacsha256_update (&hmac, &counter, 1);
      crypto_auth_hmacsha256_final (&hmac, block);
      memcpy (out + done, block, n);
      done += n;
    }
  sodium_memzero (&hmac, sizeof hmac);
  sodium_memzero (key, sizeof key);
  sodium_memzero (block, sizeof block);
}
