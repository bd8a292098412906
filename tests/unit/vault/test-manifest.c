/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Manifests: the vectors of tests/data/sync, true ones, and every way of altering them. */

#include "tsn-manifest.h"
#include "tsn-sign-key.h"
#include "vault-fixture.h"
#include "vectors.h"

static void
make_hashes (TsnHash *hashes, guint n)
{
  for (guint i = 0; i < n; i++)
    tsn_hash_bytes ((const guint8 *) &i, sizeof i, &hashes[i]);
}

static void
sign (TsnVault *vault, guint n, TsnManifest *manifest)
{
  TsnHash hashes[TSN_MANIFEST_PATCHES_MAX];
  g_autoptr (GError) error = NULL;

  make_hashes (hashes, n);
  g_assert_true (tsn_manifest_sign (manifest, vault, hashes, n, &error));
  g_assert_no_error (error);
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);

  for (guint n = 1; n <= TSN_MANIFEST_PATCHES_MAX; n++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      TsnManifest manifest;
      TsnManifest read;
      TsnHash unknown;

      sign (vault, n, &manifest);
      g_assert_true (tsn_id_equal (&manifest.device, tsn_vault_device (vault)));
      tsn_manifest_encode (&manifest, bytes);
      g_assert_true (tsn_manifest_decode (&read, bytes->data, bytes->len, &error));
      g_assert_no_error (error);
      g_assert_cmpmem (&read, sizeof read, &manifest, sizeof manifest);
      g_assert_true (tsn_manifest_verify (&read, tsn_vault_device_sign_public (vault)));
      for (guint i = 0; i < n; i++)
        g_assert_cmpint (tsn_manifest_find (&read, &manifest.hashes[i]), ==, (int) i);
      tsn_hash_bytes ((const guint8 *) "x", 1, &unknown);
      g_assert_cmpint (tsn_manifest_find (&read, &unknown), ==, -1);
    }
}

static void
test_altered (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  TsnManifest manifest;

  sign (vault, 2, &manifest);
  tsn_manifest_encode (&manifest, bytes);
  for (guint bit = 0; bit < bytes->len * 8; bit++)
    {
      TsnManifest read;

      bytes->data[bit / 8] ^= (guint8) (1 << bit % 8);
      g_assert_false (tsn_manifest_decode (&read, bytes->data, bytes->len, NULL) &&
                      tsn_manifest_verify (&read, tsn_vault_device_sign_public (vault)));
      bytes->data[bit / 8] ^= (guint8) (1 << bit % 8);
    }
  for (guint n = 0; n < bytes->len; n++)
    {
      g_autoptr (GError) error = NULL;
      TsnManifest read = { .n_hashes = 42 };

      g_assert_false (tsn_manifest_decode (&read, bytes->data, n, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
      g_assert_cmpuint (read.n_hashes, ==, 42);
    }
}

static void
test_other_device (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) other = create_for_role (f, vault, TSN_ROLE_RECEPTION, "other");
  TsnManifest manifest;

  sign (vault, 3, &manifest);
  g_assert_false (tsn_manifest_verify (&manifest, tsn_vault_device_sign_public (other)));
  manifest.device = *tsn_vault_device (other);
  g_assert_false (tsn_manifest_verify (&manifest, tsn_vault_device_sign_public (vault)));
}

static void
test_locked (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;
  TsnManifest manifest;
  TsnHash hash;

  make_hashes (&hash, 1);
  tsn_vault_lock (vault);
  g_assert_false (tsn_manifest_sign (&manifest, vault, &hash, 1, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
}

static void
test_vectors (void)
{
  g_autoptr (GPtrArray) cases = read_vectors ("manifests.txt", 4);

  for (guint i = 0; i < cases->len; i++)
    {
      char **fields = g_ptr_array_index (cases, i);
      g_autoptr (GByteArray) key = bytes_of (fields[2]);
      g_autoptr (GByteArray) bytes = bytes_of (fields[3]);
      TsnManifest manifest;
      gboolean read = tsn_manifest_decode (&manifest, bytes->data, bytes->len, NULL);

      g_test_message ("%s", fields[0]);
      g_assert_cmpuint (key->len, ==, TSN_KEY_SIZE);
      g_assert_cmpint (read, ==, strcmp (fields[1], "bad") != 0);
      if (read)
        g_assert_cmpint (tsn_manifest_verify (&manifest, key->data),
                         ==,
                         strcmp (fields[1], "good") == 0);
    }
}

static void
test_sign_key (void)
{
  g_autoptr (TsnSignKey) key = tsn_sign_key_new ();
  g_autoptr (TsnSignKey) same = tsn_sign_key_new_from_seed (tsn_sign_key_seed (key));
  g_autoptr (TsnSignKey) other = tsn_sign_key_new ();
  guint8 signature[TSN_SIGNATURE_SIZE];
  const guint8 *message = (const guint8 *) "receipt";

  g_assert_cmpmem (tsn_sign_key_public (key),
                   TSN_KEY_SIZE,
                   tsn_sign_key_public (same),
                   TSN_KEY_SIZE);
  tsn_sign_key_sign (same, message, 7, signature);
  g_assert_true (tsn_verify (message, 7, signature, tsn_sign_key_public (key)));
  g_assert_false (tsn_verify (message, 6, signature, tsn_sign_key_public (key)));
  g_assert_false (tsn_verify (message, 7, signature, tsn_sign_key_public (other)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/manifest/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/manifest/altered", Fixture, NULL, set_up, test_altered, tear_down);
  g_test_add ("/manifest/other-device", Fixture, NULL, set_up, test_other_device, tear_down);
  g_test_add ("/manifest/locked", Fixture, NULL, set_up, test_locked, tear_down);
  g_test_add_func ("/manifest/vectors", test_vectors);
  g_test_add_func ("/sign-key/pair", test_sign_key);
  return g_test_run ();
}
