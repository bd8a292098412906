/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a thief finds in the files: no name, reading, telephone number, address or word of a
 * resident.
 *
 * Every sealed text field of every kind of the model gets a canary; a few hundred people get names
 * of the lists for demos (the argument). All files below the temporary folder of this process are
 * read: database, journal, WAL index, backup, vault, whatever SQLite or GLib may have put there; as
 * UTF-8, UTF-16 and Shift_JIS. The title of an event, which is open, must be found: otherwise the
 * search itself would be broken. */

#include <glib/gstdio.h>
#include <string.h>

#include "canary.h"
#include "tsn-search.h"

#define N_PEOPLE   200
#define OPEN_TITLE "鸚鵡の公開講座"

static const char *names_folder;
static char *everything; /* the temporary folder of this process */

/* -- People -- */

static char **
read_lines (const char *name)
{
  g_autofree char *path = g_build_filename (names_folder, name, NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (content, "\n", -1);
}

/* (element-type utf8): name and reading by turns */
static GPtrArray *
make_people (void)
{
  g_auto (GStrv) surnames = read_lines ("surnames.csv");
  g_auto (GStrv) given_names = read_lines ("given_names.csv");
  guint n_surnames = g_strv_length (surnames) - 2; /* without header and the end */
  guint n_given = g_strv_length (given_names) - 2;
  GPtrArray *people = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_auto (GStrv) surname = g_strsplit (surnames[1 + i % n_surnames], ",", -1);
      g_auto (GStrv) given = g_strsplit (given_names[1 + i * 7 % n_given], ",", -1);

      g_ptr_array_add (people, g_strdup_printf ("%s　%s", surname[0], given[0]));
      g_ptr_array_add (people, g_strdup_printf ("%s　%s", surname[1], given[1]));
    }
  return people;
}

static void
put_people (TsnStore *store, const GPtrArray *people)
{
  for (guint i = 0; i < people->len; i += 2)
    {
      TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
      g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON),
                                                            &id);

      tsn_change_set_text (change, TSN_PERSON_NAME, g_ptr_array_index (people, i));
      tsn_change_set_text (change, TSN_PERSON_KANA, g_ptr_array_index (people, i + 1));
      must_put (store, change);
    }
}

/* -- Looking -- */

static void
read_all (const char *folder, GPtrArray *names, GPtrArray *contents)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename (folder, name, NULL);
      char *content;
      gsize length;

      g_ptr_array_add (names, path);
      g_ptr_array_add (contents, g_bytes_new (path, strlen (path))); /* a name can tell, too */
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        read_all (path, names, contents);
      else if (g_file_get_contents (path, &content, &length, NULL))
        {
          g_ptr_array_add (names, g_strdup (path));
          g_ptr_array_add (contents, g_bytes_new_take (content, length));
        }
    }
}

static const char *
find (const GPtrArray *names, const GPtrArray *contents, gconstpointer needle, gsize size)
{
  for (guint i = 0; i < contents->len; i++)
    {
      gsize length;
      const void *content = g_bytes_get_data (g_ptr_array_index (contents, i), &length);

      if (content != NULL && memmem (content, length, needle, size) != NULL)
        return g_ptr_array_index (names, i);
    }
  return NULL;
}

static void
must_not_find (const GPtrArray *names, const GPtrArray *contents, const char *text)
{
  for (guint i = 0; i < CANARY_N_ENCODINGS; i++)
    {
      g_autoptr (GBytes) bytes = canary_encode (text, i);
      const char *where = NULL;

      if (bytes != NULL)
        where = find (names, contents, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      if (where != NULL)
        g_error ("a canary was found in %s", where);
    }
}

static void
must_be_sealed (const GPtrArray *people, gboolean titled)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  read_all (everything, names, contents);
  if (titled)
    g_assert_nonnull (find (names, contents, OPEN_TITLE, strlen (OPEN_TITLE)));
  for (guint i = 0; canaries[i] != NULL; i++)
    must_not_find (names, contents, canaries[i]);
  for (guint i = 0; i < people->len; i++)
    {
      const char *full = g_ptr_array_index (people, i);
      g_auto (GStrv) parts = g_strsplit (full, "　", 2);
      g_autofree char *joined = g_strconcat (parts[0], parts[1], NULL);

      must_not_find (names, contents, full);
      must_not_find (names, contents, joined);
    }
  g_test_message ("%u files and names looked through", contents->len);
}

/* -- A coordinator's laptop -- */

static void
test_coordinator (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) people = make_people ();
  g_autofree char *backup = g_build_filename (f->root, "backup", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) hits = NULL;
  TsnId person;

  put_event (f->store, OPEN_TITLE);
  put_people (f->store, people);
  person = canary_put_all_kinds (f->store);
  must_be_sealed (people, TRUE); /* in the journal */

  tsn_store_unlocked_sync (f->store, TRUE, NULL, &error);
  g_assert_no_error (error);
  hits = tsn_store_search (f->store, tsn_kind_by_number (TSN_KIND_PERSON), CANARY_READING, 5);
  g_assert_cmpuint (hits->len, ==, 1);
  tsn_store_backup_sync (f->store, backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  must_erase (f->store, TSN_KIND_PERSON, &person);
  must_be_sealed (people, TRUE);

  fixture_close (f);
  must_be_sealed (people, TRUE);
  fixture_reopen (f);
  must_be_clean (f->store);
}

/* -- A kiosk -- */

static void
must_be_unreadable (TsnStore *store, const TsnId *person)
{
  g_autoptr (TsnRecord) record = must_get (store, TSN_KIND_PERSON, person);
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  guint n_sealed = 0;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (record);
  for (guint i = 0; i < record->cells->len; i++)
    {
      const TsnCell *cell = &g_array_index (record->cells, TsnCell, i);

      if (tsn_kind_field (kind, cell->field)->compartment == TSN_OPEN)
        continue;
      n_sealed++;
      g_assert_false (cell->readable);
      g_assert_cmpint (cell->value.type, ==, TSN_TYPE_NONE);
    }
  g_assert_cmpuint (n_sealed, >, 5);
  tsn_store_unlocked_sync (store, TRUE, NULL, &error);
  if (error == NULL)
    {
      g_autoptr (GArray) hits = tsn_store_search (store, kind, CANARY_READING, 5);

      g_assert_cmpuint (hits->len, ==, 0);
    }
}

static void
test_kiosk (StoreFixture *coordinator, gconstpointer data)
{
  StoreFixture kiosk = { 0 };
  g_autoptr (GPtrArray) people = make_people ();
  g_autoptr (GPtrArray) patches = NULL;
  g_autoptr (TsnRecord) record = NULL;
  g_autofree char *vault_path = NULL;
  g_autoptr (GError) error = NULL;
  TsnId person;

  fixture_setup_for_role (&kiosk, coordinator, TSN_ROLE_KIOSK);
  put_event (kiosk.store, OPEN_TITLE);
  put_people (kiosk.store, people);
  person = canary_put_all_kinds (kiosk.store);
  patches = must_list_patches (kiosk.store);
  must_be_sealed (people, TRUE);

  /* The next resident. */
  tsn_vault_forget_data_keys (kiosk.vault);
  tsn_store_locked (kiosk.store);
  must_be_unreadable (kiosk.store, &person);

  /* The thief, who starts it: there is no secret to ask for. */
  fixture_close (&kiosk);
  g_clear_pointer (&kiosk.vault, tsn_vault_free);
  vault_path = tsn_store_vault_path (kiosk.folder);
  kiosk.vault = tsn_vault_open (vault_path, &error);
  g_assert_no_error (error);
  kiosk.store = tsn_store_open_sync (kiosk.folder, kiosk.vault, TSN_STORE_OPEN, &error);
  g_assert_no_error (error);
  must_be_unreadable (kiosk.store, &person);
  g_assert_false (tsn_vault_can_open (kiosk.vault, TSN_DESK));
  g_assert_false (tsn_vault_can_open (kiosk.vault, TSN_CARE));
  must_be_clean (kiosk.store);
  must_be_sealed (people, TRUE);

  /* And the coordinator reads all of it. */
  for (guint i = 0; i < patches->len; i++)
    must_apply (coordinator->store, g_ptr_array_index (patches, i));
  record = must_get (coordinator->store, TSN_KIND_PERSON, &person);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_KANA), ==, CANARY_READING);
  fixture_teardown (&kiosk, NULL);
}

int
main (int argc, char **argv)
{
  int status;

  everything = g_strdup ("/tmp/tsn-privacy-XXXXXX");
  g_assert_nonnull (g_mkdtemp (everything));
  g_setenv ("TMPDIR", everything, TRUE); /* before anybody asks */
  g_setenv ("SQLITE_TMPDIR", everything, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  names_folder = argv[1];
  g_test_add ("/privacy/coordinator",
              StoreFixture,
              NULL,
              fixture_setup,
              test_coordinator,
              fixture_teardown);
  g_test_add ("/privacy/kiosk", StoreFixture, NULL, fixture_setup, test_kiosk, fixture_teardown);
  status = g_test_run ();
  remove_tree (everything);
  g_free (everything);
  return status;
}
