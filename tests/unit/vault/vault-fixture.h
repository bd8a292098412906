/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the vault share: a folder of their own and a clock that stands still.
 * Everything is created with the least cost of Argon2. */

#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "tsn-vault-private.h"
#include "tsn-vault.h"

#define PASSPHRASE       "korehahontouninagai"
#define OTHER_PASSPHRASE "mouhitotsunoaikotoba"
#define WRONG_PASSPHRASE "zenzenchigauaikotoba"
#define LABEL            "窓口"

typedef struct
{
  char *folder;
  char *path;     /* of the vault */
  char *recovery; /* its recovery key */
} Fixture;

static gint64 fixture_now_ms = 1790000000000;

static G_GNUC_UNUSED gint64
fixture_clock (void)
{
  return fixture_now_ms;
}

static G_GNUC_UNUSED void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("tsunagi-vault-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "vault", NULL);
}

static G_GNUC_UNUSED void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (f->folder, name, NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
  tsn_secret_text_free (f->recovery);
}

static G_GNUC_UNUSED char *
beside (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

static G_GNUC_UNUSED TsnVault *
create (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  TsnVault *vault =
      tsn_vault_create (f->path, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &f->recovery, &error);

  g_assert_no_error (error);
  g_assert_nonnull (vault);
  return vault;
}

static G_GNUC_UNUSED TsnVault *
create_for_role (Fixture *f, TsnVault *from, TsnRole role, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = beside (f, name);
  TsnVault *vault =
      tsn_vault_create_for_role (path, from, role, LABEL, PASSPHRASE, TSN_VAULT_COST_MIN, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tsn_vault_role (vault), ==, role);
  return vault;
}

static G_GNUC_UNUSED TsnVault *
reopen (const char *path)
{
  g_autoptr (GError) error = NULL;
  TsnVault *vault = tsn_vault_open (path, &error);

  g_assert_no_error (error);
  return vault;
}

static G_GNUC_UNUSED GBytes *
seal (TsnVault *vault, const TsnDataKey *key, const char *text)
{
  g_autoptr (GError) error = NULL;
  GBytes *sealed = tsn_vault_seal (vault,
                                   &key->id,
                                   (const guint8 *) text,
                                   strlen (text),
                                   (const guint8 *) "ad",
                                   2,
                                   &error);

  g_assert_no_error (error);
  return sealed;
}

static G_GNUC_UNUSED gboolean
open_sealed (TsnVault *vault, const TsnId *key, GBytes *sealed, GByteArray *plain, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (sealed, &size);

  return tsn_vault_open_sealed (vault, key, data, size, (const guint8 *) "ad", 2, plain, error);
}

/* Opens and compares. */
static G_GNUC_UNUSED void
assert_opens (TsnVault *vault, const TsnDataKey *key, GBytes *sealed, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnSecretArray) plain = g_byte_array_new ();

  g_assert_true (tsn_vault_load_data_key (vault, key, FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (open_sealed (vault, &key->id, sealed, plain, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (plain->data, plain->len, text, strlen (text));
}
