/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a vault: created, locked, unlocked by each of its secrets, its operators, the devices
 * of each role, recovery on new hardware. */

#include "vault-fixture.h"

static void
test_create (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;
  char *second = NULL;
  TsnCertificate certificate;

  g_assert_false (tsn_vault_is_locked (vault));
  g_assert_cmpint (tsn_vault_role (vault), ==, TSN_ROLE_DESK);
  g_assert_cmpuint (tsn_vault_epoch (vault), ==, 1);
  g_assert_false (tsn_id_is_nil (tsn_vault_operator (vault)));
  g_assert_false (tsn_id_is_nil (tsn_vault_device (vault)));
  g_assert_true (tsn_vault_can_open (vault, TSN_OPEN));
  g_assert_true (tsn_vault_can_open (vault, TSN_DESK));
  g_assert_true (tsn_vault_can_open (vault, TSN_CARE));
  g_assert_null (tsn_vault_compartment_public (vault, TSN_OPEN));
  g_assert_nonnull (tsn_vault_compartment_public (vault, TSN_CARE));
  g_assert_true (tsn_certificate_verify (tsn_vault_certificate (vault),
                                         tsn_vault_root_public (vault),
                                         &certificate,
                                         &error));
  g_assert_true (tsn_id_equal (&certificate.device, tsn_vault_device (vault)));
  g_assert_cmpmem (certificate.sign_public,
                   TSN_KEY_SIZE,
                   tsn_vault_device_sign_public (vault),
                   TSN_KEY_SIZE);
  g_assert_cmpmem (certificate.box_public,
                   TSN_KEY_SIZE,
                   tsn_vault_device_box_public (vault),
                   TSN_KEY_SIZE);

  g_assert_null (
      tsn_vault_create (f->path, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &second, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_EXISTS);
  g_assert_null (second);
}

static void
test_weak (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *recovery = NULL;

  g_assert_null (
      tsn_vault_create (f->path, LABEL, "password123", TSN_VAULT_COST_MIN, &recovery, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  g_assert_null (recovery);
}

static void
test_lock (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  TsnId operator_id = *tsn_vault_operator (vault);
  g_autoptr (GError) error = NULL;
  guint8 signature[TSN_SIGNATURE_SIZE];
  guint8 shared[TSN_KEY_SIZE];

  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_is_locked (vault));
  g_assert_true (tsn_id_is_nil (tsn_vault_operator (vault)));
  g_assert_false (tsn_vault_can_open (vault, TSN_DESK));
  g_assert_false (tsn_vault_can_open (vault, TSN_CARE));
  g_assert_false (tsn_vault_sign (vault, (const guint8 *) "x", 1, signature, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (tsn_vault_card_agree (vault,
                                        tsn_vault_card_public (vault),
                                        tsn_vault_device_box_public (vault),
                                        shared,
                                        &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (tsn_vault_recovery_keyring (vault, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (tsn_vault_add_operator (vault, "x", OTHER_PASSPHRASE, NULL, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_clear_error (&error);

  g_assert_false (tsn_vault_unlock (vault, WRONG_PASSPHRASE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  g_assert_true (tsn_vault_is_locked (vault));
  g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, &error));
  g_assert_no_error (error);
  g_assert_true (tsn_id_equal (tsn_vault_operator (vault), &operator_id));
}

static void
test_reopen (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) again = reopen (f->path);
  g_autoptr (GError) error = NULL;
  guint8 signature[TSN_SIGNATURE_SIZE];

  g_assert_true (tsn_vault_is_locked (again));
  g_assert_true (tsn_id_equal (tsn_vault_device (again), tsn_vault_device (vault)));
  g_assert_true (tsn_vault_unlock (again, PASSPHRASE, &error));
  g_assert_true (tsn_id_equal (tsn_vault_operator (again), tsn_vault_operator (vault)));
  g_assert_true (tsn_vault_sign (again, (const guint8 *) "text", 4, signature, &error));
  g_assert_true (
      tsn_verify ((const guint8 *) "text", 4, signature, tsn_vault_device_sign_public (vault)));
  g_assert_false (
      tsn_verify ((const guint8 *) "test", 4, signature, tsn_vault_device_sign_public (vault)));
}

/* Typed with the input method on or off: the same. */
/* The process that follows is let in as who was there; any other vault stays shut. */
static void
test_ticket (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autofree char *path = g_build_filename (f->folder, "crew", NULL);
  g_autoptr (TsnVault) crew = tsn_vault_create_for_role (path,
                                                         vault,
                                                         TSN_ROLE_EMS,
                                                         LABEL,
                                                         "748591",
                                                         TSN_VAULT_COST_MIN,
                                                         NULL);
  g_autoptr (TsnVault) next = tsn_vault_open (path, NULL);
  guint8 ticket[TSN_VAULT_TICKET_SIZE];
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_vault_get_ticket (next, ticket, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_true (tsn_vault_get_ticket (crew, ticket, NULL));
  g_assert_true (tsn_vault_unlock_with_ticket (next, ticket, &error));
  g_assert_no_error (error);
  g_assert_true (tsn_id_equal (tsn_vault_operator (next), tsn_vault_operator (crew)));
  tsn_vault_lock (vault);
  g_assert_false (tsn_vault_unlock_with_ticket (vault, ticket, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
  g_assert_true (tsn_vault_is_locked (vault));
}

static void
test_desktop (Fixture *f, gconstpointer data)
{
  const guint8 secret[TSN_KEY_SIZE] = { 1, 2, 3 };
  const guint8 other[TSN_KEY_SIZE] = { 3, 2, 1 };
  g_autoptr (TsnVault) vault = create (f);
  g_autofree char *path = g_build_filename (f->folder, "crew", NULL);
  g_autoptr (TsnVault) crew = tsn_vault_create_for_role (path,
                                                         vault,
                                                         TSN_ROLE_EMS,
                                                         LABEL,
                                                         "748591",
                                                         TSN_VAULT_COST_MIN,
                                                         NULL);
  g_autoptr (GBytes) before = tsn_vault_dup_file (crew);
  g_autoptr (GBytes) with = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (TsnVault) next = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_vault_set_desktop_secret (vault, secret, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_OPERATOR);
  g_clear_error (&error);
  g_assert_false (tsn_vault_opens_with_desktop (crew));
  g_assert_true (tsn_vault_set_desktop_secret (crew, other, &error));
  g_assert_true (tsn_vault_set_desktop_secret (crew, secret, &error)); /* the other one no more */
  g_assert_true (tsn_vault_opens_with_desktop (crew));

  /* For a program of before the file is a newer one's. */
  with = tsn_vault_dup_file (crew);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (before, NULL))[2], ==, 1);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (with, NULL))[2], ==, 2);

  next = reopen (path);
  g_assert_true (tsn_vault_is_locked (next));
  g_assert_false (tsn_vault_set_desktop_secret (next, secret, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (tsn_vault_unlock_with_desktop (next, other, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  g_assert_true (tsn_vault_unlock_with_desktop (next, secret, &error));
  g_assert_true (tsn_id_is_nil (tsn_vault_operator (next)));
  tsn_vault_lock (next);
  g_assert_true (tsn_vault_unlock (next, "748591", &error));

  tsn_vault_lock (next);
  g_assert_true (tsn_vault_set_desktop_secret (next, NULL, &error));
  g_assert_false (tsn_vault_opens_with_desktop (next));
  g_assert_false (tsn_vault_unlock_with_desktop (next, secret, NULL));
  after = tsn_vault_dup_file (next);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_full_width (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;

  g_assert_true (tsn_vault_unlock (vault, "ｋｏｒｅｈａｈｏｎｔｏｕｎｉｎａｇａｉ", &error));
  g_assert_no_error (error);
}

static void
test_recovery_unlocks (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) desk = create_for_role (f, vault, TSN_ROLE_RECEPTION, "reception");
  g_autoptr (GError) error = NULL;
  g_autofree char *other = beside (f, "other");
  g_autoptr (TsnVault) stranger = NULL;
  g_autoptr (TsnSecretText) wrong = NULL;
  TsnId added;

  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_unlock_with_recovery_key (vault, f->recovery, &error));
  g_assert_no_error (error);
  g_assert_true (tsn_id_is_nil (tsn_vault_operator (vault)));
  g_assert_true (tsn_vault_can_open (vault, TSN_CARE));
  g_assert_true (tsn_vault_add_operator (vault, LABEL, OTHER_PASSPHRASE, &added, &error));
  g_assert_no_error (error);
  g_assert_true (tsn_id_equal (tsn_vault_operator (vault), &added));

  tsn_vault_lock (desk);
  g_assert_true (tsn_vault_unlock_with_recovery_key (desk, f->recovery, &error));
  g_assert_true (tsn_vault_can_open (desk, TSN_DESK));
  g_assert_false (tsn_vault_can_open (desk, TSN_CARE));
  g_assert_null (tsn_vault_recovery_keyring (desk, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
  g_clear_error (&error);

  stranger = tsn_vault_create (other, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &wrong, &error);
  tsn_vault_lock (vault);
  g_assert_false (tsn_vault_unlock_with_recovery_key (vault, wrong, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  wrong[0] = wrong[0] == '2' ? '3' : '2';
  g_assert_false (tsn_vault_unlock_with_recovery_key (vault, wrong, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_MISTYPED);
  g_assert_cmpuint (tsn_vault_seconds_to_wait (vault), ==, 0);
}

static void
test_operators (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) again = NULL;
  g_autoptr (GArray) operators = NULL;
  TsnId first = *tsn_vault_operator (vault);
  TsnId second;
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_vault_add_operator (vault, "包括", PASSPHRASE, &second, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK);
  g_clear_error (&error);
  g_assert_false (tsn_vault_add_operator (vault, "包括", "short", &second, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK);
  g_clear_error (&error);
  g_assert_true (tsn_vault_add_operator (vault, "包括", OTHER_PASSPHRASE, &second, &error));
  g_assert_no_error (error);

  operators = tsn_vault_list_operators (vault);
  g_assert_cmpuint (operators->len, ==, 2);
  g_assert_cmpstr (g_array_index (operators, TsnOperator, 0).label, ==, LABEL);
  g_assert_cmpstr (g_array_index (operators, TsnOperator, 1).label, ==, "包括");
  g_assert_true (tsn_id_equal (&g_array_index (operators, TsnOperator, 1).id, &second));

  again = reopen (f->path);
  g_assert_true (tsn_vault_unlock (again, OTHER_PASSPHRASE, &error));
  g_assert_true (tsn_id_equal (tsn_vault_operator (again), &second));
  g_assert_true (tsn_vault_remove_operator (again, &first, &error));
  g_assert_false (tsn_vault_remove_operator (again, &first, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_OPERATOR);
  g_clear_error (&error);
  g_assert_false (tsn_vault_remove_operator (again, &second, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LAST_OPERATOR);
  g_clear_error (&error);
  g_assert_false (tsn_vault_unlock (again, PASSPHRASE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  g_assert_false (tsn_vault_is_locked (again)); /* a wrong try locks nobody out who is in */
}

static void
test_change_passphrase (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  TsnId first = *tsn_vault_operator (vault);
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_vault_change_passphrase (vault, WRONG_PASSPHRASE, OTHER_PASSPHRASE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  g_assert_false (tsn_vault_change_passphrase (vault, PASSPHRASE, "aaaaaaaaaaaa", &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK);
  g_clear_error (&error);
  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_change_passphrase (vault, PASSPHRASE, OTHER_PASSPHRASE, &error));
  g_assert_no_error (error);
  g_assert_true (tsn_vault_is_locked (vault));
  g_assert_false (tsn_vault_unlock (vault, PASSPHRASE, &error));
  g_clear_error (&error);
  g_assert_true (tsn_vault_unlock (vault, OTHER_PASSPHRASE, &error));
  g_assert_true (tsn_id_equal (tsn_vault_operator (vault), &first));
  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_unlock_with_recovery_key (vault, f->recovery, &error));
}

/* Nobody changes somebody else's by mistake; who is locked out may. */
static void
test_change_others_passphrase (Fixture *f, gconstpointer data)
{
  const char *new_one = "三つ目の合言葉 stable horse";
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;

  g_assert_true (tsn_vault_add_operator (vault, "包括", OTHER_PASSPHRASE, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (tsn_vault_change_passphrase (vault, OTHER_PASSPHRASE, new_one, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_OTHER_OPERATOR);
  g_clear_error (&error);
  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_unlock (vault, OTHER_PASSPHRASE, &error));
  g_assert_true (tsn_vault_change_passphrase (vault, OTHER_PASSPHRASE, new_one, &error));
  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, &error)); /* as it was */
}

static void
test_operators_limit (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;
  gboolean ok = TRUE;
  guint n = 1;

  while (ok)
    {
      g_autofree char *passphrase = g_strdup_printf ("tabun%ukorekara%udaijoubu", n * 7919, n);

      ok = tsn_vault_add_operator (vault, LABEL, passphrase, NULL, &error);
      n += ok ? 1 : 0;
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (n, ==, 30);
  tsn_vault_free (reopen (f->path));
}

/* Each role holds what it should and nothing else. */
static void
test_roles (Fixture *f, gconstpointer data)
{
  static const struct
  {
    TsnRole role;
    const char *name;
    gboolean desk, care, card, root;
  } cases[] = {
    { TSN_ROLE_DESK, "d", TRUE, TRUE, TRUE, TRUE },
    { TSN_ROLE_RECEPTION, "r", TRUE, FALSE, FALSE, FALSE },
    { TSN_ROLE_KIOSK, "k", FALSE, FALSE, TRUE, FALSE },
    { TSN_ROLE_EMS, "e", FALSE, FALSE, TRUE, FALSE },
  };
  g_autoptr (TsnVault) from = create (f);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = beside (f, cases[i].name);
      g_autofree char *deeper = beside (f, "deeper");
      g_autoptr (TsnVault) vault = NULL;
      g_autoptr (TsnVault) forbidden = NULL;
      g_autoptr (GError) error = NULL;
      guint8 shared[TSN_KEY_SIZE];
      TsnCertificate certificate;
      const TsnSecrets *secrets;

      tsn_vault_free (create_for_role (f, from, cases[i].role, cases[i].name));
      vault = reopen (path);
      g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, &error));
      g_assert_no_error (error);
      g_assert_cmpint (tsn_vault_can_open (vault, TSN_DESK), ==, cases[i].desk);
      g_assert_cmpint (tsn_vault_can_open (vault, TSN_CARE), ==, cases[i].care);
      g_assert_cmpint (tsn_vault_card_agree (vault,
                                             tsn_vault_card_public (vault),
                                             tsn_vault_device_box_public (from),
                                             shared,
                                             NULL),
                       ==,
                       cases[i].card);
      g_assert_cmpmem (tsn_vault_root_public (vault),
                       TSN_KEY_SIZE,
                       tsn_vault_root_public (from),
                       TSN_KEY_SIZE);
      g_assert_cmpmem (tsn_vault_card_public (vault),
                       TSN_KEY_SIZE,
                       tsn_vault_card_public (from),
                       TSN_KEY_SIZE);
      g_assert_true (tsn_certificate_verify (tsn_vault_certificate (vault),
                                             tsn_vault_root_public (from),
                                             &certificate,
                                             &error));
      g_assert_cmpint (certificate.role, ==, cases[i].role);

      secrets = vault->secrets; /* what is in memory is what was in the file */
      g_assert_cmpint (secrets->has_root, ==, cases[i].root);
      g_assert_cmpint (secrets->has_recovery, ==, cases[i].root);
      g_assert_cmpint (secrets->has_card, ==, cases[i].card);
      g_assert_cmpuint (secrets->n_compartments,
                        ==,
                        (cases[i].desk ? 1 : 0) + (cases[i].care ? 1 : 0));
      g_assert_cmpint (sodium_is_zero (secrets->root, sizeof secrets->root), ==, !cases[i].root);
      g_assert_cmpint (sodium_is_zero (secrets->card, sizeof secrets->card), ==, !cases[i].card);

      forbidden = tsn_vault_create_for_role (deeper,
                                             vault,
                                             TSN_ROLE_KIOSK,
                                             LABEL,
                                             PASSPHRASE,
                                             TSN_VAULT_COST_MIN,
                                             &error);
      g_assert_cmpint (forbidden != NULL, ==, cases[i].root);
      if (forbidden == NULL)
        g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
      g_unlink (deeper);
    }
}

static void
test_kiosk (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) from = create (f);
  g_autoptr (TsnVault) kiosk = create_for_role (f, from, TSN_ROLE_KIOSK, "kiosk");
  g_autoptr (GArray) operators = tsn_vault_list_operators (kiosk);
  g_autoptr (GError) error = NULL;
  guint8 signature[TSN_SIGNATURE_SIZE];

  g_assert_cmpuint (operators->len, ==, 0);
  g_assert_true (tsn_id_is_nil (tsn_vault_operator (kiosk)));
  tsn_vault_lock (kiosk);
  g_assert_false (tsn_vault_is_locked (kiosk));
  g_assert_true (tsn_vault_sign (kiosk, (const guint8 *) "x", 1, signature, &error));
  g_assert_true (
      tsn_verify ((const guint8 *) "x", 1, signature, tsn_vault_device_sign_public (kiosk)));
  g_assert_true (tsn_vault_unlock (kiosk, "anything", &error));
  g_assert_false (tsn_vault_add_operator (kiosk, LABEL, PASSPHRASE, NULL, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_OPERATOR);
}

/* The staff's passphrase lets in at the screen and is in the way of nobody who has the file; it
 * holds no key. */
static void
test_staff (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) from = create (f);
  g_autofree char *path = beside (f, "kiosk");
  g_autoptr (TsnVault) kiosk = create_for_role (f, from, TSN_ROLE_KIOSK, "kiosk");
  TsnSecrets *inside = tsn_secret_new (sizeof *inside);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) again = NULL;

  g_assert_true (tsn_vault_check_passphrase (kiosk, PASSPHRASE, &error));
  g_assert_nonnull (tsn_slot_find_passphrase (kiosk->file, PASSPHRASE, inside));
  g_assert_true (sodium_is_zero (inside->vault_key, TSN_KEY_SIZE));
  g_assert_false (tsn_secrets_open (inside, kiosk->file, NULL));
  tsn_secret_free (inside);

  g_assert_false (tsn_vault_set_staff_passphrase (kiosk, "password12", &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK);
  g_clear_error (&error);
  g_assert_true (tsn_vault_set_staff_passphrase (kiosk, OTHER_PASSPHRASE, &error));
  again = reopen (path);
  g_assert_cmpuint (again->file->slots->len, ==, 2);
  g_assert_true (tsn_vault_check_passphrase (again, OTHER_PASSPHRASE, &error));
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (tsn_vault_check_passphrase (again, PASSPHRASE, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
      g_clear_error (&error);
    }
  g_assert_false (tsn_vault_check_passphrase (again, OTHER_PASSPHRASE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_TOO_MANY_TRIES);
  g_clear_error (&error);
  g_assert_true (tsn_vault_set_staff_passphrase (again, PASSPHRASE, &error));
  g_assert_true (tsn_vault_check_passphrase (again, PASSPHRASE, &error));
  g_assert_false (tsn_vault_can_open (again, TSN_DESK));

  /* At a desk it is any operator's, and whoever asks changes nothing. */
  tsn_vault_lock (from);
  g_assert_true (tsn_vault_check_passphrase (from, PASSPHRASE, &error));
  g_assert_true (tsn_vault_is_locked (from));
  g_assert_false (tsn_vault_set_staff_passphrase (from, PASSPHRASE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_OPERATOR);
}

static void
test_recovery (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) keyring = tsn_vault_recovery_keyring (vault, &error);
  g_autofree char *path = beside (f, "new");
  g_autofree char *path_again = beside (f, "newer");
  g_autoptr (TsnVault) fresh = NULL;
  g_autoptr (TsnVault) second = NULL;
  const TsnDataKey *key = tsn_vault_data_key (vault, TSN_CARE, &error);
  g_autoptr (GBytes) sealed = seal (vault, key, "人生会議");
  g_autoptr (GBytes) keyring_again = NULL;
  TsnCertificate certificate;

  fresh = tsn_vault_create_from_recovery (path,
                                          f->recovery,
                                          keyring,
                                          "新しい窓口",
                                          OTHER_PASSPHRASE,
                                          TSN_VAULT_COST_MIN,
                                          &error);
  g_assert_no_error (error);
  g_assert_cmpint (tsn_vault_role (fresh), ==, TSN_ROLE_DESK);
  g_assert_false (tsn_id_equal (tsn_vault_device (fresh), tsn_vault_device (vault)));
  g_assert_true (tsn_certificate_verify (tsn_vault_certificate (fresh),
                                         tsn_vault_root_public (vault),
                                         &certificate,
                                         &error));
  assert_opens (fresh, key, sealed, "人生会議");

  /* The new device is as good as the first one was. */
  keyring_again = tsn_vault_recovery_keyring (fresh, &error);
  second = tsn_vault_create_from_recovery (path_again,
                                           f->recovery,
                                           keyring_again,
                                           LABEL,
                                           PASSPHRASE,
                                           TSN_VAULT_COST_MIN,
                                           &error);
  g_assert_no_error (error);
  tsn_vault_lock (second);
  g_assert_true (tsn_vault_unlock_with_recovery_key (second, f->recovery, &error));
}

/* A keyring that was altered, or made by somebody without the key. */
static void
test_recovery_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) keyring = tsn_vault_recovery_keyring (vault, &error);
  g_autofree char *path = beside (f, "new");
  g_autofree char *other = beside (f, "other");
  g_autoptr (TsnSecretText) wrong = NULL;
  g_autoptr (TsnVault) stranger =
      tsn_vault_create (other, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &wrong, &error);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (keyring, &size);

  g_assert_nonnull (stranger);
  g_assert_null (tsn_vault_create_from_recovery (path,
                                                 wrong,
                                                 keyring,
                                                 LABEL,
                                                 PASSPHRASE,
                                                 TSN_VAULT_COST_MIN,
                                                 &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  g_assert_null (tsn_vault_create_from_recovery (f->path,
                                                 f->recovery,
                                                 keyring,
                                                 LABEL,
                                                 PASSPHRASE,
                                                 TSN_VAULT_COST_MIN,
                                                 &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_EXISTS);
  g_clear_error (&error);
  for (gsize i = 0; i <= size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) altered = NULL;

      if (i < size)
        copy[i] ^= 1;
      altered = g_bytes_new (copy, i < size ? size : size - 1);
      g_assert_null (tsn_vault_create_from_recovery (path,
                                                     f->recovery,
                                                     altered,
                                                     LABEL,
                                                     PASSPHRASE,
                                                     TSN_VAULT_COST_MIN,
                                                     &error));
      g_assert_true (error->domain == TSN_VAULT_ERROR);
      g_clear_error (&error);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_backup (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GBytes) file = tsn_vault_dup_file (vault);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("garbage", 7);
  g_autofree char *path = beside (f, "restored");
  g_autoptr (TsnVault) restored = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_vault_restore_file (f->path, file, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (tsn_vault_restore_file (path, garbage, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_true (tsn_vault_restore_file (path, file, &error));
  restored = reopen (path);
  g_assert_true (tsn_vault_unlock (restored, PASSPHRASE, &error));
}

/* The one test with the cost that people get. */
static void
test_moderate (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) vault =
      tsn_vault_create (f->path, LABEL, PASSPHRASE, TSN_VAULT_COST_MODERATE, &f->recovery, &error);
  const TsnSlot *slot;

  g_assert_no_error (error);
  slot = g_ptr_array_index (vault->file->slots, 0);
  g_assert_cmpuint (slot->opslimit, ==, 3);
  g_assert_cmpuint (slot->memlimit, ==, 256 * 1024 * 1024);
  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, &error));
}

#define ADD(name, func) g_test_add ("/vault/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("create", test_create);
  ADD ("weak", test_weak);
  ADD ("lock", test_lock);
  ADD ("reopen", test_reopen);
  ADD ("ticket", test_ticket);
  ADD ("desktop", test_desktop);
  ADD ("full-width", test_full_width);
  ADD ("recovery-unlocks", test_recovery_unlocks);
  ADD ("operators", test_operators);
  ADD ("operators-limit", test_operators_limit);
  ADD ("change-passphrase", test_change_passphrase);
  ADD ("change-others-passphrase", test_change_others_passphrase);
  ADD ("roles", test_roles);
  ADD ("kiosk", test_kiosk);
  ADD ("staff", test_staff);
  ADD ("recovery", test_recovery);
  ADD ("recovery-refused", test_recovery_refused);
  ADD ("backup", test_backup);
  ADD ("moderate", test_moderate);
  return g_test_run ();
}
