/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One form of sealing for everything: XChaCha20-Poly1305 with a random nonce in front.
 *
 * 192 bits of nonce may be drawn at random for ever without a thought of repeating. Drawing them
 * from the kernel one by one costs a system call per sealed group, which is most of the time of
 * sealing a short one; so nonces are bought in bulk. They are public, so nothing is lost when a
 * dump of memory shows the next ones. A child process must not go on with its parent's: the process
 * id is checked. Keys are never taken from here.
 */

#include <string.h>
#include <unistd.h>

#include "tsn-vault-private.h"

#define NONCES_IN_STOCK 128

void
tsn_nonce_new (guint8 nonce[TSN_NONCE_SIZE])
{
  static GMutex lock;
  static guint8 stock[NONCES_IN_STOCK][TSN_NONCE_SIZE];
  static gsize left = 0;
  static pid_t owner = 0;

  g_mutex_lock (&lock);
  if (left == 0 || owner != getpid ())
    {
      randombytes_buf (stock, sizeof stock);
      left = NONCES_IN_STOCK;
      owner = getpid ();
    }
  left--;
  memcpy (nonce, stock[left], TSN_NONCE_SIZE);
  g_mutex_unlock (&lock);
}

void
tsn_box_seal (GByteArray *out,
              const guint8 key[TSN_KEY_SIZE],
              gconstpointer plain,
              gsize size,
              gconstpointer ad,
              gsize ad_size)
{
  guint start = out->len;
  guint8 *nonce;

  g_byte_array_set_size (out, start + (guint) (size + TSN_SEAL_OVERHEAD));
  nonce = out->data + start;
  tsn_nonce_new (nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt (nonce + TSN_NONCE_SIZE,
                                              NULL,
                                              plain,
                                              size,
                                              ad,
                                              ad_size,
                                              NULL,
                                              nonce,
                                              key);
}

gboolean
tsn_box_open (gpointer plain,
              const guint8 key[TSN_KEY_SIZE],
              const guint8 *sealed,
              gsize size,
              gconstpointer ad,
              gsize ad_size)
{
  if (size < TSN_SEAL_OVERHEAD)
    return FALSE;
  return crypto_aead_xchacha20poly1305_ietf_decrypt (plain,
                                                     NULL,
                                                     NULL,
                                                     sealed + TSN_NONCE_SIZE,
                                                     size - TSN_NONCE_SIZE,
                                                     ad,
                                                     ad_size,
                                                     sealed,
                                                     key) == 0;
}
