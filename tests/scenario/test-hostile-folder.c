/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Data folders in every bad state: each gets one clear message with a code of its own, and not one
 * byte of what lies there changes.
 *
 * What a damaged page does to a database that still opens is tests/unit/store/test-store.c. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "ledger.h"

#define SKIPPED 77

static void
write_bytes (const char *path, gconstpointer bytes, gsize size)
{
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names and contents of everything in a folder, as one digest. A WAL index is memory, and an empty
 * journal is none. */
static char *
digest_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  GString *all = g_string_new (NULL);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *content = NULL;
      g_autofree char *sum = NULL;
      gsize length;

      if (g_str_has_suffix (name, "-shm") || !g_file_get_contents (path, &content, &length, NULL) ||
          (length == 0 && g_str_has_suffix (name, "-wal")))
        continue;
      sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, length);
      g_ptr_array_add (lines, g_strdup_printf ("%s %s\n", name, sum));
    }
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append (all, g_ptr_array_index (lines, i));
  return g_string_free (all, FALSE);
}

static void
assert_clear (const GError *error)
{
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_null (strchr (error->message, '\n'));
  g_test_message ("%s", error->message);
}

/* Opening @folder is refused with @code, with and without leave to make a new one, and nothing
 * changes. */
static void
must_refuse (StoreFixture *f, TsnStoreError code)
{
  const TsnStoreFlags flags[] = { TSN_STORE_OPEN, TSN_STORE_CREATE, TSN_STORE_READ_ONLY };
  g_autofree char *before = digest_folder (f->folder);

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TsnStore) store = tsn_store_open_sync (f->folder, f->vault, flags[i], &error);
      g_autofree char *after = digest_folder (f->folder);

      g_assert_error (error, TSN_STORE_ERROR, (int) code);
      g_assert_null (store);
      assert_clear (error);
      g_assert_cmpstr (after, ==, before);
    }
}

/* -- The database -- */

static TsnId
close_with_person (StoreFixture *f)
{
  TsnId person = put_person (f->store);

  fixture_close (f);
  return person;
}

static void
change_database (StoreFixture *f, const char *sql)
{
  g_autofree char *path = tsn_store_database_path (f->folder);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_future (StoreFixture *f, gconstpointer data)
{
  close_with_person (f);
  change_database (f, "PRAGMA user_version = 4711");
  must_refuse (f, TSN_STORE_ERROR_TOO_NEW);
}

static void
test_random_bytes (StoreFixture *f, gconstpointer data)
{
  g_autofree char *path = tsn_store_database_path (f->folder);
  guint8 bytes[20000];

  close_with_person (f);
  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) g_test_rand_int ();
  write_bytes (path, bytes, sizeof bytes);
  must_refuse (f, TSN_STORE_ERROR_CORRUPT);
}

/* Half a database, and all but its last byte. */
static void
test_cut_off (StoreFixture *f, gconstpointer data)
{
  g_autofree char *path = tsn_store_database_path (f->folder);
  g_autofree char *bytes = NULL;
  gsize size;

  close_with_person (f);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  write_bytes (path, bytes, size - 1);
  must_refuse (f, TSN_STORE_ERROR_CORRUPT);
  write_bytes (path, bytes, size / 2);
  must_refuse (f, TSN_STORE_ERROR_CORRUPT);
}

/* What some file systems leave of a file after a power cut: its name. There was a database, so none
 * may be made in silence. */
static void
test_zero_length (StoreFixture *f, gconstpointer data)
{
  g_autofree char *path = tsn_store_database_path (f->folder);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (TsnStore) store = NULL;
  g_autoptr (GError) error = NULL;

  close_with_person (f);
  write_bytes (path, "", 0);
  before = digest_folder (f->folder);
  store = tsn_store_open_sync (f->folder, f->vault, TSN_STORE_OPEN, &error);
  g_assert_null (store);
  g_assert_true (error->domain == TSN_STORE_ERROR);
  assert_clear (error);
  after = digest_folder (f->folder);
  g_assert_cmpstr (after, ==, before);
}

static void
test_other_device (StoreFixture *f, gconstpointer data)
{
  StoreFixture other = { 0 };
  g_autofree char *theirs = NULL;
  g_autofree char *ours = tsn_store_vault_path (f->folder);

  close_with_person (f);
  fixture_setup_for_role (&other, f, TSN_ROLE_RECEPTION);
  fixture_close (&other);
  theirs = tsn_store_vault_path (other.folder);
  g_assert_cmpint (g_rename (theirs, ours), ==, 0);
  g_clear_pointer (&f->vault, tsn_vault_free);
  f->vault = g_steal_pointer (&other.vault);
  must_refuse (f, TSN_STORE_ERROR_WRONG_VAULT);
  fixture_teardown (&other, NULL);
}

/* A journal of another database must not be taken for ours: its salts and sums are its own, and it
 * must neither crash nor change what was confirmed. */
static void
test_foreign_journal (StoreFixture *f, gconstpointer data)
{
  StoreFixture other = { 0 };
  g_autofree char *theirs = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *database = tsn_store_database_path (f->folder);
  g_autofree char *bytes = NULL;
  gsize size;
  g_autoptr (GError) error = NULL;

  close_with_person (f);
  fixture_setup (&other, NULL);
  put_person (other.store);
  theirs = g_strconcat (other.folder, "/tsunagi.db-wal", NULL);
  ours = g_strconcat (database, "-wal", NULL);
  g_assert_true (g_file_get_contents (theirs, &bytes, &size, NULL));
  write_bytes (ours, bytes, size);
  f->store = tsn_store_open_sync (f->folder, f->vault, TSN_STORE_OPEN, &error);
  g_assert_null (f->store); /* the other's pages are whole: what they say is that it is not ours */
  g_assert_true (error->domain == TSN_STORE_ERROR);
  assert_clear (error);
  g_test_message ("a foreign journal: code %d", error->code);
  fixture_teardown (&other, NULL);
}

/* -- The vault -- */

static void
test_vault (StoreFixture *f, gconstpointer data)
{
  g_autofree char *path = tsn_store_vault_path (f->folder);
  g_autofree char *bytes = NULL;
  gsize size;
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnVault) vault = NULL;

  close_with_person (f);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  vault = tsn_vault_open (path, &error);
  g_assert_false (tsn_vault_unlock (vault, "not the passphrase", &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  assert_clear (error);
  g_clear_error (&error);

  for (gsize length = 0; length < size; length += 1 + size / 50)
    {
      g_autofree char *after = NULL;
      gsize after_size;

      write_bytes (path, bytes, length);
      g_assert_null (tsn_vault_open (path, &error));
      g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
      assert_clear (error);
      g_clear_error (&error);
      g_assert_true (g_file_get_contents (path, &after, &after_size, NULL));
      g_assert_cmpuint (after_size, ==, length);
      g_assert_true (memcmp (after, bytes, length) == 0);
    }
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (tsn_vault_open (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_clear (error);
  write_bytes (path, bytes, size);
  fixture_reopen (f);
  must_be_clean (f->store);
}

/* -- The folder -- */

static void
test_folder_is_a_file (StoreFixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->root, "file", NULL);
  const TsnStoreFlags flags[] = { TSN_STORE_OPEN, TSN_STORE_CREATE };

  write_bytes (file, "mine", 4);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TsnStore) store = tsn_store_open_sync (file, f->vault, flags[i], &error);
      g_autofree char *content = NULL;

      g_assert_null (store);
      g_assert_true (error->domain == TSN_STORE_ERROR);
      assert_clear (error);
      g_assert_true (g_file_get_contents (file, &content, NULL, NULL));
      g_assert_cmpstr (content, ==, "mine");
    }
}

/* Root may write anywhere, so somebody else tries. */
static int
try_read_only (StoreFixture *f, const TsnId *person)
{
  g_autoptr (TsnStore) store = NULL;
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), person);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnRecord) record = NULL;

  if (geteuid () == 0 && (setegid (65534) != 0 || seteuid (65534) != 0))
    return SKIPPED;
  if (g_access (f->folder, W_OK) == 0 && geteuid () == 0)
    return SKIPPED;
  store = tsn_store_open_sync (f->folder, f->vault, TSN_STORE_OPEN, &error);
  if (store != NULL)
    {
      tsn_change_set_text (change, TSN_PERSON_NAME, "別名");
      g_assert_false (try_put (store, change, &error));
      tsn_store_close (store);
    }
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_READ_ONLY);
  assert_clear (error);
  g_clear_error (&error);
  g_clear_object (&store);

  store = tsn_store_open_sync (f->folder, f->vault, TSN_STORE_READ_ONLY, &error);
  g_assert_no_error (error);
  record = must_get (store, TSN_KIND_PERSON, person);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NAME), ==, CANARY_NAME);
  tsn_store_close (store);
  return 0;
}

static void
set_modes (const char *root, const char *folder, gboolean writable)
{
  const char *const names[] = { "tsunagi.db", "vault" };

  g_assert_cmpint (g_chmod (root, 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_cmpint (g_chmod (path, writable ? 0600 : 0444), ==, 0);
    }
  g_assert_cmpint (g_chmod (folder, writable ? 0700 : 0555), ==, 0);
}

static void
test_read_only (StoreFixture *f, gconstpointer data)
{
  TsnId person = close_with_person (f);
  g_autofree char *before = digest_folder (f->folder);
  g_autofree char *after = NULL;
  pid_t pid;
  int status;

  set_modes (f->root, f->folder, FALSE);
  pid = fork (); /* the store's threads have ended: this process has one thread */
  if (pid == 0)
    _exit (try_read_only (f, &person));
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  set_modes (f->root, f->folder, TRUE);
  after = digest_folder (f->folder);
  g_assert_cmpstr (after, ==, before);
  if (WIFEXITED (status) && WEXITSTATUS (status) == SKIPPED)
    {
      g_test_skip ("cannot become a user to whom a folder is read-only");
      return;
    }
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
}

/* -- The disk -- */

static void
test_full_disk (StoreFixture *f, gconstpointer data)
{
  TsnId person = put_person (f->store);
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), &person);
  g_autofree char *backup = g_build_filename (f->root, "backup", NULL);
  g_autoptr (GError) error = NULL;
  Fact fact = { .kind = TSN_KIND_PERSON, .id = person, .field = TSN_PERSON_NAME };

  tsn_change_set_text (change, TSN_PERSON_NAME, "別名");
  fault_arm (1, FAULT_FULL, TRUE);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_false (try_put (f->store, change, &error));
      g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NO_SPACE);
      assert_clear (error);
      g_clear_error (&error);
    }
  g_assert_false (tsn_store_backup_sync (f->store, backup, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NO_SPACE);
  g_strlcpy (fact.text, CANARY_NAME, sizeof fact.text);
  g_assert_true (fact_holds (f->store, &fact)); /* reading goes on */
  fault_lift ();
  must_put (f->store, change);
  g_strlcpy (fact.text, "別名", sizeof fact.text);
  fixture_reopen (f);
  g_assert_true (fact_holds (f->store, &fact));
  must_be_clean (f->store);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/hostile-folder/" name, StoreFixture, NULL, fixture_setup, func, fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_install ();
  ADD ("read-only", test_read_only);
  ADD ("future", test_future);
  ADD ("random-bytes", test_random_bytes);
  ADD ("cut-off", test_cut_off);
  ADD ("zero-length", test_zero_length);
  ADD ("other-device", test_other_device);
  ADD ("foreign-journal", test_foreign_journal);
  ADD ("vault", test_vault);
  ADD ("folder-is-a-file", test_folder_is_a_file);
  ADD ("full-disk", test_full_disk);
  return g_test_run ();
}
