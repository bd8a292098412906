/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Backup and restore, the check and what it mends, and databases of other versions. */

#include <glib/gstdio.h>

#include "store-fixture.h"

static void
change_database (StoreFixture *fixture, const char *sql)
{
  g_autofree char *path = tsn_store_database_path (fixture->folder);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
count_progress (guint64 done, guint64 total, gpointer user_data)
{
  g_assert_cmpuint (done, <=, total);
  *(guint *) user_data += 1;
}

static void
cancel_progress (guint64 done, guint64 total, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
assert_restored (const char *folder, const TsnId *person)
{
  g_autofree char *path = tsn_store_vault_path (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) vault = tsn_vault_open (path, &error);
  g_autoptr (TsnStore) store = NULL;
  g_autoptr (TsnRecord) record = NULL;

  g_assert_no_error (error);
  tsn_vault_unlock (vault, FIXTURE_PASSPHRASE, &error);
  g_assert_no_error (error);
  store = tsn_store_open_sync (folder, vault, TSN_STORE_OPEN, &error);
  g_assert_no_error (error);
  record = must_get (store, TSN_KIND_PERSON, person);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NAME), ==, CANARY_NAME);
  must_be_clean (store);
  put_person (store);
  tsn_store_close (store);
}

static void
test_backup (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *backup = g_build_filename (fixture->root, "backup", NULL);
  g_autofree char *folder = g_build_filename (fixture->root, "restored", NULL);
  TsnId person = put_person (fixture->store);
  guint n_steps = 0;
  GStatBuf info;
  g_autoptr (GError) error = NULL;

  tsn_store_backup_sync (fixture->store, backup, count_progress, &n_steps, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_steps, >, 0);
  g_assert_cmpint (g_stat (backup, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, 0600);
  g_assert_false (tsn_store_backup_sync (fixture->store, backup, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS);
  g_clear_error (&error);

  tsn_store_restore_sync (backup, folder, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_restored (folder, &person);
  g_assert_false (tsn_store_restore_sync (backup, folder, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS);
}

static void
test_cancel (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *backup = g_build_filename (fixture->root, "backup", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 50; i++)
    put_event (fixture->store, "講演会");
  g_cancellable_cancel (cancellable);
  g_assert_false (tsn_store_backup_sync (fixture->store,
                                         backup,
                                         cancel_progress,
                                         cancellable,
                                         cancellable,
                                         &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  folder = g_dir_open (fixture->root, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (folder), ==, "data");
  g_assert_null (g_dir_read_name (folder)); /* nothing half-done is left */
}

/* A restore that ended between the database and the vault is finished by the next one. */
static void
test_cut_off (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *backup = g_build_filename (fixture->root, "backup", NULL);
  g_autofree char *folder = g_build_filename (fixture->root, "restored", NULL);
  g_autofree char *database = tsn_store_database_path (folder);
  g_autofree char *bytes = NULL;
  TsnId person = put_person (fixture->store);
  gsize length;
  g_autoptr (GError) error = NULL;

  tsn_store_backup_sync (fixture->store, backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (backup, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (database, bytes, (gssize) length, NULL));
  tsn_store_restore_sync (backup, folder, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_restored (folder, &person);
}

static void
test_bad_backups (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->root, "restored", NULL);
  g_autofree char *bad = g_build_filename (fixture->root, "bad", NULL);
  g_autofree char *backup = g_build_filename (fixture->root, "backup", NULL);
  g_autofree char *database = tsn_store_database_path (fixture->folder);
  g_autofree char *bytes = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_store_restore_sync (bad, folder, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (
      bad,
      "not a database, but longer than a header of one, and then some more of it so that there are a hundred bytes",
      -1,
      NULL));
  g_assert_false (tsn_store_restore_sync (bad, folder, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT);
  g_clear_error (&error);

  put_person (fixture->store);
  tsn_store_backup_sync (fixture->store, backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (backup, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (bad, bytes, (gssize) length / 2, NULL));
  g_assert_false (tsn_store_restore_sync (bad, folder, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT);
  g_clear_error (&error);

  /* The database of a data folder is not a backup: it has no vault inside. */
  fixture_close (fixture);
  g_assert_false (tsn_store_restore_sync (database, folder, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NOT_A_STORE);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* -- Check -- */

static void
test_rebuild (StoreFixture *fixture, gconstpointer data)
{
  TsnId event = put_event (fixture->store, "講演会");
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (TsnCheck) before = NULL;
  g_autoptr (TsnCheck) mended = NULL;

  put_event (fixture->store, "出前講座");
  fixture_close (fixture);
  change_database (
      fixture,
      "UPDATE event SET title = 'x' WHERE title = '講演会'; DELETE FROM event WHERE title = '出前講座'");
  fixture_reopen (fixture);
  before = must_check (fixture->store, FALSE);
  g_assert_cmpuint (before->problems->len, ==, 2);
  mended = must_check (fixture->store, TRUE);
  g_assert_cmpuint (mended->problems->len, ==, 2);
  must_be_clean (fixture->store);
  record = must_get (fixture->store, TSN_KIND_EVENT, &event);
  g_assert_cmpstr (tsn_record_text (record, TSN_EVENT_TITLE), ==, "講演会");
}

static void
test_rebuild_digest (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TsnCheck) before = NULL;
  g_autoptr (TsnCheck) mended = NULL;

  put_event (fixture->store, "講演会");
  put_person (fixture->store);
  fixture_close (fixture);
  change_database (fixture, "UPDATE digest SET sum = zeroblob (16) WHERE kind = 2");
  fixture_reopen (fixture);
  before = must_check (fixture->store, FALSE);
  g_assert_cmpuint (before->problems->len, ==, 1);
  g_assert_cmpstr (before->problems->pdata[0],
                   ==,
                   "table event: its digest is not that of its patches");
  mended = must_check (fixture->store, TRUE);
  g_assert_cmpuint (mended->problems->len, ==, 1);
  must_be_clean (fixture->store);
}

/* -- Versions -- */

/* The schema of a database, a line for each thing in it. */
static char *
read_schema (StoreFixture *fixture)
{
  g_autofree char *path = tsn_store_database_path (fixture->folder);
  GString *text = g_string_new (NULL);
  sqlite3_stmt *stmt = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
                                       "ORDER BY type, name",
                                       -1,
                                       &stmt,
                                       NULL),
                   ==,
                   SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_string_append_printf (text, "%s\n", sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

/* What an older program left: a field and a kind that it did not know are in its patches only. */
static void
test_new_fields (StoreFixture *fixture, gconstpointer data)
{
  TsnId event = put_event (fixture->store, "講演会");
  TsnId person = put_person (fixture->store);
  TsnId attendance = put_attendance (fixture->store, &event, &person);
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (TsnRecord) attended = NULL;

  fixture_close (fixture);
  change_database (fixture, "ALTER TABLE event DROP COLUMN title; DROP TABLE attendance");
  fixture_reopen (fixture);
  record = must_get (fixture->store, TSN_KIND_EVENT, &event);
  g_assert_cmpstr (tsn_record_text (record, TSN_EVENT_TITLE), ==, "講演会");
  attended = must_get (fixture->store, TSN_KIND_ATTENDANCE, &attendance);
  g_assert_true (tsn_id_equal (tsn_record_reference (attended, TSN_ATTENDANCE_EVENT), &event));
  must_be_clean (fixture->store);
}

/* The fixed tables of version 1, filled, brought up to this version. Every later version is tested
 * from here. */
static void
test_from_version_1 (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "store", "v1.sql", NULL);
  g_autofree char *database = tsn_store_database_path (fixture->folder);
  g_autofree char *sql = NULL;
  g_autofree char *schema = NULL;
  g_autofree char *migrated = NULL;
  g_autoptr (GString) device = g_string_new ("UPDATE meta SET value = x'");
  g_autoptr (TsnRecord) record = NULL;
  TsnId event;

  schema = read_schema (fixture);
  fixture_close (fixture);
  g_assert_cmpint (g_unlink (database), ==, 0);
  g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
  change_database (fixture, sql);
  for (guint i = 0; i < 16; i++)
    g_string_append_printf (device, "%02x", tsn_vault_device (fixture->vault)->bytes[i]);
  g_string_append (device, "' WHERE key = 'device'");
  change_database (fixture, device->str);
  fixture_reopen (fixture);
  g_assert_true (tsn_id_parse ("0190abcd-ef12-7000-8000-000000000001", &event));
  record = must_get (fixture->store, TSN_KIND_EVENT, &event);
  g_assert_nonnull (record);
  g_assert_cmpstr (tsn_record_text (record, TSN_EVENT_TITLE), ==, "講演会");
  must_be_clean (fixture->store); /* the digests, too */
  migrated = read_schema (fixture);
  g_assert_cmpstr (migrated, ==, schema);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/backup/" name, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("backup", test_backup);
  ADD ("cancel", test_cancel);
  ADD ("cut-off", test_cut_off);
  ADD ("bad-backups", test_bad_backups);
  ADD ("rebuild", test_rebuild);
  ADD ("rebuild-digest", test_rebuild_digest);
  ADD ("new-fields", test_new_fields);
  ADD ("from-version-1", test_from_version_1);
  return g_test_run ();
}
