/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* New keys as a device takes them: the bytes as a grant that a stranger wrote into its record, and
 * as what the municipality's root sealed and signed for it (as a coordinator's stolen device
 * could). Whatever it was, the vault still opens with its passphrase, and knows no less. */

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "tsn-vault-private.h"

#define GRANT_CONTEXT "tsunagi grant 1"
#define PASSPHRASE    "correct horse 42"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  TsnSecrets *authority;
  char *path;       /* of the device's vault */
  GBytes *pristine; /* what it is at first */
  TsnVault *vault;
} Town;

static void
open_vault (Town *town)
{
  g_clear_pointer (&town->vault, tsn_vault_free);
  g_assert_true (g_file_set_contents (town->path,
                                      g_bytes_get_data (town->pristine, NULL),
                                      (gssize) g_bytes_get_size (town->pristine),
                                      NULL));
  town->vault = tsn_vault_open (town->path, NULL);
  g_assert_nonnull (town->vault);
  g_assert_true (tsn_vault_unlock (town->vault, PASSPHRASE, NULL));
}

static Town *the_town;

static void
end (void)
{
  g_autofree char *root = g_path_get_dirname (the_town->path);
  g_autofree char *desk = g_build_filename (root, "desk", NULL);

  tsn_vault_free (the_town->vault);
  g_unlink (the_town->path);
  g_unlink (desk);
  g_rmdir (root);
}

static Town *
get_town (void)
{
  Town *town;
  g_autofree char *root = NULL;
  g_autofree char *path = NULL;
  g_autoptr (TsnVault) desk = NULL;
  char *recovery = NULL;
  char *bytes;
  gsize size;

  if (the_town != NULL)
    return the_town;
  the_town = town = g_new0 (Town, 1);
  atexit (end);
  root = g_dir_make_tmp ("tsn-fuzz-XXXXXX", NULL);
  path = g_build_filename (root, "desk", NULL);
  town->path = g_build_filename (root, "device", NULL);
  desk = tsn_vault_create (path, "窓口", PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, NULL);
  g_assert_nonnull (desk);
  tsn_secret_text_free (recovery);
  town->vault = tsn_vault_create_for_role (town->path,
                                           desk,
                                           TSN_ROLE_RECEPTION,
                                           "受付",
                                           PASSPHRASE,
                                           TSN_VAULT_COST_MIN,
                                           NULL);
  g_assert_nonnull (town->vault);
  town->authority = tsn_vault_dup_authority (desk, NULL);
  g_assert_true (g_file_get_contents (town->path, &bytes, &size, NULL));
  town->pristine = g_bytes_new_take (bytes, size);
  return town;
}

/* What the root would sign, with @plain inside. */
static GBytes *
seal (const Town *town, const guint8 *plain, gsize size)
{
  g_autofree guint8 *sealed = g_malloc (size + crypto_box_SEALBYTES);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const TsnId *device = tsn_vault_device (town->vault);
  guint8 box_public[TSN_KEY_SIZE];
  guint8 signature[TSN_SIGNATURE_SIZE];

  crypto_scalarmult_base (box_public, town->vault->secrets->box);
  crypto_box_seal (sealed, plain, size, box_public);
  g_byte_array_append (message, (const guint8 *) GRANT_CONTEXT, sizeof GRANT_CONTEXT);
  g_byte_array_append (message, device->bytes, sizeof device->bytes);
  g_byte_array_append (message, sealed, (guint) (size + crypto_box_SEALBYTES));
  crypto_sign_detached (signature, NULL, message->data, message->len, town->authority->root);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_bytes (out, sealed, size + crypto_box_SEALBYTES);
  tsn_cbor_write_bytes (out, signature, sizeof signature);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Town *town = get_town ();
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  g_autoptr (GBytes) grant = seal (town, data, size);
  guint n_secrets = town->vault->secrets->n_compartments;
  gboolean news;

  g_assert_false (tsn_vault_take_grant (town->vault, raw, NULL, NULL));
  if (!tsn_vault_take_grant (town->vault, grant, &news, NULL))
    g_assert_cmpuint (town->vault->secrets->n_compartments, ==, n_secrets);
  else if (news)
    {
      guint epoch = tsn_vault_epoch (town->vault);

      g_assert_cmpuint (town->vault->secrets->n_compartments, >=, n_secrets);
      tsn_vault_free (town->vault);
      town->vault = tsn_vault_open (town->path, NULL);
      g_assert_nonnull (town->vault);
      g_assert_true (tsn_vault_unlock (town->vault, PASSPHRASE, NULL));
      g_assert_cmpuint (tsn_vault_epoch (town->vault), ==, epoch);
      open_vault (town);
    }
  return 0;
}
