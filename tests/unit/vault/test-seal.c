/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Data keys and sealing: who can open what, what a kiosk can't, what an altered byte does. */

#include <time.h>

#include "vault-fixture.h"

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;
  const TsnDataKey *key = tsn_vault_data_key (vault, TSN_DESK, &error);
  g_autoptr (GByteArray) plain = g_byte_array_new ();

  g_assert_no_error (error);
  g_assert_true (tsn_vault_data_key (vault, TSN_DESK, &error) == key);
  g_assert_true (tsn_vault_data_key (vault, TSN_CARE, &error) != key);
  g_assert_true (tsn_vault_has_data_key (vault, &key->id));
  g_assert_cmpuint (g_bytes_get_size (key->sealed), ==, 144);
  g_assert_null (tsn_vault_data_key (vault, TSN_OPEN, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
  g_clear_error (&error);
  for (gsize size = 0; size < 70; size++)
    {
      guint8 text[70];
      g_autoptr (GBytes) sealed = NULL;
      g_autoptr (GBytes) again = NULL;

      memset (text, (int) size, sizeof text);
      sealed = tsn_vault_seal (vault, &key->id, text, size, (const guint8 *) "ad", 2, &error);
      again = tsn_vault_seal (vault, &key->id, text, size, (const guint8 *) "ad", 2, &error);
      g_assert_cmpuint (g_bytes_get_size (sealed), ==, size + 40);
      g_assert_false (g_bytes_equal (sealed, again));
      g_byte_array_set_size (plain, 3);
      g_assert_true (open_sealed (vault, &key->id, sealed, plain, &error)); /* appends */
      g_assert_cmpmem (plain->data + 3, plain->len - 3, text, size);
    }
}

static void
test_altered (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;
  const TsnDataKey *key = tsn_vault_data_key (vault, TSN_DESK, &error);
  const TsnDataKey *other = tsn_vault_data_key (vault, TSN_CARE, &error);
  g_autoptr (GBytes) sealed = seal (vault, key, "山田花子");
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  gsize size;
  const guint8 *bytes = g_bytes_get_data (sealed, &size);
  TsnId unknown = tsn_id_new (1);

  for (gsize bit = 0; bit < size * 8; bit++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) altered = NULL;

      copy[bit / 8] ^= (guint8) (1 << bit % 8);
      altered = g_bytes_new (copy, size);
      g_assert_false (open_sealed (vault, &key->id, altered, plain, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
      g_clear_error (&error);
    }
  for (gsize n = 0; n < size; n++)
    {
      g_autoptr (GBytes) shorter = g_bytes_new (bytes, n);

      g_assert_false (open_sealed (vault, &key->id, shorter, plain, NULL));
    }
  g_assert_false (tsn_vault_open_sealed (vault,
                                         &key->id,
                                         bytes,
                                         size,
                                         (const guint8 *) "aD",
                                         2,
                                         plain,
                                         &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (open_sealed (vault, &other->id, sealed, plain, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (open_sealed (vault, &unknown, sealed, plain, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
  g_clear_error (&error);
  g_assert_null (tsn_vault_seal (vault, &unknown, bytes, 1, NULL, 0, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
  g_assert_cmpuint (plain->len, ==, 0);
}

static void
test_lock_forgets (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (GError) error = NULL;
  const TsnDataKey *key = tsn_vault_data_key (vault, TSN_DESK, &error);
  const TsnDataKey *locked_key;
  g_autoptr (GBytes) sealed = seal (vault, key, "text");
  g_autoptr (GBytes) locked_sealed = NULL;
  g_autoptr (GByteArray) plain = g_byte_array_new ();

  tsn_vault_lock (vault);
  g_assert_false (tsn_vault_has_data_key (vault, &key->id)); /* the pointer stays good */
  g_assert_false (open_sealed (vault, &key->id, sealed, plain, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
  g_clear_error (&error);
  g_assert_false (tsn_vault_load_data_key (vault, key, TRUE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_clear_error (&error);

  locked_key = tsn_vault_data_key (vault, TSN_DESK, &error); /* a locked vault still seals */
  g_assert_no_error (error);
  g_assert_false (tsn_id_equal (&locked_key->id, &key->id));
  locked_sealed = seal (vault, locked_key, "written while locked");
  tsn_vault_lock (vault);
  g_assert_true (tsn_vault_unlock (vault, PASSPHRASE, &error));
  assert_opens (vault, key, sealed, "text");
  assert_opens (vault, locked_key, locked_sealed, "written while locked");
}

/* After a restart a device goes on with its own key, and only with one that it signed. */
static void
test_own (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) other = create_for_role (f, vault, TSN_ROLE_KIOSK, "kiosk");
  g_autoptr (TsnVault) restarted = reopen (f->path);
  g_autoptr (GError) error = NULL;
  const TsnDataKey *own = tsn_vault_data_key (vault, TSN_DESK, &error);
  const TsnDataKey *planted = tsn_vault_data_key (other, TSN_DESK, &error);

  g_assert_true (tsn_vault_unlock (restarted, PASSPHRASE, &error));
  g_assert_true (tsn_vault_load_data_key (restarted, planted, TRUE, &error));
  g_assert_false (
      tsn_id_equal (&tsn_vault_data_key (restarted, TSN_DESK, &error)->id, &planted->id));
  g_assert_true (tsn_vault_load_data_key (restarted, own, FALSE, &error));
  g_assert_false (tsn_id_equal (&tsn_vault_data_key (restarted, TSN_DESK, &error)->id, &own->id));
  g_assert_true (tsn_vault_load_data_key (restarted, own, TRUE, &error));
  g_assert_true (tsn_id_equal (&tsn_vault_data_key (restarted, TSN_DESK, &error)->id, &own->id));
  g_assert_true (
      g_bytes_equal (tsn_vault_data_key (restarted, TSN_DESK, &error)->sealed, own->sealed));
}

static void
test_data_key_altered (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) maker = create_for_role (f, vault, TSN_ROLE_KIOSK, "kiosk");
  g_autoptr (GError) error = NULL;
  const TsnDataKey *key = tsn_vault_data_key (maker, TSN_CARE, &error);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (key->sealed, &size);
  TsnDataKey altered = *key;

  for (gsize i = 0; i <= size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (GBytes) sealed = NULL;

      if (i < size)
        copy[i] ^= 0x40;
      sealed = g_bytes_new (copy, i < size ? size : size - 1);
      altered.sealed = sealed;
      g_assert_false (tsn_vault_load_data_key (vault, &altered, FALSE, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
      g_clear_error (&error);
    }
  altered = *key;
  altered.epoch = 2;
  g_assert_false (tsn_vault_load_data_key (vault, &altered, FALSE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
  g_clear_error (&error);
  altered.epoch = 1;
  altered.compartment = TSN_OPEN;
  g_assert_false (tsn_vault_load_data_key (vault, &altered, FALSE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
}

static void
test_roles (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) reception = create_for_role (f, vault, TSN_ROLE_RECEPTION, "reception");
  g_autoptr (TsnVault) ems = create_for_role (f, vault, TSN_ROLE_EMS, "ems");
  g_autoptr (GError) error = NULL;
  const TsnDataKey *desk = tsn_vault_data_key (ems, TSN_DESK, &error);
  const TsnDataKey *care = tsn_vault_data_key (reception, TSN_CARE, &error);
  g_autoptr (GBytes) sealed = seal (ems, desk, "desk");

  assert_opens (vault, desk, sealed, "desk");
  assert_opens (reception, desk, sealed, "desk");
  g_assert_true (tsn_vault_load_data_key (vault, care, FALSE, &error));
  tsn_vault_forget_data_keys (reception);
  g_assert_false (tsn_vault_load_data_key (reception, care, FALSE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
  g_clear_error (&error);
  tsn_vault_forget_data_keys (ems);
  g_assert_false (tsn_vault_load_data_key (ems, desk, TRUE, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
}

/* What someone has who took the kiosk: its file, what it wrote to its database, and the program.
 * (The key of the cards opens no record.) */
static void
test_kiosk_opens_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (TsnVault) kiosk = create_for_role (f, desk, TSN_ROLE_KIOSK, "kiosk");
  g_autofree char *path = beside (f, "kiosk");
  g_autoptr (TsnVault) restarted = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) plain = g_byte_array_new ();

  for (TsnCompartment c = TSN_DESK; c <= TSN_CARE; c++)
    {
      const TsnDataKey *key = tsn_vault_data_key (kiosk, c, &error);
      g_autoptr (GBytes) sealed = seal (kiosk, key, "住民");

      g_assert_true (
          open_sealed (kiosk, &key->id, sealed, plain, &error)); /* still at the screen */
      tsn_vault_forget_data_keys (kiosk);
      g_clear_pointer (&restarted, tsn_vault_free);
      restarted = reopen (path);
      for (guint i = 0; i < 2; i++)
        {
          TsnVault *taken = i == 0 ? kiosk : restarted;

          g_assert_false (open_sealed (taken, &key->id, sealed, plain, &error));
          g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
          g_clear_error (&error);
          g_assert_false (tsn_vault_load_data_key (taken, key, TRUE, &error));
          g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
          g_clear_error (&error);
          g_assert_cmpuint (taken->secrets->n_compartments, ==, 0);
        }
      /* Nor with the keys in its file, used by hand on the sealed data key. */
      {
        guint8 out[TSN_DATA_KEY_SEALED_SIZE];

        g_assert_cmpint (crypto_box_seal_open (out,
                                               g_bytes_get_data (key->sealed, NULL),
                                               TSN_DATA_KEY_SEALED_SIZE,
                                               restarted->file->box_public,
                                               restarted->secrets->box),
                         !=,
                         0);
      }
      assert_opens (desk, key, sealed, "住民");
    }
}

static void
test_many_keys (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) desk = create (f);
  g_autoptr (TsnVault) kiosk = create_for_role (f, desk, TSN_ROLE_KIOSK, "kiosk");
  const TsnDataKey *keys[500];
  GBytes *sealed[500];

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      keys[i] = tsn_vault_data_key (kiosk, TSN_DESK, NULL);
      sealed[i] = seal (kiosk, keys[i], "text");
      tsn_vault_forget_data_keys (kiosk);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      assert_opens (desk, keys[i], sealed[i], "text");
      g_bytes_unref (sealed[i]);
    }
}

/* Opening on one thread, locking and unlocking on another: never anything but done or refused. */
static gpointer
open_worker (gpointer user_data)
{
  TsnVault *vault = user_data;

  for (int i = 0; i < 300; i++)
    {
      const TsnDataKey *key = tsn_vault_data_key (vault, TSN_DESK, NULL);
      g_autoptr (GBytes) sealed =
          tsn_vault_seal (vault, &key->id, (const guint8 *) "text", 4, NULL, 0, NULL);
      g_autoptr (GByteArray) plain = g_byte_array_new ();

      if (sealed != NULL && tsn_vault_open_sealed (vault,
                                                   &key->id,
                                                   g_bytes_get_data (sealed, NULL),
                                                   g_bytes_get_size (sealed),
                                                   NULL,
                                                   0,
                                                   plain,
                                                   NULL))
        g_assert_cmpmem (plain->data, plain->len, "text", 4);
    }
  return NULL;
}

static void
test_threads (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  GThread *threads[3];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("open", open_worker, vault);
  for (int i = 0; i < 30; i++)
    {
      tsn_vault_lock (vault);
      g_assert_true (tsn_vault_unlock_with_recovery_key (vault, f->recovery, NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_card_agree (Fixture *f, gconstpointer data)
{
  static const guint8 zeros[TSN_KEY_SIZE] = { 0 };
  g_autoptr (TsnVault) vault = create (f);
  g_autoptr (TsnVault) ems = create_for_role (f, vault, TSN_ROLE_EMS, "ems");
  g_autoptr (TsnVault) reception = create_for_role (f, vault, TSN_ROLE_RECEPTION, "reception");
  g_autoptr (GError) error = NULL;
  guint8 public_half[TSN_KEY_SIZE];
  guint8 secret[TSN_KEY_SIZE];
  guint8 here[TSN_KEY_SIZE];
  guint8 there[TSN_KEY_SIZE];

  crypto_box_keypair (public_half, secret);
  g_assert_cmpint (crypto_scalarmult (here, secret, tsn_vault_card_public (vault)), ==, 0);
  g_assert_true (
      tsn_vault_card_agree (vault, tsn_vault_card_public (vault), public_half, there, &error));
  g_assert_cmpmem (here, sizeof here, there, sizeof there);
  g_assert_true (
      tsn_vault_card_agree (ems, tsn_vault_card_public (vault), public_half, there, &error));
  g_assert_cmpmem (here, sizeof here, there, sizeof there);
  g_assert_false (tsn_vault_card_agree (ems, tsn_vault_card_public (vault), zeros, there, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (
      tsn_vault_card_agree (reception, tsn_vault_card_public (vault), public_half, there, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
}

/* 100,000 groups of 200 bytes are opened on unlock of a large municipality: under 250 ms. Not an
 * assertion, since machines and sanitizers differ; tests/bench holds the limit. */
static void
test_speed (Fixture *f, gconstpointer data)
{
  g_autoptr (TsnVault) vault = create (f);
  const TsnDataKey *key = tsn_vault_data_key (vault, TSN_DESK, NULL);
  g_autofree char *text = g_strnfill (200, 'x');
  g_autoptr (GBytes) sealed = seal (vault, key, text);
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  const guint8 *bytes = g_bytes_get_data (sealed, NULL);
  const int n = 20000;
  clock_t start = clock (); /* of the processor: others may be busy here */

  for (int i = 0; i < n; i++)
    {
      g_byte_array_set_size (plain, 0);
      g_assert_true (tsn_vault_open_sealed (vault,
                                            &key->id,
                                            bytes,
                                            240,
                                            (const guint8 *) "ad",
                                            2,
                                            plain,
                                            NULL));
    }
  g_test_message ("open: %.2f us", (double) (clock () - start) * 1e6 / CLOCKS_PER_SEC / n);
  start = clock ();
  for (int i = 0; i < n; i++)
    g_bytes_unref (seal (vault, key, text));
  g_test_message ("seal: %.2f us", (double) (clock () - start) * 1e6 / CLOCKS_PER_SEC / n);
}

#define ADD(name, func) g_test_add ("/vault/seal/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("altered", test_altered);
  ADD ("lock-forgets", test_lock_forgets);
  ADD ("own", test_own);
  ADD ("data-key-altered", test_data_key_altered);
  ADD ("roles", test_roles);
  ADD ("kiosk-opens-nothing", test_kiosk_opens_nothing);
  ADD ("many-keys", test_many_keys);
  ADD ("threads", test_threads);
  ADD ("card-agree", test_card_agree);
  ADD ("speed", test_speed);
  return g_test_run ();
}
