/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two machines with one name, whose clocks stand still, so that they write under the same versions:
 * all gets to the server and to others, and can be read there. */

#include <gio/gio.h>

#include "sync-network.h"

typedef struct
{
  Network *network;
  StoreFixture desk;
  StoreFixture copy; /* of its disk */
  StoreFixture other;
} Fixture;

static gint64
stopped_cb (gpointer data)
{
  return TSN_CLOCK_EARLIEST;
}

/* A data folder has no folders in it that are needed. */
static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) folder = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (from, name, NULL);
      g_autoptr (GFile) source = g_file_new_for_path (path);
      g_autoptr (GFile) target = g_file_new_build_filename (to, name, NULL);
      g_autoptr (GError) error = NULL;

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      g_file_copy (source, target, 0, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
copy_device (StoreFixture *from, StoreFixture *to)
{
  g_autoptr (GError) error = NULL;

  to->root = g_dir_make_tmp ("tsn-copy-XXXXXX", &error);
  g_assert_no_error (error);
  to->folder = g_build_filename (to->root, "data", NULL);
  fixture_close (from);
  copy_folder (from->folder, to->folder);
  fixture_reopen (from);
  fixture_reopen (to);
  tsn_store_set_clock (from->store, stopped_cb, NULL);
  tsn_store_set_clock (to->store, stopped_cb, NULL);
}

static void
sync_all (Fixture *f)
{
  StoreFixture *devices[] = { &f->desk, &f->copy, &f->other };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    if (devices[i]->store != NULL)
      {
        TsnSyncResult result = must_sync (devices[i], f->network);

        g_assert_cmpuint (result.quarantined, ==, 0);
        g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
      }
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->network = network_new ();
  device_set_up (&f->desk, NULL, TSN_ROLE_DESK);
  device_register (&f->desk, f->network);
  device_set_up (&f->other, &f->desk, TSN_ROLE_DESK);
  device_register (&f->other, f->network);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  StoreFixture *devices[] = { &f->desk, &f->copy, &f->other };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      must_be_clean (devices[i]->store);
      fixture_teardown (devices[i], NULL);
    }
  g_clear_object (&f->network);
}

static void
assert_note (StoreFixture *device, const TsnId *person, const char *note)
{
  g_autoptr (TsnRecord) record = must_get (device->store, TSN_KIND_PERSON, person);

  g_assert_nonnull (record);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NAME), ==, CANARY_NAME);
  g_assert_cmpstr (tsn_record_text (record, TSN_PERSON_NOTE), ==, note);
}

static void
write_note (StoreFixture *device, const TsnId *person, const char *note)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), person);

  tsn_change_set_text (change, TSN_PERSON_NOTE, note);
  must_put (device->store, change);
}

/* Each makes its first data key and its first resident; what it wrote over stays so. */
static void
test_new_records (Fixture *f, gconstpointer data)
{
  TsnId people[2];

  sync_all (f);
  copy_device (&f->desk, &f->copy);
  people[0] = put_person (f->desk.store);
  people[1] = put_person (f->copy.store);
  write_note (&f->desk, &people[0], "一");
  write_note (&f->copy, &people[1], "前");
  write_note (&f->copy, &people[1], "二");
  for (guint round = 0; round < 3; round++)
    sync_all (f);
  for (guint i = 0; i < 2; i++)
    {
      assert_note (&f->desk, &people[i], i == 0 ? "一" : "二");
      assert_note (&f->copy, &people[i], i == 0 ? "一" : "二");
      assert_note (&f->other, &people[i], i == 0 ? "一" : "二");
    }
}

typedef struct
{
  TsnId person;
  guint n_answers;
  guint n_notes; /* in the history */
} Count;

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PERSON);
  g_autoptr (GPtrArray) answers =
      tsn_session_answers (session, kind, &count->person, TSN_PERSON_NOTE, error);
  g_autoptr (GPtrArray) history = tsn_session_history (session, kind, &count->person, error);

  count->n_answers = answers->len;
  for (guint i = 0; i < history->len; i++)
    {
      const TsnHistoryEntry *entry = g_ptr_array_index (history, i);

      for (guint j = 0; j < entry->items->len; j++)
        {
          const TsnHistoryItem *item = &g_array_index (entry->items, TsnHistoryItem, j);

          count->n_notes += item->field == TSN_PERSON_NOTE && item->readable ? 1 : 0;
        }
    }
  return TRUE;
}

/* Both change the same field of the same record. */
static void
test_same_record (Fixture *f, gconstpointer data)
{
  Count count = { .person = put_person (f->desk.store) };
  StoreFixture *devices[] = { &f->desk, &f->copy, &f->other };

  sync_all (f);
  copy_device (&f->desk, &f->copy);
  write_note (&f->desk, &count.person, "一");
  write_note (&f->copy, &count.person, "二");
  for (guint round = 0; round < 3; round++)
    sync_all (f);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      assert_note (devices[i], &count.person, "二");
      count.n_notes = 0;
      tsn_store_run_sync (devices[i]->store, TSN_STORE_READ, count_work, &count, NULL, NULL);
      g_assert_cmpuint (count.n_answers, ==, 1); /* as of one device, which knows what it wrote */
      g_assert_cmpuint (count.n_notes, >=, devices[i] == &f->copy ? 2 : 1);
    }
}

/* One erases what the other one changes. */
static void
test_erasure (Fixture *f, gconstpointer data)
{
  TsnId people[] = { put_person (f->desk.store), put_person (f->desk.store) };
  StoreFixture *devices[] = { &f->desk, &f->copy, &f->other };

  sync_all (f);
  copy_device (&f->desk, &f->copy);
  write_note (&f->desk, &people[0], "一");
  g_assert_cmpuint (must_erase (f->copy.store, TSN_KIND_PERSON, &people[1]), ==, 1);
  for (guint round = 0; round < 3; round++)
    sync_all (f);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      g_autoptr (TsnRecord) erased = must_get (devices[i]->store, TSN_KIND_PERSON, &people[1]);

      assert_note (devices[i], &people[0], "一");
      g_assert_true (erased == NULL || erased->erased);
    }
}

/* What one was told and nobody has chosen between yet, the other one is asked, too. */
static void
test_answers (Fixture *f, gconstpointer data)
{
  Count count = { .person = put_person (f->desk.store) };
  StoreFixture *devices[] = { &f->desk, &f->copy, &f->other };

  sync_all (f);
  copy_device (&f->desk, &f->copy);
  write_note (&f->copy, &count.person, "前"); /* its clock is behind */
  write_note (&f->other, &count.person, "後");
  for (guint round = 0; round < 2; round++)
    sync_all (f);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      assert_note (devices[i], &count.person, "後");
      tsn_store_run_sync (devices[i]->store, TSN_STORE_READ, count_work, &count, NULL, NULL);
      g_assert_cmpuint (count.n_answers, ==, 2);
    }
}

/* No digest tells a kiosk of people: it has to hear of the erasure by itself. */
static void
test_kiosk (Fixture *f, gconstpointer data)
{
  StoreFixture kiosk;
  TsnId person;
  g_autoptr (TsnRecord) erased = NULL;

  device_set_up (&kiosk, &f->desk, TSN_ROLE_KIOSK);
  device_copy_server (&kiosk, &f->desk);
  must_sync (&f->desk, f->network);
  person = put_person (kiosk.store);
  must_sync (&kiosk, f->network);
  copy_device (&kiosk, &f->copy);
  g_assert_cmpuint (must_erase (f->copy.store, TSN_KIND_PERSON, &person), ==, 1);
  must_sync (&f->copy, f->network);
  must_sync (&kiosk, f->network);
  erased = must_get (kiosk.store, TSN_KIND_PERSON, &person);
  g_assert_true (erased->erased);
  must_be_clean (kiosk.store);
  fixture_teardown (&kiosk, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/sync/copies/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("new-records", test_new_records);
  ADD ("same-record", test_same_record);
  ADD ("erasure", test_erasure);
  ADD ("answers", test_answers);
  ADD ("kiosk", test_kiosk);
#undef ADD
  return g_test_run ();
}
