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

/* Both steps, as when the key is kept. */
static gboolean
make_and_settle (Fixture *f, const TsnSetup *setup, GError **error)
{
  g_autoptr (TsnNewMunicipality) made = NULL;

  made = tsn_new_municipality_make_sync (f->folder, setup, &f->recovery_key, error);
  return made != NULL && tsn_new_municipality_settle_sync (made, &f->vault, &f->store, error);
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

  make_and_settle (f, &SETUP, &error);
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
  g_assert_false (make_and_settle (f, &SETUP, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS);
  g_assert_cmpuint (count_entries (f->folder), ==, 1);
  g_assert_cmpuint (count_entries (f->root), ==, 1);
}

static void
test_empty_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_mkdir (f->folder, 0700);
  make_and_settle (f, &SETUP, &error);
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
  g_assert_false (make_and_settle (f, &weak, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK);
  g_clear_error (&error);
  wrong_code.code = "112118";
  g_assert_false (make_and_settle (f, &wrong_code, &error));
  g_assert_error (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_NOT_A_MUNICIPALITY);
  g_assert_cmpuint (count_entries (f->root), ==, 0);
}

/* Nothing takes its place before the recovery key is kept, and whoever gives up leaves nothing. */
static void
test_given_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TsnNewMunicipality *made =
      tsn_new_municipality_make_sync (f->folder, &SETUP, &f->recovery_key, &error);

  g_assert_no_error (error);
  g_assert_nonnull (f->recovery_key);
  g_assert_false (g_file_test (f->folder, G_FILE_TEST_EXISTS));
  g_assert_true (tsn_setup_was_broken_off (f->folder));
  tsn_new_municipality_free (made);
  g_assert_false (tsn_setup_was_broken_off (f->folder));
  g_assert_cmpuint (count_entries (f->root), ==, 0);
}

/* A process that dies while it shows the key: the next one says so, sweeps and sets up anew. */
static void
test_broken_off (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnNewMunicipality) cut_off = NULL; /* freed when all is over */
  g_autofree char *neighbour = g_build_filename (f->root, "data.new-of-mine", NULL);

  g_mkdir (neighbour, 0700);
  g_assert_false (tsn_setup_was_broken_off (f->folder));
  cut_off = tsn_new_municipality_make_sync (f->folder, &SETUP, &f->recovery_key, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_entries (f->root), ==, 2);
  g_assert_true (tsn_setup_was_broken_off (f->folder));
  g_clear_pointer (&f->recovery_key, tsn_secret_text_free);
  g_assert_true (make_and_settle (f, &SETUP, &error));
  g_assert_false (tsn_setup_was_broken_off (f->folder));
  g_assert_true (tsn_vault_unlock_with_recovery_key (f->vault, f->recovery_key, &error));
  g_assert_cmpuint (count_entries (f->root), ==, 2);
}

/* Somebody else was quicker: what is there stays, and the second attempt to settle says it again.
 */
static void
test_overtaken (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnNewMunicipality) made = NULL;
  g_autofree char *file = g_build_filename (f->folder, "diary.txt", NULL);

  made = tsn_new_municipality_make_sync (f->folder, &SETUP, &f->recovery_key, &error);
  g_assert_no_error (error);
  g_mkdir (f->folder, 0700);
  g_assert_true (g_file_set_contents (file, "mine", -1, NULL));
  g_assert_false (tsn_new_municipality_settle_sync (made, &f->vault, &f->store, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS);
  g_assert_null (f->vault);
  g_clear_error (&error);
  g_unlink (file);
  g_assert_true (tsn_new_municipality_settle_sync (made, &f->vault, &f->store, &error));
  g_assert_no_error (error);
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
  ADD ("given-up", test_given_up);
  ADD ("broken-off", test_broken_off);
  ADD ("overtaken", test_overtaken);
  return g_test_run ();
}
