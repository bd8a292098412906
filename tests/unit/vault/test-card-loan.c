/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two municipalities: what one lends to a crew of the other opens its cards there, until it is
 * locked; to nobody else, and in nobody else's name. */

#include "tsn-new-keys.h"
#include "vault-fixture.h"

#define ABOUT "of today"

typedef struct
{
  Fixture base;
  TsnVault *lender, *other; /* coordinators */
  TsnVault *crew, *second, *kiosk;
} Towns;

static TsnVault *
make_town (Fixture *f, const char *name)
{
  g_autofree char *path = beside (f, name);
  g_autofree char *recovery = NULL;
  g_autoptr (GError) error = NULL;
  TsnVault *vault =
      tsn_vault_create (path, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &recovery, &error);

  g_assert_no_error (error);
  return vault;
}

static TsnVault *
make_device (Fixture *f, TsnVault *from, const char *name, TsnRole role)
{
  g_autofree char *path = beside (f, name);
  g_autoptr (GError) error = NULL;
  TsnVault *vault =
      tsn_vault_create_for_role (path, from, role, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &error);

  g_assert_no_error (error);
  return vault;
}

static void
towns_set_up (Towns *t, gconstpointer data)
{
  set_up (&t->base, data);
  t->lender = make_town (&t->base, "lender");
  t->other = make_town (&t->base, "other");
  t->crew = make_device (&t->base, t->other, "crew", TSN_ROLE_EMS);
  t->second = make_device (&t->base, t->other, "second", TSN_ROLE_EMS);
  t->kiosk = make_device (&t->base, t->other, "kiosk", TSN_ROLE_KIOSK);
}

static void
towns_tear_down (Towns *t, gconstpointer data)
{
  tsn_vault_free (t->lender);
  tsn_vault_free (t->other);
  tsn_vault_free (t->crew);
  tsn_vault_free (t->second);
  tsn_vault_free (t->kiosk);
  tear_down (&t->base, data);
}

static gboolean
opens (TsnVault *vault, const guint8 *card_public)
{
  guint8 point[TSN_KEY_SIZE] = { 9 };
  guint8 shared[TSN_KEY_SIZE];

  return tsn_vault_card_agree (vault, card_public, point, shared, NULL);
}

static guint
n_card_keys (TsnVault *vault)
{
  guint8 key[TSN_KEY_SIZE];
  guint n = 0;

  while (tsn_vault_nth_card_public (vault, n, key))
    n++;
  return n;
}

static GBytes *
about_new (const char *words)
{
  return g_bytes_new_static (words, strlen (words));
}

static GBytes *
lend (Towns *t, TsnVault *to, const char *words)
{
  g_autoptr (GBytes) about = about_new (words);
  g_autoptr (GError) error = NULL;
  GBytes *loan = tsn_vault_lend_card_keys (t->lender,
                                           tsn_vault_certificate (to),
                                           tsn_vault_root_public (t->other),
                                           about,
                                           &error);

  g_assert_no_error (error);
  return loan;
}

static gboolean
borrow (Towns *t, TsnVault *to, GBytes *loan, const char *words)
{
  g_autoptr (GBytes) about = about_new (words);
  g_autoptr (GError) error = NULL;
  gboolean ok =
      tsn_vault_borrow_card_keys (to, loan, about, tsn_vault_root_public (t->lender), &error);

  if (!ok)
    g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED);
  return ok;
}

static void
test_opens (Towns *t, gconstpointer data)
{
  g_autoptr (GBytes) loan = lend (t, t->crew, ABOUT);
  const guint8 *card = tsn_vault_card_public (t->lender);
  guint8 key[TSN_KEY_SIZE];

  g_assert_false (opens (t->crew, card));
  g_assert_cmpuint (n_card_keys (t->crew), ==, 1);
  g_assert_true (borrow (t, t->crew, loan, ABOUT));
  g_assert_true (borrow (t, t->crew, loan, ABOUT));
  g_assert_true (opens (t->crew, card));
  g_assert_true (opens (t->crew, tsn_vault_card_public (t->crew)));
  g_assert_cmpuint (n_card_keys (t->crew), ==, 2);
  g_assert_true (tsn_vault_nth_card_public (t->crew, 1, key));
  g_assert_cmpmem (key, sizeof key, card, TSN_KEY_SIZE);
  /* New cards of the crew's own town are for that town, as before. */
  g_assert_cmpmem (tsn_vault_card_public (t->crew),
                   TSN_KEY_SIZE,
                   tsn_vault_card_public (t->other),
                   TSN_KEY_SIZE);
}

static void
test_until_locked (Towns *t, gconstpointer data)
{
  g_autoptr (GBytes) loan = lend (t, t->crew, ABOUT);
  g_autoptr (GBytes) about = about_new (ABOUT);
  g_autoptr (GError) error = NULL;

  g_assert_true (borrow (t, t->crew, loan, ABOUT));
  tsn_vault_lock (t->crew);
  g_assert_cmpuint (n_card_keys (t->crew), ==, 1);
  g_assert_false (
      tsn_vault_borrow_card_keys (t->crew, loan, about, tsn_vault_root_public (t->lender), &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_LOCKED);
  g_assert_true (tsn_vault_unlock (t->crew, PASSPHRASE, NULL));
  g_assert_false (opens (t->crew, tsn_vault_card_public (t->lender)));
  g_assert_true (borrow (t, t->crew, loan, ABOUT));
  g_assert_true (opens (t->crew, tsn_vault_card_public (t->lender)));
}

/* All keys of before and the new one, so that a newer loan takes the place of an older. */
static void
test_new_keys (Towns *t, gconstpointer data)
{
  g_autoptr (TsnNewKeys) keys = tsn_new_keys_make (t->lender, TRUE, NULL);
  g_autoptr (GBytes) grant = tsn_new_keys_grant (keys, tsn_vault_certificate (t->lender), NULL);
  guint8 before[TSN_KEY_SIZE];
  g_autoptr (GBytes) loan = NULL;

  memcpy (before, tsn_vault_card_public (t->lender), TSN_KEY_SIZE);
  g_assert_true (tsn_vault_take_grant (t->lender, grant, NULL, NULL));
  loan = lend (t, t->crew, ABOUT "!");
  g_assert_true (borrow (t, t->crew, loan, ABOUT "!"));
  g_assert_true (opens (t->crew, before));
  g_assert_true (opens (t->crew, tsn_vault_card_public (t->lender)));
  g_assert_cmpuint (n_card_keys (t->crew), ==, 3);
}

static void
test_for_one_device (Towns *t, gconstpointer data)
{
  g_autoptr (GBytes) loan = lend (t, t->crew, ABOUT);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (loan, 0, g_bytes_get_size (loan) - 1);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) about = about_new (ABOUT);
  gsize size = g_bytes_get_size (loan);

  g_assert_false (borrow (t, t->second, loan, ABOUT));
  g_assert_false (borrow (t, t->crew, loan, ABOUT "!"));
  g_assert_false (borrow (t, t->crew, cut, ABOUT));
  g_assert_false (borrow (t, t->crew, nothing, ABOUT));
  g_assert_false (
      tsn_vault_borrow_card_keys (t->crew, loan, about, tsn_vault_root_public (t->other), NULL));
  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (loan, NULL), size);
      g_autoptr (GBytes) altered = NULL;

      bytes[i] ^= 1;
      altered = g_bytes_new (bytes, size);
      g_assert_false (borrow (t, t->crew, altered, ABOUT));
    }
  g_assert_cmpuint (n_card_keys (t->crew), ==, 1);
}

static void
assert_not_lent (TsnVault *lender, TsnVault *to, const guint8 *root, TsnVaultError code)
{
  g_autoptr (GBytes) about = about_new (ABOUT);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      tsn_vault_lend_card_keys (lender, tsn_vault_certificate (to), root, about, &error));
  g_assert_error (error, TSN_VAULT_ERROR, (int) code);
}

static void
test_who_lends (Towns *t, gconstpointer data)
{
  const guint8 *root = tsn_vault_root_public (t->other);

  /* A kiosk, a coordinator: not what this is for. */
  assert_not_lent (t->lender, t->kiosk, root, TSN_VAULT_ERROR_NO_KEY);
  assert_not_lent (t->lender, t->other, root, TSN_VAULT_ERROR_NO_KEY);
  /* Of another root than was compared. */
  assert_not_lent (t->lender, t->crew, tsn_vault_root_public (t->lender), TSN_VAULT_ERROR_DAMAGED);
  assert_not_lent (t->second, t->crew, root, TSN_VAULT_ERROR_NO_KEY);
  tsn_vault_lock (t->lender);
  assert_not_lent (t->lender, t->crew, root, TSN_VAULT_ERROR_LOCKED);
}

/* A grant is no loan and a loan no grant, even to a device of the lender's own. */
static void
test_not_a_grant (Towns *t, gconstpointer data)
{
  g_autoptr (TsnVault) own = make_device (&t->base, t->lender, "own", TSN_ROLE_EMS);
  const guint8 *root = tsn_vault_root_public (t->lender);
  GBytes *certificate = tsn_vault_certificate (own);
  g_autoptr (GBytes) grant = tsn_vault_grant (t->lender, certificate, NULL, NULL);
  g_autoptr (GBytes) about = about_new (ABOUT);
  g_autoptr (GBytes) loan = tsn_vault_lend_card_keys (t->lender, certificate, root, about, NULL);

  g_assert_true (tsn_vault_take_grant (own, grant, NULL, NULL));
  g_assert_false (tsn_vault_take_grant (own, loan, NULL, NULL));
  g_assert_false (borrow (t, own, grant, ABOUT));
  g_assert_true (borrow (t, own, loan, ABOUT));
}

#define add(path, test)                                                                            \
  g_test_add ("/vault/card-loan/" path, Towns, NULL, towns_set_up, test, towns_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("opens", test_opens);
  add ("until-locked", test_until_locked);
  add ("new-keys", test_new_keys);
  add ("for-one-device", test_for_one_device);
  add ("who-lends", test_who_lends);
  add ("not-a-grant", test_not_a_grant);
  return g_test_run ();
}
