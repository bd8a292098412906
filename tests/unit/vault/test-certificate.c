/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Certificates: true ones, and every way of making a false one that we thought of. */

#include "tsn-cbor.h"
#include "vault-fixture.h"

static guint8 root_public[TSN_KEY_SIZE];
static guint8 root[crypto_sign_SECRETKEYBYTES];

static TsnCertificate
sample (void)
{
  TsnCertificate certificate = { .role = TSN_ROLE_RECEPTION, .issued_ms = 1790000000000 };

  memset (certificate.device.bytes, 0x11, sizeof certificate.device.bytes);
  memset (certificate.sign_public, 0x22, TSN_KEY_SIZE);
  memset (certificate.box_public, 0x33, TSN_KEY_SIZE);
  return certificate;
}

static void
assert_refused (GBytes *bytes, TsnVaultError code)
{
  TsnCertificate read = { .issued_ms = 42 };
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_certificate_verify (bytes, root_public, &read, &error));
  g_assert_error (error, TSN_VAULT_ERROR, (int) code);
  g_assert_cmpint (read.issued_ms, ==, 42);
}

static void
test_round_trip (void)
{
  TsnCertificate certificate = sample ();
  TsnCertificate read;
  g_autoptr (GBytes) bytes = tsn_certificate_sign (&certificate, root);
  g_autoptr (GError) error = NULL;

  g_assert_true (tsn_certificate_verify (bytes, root_public, &read, &error));
  g_assert_no_error (error);
  g_assert_true (tsn_id_equal (&read.device, &certificate.device));
  g_assert_cmpint (read.role, ==, certificate.role);
  g_assert_cmpint (read.issued_ms, ==, certificate.issued_ms);
  g_assert_cmpmem (read.sign_public, TSN_KEY_SIZE, certificate.sign_public, TSN_KEY_SIZE);
  g_assert_cmpmem (read.box_public, TSN_KEY_SIZE, certificate.box_public, TSN_KEY_SIZE);
}

static void
test_altered (void)
{
  TsnCertificate certificate = sample ();
  g_autoptr (GBytes) bytes = tsn_certificate_sign (&certificate, root);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize bit = 0; bit < size * 8; bit++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) altered = NULL;

      copy[bit / 8] ^= (guint8) (1 << bit % 8);
      altered = g_bytes_new (copy, size);
      assert_refused (altered, TSN_VAULT_ERROR_DAMAGED);
    }
  for (gsize n = 0; n < size; n++)
    {
      g_autoptr (GBytes) shorter = g_bytes_new (data, n);

      assert_refused (shorter, TSN_VAULT_ERROR_DAMAGED);
    }
}

static void
test_other_root (void)
{
  guint8 other_public[TSN_KEY_SIZE];
  guint8 other[crypto_sign_SECRETKEYBYTES];
  TsnCertificate certificate = sample ();
  g_autoptr (GBytes) bytes = NULL;

  crypto_sign_keypair (other_public, other);
  bytes = tsn_certificate_sign (&certificate, other);
  assert_refused (bytes, TSN_VAULT_ERROR_DAMAGED);
}

/* Statements that the root signed, but of another form. */
static GBytes *
sign_statement (GByteArray *statement, gboolean with_context)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  guint8 signature[TSN_SIGNATURE_SIZE];

  if (with_context)
    g_byte_array_append (message, (const guint8 *) "tsunagi certificate 1", 22);
  g_byte_array_append (message, statement->data, statement->len);
  crypto_sign_detached (signature, NULL, message->data, message->len, root);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, statement->data, statement->len);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  return g_byte_array_free_to_bytes (out);
}

static GByteArray *
statement (guint64 format, guint64 role, gboolean more)
{
  static const guint8 bytes[TSN_KEY_SIZE] = { 0 };
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_map (out, more ? 7 : 6);
  for (guint64 key = 1; key <= (more ? 7 : 6); key++)
    {
      tsn_cbor_write_uint (out, key);
      if (key == 2)
        tsn_cbor_write_bytes (out, bytes, 16);
      else if (key == 4 || key == 5)
        tsn_cbor_write_bytes (out, bytes, sizeof bytes);
      else
        tsn_cbor_write_uint (out, key == 1 ? format : key == 3 ? role : 1);
    }
  return out;
}

static void
test_signed_oddities (void)
{
  static const struct
  {
    guint64 format, role;
    gboolean more, context;
    int code; /* -1: fine */
  } cases[] = {
    { 1, TSN_ROLE_KIOSK, FALSE, TRUE, -1 },
    { 1, TSN_ROLE_KIOSK, FALSE, FALSE, TSN_VAULT_ERROR_DAMAGED },
    { 1, TSN_ROLE_KIOSK, TRUE, TRUE, TSN_VAULT_ERROR_DAMAGED },
    { 0, TSN_ROLE_KIOSK, FALSE, TRUE, TSN_VAULT_ERROR_DAMAGED },
    { 2, TSN_ROLE_KIOSK, TRUE, TRUE, TSN_VAULT_ERROR_TOO_NEW },
    { 1, 0, FALSE, TRUE, TSN_VAULT_ERROR_DAMAGED },
    { 1, 5, FALSE, TRUE, TSN_VAULT_ERROR_TOO_NEW },
    { 1, G_MAXUINT64, FALSE, TRUE, TSN_VAULT_ERROR_TOO_NEW },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) text = statement (cases[i].format, cases[i].role, cases[i].more);
      g_autoptr (GBytes) bytes = sign_statement (text, cases[i].context);
      TsnCertificate read;

      if (cases[i].code < 0)
        g_assert_true (tsn_certificate_verify (bytes, root_public, &read, NULL));
      else
        assert_refused (bytes, (TsnVaultError) cases[i].code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  tsn_vault_init_crypto ();
  crypto_sign_keypair (root_public, root);
  g_test_add_func ("/vault/certificate/round-trip", test_round_trip);
  g_test_add_func ("/vault/certificate/altered", test_altered);
  g_test_add_func ("/vault/certificate/other-root", test_other_root);
  g_test_add_func ("/vault/certificate/signed-oddities", test_signed_oddities);
  return g_test_run ();
}
