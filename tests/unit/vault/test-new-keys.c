/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* New epochs: who gets which key, in whatever order the grants come, and who does not. */

#include "tsn-new-keys.h"
#include "vault-fixture.h"

static GBytes *
grant_to (const TsnNewKeys *keys, TsnVault *to)
{
  g_autoptr (GError) error = NULL;
  GBytes *grant = tsn_new_keys_grant (keys, tsn_vault_certificate (to), &error);

  g_assert_no_error (error);
  return grant;
}

static TsnNewKeys *
make (TsnVault *desk, gboolean cards)
{
  g_autoptr (GError) error = NULL;
  TsnNewKeys *keys = tsn_new_keys_make (desk, cards, &error);

  g_assert_no_error (error);
  return keys;
}

static void
must_take (TsnVault *vault, GBytes *grant, gboolean expected)
{
  g_autoptr (GError) error = NULL;
  gboolean news = !expected;

  tsn_vault_take_grant (vault, grant, &news, &error);
  g_assert_no_error (error);
  g_assert_cmpint (news, ==, expected);
}

static void
give (const TsnNewKeys *keys, TsnVault *to)
{
  g_autoptr (GBytes) grant = grant_to (keys, to);

  must_take (to, grant, TRUE);
  must_take (to, grant, FALSE);
}

static void
assert_same_publics (TsnVault *one, TsnVault *other)
{
  g_assert_cmpuint (tsn_vault_epoch (one), ==, tsn_vault_epoch (other));
  for (TsnCompartment c = TSN_DESK; c <= TSN_CARE; c++)
    g_assert_cmpmem (tsn_vault_compartment_public (one, c),
                     TSN_KEY_SIZE,
                     tsn_vault_compartment_public (other, c),
                     TSN_KEY_SIZE);
  g_assert_cmpmem (tsn_vault_card_public (one),
                   TSN_KEY_SIZE,
                   tsn_vault_card_public (other),
                   TSN_KEY_SIZE);
}

static gboolean
opens (TsnVault *vault, const TsnDataKey *key)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = tsn_vault_load_data_key (vault, key, FALSE, &error);

  g_assert_true (ok || g_error_matches (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY));
  return ok;
}

static gboolean
agrees (TsnVault *vault, const guint8 *card_public)
{
  const guint8 point[TSN_KEY_SIZE] = { 9 };
  guint8 shared[TSN_KEY_SIZE];

  return tsn_vault_card_agree (vault, card_public, point, shared, NULL);
}

static void
test_roles (Fixture *f, gconstpointer data)
{
  static const struct
  {
    TsnRole role;
    gboolean desk, care, card;
  } cases[] = {
    { TSN_ROLE_DESK, TRUE, TRUE, TRUE },
    { TSN_ROLE_RECEPTION, TRUE, FALSE, FALSE },
    { TSN_ROLE_EMS, FALSE, FALSE, TRUE },
    { TSN_ROLE_KIOSK, FALSE, FALSE, TRUE },
  };
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (TsnVault) lost = create_for_role (f, desk, TSN_ROLE_DESK, "lost");
  g_autoptr (TsnNewKeys) keys = make (desk, TRUE);
  const TsnDataKey *old = tsn_vault_data_key (desk, TSN_DESK, NULL);
  const guint8 *old_card = tsn_vault_card_public (desk);
  const TsnDataKey *key[2];

  g_assert_cmpuint (tsn_new_keys_epoch (keys), ==, 2);
  g_assert_cmpuint (tsn_vault_epoch (desk), ==, 1); /* not before it is handed over */
  give (keys, desk);
  key[0] = tsn_vault_data_key (desk, TSN_DESK, NULL);
  key[1] = tsn_vault_data_key (desk, TSN_CARE, NULL);
  g_assert_cmpuint (key[0]->epoch, ==, 2);
  g_assert_false (tsn_id_equal (&old->id, &key[0]->id));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("role-%u", i);
      g_autofree char *path = beside (f, name);
      g_autoptr (TsnVault) vault = create_for_role (f, lost, cases[i].role, name);

      g_assert_cmpuint (tsn_vault_epoch (vault), ==, 1);
      give (keys, vault);
      g_clear_pointer (&vault, tsn_vault_free);
      vault = reopen (path); /* it is on the disk */
      g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, NULL));
      assert_same_publics (vault, desk);
      g_assert_true (opens (vault, key[0]) == cases[i].desk);
      g_assert_true (opens (vault, key[1]) == cases[i].care);
      g_assert_true (opens (vault, old) == cases[i].desk);
      g_assert_true (agrees (vault, tsn_vault_card_public (desk)) == cases[i].card);
      g_assert_true (agrees (vault, old_card) == cases[i].card);
    }
  g_assert_true (opens (lost, old));
  g_assert_false (opens (lost, key[0]));
  g_assert_false (opens (lost, key[1]));
  g_assert_false (agrees (lost, tsn_vault_card_public (desk)));
  g_assert_true (agrees (lost, old_card)); /* cards of before stay readable */
}

/* An enrolment after that, and one with the recovery key, bring all epochs; so do other operators
 * of the vault and its recovery slot. */
static void
test_later (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = beside (f, "recovered");
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (GBytes) before = tsn_vault_recovery_keyring (desk, NULL);
  g_autoptr (TsnNewKeys) keys = make (desk, TRUE);
  g_autoptr (GBytes) keyring = NULL;
  g_autoptr (TsnVault) reception = NULL;
  g_autoptr (TsnVault) recovered = NULL;

  g_assert_true (tsn_vault_add_operator (desk, "第二", OTHER_PASSPHRASE, NULL, NULL));
  give (keys, desk);
  g_assert_false (tsn_vault_keyring_is_complete (desk, before));
  keyring = tsn_vault_recovery_keyring (desk, NULL);
  g_assert_true (tsn_vault_keyring_is_complete (desk, keyring));
  reception = create_for_role (f, desk, TSN_ROLE_RECEPTION, "reception");
  recovered = tsn_vault_create_from_recovery (path,
                                              f->recovery,
                                              keyring,
                                              LABEL,
                                              PASSPHRASE,
                                              TSN_VAULT_COST_MIN,
                                              &error);
  g_assert_no_error (error);
  assert_same_publics (reception, desk);
  assert_same_publics (recovered, desk);
  g_assert_true (opens (recovered, tsn_vault_data_key (reception, TSN_CARE, NULL)));
  g_assert_true (tsn_vault_change_passphrase (desk, PASSPHRASE, WRONG_PASSPHRASE, NULL));
  g_clear_pointer (&desk, tsn_vault_free);
  for (guint i = 0; i < 3; i++)
    {
      desk = reopen (f->path);
      g_assert_true (i == 0   ? tsn_vault_unlock (desk, OTHER_PASSPHRASE, NULL)
                     : i == 1 ? tsn_vault_unlock (desk, WRONG_PASSPHRASE, NULL)
                              : tsn_vault_unlock_with_recovery_key (desk, f->recovery, NULL));
      g_assert_true (opens (desk, tsn_vault_data_key (reception, TSN_DESK, NULL)));
      g_clear_pointer (&desk, tsn_vault_free);
    }
}

/* Who wrote while he did not know of the new keys is read by all who had the old ones. */
static void
test_offline (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (TsnVault) kiosk = create_for_role (f, desk, TSN_ROLE_KIOSK, "kiosk");
  g_autoptr (TsnNewKeys) keys = make (desk, FALSE);
  const TsnDataKey *late;

  give (keys, desk);
  late = tsn_vault_data_key (kiosk, TSN_CARE, NULL);
  g_assert_cmpuint (late->epoch, ==, 1);
  g_assert_true (opens (desk, late));
  give (keys, kiosk);
  g_assert_cmpuint (tsn_vault_data_key (kiosk, TSN_CARE, NULL)->epoch, ==, 2);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other_path = beside (f, "other");
  g_autoptr (TsnSecretText) other_key = NULL;
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (TsnVault) reception = create_for_role (f, desk, TSN_ROLE_RECEPTION, "reception");
  g_autoptr (TsnVault) stranger =
      tsn_vault_create (other_path, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &other_key, NULL);
  g_autoptr (TsnNewKeys) keys = make (desk, TRUE);
  g_autoptr (TsnNewKeys) strange = make (stranger, TRUE);
  g_autoptr (GBytes) good = grant_to (keys, reception);
  g_autoptr (GBytes) foreign = grant_to (strange, stranger);
  g_autoptr (GBytes) for_desk = grant_to (keys, desk);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (good, 0, g_bytes_get_size (good) - 1);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (good, NULL), g_bytes_get_size (good));
  g_autoptr (GBytes) altered = NULL;
  GBytes *const bad[] = { foreign, for_desk, cut, NULL };

  g_assert_null (tsn_new_keys_make (reception, FALSE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
  g_clear_error (&error);
  g_assert_null (tsn_new_keys_grant (keys, tsn_vault_certificate (stranger), NULL));
  copy[20] ^= 1;
  altered = g_bytes_new (copy, g_bytes_get_size (good));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (
          tsn_vault_take_grant (reception, bad[i] != NULL ? bad[i] : altered, NULL, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED);
      g_clear_error (&error);
    }
  g_assert_cmpuint (tsn_vault_epoch (reception), ==, 1);
  tsn_vault_lock (reception);
  g_assert_false (tsn_vault_take_grant (reception, good, NULL, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
}

/* A full disk leaves vault and memory as they were. */
static void
test_disk_full (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (TsnNewKeys) keys = make (desk, TRUE);
  g_autoptr (GBytes) grant = grant_to (keys, desk);
  g_autofree char *path = g_steal_pointer (&desk->path);

  desk->path = g_build_filename (f->folder, "gone", "vault", NULL);
  g_assert_false (tsn_vault_take_grant (desk, grant, NULL, &error));
  g_assert_cmpuint (error->domain, ==, G_IO_ERROR);
  g_assert_cmpuint (tsn_vault_epoch (desk), ==, 1);
  g_assert_true (opens (desk, tsn_vault_data_key (desk, TSN_DESK, NULL)));
  g_free (desk->path);
  desk->path = g_steal_pointer (&path);
  must_take (desk, grant, TRUE);
  g_assert_cmpuint (tsn_vault_epoch (desk), ==, 2);
}

/* A municipality runs out of epochs with a sentence and nothing lost. */
static void
test_too_many (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) desk = create (f);
  TsnNewKeys *keys;
  guint n = 0;

  while ((keys = tsn_new_keys_make (desk, TRUE, &error)) != NULL)
    {
      g_autoptr (GBytes) grant = grant_to (keys, desk);

      must_take (desk, grant, TRUE);
      tsn_new_keys_free (keys);
      n++;
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (n, >=, 40);
  tsn_vault_free (reopen (f->path));
}

/* Property: coordinators change the keys without having seen each other; each device gets all
 * grants, in an order of its own and some of them twice. Then all hold the same, and read what
 * anybody has sealed at any time. */
static void
test_any_order (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) first = create (f);
  g_autoptr (TsnVault) second = create_for_role (f, first, TSN_ROLE_DESK, "second");
  g_autoptr (TsnVault) reception = create_for_role (f, first, TSN_ROLE_RECEPTION, "reception");
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_new_keys_free);
  const TsnDataKey *sealed[16];
  guint n_sealed = 0;
  TsnVault *const vaults[] = { first, second, reception };

  for (guint round = 0; round < 4; round++)
    {
      guint before = all->len;

      for (guint i = 0; i < 2; i++)
        {
          g_ptr_array_add (all, make (vaults[i], round % 2 == 1));
          give (g_ptr_array_index (all, all->len - 1), vaults[i]);
          sealed[n_sealed++] = tsn_vault_data_key (vaults[i], TSN_DESK, NULL);
        }
      /* They hear of each other's, or of it later. */
      for (guint i = 0; i < 40; i++)
        {
          guint which = round == 3 || g_test_rand_bit ()
                            ? (guint) g_test_rand_int_range (0, (gint32) all->len)
                            : before;
          TsnVault *to = vaults[g_test_rand_int_range (0, 3)];
          g_autoptr (GBytes) grant = grant_to (g_ptr_array_index (all, which), to);

          g_assert_true (tsn_vault_take_grant (to, grant, NULL, NULL));
        }
    }
  for (guint v = 0; v < 3; v++)
    for (guint i = 0; i < all->len; i++)
      {
        g_autoptr (GBytes) grant = grant_to (g_ptr_array_index (all, i), vaults[v]);

        g_assert_true (tsn_vault_take_grant (vaults[v], grant, NULL, NULL));
      }
  for (guint v = 0; v < 3; v++)
    {
      assert_same_publics (vaults[v], first);
      sealed[n_sealed++] = tsn_vault_data_key (vaults[v], TSN_DESK, NULL);
    }
  for (guint v = 0; v < 3; v++)
    for (guint i = 0; i < n_sealed; i++)
      g_assert_true (opens (vaults[v], sealed[i]));
}

/* A new sheet: everywhere the old one opens nothing any more, whatever comes later from who did not
 * know of it. */
static void
test_recovery_key (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = beside (f, "recovered");
  g_autofree char *path_old = beside (f, "refused");
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (TsnVault) second = create_for_role (f, desk, TSN_ROLE_DESK, "second");
  g_autoptr (TsnVault) reception = create_for_role (f, desk, TSN_ROLE_RECEPTION, "reception");
  g_autoptr (TsnVault) kiosk = create_for_role (f, desk, TSN_ROLE_KIOSK, "kiosk");
  g_autoptr (TsnNewKeys) meanwhile = make (second, FALSE);
  g_autoptr (TsnNewKeys) keys = make (desk, FALSE);
  g_autoptr (TsnSecretText) text = tsn_new_keys_renew_recovery (keys);
  TsnVault *vaults[] = { desk, second, reception, kiosk };
  g_autoptr (GBytes) keyring = NULL;
  g_autoptr (GBytes) later = NULL;
  g_autoptr (TsnVault) recovered = NULL;

  g_assert_cmpstr (text, !=, f->recovery);
  for (guint i = 0; i < G_N_ELEMENTS (vaults); i++)
    {
      g_autoptr (GBytes) old = grant_to (meanwhile, vaults[i]);

      give (keys, vaults[i]);
      must_take (vaults[i], old, TRUE);
      must_take (vaults[i], old, FALSE);
    }
  for (guint i = 0; i < 3; i++)
    {
      tsn_vault_lock (vaults[i]);
      g_assert_false (tsn_vault_unlock_with_recovery_key (vaults[i], f->recovery, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
      g_clear_error (&error);
      g_assert_true (tsn_vault_unlock_with_recovery_key (vaults[i], text, &error));
      g_assert_no_error (error);
    }
  keyring = tsn_vault_recovery_keyring (second, &error);
  g_assert_true (tsn_vault_keyring_is_complete (desk, keyring));
  g_assert_null (tsn_vault_create_from_recovery (path_old,
                                                 f->recovery,
                                                 keyring,
                                                 LABEL,
                                                 PASSPHRASE,
                                                 TSN_VAULT_COST_MIN,
                                                 &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  g_clear_error (&error);
  recovered = tsn_vault_create_from_recovery (path,
                                              text,
                                              keyring,
                                              LABEL,
                                              PASSPHRASE,
                                              TSN_VAULT_COST_MIN,
                                              &error);
  g_assert_no_error (error);
  /* It knows which sheet counts, too. */
  later = grant_to (meanwhile, recovered);
  must_take (recovered, later, FALSE);
  tsn_vault_lock (recovered);
  g_assert_true (tsn_vault_unlock_with_recovery_key (recovered, text, &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/vault/new-keys/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("roles", test_roles);
  ADD ("later", test_later);
  ADD ("offline", test_offline);
  ADD ("refused", test_refused);
  ADD ("disk-full", test_disk_full);
  ADD ("too-many", test_too_many);
  ADD ("any-order", test_any_order);
  ADD ("recovery-key", test_recovery_key);
  return g_test_run ();
}
