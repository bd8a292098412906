/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The power goes at every sync of a session, before it and after it.
 *
 * A session is run once; at each of these moments images are made of what the disk may hold then
 * (fault-cut.c: of what was not synced nothing, a torn beginning, any sectors, everything). Each
 * image must open, hold everything that had been confirmed at that moment, and be clean. */

#include <glib/gstdio.h>

#include "fault.h"
#include "ledger.h"
#include "tsn-reception.h"

#define N_ROUNDS    2
#define N_CHECK_INS 10

typedef struct
{
  StoreFixture fixture;
  Ledger *ledger;
  GMutex lock;
  GRand *rand;
  GPtrArray *folders; /* of char *: images */
  GPtrArray *ledgers; /* of Ledger: what was confirmed at each */
  guint n_moments;
  TsnId event;
} World;

static gboolean all; /* --all */

static Ledger *
copy_ledger (World *world)
{
  Ledger *copy = ledger_new ();

  g_mutex_lock (&world->lock);
  if (world->ledger->len > 0)
    g_array_append_vals (copy, world->ledger->data, world->ledger->len);
  g_mutex_unlock (&world->lock);
  return copy;
}

static void
confirm (World *world, const Fact *fact)
{
  g_mutex_lock (&world->lock);
  ledger_add (world->ledger, fact);
  g_mutex_unlock (&world->lock);
}

/* In the thread that syncs. */
static void
boundary (const char *path, gpointer user_data)
{
  World *world = user_data;

  world->n_moments++;
  for (Cut cut = 0; cut < N_CUTS; cut++)
    {
      g_autofree char *name = g_strdup_printf ("cut-%u-%u", world->n_moments, (guint) cut);
      char *folder = g_build_filename (world->fixture.root, name, NULL);

      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      fault_write_cut (world->fixture.folder, folder, cut, world->rand);
      g_ptr_array_add (world->folders, folder);
      g_ptr_array_add (world->ledgers, copy_ledger (world));
    }
}

/* -- The session -- */

static gboolean
check_in_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnCheckIn *check_in = data;
  TsnCheckInResult result;

  if (!tsn_check_in (session, check_in, &result, error))
    return FALSE;
  check_in->person = result.attendance;
  return TRUE;
}

static void
check_in (World *world, const TsnId *person)
{
  TsnCheckIn job = { .event = world->event,
                     .person = *person,
                     .now_ms = g_get_real_time () / 1000,
                     .mode = TSN_MODE_ONSITE };
  Fact fact = { .kind = TSN_KIND_ATTENDANCE,
                .field = TSN_ATTENDANCE_STATUS,
                .number = TSN_ATTENDANCE_STATUS_ARRIVED };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (world->fixture.store, TSN_STORE_WRITE, check_in_work, &job, NULL, &error);
  g_assert_no_error (error);
  fact.id = job.person;
  confirm (world, &fact);
}

static void
run_session (World *world)
{
  TsnStore *store = world->fixture.store;
  TsnId person = { 0 };
  Fact fact = { .kind = TSN_KIND_PERSON, .field = TSN_PERSON_NAME, .text = CANARY_NAME };
  g_autoptr (TsnChange) change = NULL;

  world->event = put_event (store, "講演会");
  confirm (world, &(Fact){ .kind = TSN_KIND_EVENT, .id = world->event });
  for (guint i = 0; i < N_CHECK_INS; i++)
    {
      person = put_person (store);
      fact.id = person;
      confirm (world, &fact);
      check_in (world, &person);
    }
  change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON), &person);
  tsn_change_set_text (change, TSN_PERSON_NAME, "改名");
  /* While it is being written both names are right. */
  fact.field = TSN_PERSON_KANA;
  g_strlcpy (fact.text, CANARY_KANA, sizeof fact.text);
  for (guint i = 0; i < world->ledger->len; i++)
    if (tsn_id_equal (&g_array_index (world->ledger, Fact, i).id, &person))
      {
        g_mutex_lock (&world->lock);
        g_array_index (world->ledger, Fact, i) = fact;
        g_mutex_unlock (&world->lock);
      }
  must_put (store, change);
  fact.field = TSN_PERSON_NAME;
  g_strlcpy (fact.text, "改名", sizeof fact.text);
  confirm (world, &fact);
}

/* A person who comes and is erased: nothing is promised about them until that is confirmed. */
static void
run_erasure (World *world)
{
  TsnId person = put_person (world->fixture.store);
  Fact fact = { .kind = TSN_KIND_PERSON, .erased = TRUE, .id = person };

  put_contact (world->fixture.store, &person);
  g_assert_cmpuint (must_erase (world->fixture.store, TSN_KIND_PERSON, &person), ==, 2);
  confirm (world, &fact);
}

static void
reopen (World *world)
{
  StoreFixture *fixture = &world->fixture;
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  fixture->store = tsn_store_open_sync (fixture->folder, fixture->vault, TSN_STORE_OPEN, &error);
  g_assert_no_error (error);
}

/* -- The images -- */

/* Before anything was confirmed there may be no database yet, or the empty beginning of one: that
 * opens as a new one would be made. */
static void
look_at (World *world, const char *folder, const Ledger *ledger)
{
  TsnStoreFlags flags = ledger->len == 0 ? TSN_STORE_CREATE : TSN_STORE_OPEN;
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnStore) store = NULL;

  tsn_vault_forget_data_keys (world->fixture.vault);
  store = tsn_store_open_sync (folder, world->fixture.vault, flags, &error);
  if (error != NULL)
    g_error ("%s: %s", folder, error->message);
  g_test_message ("%s: %u facts", folder, ledger->len);
  ledger_assert (ledger, ledger->len, store);
  put_event (store, "翌日"); /* and it goes on */
  tsn_store_close (store);
}

static void
begin (World *world)
{
  StoreFixture *fixture = &world->fixture;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture_setup (fixture, NULL);
  fixture_close (fixture);
  path = tsn_store_database_path (fixture->folder);
  g_assert_cmpint (g_unlink (path), ==, 0);
  world->ledger = ledger_new ();
  world->folders = g_ptr_array_new_with_free_func (g_free);
  world->ledgers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  world->rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  fault_record_begin (fixture->folder, boundary, world);
  fixture->store = tsn_store_open_sync (fixture->folder, fixture->vault, TSN_STORE_CREATE, &error);
  g_assert_no_error (error);
}

static void
test_power_cut (void)
{
  World world = { 0 };

  begin (&world);
  run_session (&world);
  run_erasure (&world);
  reopen (&world);
  run_erasure (&world);
  check_in (&world, &g_array_index (world.ledger, Fact, 1).id);
  fixture_close (&world.fixture);
  fault_record_end ();
  for (guint i = 0; i < world.folders->len; i++)
    look_at (&world, g_ptr_array_index (world.folders, i), g_ptr_array_index (world.ledgers, i));
  g_test_message ("%u moments, %u images", world.n_moments, world.folders->len);
  g_assert_cmpuint (world.n_moments, >, 60);
  g_ptr_array_unref (world.folders);
  g_ptr_array_unref (world.ledgers);
  g_array_unref (world.ledger);
  g_rand_free (world.rand);
  fixture_teardown (&world.fixture, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i < argc; i++)
    all = all || g_str_equal (argv[i], "--all");
  fault_install ();
  for (guint i = 0; i < (all ? 10 * N_ROUNDS : N_ROUNDS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/power-cut/%u", i);

      g_test_add_func (path, test_power_cut);
    }
  return g_test_run ();
}
