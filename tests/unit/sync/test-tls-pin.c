/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hash of a certificate's public key, as OpenSSL has it; every cut and every altered byte of
 * the head. That strangers are refused shows test-http-transport.c. */

#include "sync-vectors.h"
#include "tsn-tls-pin.h"

static void
check_pin (char **fields)
{
  g_autoptr (GBytes) expected = bytes_of (fields[1]);
  g_autoptr (GBytes) bytes = bytes_of (fields[2]);
  gsize size;
  const guint8 *der = g_bytes_get_data (bytes, &size);
  guint8 pin[TSN_PIN_SIZE];

  g_assert_true (tsn_tls_pin_from_der (der, size, pin));
  g_assert_cmpmem (pin, sizeof pin, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
  for (gsize n = 0; n < size; n++)
    {
      g_autofree guint8 *cut = g_memdup2 (der, n);

      g_assert_false (tsn_tls_pin_from_der (cut, n, pin));
    }
  for (guint bit = 0; bit < 12 * 8; bit++)
    {
      g_autofree guint8 *altered = g_memdup2 (der, size);

      altered[bit / 8] ^= (guint8) (1 << bit % 8);
      tsn_tls_pin_from_der (altered, size, pin);
    }
}

static void
test_vectors (void)
{
  foreach_vector ("pins.txt", 3, check_pin);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/tls-pin/vectors", test_vectors);
  return g_test_run ();
}
