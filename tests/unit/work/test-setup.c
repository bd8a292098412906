/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first day of a municipality: all of it, or nothing. */

#include <glib/gstdio.h>

#include "store-fixture.h"
#include "tsn-setup.h"
#include "tsn-validate.h"

static const TsnSetup SETUP = {
  .name = "本庄市",
  .code = "112119",
  .operator_label = "desk",
  .passphrase = "a long enough phrase",
  .cost = TSN_VAULT_COST_MIN,
};

typedef struct
{
  char *root;
  char *folder;
  TsnVault *vault;
  TsnStore *store;
  char *recovery_key;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->root = g_dir_make_tmp ("tsn-setup-XXXXXX", NULL);
  f->folder = g_build_filename (f->root, "data", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->store);
  g_clear_pointer (&f->vault, tsn_vault_free);
  tsn_secret_text_free (f->recovery_key);
  remove_tree (f->root);
  g_free (f->root);
  g_free (f->folder);
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
municipality_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnRecord **record = data;

  *record = tsn_session_municipality (session, error);
  return *record != NULL;
}

static void
test_whole (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnRecord) record = NULL;

  tsn_setup_municipality_sync (f->folder, &SETUP, &f->vault, &f->store, &f->recovery_key, &error);
  g_assert_no_error (error);
  g_assert_nonnull (f->recovery_key);
  g_assert_false (tsn_vault_is_locked (f->vault));
  tsn_store_run_sync (f->store, TSN_STORE_READ, municipality_worker, &record, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tsn_record_text (record, TSN_MUNICIPALITY_NAME), ==, "本庄市");
  g_assert_nonnull (tsn_record_value (record, TSN_MUNICIPALITY_RECOVERY_KEYRING));
  g_assert_cmpuint (count_entries (f->root), ==, 1);
  must_be_clean (f->store);
}

/* What is there is never touched. */
static void
test_taken (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (f->folder, "diary.txt", NULL);

  g_mkdir (f->folder, 0700);
  g_assert_true (g_file_set_contents (file, "mine", -1, NULL));
  g_assert_false (tsn_setup_municipality_sync (f->folder,
                                               &SETUP,
                                               &f->vault,
                                               &f->store,
                                               &f->recovery_key,
                                               &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS);
  g_assert_cmpuint (count_entries (f->folder), ==, 1);
  g_assert_cmpuint (count_entries (f->root), ==, 1);
}

static void
test_empty_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_mkdir (f->folder, 0700);
  tsn_setup_municipality_sync (f->folder, &SETUP, &f->vault, &f->store, &f->recovery_key, &error);
  g_assert_no_error (error);
}

/* A refusal leaves nothing behind. */
static void
test_refusals (Fixture *f, gconstpointer data)
{
  TsnSetup weak = SETUP;
  TsnSetup wrong_code = SETUP;
  g_autoptr (GError) error = NULL;

  weak.passphrase = "short";
  g_assert_false (tsn_setup_municipality_sync (f->folder,
                                               &weak,
                                               &f->vault,
                                               &f->store,
                                               &f->recovery_key,
                                               &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK);
  g_clear_error (&error);
  wrong_code.code = "112118";
  g_assert_false (tsn_setup_municipality_sync (f->folder,
                                               &wrong_code,
                                               &f->vault,
                                               &f->store,
                                               &f->recovery_key,
                                               &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_NOT_A_MUNICIPALITY);
  g_assert_cmpuint (count_entries (f->root), ==, 0);
}

#define ADD(path, func) g_test_add ("/setup/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("whole", test_whole);
  ADD ("taken", test_taken);
  ADD ("empty-folder", test_empty_folder);
  ADD ("refusals", test_refusals);
  return g_test_run ();
}
