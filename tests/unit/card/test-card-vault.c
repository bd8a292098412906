/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cards with real vaults: a reception issues, an ambulance and a kiosk read, and a locked
 * vault says so. */

#include <glib/gstdio.h>
#include <string.h>

#include "card-generator.h"
#include "tsn-new-keys.h"

#define PASSPHRASE "合言葉は梅の花と鶯です"

typedef struct
{
  char *folder;
  TsnVault *desk;
} Fixture;

static TsnVault *
make_vault (Fixture *f, const char *name, TsnRole role)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  g_autofree char *recovery = NULL;
  g_autoptr (GError) error = NULL;
  TsnVault *vault;

  if (f->desk == NULL)
    vault = tsn_vault_create (path, "窓口", PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, &error);
  else
    vault = tsn_vault_create_for_role (path,
                                       f->desk,
                                       role,
                                       "窓口",
                                       PASSPHRASE,
                                       TSN_VAULT_COST_MIN,
                                       &error);
  g_assert_no_error (error);
  return vault;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("tsn-card-XXXXXX", &error);
  g_assert_no_error (error);
  f->desk = make_vault (f, "desk", TSN_ROLE_DESK);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  tsn_vault_free (f->desk);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
}

static gboolean
find_issuer (gpointer data, const guint8 kid[TSN_CARD_KID_SIZE], TsnCardIssuer *issuer)
{
  TsnVault *vault = data;
  guint8 own[TSN_CARD_KID_SIZE];

  memcpy (issuer->sign_public, tsn_vault_device_sign_public (vault), TSN_KEY_SIZE);
  tsn_card_kid (issuer->sign_public, own);
  return memcmp (own, kid, sizeof own) == 0;
}

static void
assert_verdict (TsnVault *reader, TsnVault *issuer, const char *text, const char *verdict)
{
  TsnCardTrust trust = { .data = issuer, .find_issuer = find_issuer };
  g_autoptr (TsnCardReading) reading = NULL;

  tsn_card_trust_init_vault (&trust, reader);
  reading = tsn_card_read (text, strlen (text), &trust);
  g_assert_cmpstr (tsn_card_verdict_name (reading->verdict), ==, verdict);
}

static void
give_keys (const TsnNewKeys *keys, TsnVault *vault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) grant = tsn_new_keys_grant (keys, tsn_vault_certificate (vault), &error);

  g_assert_no_error (error);
  g_assert_true (tsn_vault_take_grant (vault, grant, NULL, &error));
}

static void
test_roles (Fixture *f, gconstpointer unused)
{
  g_autofree char *names = g_test_build_filename (G_TEST_DIST, "..", "data", "demo", "names", NULL);
  g_autoptr (CardGenerator) generator = card_generator_new (names, 5);
  g_autoptr (TsnCard) card = card_generator_next (generator, CARD_PROFILE_FULL);
  g_autoptr (TsnVault) reception = make_vault (f, "reception", TSN_ROLE_RECEPTION);
  g_autoptr (TsnVault) kiosk = make_vault (f, "kiosk", TSN_ROLE_KIOSK);
  g_autoptr (TsnVault) ems = make_vault (f, "ems", TSN_ROLE_EMS);
  g_autoptr (TsnVault) lost = make_vault (f, "lost", TSN_ROLE_EMS);
  g_autoptr (TsnNewKeys) keys = tsn_new_keys_make (f->desk, TRUE, NULL);
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (TsnCardCode) code = NULL;
  g_autoptr (GError) error = NULL;
  TsnCardSigner signer;
  TsnCardOptions options = { .recipient = tsn_vault_card_public (reception),
                             .level = TSN_CARD_QR_LEVEL_M,
                             .version_max = 18 };

  tsn_card_signer_init_vault (&signer, reception);
  code = tsn_card_encode (card, &signer, &options, scanner, &error);
  g_assert_no_error (error);
  assert_verdict (ems, reception, code->text, "genuine");
  assert_verdict (f->desk, reception, code->text, "genuine");
  assert_verdict (ems, f->desk, code->text, "unknown_issuer");
  assert_verdict (kiosk, reception, code->text, "genuine");
  assert_verdict (reception, reception, code->text, "sealed_for_others");
  give_keys (keys, ems);
  give_keys (keys, reception);
  assert_verdict (ems, reception, code->text, "genuine"); /* printed before */
  g_clear_pointer (&code, tsn_card_code_free);
  options.recipient = tsn_vault_card_public (reception);
  code = tsn_card_encode (card, &signer, &options, scanner, &error);
  g_assert_no_error (error);
  assert_verdict (ems, reception, code->text, "genuine");
  assert_verdict (lost, reception, code->text, "sealed_for_others");
  assert_verdict (kiosk, reception, code->text, "sealed_for_others");
  give_keys (keys, kiosk);
  assert_verdict (kiosk, reception, code->text, "genuine");
  tsn_vault_lock (ems);
  assert_verdict (ems, reception, code->text, "locked");

  tsn_vault_lock (reception);
  g_clear_pointer (&code, tsn_card_code_free);
  g_assert_null (tsn_card_encode (card, &signer, &options, NULL, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/card/vault/roles", Fixture, NULL, set_up, test_roles, tear_down);
  return g_test_run ();
}
