/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parcels: the vectors of another program, bodies of several, and certificates among them. */

#include <glib/gstdio.h>

#include "sync-vectors.h"
#include "tsn-certificates.h"
#include "tsn-vault-private.h"

static TsnParcel *
read_one (GBytes *bytes, GError **error)
{
  TsnParcelReader reader;
  TsnParcel *parcel = NULL;

  tsn_parcel_reader_init (&reader, bytes, 0);
  tsn_parcel_reader_next (&reader, &parcel, error);
  return parcel;
}

static void
assert_written_again (const TsnParcel *parcel, GBytes *bytes)
{
  g_autoptr (GByteArray) again = g_byte_array_new ();
  GBytes *bodies[TSN_MANIFEST_PATCHES_MAX];
  guint64 effective[TSN_MANIFEST_PATCHES_MAX];

  for (guint i = 0; i < parcel->n_entries; i++)
    {
      bodies[i] = parcel->entries[i].body;
      effective[i] = parcel->entries[i].effective;
    }
  tsn_parcel_write (again, &parcel->manifest, bodies, effective, parcel->n_entries);
  g_assert_cmpmem (again->data,
                   again->len,
                   g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes));
  g_assert_cmpuint (again->len, <=, tsn_parcel_size (&parcel->manifest, bodies, parcel->n_entries));
}

static void
assert_refusals (const TsnParcel *parcel, const char *letters)
{
  for (guint i = 0; i < parcel->n_entries; i++)
    {
      TsnRefusal expected = letters[i] == 'g'   ? TSN_REFUSAL_NONE
                            : letters[i] == 'l' ? TSN_REFUSAL_LATER
                                                : TSN_REFUSAL_MALFORMED;

      g_assert_cmpint (parcel->entries[i].refusal, ==, expected);
      g_assert_true ((parcel->entries[i].patch != NULL) == (expected == TSN_REFUSAL_NONE));
    }
}

static void
check_parcel (char **fields)
{
  static const char all_good[] = "gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg";
  static const char all_bad[] = "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm";
  const char *verdict = fields[1];
  gboolean forged = g_str_equal (verdict, "forged");
  gboolean refused = g_str_equal (verdict, "refused");
  g_autoptr (TsnSignKey) key = key_of (0xd1);
  g_autoptr (GBytes) bytes = bytes_of (fields[2]);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnParcel) parcel = read_one (bytes, &error);

  if (g_str_equal (verdict, "malformed"))
    {
      g_assert_null (parcel);
      g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED);
      return;
    }
  g_assert_no_error (error);
  if (forged || g_str_equal (verdict, "good"))
    assert_refusals (parcel, all_good);
  else
    assert_refusals (parcel, refused ? all_bad : verdict);
  if (!refused)
    g_assert_true (tsn_parcel_verify (parcel, tsn_sign_key_public (key)) == !forged);
  assert_written_again (parcel, bytes);
}

static void
test_vectors (void)
{
  foreach_vector ("parcels.txt", 3, check_parcel);
}

/* All good parcels as one body. */
static GByteArray *body;

static void
add_good (char **fields)
{
  g_autoptr (GBytes) bytes = bytes_of (fields[2]);

  if (g_str_equal (fields[1], "good"))
    g_byte_array_append (body, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
}

static void
test_sequence (void)
{
  g_autoptr (GByteArray) all = body = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) cut = NULL;
  g_autoptr (GError) error = NULL;
  TsnParcelReader reader;
  guint n = 0;

  g_byte_array_append (all, (const guint8 *) "state", 5);
  foreach_vector ("parcels.txt", 3, add_good);
  bytes = g_bytes_new (all->data, all->len);
  tsn_parcel_reader_init (&reader, bytes, 5);
  for (;;)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      g_assert_true (tsn_parcel_reader_next (&reader, &parcel, &error));
      if (parcel == NULL)
        break;
      n++;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 6);

  /* What ends inside the second one gives the first. */
  cut = g_bytes_new_from_bytes (bytes, 5, 650);
  tsn_parcel_reader_init (&reader, cut, 0);
  for (n = 0;; n++)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      if (!tsn_parcel_reader_next (&reader, &parcel, &error))
        break;
      g_assert_nonnull (parcel);
    }
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED);
  g_assert_cmpuint (n, ==, 1);
}

/* A parcel of one device record with that certificate, signed by @vault's device. */
static GBytes *
pack_certificate (TsnVault *vault, GBytes *certificate)
{
  const TsnId *device = tsn_vault_device (vault);
  g_autoptr (TsnPatch) patch = tsn_patch_new (TSN_KIND_DEVICE, device);
  g_autoptr (GByteArray) open = g_byte_array_new ();
  g_autoptr (GByteArray) encoded = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  GByteArray *out = g_byte_array_new ();
  TsnManifest manifest;
  TsnHash hash;

  tsn_cbor_write_map (open, 2);
  tsn_cbor_write_uint (open, TSN_DEVICE_ROLE);
  tsn_cbor_write_uint (open, TSN_ROLE_DESK);
  tsn_cbor_write_uint (open, TSN_DEVICE_CERTIFICATE);
  tsn_cbor_write_bytes (open, g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));
  patch->open = g_bytes_new (open->data, open->len);
  patch->version = (TsnVersion){ 1u << 16, *device };
  tsn_patch_encode (patch, encoded);
  bytes = g_bytes_new (encoded->data, encoded->len);
  tsn_hash_bytes (encoded->data, encoded->len, &hash);
  tsn_manifest_sign (&manifest, vault, &hash, 1, &error);
  g_assert_no_error (error);
  tsn_parcel_write (out, &manifest, &bytes, NULL, 1);
  return g_byte_array_free_to_bytes (out);
}

static void
test_certificates (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tsunagi-sync-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "vault", NULL);
  g_autoptr (TsnSecretText) recovery = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) vault =
      tsn_vault_create (path, "desk", "correct horse 42", TSN_VAULT_COST_MIN, &recovery, &error);
  g_autoptr (TsnSignKey) other = key_of (0x77);
  g_autoptr (TsnCertificates) ours = tsn_certificates_new (tsn_vault_root_public (vault));
  g_autoptr (TsnCertificates) theirs = tsn_certificates_new (tsn_sign_key_public (other));
  g_autoptr (GBytes) bytes = pack_certificate (vault, tsn_vault_certificate (vault));
  g_autoptr (TsnParcel) parcel = read_one (bytes, &error);
  const TsnCertificate *found = NULL;

  g_assert_no_error (error);
  g_assert_null (tsn_certificates_find (ours, tsn_vault_device (vault)));
  tsn_certificates_learn (ours, parcel);
  found = tsn_certificates_find (ours, tsn_vault_device (vault));
  g_assert_nonnull (found);
  g_assert_cmpint (found->role, ==, TSN_ROLE_DESK);
  g_assert_true (tsn_parcel_verify (parcel, found->sign_public));

  /* Another municipality's root did not sign it. */
  tsn_certificates_learn (theirs, parcel);
  g_assert_null (tsn_certificates_find (theirs, tsn_vault_device (vault)));
  g_remove (path);
  g_rmdir (folder);
}

/* A device that had another role before: whoever brings its old certificate. */
static void
test_issued_last (void)
{
  const guint8 seed[TSN_KEY_SIZE] = { 1 };
  guint8 root[crypto_sign_SECRETKEYBYTES];
  guint8 root_public[TSN_KEY_SIZE];
  TsnCertificate certificate = { .device.bytes = { 1 } };
  g_autoptr (TsnCertificates) certificates = NULL;

  g_assert_cmpint (crypto_sign_seed_keypair (root_public, root, seed), ==, 0);
  certificates = tsn_certificates_new (root_public);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) bytes = NULL;

      certificate.issued_ms = (const gint64[]){ 5, 7, 6 }[i];
      certificate.role = certificate.issued_ms == 7 ? TSN_ROLE_KIOSK : TSN_ROLE_DESK;
      bytes = tsn_certificate_sign (&certificate, root);
      g_assert_true (tsn_certificates_add (certificates, bytes));
    }
  g_assert_cmpint (tsn_certificates_find (certificates, &certificate.device)->role,
                   ==,
                   TSN_ROLE_KIOSK);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/parcel/vectors", test_vectors);
  g_test_add_func ("/sync/parcel/sequence", test_sequence);
  g_test_add_func ("/sync/parcel/certificates", test_certificates);
  g_test_add_func ("/sync/parcel/issued-last", test_issued_last);
  return g_test_run ();
}
