/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a server gives the keyring to. (What is in it: test-vault.c, test-new-keys.c.) */

#include "tsn-hkdf.h"
#include "tsn-keyring.h"
#include "vault-fixture.h"

/* Sheets in safes give these: they never change. Made with Python's hmac and hashlib. */
static void
test_ticket_golden (void)
{
  static const guint8 expected[TSN_TICKET_SIZE] = {
    0xf2, 0x15, 0x32, 0xc7, 0x35, 0xd5, 0x89, 0x07, 0xba, 0xb9, 0x8f, 0xf4, 0x68, 0xdd, 0x45, 0x76
  };
  g_autoptr (GError) error = NULL;
  guint8 ticket[TSN_TICKET_SIZE];

  tsn_recovery_ticket ("006h8m9smw85751pt3n2ga7srsadptrf8devtqq8", ticket, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (ticket, sizeof ticket, expected, sizeof expected);
  g_assert_false (
      tsn_recovery_ticket ("006H8-M9SMW-85751-PT3N2-GA7SR-SADPT-RF8DE-VTQQ9", ticket, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_MISTYPED);
}

static void
test_is_for (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GBytes) keyring = tsn_vault_recovery_keyring (vault, NULL);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (keyring, &size);
  guint8 ticket[TSN_TICKET_SIZE];

  g_assert_true (tsn_recovery_ticket (f->recovery, ticket, NULL));
  g_assert_true (tsn_keyring_is_for (keyring, ticket));
  for (gsize n = 0; n < size; n++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (bytes, n);

      g_assert_false (tsn_keyring_is_for (cut, ticket));
    }
  ticket[0] ^= 1;
  g_assert_false (tsn_keyring_is_for (keyring, ticket));
}

/* [ 1, sealed ], as it was made before there were tickets */
static GBytes *
make_old_keyring (TsnVault *vault)
{
  static const char context[] = "tsunagi keyring 1";
  TsnSecrets *authority = tsn_vault_dup_authority (vault, NULL);
  g_autoptr (TsnSecretArray) plain = tsn_secrets_write_municipality (authority);
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  guint8 key[TSN_KEY_SIZE];

  tsn_hkdf_sha256 (authority->recovery,
                   TSN_KEY_SIZE,
                   NULL,
                   0,
                   (const guint8 *) context,
                   sizeof context,
                   key,
                   sizeof key);
  tsn_secret_free (authority);
  tsn_box_seal (sealed, key, plain->data, plain->len, context, sizeof context);
  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_uint (out, 1);
  tsn_cbor_write_bytes (out, sealed->data, sealed->len);
  return g_byte_array_free_to_bytes (out);
}

/* It opens, is given to nobody, and is renewed by whoever can. */
static void
test_of_before (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GBytes) keyring = tsn_vault_recovery_keyring (vault, NULL);
  g_autoptr (GBytes) old = make_old_keyring (vault);
  g_autofree char *path = beside (f, "recovered");
  g_autoptr (TsnVault) recovered = NULL;
  g_autoptr (GError) error = NULL;
  guint8 ticket[TSN_TICKET_SIZE];

  g_assert_true (tsn_recovery_ticket (f->recovery, ticket, NULL));
  g_assert_false (tsn_keyring_is_for (old, ticket));
  g_assert_false (tsn_vault_keyring_is_complete (vault, old));
  g_assert_true (tsn_vault_keyring_is_complete (vault, keyring));
  recovered = tsn_vault_create_from_recovery (path,
                                              f->recovery,
                                              old,
                                              LABEL,
                                              PASSPHRASE,
                                              TSN_VAULT_COST_MIN,
                                              &error);
  g_assert_no_error (error);
}

/* The hash of another ticket beside the right keys: somebody wants us to give it to him. */
static void
test_other_ticket (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GBytes) keyring = tsn_vault_recovery_keyring (vault, NULL);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (keyring, &size);
  g_autofree guint8 *altered = g_memdup2 (bytes, size);
  g_autoptr (GBytes) other = NULL;

  altered[3] ^= 1;
  other = g_bytes_new (altered, size);
  g_assert_false (tsn_vault_keyring_is_complete (vault, other));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/ticket-golden", test_ticket_golden);
#define ADD(name, function)                                                                        \
  g_test_add ("/keyring/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("is-for", test_is_for);
  ADD ("of-before", test_of_before);
  ADD ("other-ticket", test_other_ticket);
#undef ADD
  return g_test_run ();
}
