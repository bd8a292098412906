/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vault file, with its digest put right, since a fuzzer can't; and the same bytes as a keyring,
 * a recovery key and a passphrase as typed. What is read must be written the same again. */

#include <string.h>

#include "tsn-vault-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
try_file (const guint8 *data, gsize size)
{
  g_autofree guint8 *bytes = g_memdup2 (data, size);
  g_autoptr (TsnVaultFile) file = NULL;
  g_autoptr (GBytes) again = NULL;

  if (size < TSN_DIGEST_SIZE)
    return;
  crypto_hash_sha256 (bytes + size - TSN_DIGEST_SIZE, bytes, size - TSN_DIGEST_SIZE);
  file = tsn_vault_file_decode (bytes, size, NULL);
  if (file == NULL)
    return;
  again = tsn_vault_file_encode (file);
  if (g_bytes_get_size (again) != size || memcmp (g_bytes_get_data (again, NULL), bytes, size) != 0)
    g_error ("a vault file is not written as it was read");
}

static void
try_keyring (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) keyring = g_bytes_new_static (data, size);
  TsnSecrets *secrets = tsn_secret_new (sizeof *secrets);

  if (tsn_secrets_open_keyring (secrets, keyring, NULL))
    g_error ("a keyring was forged");
  tsn_secret_free (secrets);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  guint8 key[TSN_RECOVERY_KEY_SIZE];

  tsn_vault_init_crypto ();
  try_file (data, size);
  try_keyring (data, size);
  tsn_passphrase_strength (text, TSN_ROLE_EMS);
  if (tsn_recovery_key_parse (text, key, NULL))
    tsn_secret_text_free (tsn_recovery_key_format (key));
  return 0;
}
