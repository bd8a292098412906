/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* New keys on their way: to everybody but those who are shut out, from two coordinators at once,
 * past a device that was enrolled meanwhile; and grants that nobody should believe. */

#include "sync-network.h"
#include "tsn-device-keys.h"
#include "tsn-member.h"
#include "tsn-revoke.h"

typedef struct
{
  Network *network;
  StoreFixture desk;
  StoreFixture second; /* another coordinator's */
  StoreFixture reception;
  StoreFixture kiosk;
} Fixture;

static void
add (Fixture *f, StoreFixture *device, TsnRole role)
{
  device_set_up (device, &f->desk, role);
  if (role == TSN_ROLE_DESK)
    device_register (device, f->network);
  else
    device_copy_server (device, &f->desk);
}

static void
put_municipality (StoreFixture *device)
{
  TsnId id = tsn_id_derive ("municipality", "112119", 6);
  g_autoptr (GBytes) keyring = tsn_vault_recovery_keyring (device->vault, NULL);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_MUNICIPALITY),
                                                        &id);

  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "本庄市");
  tsn_change_take (change,
                   TSN_MUNICIPALITY_RECOVERY_KEYRING,
                   tsn_value_bytes (g_bytes_get_data (keyring, NULL), g_bytes_get_size (keyring)));
  must_put (device->store, change);
}

static void
sync_all (Fixture *f)
{
  StoreFixture *devices[] = { &f->desk, &f->second, &f->reception, &f->kiosk };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    g_assert_cmpint (must_sync (devices[i], f->network).digest, ==, TSN_DIGEST_SAME);
}

static void
setup (Fixture *f, gconstpointer data)
{
  f->network = network_new ();
  device_set_up (&f->desk, NULL, TSN_ROLE_DESK);
  device_register (&f->desk, f->network);
  put_municipality (&f->desk);
  add (f, &f->second, TSN_ROLE_DESK);
  add (f, &f->reception, TSN_ROLE_RECEPTION);
  add (f, &f->kiosk, TSN_ROLE_KIOSK);
  sync_all (f);
  sync_all (f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  fixture_teardown (&f->desk, NULL);
  fixture_teardown (&f->second, NULL);
  fixture_teardown (&f->reception, NULL);
  fixture_teardown (&f->kiosk, NULL);
  g_object_unref (f->network);
}

typedef struct
{
  StoreFixture *at;
  const TsnId *lost;   /* (nullable) */
  char **recovery_key; /* (nullable) */
  gboolean keep_keys;
  guint epoch;
  GPtrArray *members; /* out: (element-type TsnMember) */
} Errand;

static gboolean
change_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Errand *errand = data;

  if (errand->lost == NULL)
    return tsn_session_change_keys (session,
                                    errand->at->vault,
                                    FALSE,
                                    errand->recovery_key,
                                    &errand->epoch,
                                    error);
  return tsn_session_shut_out (session,
                               errand->at->vault,
                               errand->lost,
                               "紛失",
                               errand->keep_keys,
                               &errand->epoch,
                               error);
}

static gboolean
tend_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_tend_keys (session, ((Errand *) data)->at->vault, NULL, error);
}

static guint
run_errand (Errand *errand)
{
  StoreFixture *at = errand->at;
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (at->store, TSN_STORE_WRITE, change_work, errand, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tsn_vault_epoch (at->vault), <, errand->epoch);
  tsn_store_run_sync (at->store, TSN_STORE_WRITE, tend_work, errand, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tsn_vault_epoch (at->vault), ==, errand->epoch);
  return errand->epoch;
}

/* @lost: (nullable) */
static guint
change_keys (StoreFixture *at, StoreFixture *lost)
{
  Errand errand = { .at = at, .lost = lost != NULL ? tsn_vault_device (lost->vault) : NULL };

  return run_errand (&errand);
}

static gboolean
reads (StoreFixture *device, const TsnId *person)
{
  g_autoptr (TsnRecord) record = must_get (device->store, TSN_KIND_PERSON, person);

  g_assert_nonnull (record);
  return g_strcmp0 (tsn_record_text (record, TSN_PERSON_NAME), CANARY_NAME) == 0;
}

static gboolean
is_due (StoreFixture *at, StoreFixture *device)
{
  g_autoptr (TsnRecord) record = must_get (at->store,
                                           TSN_KIND_DEVICE,
                                           tsn_vault_device (device->vault));

  return tsn_device_is_due (record, tsn_vault_epoch (at->vault));
}

static gboolean
keyring_is_complete (StoreFixture *at)
{
  TsnId id = tsn_id_derive ("municipality", "112119", 6);
  g_autoptr (TsnRecord) record = must_get (at->store, TSN_KIND_MUNICIPALITY, &id);

  return tsn_vault_keyring_is_complete (
      at->vault,
      tsn_record_value (record, TSN_MUNICIPALITY_RECOVERY_KEYRING)->bytes);
}

static void
test_lost (Fixture *f, gconstpointer data)
{
  StoreFixture lost;
  TsnId before = put_person (f->desk.store);
  TsnId late;
  TsnId after;

  add (f, &lost, TSN_ROLE_RECEPTION);
  sync_all (f);
  must_sync (&lost, f->network);
  g_assert_true (reads (&lost, &before));
  g_assert_false (is_due (&f->desk, &lost));
  g_assert_cmpuint (change_keys (&f->desk, &lost), ==, 2);
  g_assert_false (is_due (&f->desk, &lost));
  g_assert_true (keyring_is_complete (&f->desk));
  late = put_person (f->kiosk.store); /* it has not heard of it */
  sync_all (f);
  after = put_person (f->kiosk.store);
  sync_all (f);
  sync_all (f);
  g_assert_cmpuint (tsn_vault_epoch (f->kiosk.vault), ==, 2);
  for (guint i = 0; i < 3; i++)
    {
      StoreFixture *device = i == 0 ? &f->desk : i == 1 ? &f->second : &f->reception;

      g_assert_true (reads (device, &before) && reads (device, &late) && reads (device, &after));
    }
  /* All patches get into his hands all the same. */
  {
    g_autoptr (GPtrArray) patches = must_list_patches (f->desk.store);

    for (guint i = 0; i < patches->len; i++)
      must_apply (lost.store, g_ptr_array_index (patches, i));
    g_assert_true (reads (&lost, &before));
    g_assert_false (reads (&lost, &after));
    g_assert_cmpuint (tsn_vault_epoch (lost.vault), ==, 1);
  }
  fixture_teardown (&lost, NULL);
}

static void
must_not_shut_out (StoreFixture *at, StoreFixture *lost, GQuark domain, int code)
{
  Errand errand = { .at = at, .lost = tsn_vault_device (lost->vault) };
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnRecord) record = NULL;

  g_assert_false (
      tsn_store_run_sync (at->store, TSN_STORE_WRITE, change_work, &errand, NULL, &error));
  g_assert_error (error, domain, code);
  record = must_get (at->store, TSN_KIND_DEVICE, errand.lost);
  g_assert_cmpint (tsn_record_number (record, TSN_DEVICE_REVOKED_AT, 0), ==, 0);
}

static void
must_shut_out (StoreFixture *at, StoreFixture *lost, gboolean keep_keys, guint epoch)
{
  Errand errand = { .at = at, .lost = tsn_vault_device (lost->vault), .keep_keys = keep_keys };
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnRecord) record = NULL;

  tsn_store_run_sync (at->store, TSN_STORE_WRITE, change_work, &errand, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (errand.epoch, ==, epoch);
  record = must_get (at->store, TSN_KIND_DEVICE, errand.lost);
  g_assert_cmpint (tsn_record_number (record, TSN_DEVICE_REVOKED_AT, 0), >, 0);
  g_assert_cmpstr (tsn_record_text (record, TSN_DEVICE_REVOKED_NOTE), ==, "紛失");
}

/* New keys only where somebody has those in use. */
static void
test_shut_out (Fixture *f, gconstpointer data)
{
  must_not_shut_out (&f->desk, &f->desk, TSN_SYNC_ERROR, TSN_SYNC_ERROR_OWN_DEVICE);
  must_not_shut_out (&f->reception, &f->second, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
  must_shut_out (&f->desk, &f->reception, TRUE, 0);
  g_assert_true (is_due (&f->desk, &f->reception));
  must_shut_out (&f->desk, &f->reception, FALSE, 2); /* once more, as it was not wiped after all */
  must_shut_out (&f->desk, &f->second, FALSE, 3);
  must_shut_out (&f->desk, &f->kiosk, FALSE, 4); /* it could read cards */
}

static gboolean
members_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Errand *errand = data;

  errand->members = tsn_session_members (session, errand->at->vault, error);
  return errand->members != NULL;
}

static GPtrArray *
members_at (StoreFixture *at)
{
  Errand errand = { .at = at };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (at->store, TSN_STORE_READ, members_work, &errand, NULL, &error);
  g_assert_no_error (error);
  return errand.members;
}

static const TsnMember *
member_of (const GPtrArray *members, StoreFixture *device)
{
  for (guint i = 0; i < members->len; i++)
    {
      const TsnMember *one = g_ptr_array_index (members, i);

      if (tsn_id_equal (&one->device, tsn_vault_device (device->vault)))
        return one;
    }
  g_assert_not_reached ();
}

/* This device first, those that were shut out last; when each was last heard of, if it was. */
static void
test_members (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  const TsnMember *first;
  const TsnMember *last;
  gint64 now_ms = tsn_clock_wall_ms (NULL);

  put_person (f->kiosk.store);
  sync_all (f);
  sync_all (f);
  before = members_at (&f->reception);
  g_assert_cmpuint (before->len, ==, 4);
  g_assert_cmpuint (tsn_members_count_desks (before), ==, 2);
  first = g_ptr_array_index (before, 0);
  g_assert_true (first->own && !first->revoked);
  g_assert_true (first == member_of (before, &f->reception));
  g_assert_cmpint (member_of (before, &f->kiosk)->role, ==, TSN_ROLE_KIOSK);
  g_assert_cmpint (member_of (before, &f->kiosk)->heard_ms, >=, now_ms);
  g_assert_cmpint (member_of (before, &f->second)->heard_ms, <, now_ms); /* of its beginning */
  must_shut_out (&f->desk, &f->second, FALSE, 2);
  must_sync (&f->desk, f->network);
  must_sync (&f->reception, f->network);
  after = members_at (&f->reception);
  last = g_ptr_array_index (after, 3);
  g_assert_true (last == member_of (after, &f->second) && last->revoked && !last->due);
  g_assert_cmpuint (tsn_members_count_desks (after), ==, 1);
}

static gboolean
server_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static gboolean
revoke_device (Fixture *f, StoreFixture *lost, gboolean *sent, GError **error)
{
  TsnSyncServer server;

  tsn_store_run_sync (f->desk.store, TSN_STORE_READ, server_work, &server, NULL, error);
  g_assert_no_error (*error);
  return tsn_revoke_device_sync (f->desk.store,
                                 TSN_TRANSPORT (f->network),
                                 &server,
                                 tsn_vault_device (lost->vault),
                                 "紛失",
                                 sent,
                                 NULL,
                                 error);
}

/* Without the server nothing is done; cut off behind it all is done, and goes with the next round.
 */
static void
test_revoke (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = NULL;
  TsnSyncResult result;
  gboolean sent;
  guint n_before;

  put_person (f->desk.store);
  network_expect (f->network, 0, NETWORK_CUT_BEFORE);
  g_assert_false (revoke_device (f, &f->reception, &sent, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
  g_clear_error (&error);
  members = members_at (&f->desk);
  g_assert_false (member_of (members, &f->reception)->revoked);
  g_clear_pointer (&members, g_ptr_array_unref);
  g_assert_cmpuint (tsn_vault_epoch (f->desk.vault), ==, 1);

  must_sync (&f->desk, f->network);
  network_expect (f->network, G_MAXUINT, NETWORK_GOOD);
  must_sync (&f->desk, f->network);
  n_before = f->network->n_requests; /* of a round with nothing to do, as the first of it is */
  network_expect (f->network, n_before, NETWORK_CUT_BEFORE);
  g_assert_true (revoke_device (f, &f->reception, &sent, &error));
  g_assert_no_error (error);
  g_assert_false (sent);
  g_assert_cmpuint (tsn_vault_epoch (f->desk.vault), ==, 2);
  g_assert_cmpuint (count_waiting (&f->desk), >, 0);
  must_sync (&f->desk, f->network);
  g_assert_false (device_sync (&f->reception, f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_SHUT_OUT);
  g_clear_error (&error);

  g_assert_true (revoke_device (f, &f->kiosk, &sent, &error));
  g_assert_no_error (error);
  g_assert_true (sent);
  g_assert_cmpuint (tsn_vault_epoch (f->desk.vault), ==, 3); /* it could read cards */
  g_assert_cmpuint (count_waiting (&f->desk), ==, 0);
}

/* Each shuts somebody out and gives new keys to the one whom the other shuts out. */
static void
test_two_coordinators (Fixture *f, gconstpointer data)
{
  StoreFixture lost[2];
  TsnId people[3];

  for (guint i = 0; i < 2; i++)
    add (f, &lost[i], TSN_ROLE_RECEPTION);
  sync_all (f);
  g_assert_cmpuint (change_keys (&f->desk, &lost[0]), ==, 2);
  g_assert_cmpuint (change_keys (&f->second, &lost[1]), ==, 2);
  people[0] = put_person (f->desk.store);
  people[1] = put_person (f->second.store);
  sync_all (f);
  sync_all (f);
  people[2] = put_person (f->kiosk.store);
  sync_all (f);
  sync_all (f);
  for (guint i = 0; i < 3; i++)
    g_assert_true (reads (&f->desk, &people[i]) && reads (&f->second, &people[i]) &&
                   reads (&f->reception, &people[i]));
  g_assert_true (keyring_is_complete (&f->desk) && keyring_is_complete (&f->second));
  g_assert_cmpmem (tsn_vault_compartment_public (f->desk.vault, TSN_DESK),
                   TSN_KEY_SIZE,
                   tsn_vault_compartment_public (f->kiosk.vault, TSN_DESK),
                   TSN_KEY_SIZE);
  /* Everybody sees that it has to be done once more, and that helps. */
  for (guint i = 0; i < 2; i++)
    g_assert_true (is_due (&f->desk, &lost[i]) && is_due (&f->second, &lost[i]));
  g_assert_cmpuint (change_keys (&f->second, NULL), ==, 3);
  sync_all (f);
  sync_all (f);
  for (guint i = 0; i < 2; i++)
    g_assert_false (is_due (&f->desk, &lost[i]) || is_due (&f->second, &lost[i]));
  for (guint i = 0; i < 2; i++)
    fixture_teardown (&lost[i], NULL);
}

/* One coordinator lets a device in while the other one changes the keys. */
static void
test_overlooked (Fixture *f, gconstpointer data)
{
  StoreFixture late;
  TsnId person;

  change_keys (&f->second, NULL);
  add (f, &late, TSN_ROLE_RECEPTION);
  sync_all (f);
  sync_all (f);
  must_sync (&late, f->network);
  g_assert_cmpuint (tsn_vault_epoch (late.vault), ==, 2);
  person = put_person (f->kiosk.store);
  sync_all (f);
  must_sync (&late, f->network);
  g_assert_true (reads (&late, &person));
  fixture_teardown (&late, NULL);
}

/* What is not from the municipality is passed over, and the round goes on. */
static void
test_forged (Fixture *f, gconstpointer data)
{
  StoreFixture stranger;
  g_autoptr (GBytes) grant = NULL;
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_DEVICE),
                                                 tsn_vault_device (f->reception.vault));

  fixture_setup (&stranger, NULL);
  grant = tsn_vault_grant (stranger.vault, tsn_vault_certificate (stranger.vault), NULL, NULL);
  tsn_change_take (change,
                   TSN_DEVICE_GRANT,
                   tsn_value_bytes (g_bytes_get_data (grant, NULL), g_bytes_get_size (grant)));
  tsn_change_set_number (change, TSN_DEVICE_EPOCH, 9);
  must_put (f->desk.store, change);
  sync_all (f);
  g_assert_cmpuint (tsn_vault_epoch (f->reception.vault), ==, 1);
  g_assert_cmpuint (change_keys (&f->desk, NULL), ==, 2);
  sync_all (f);
  g_assert_cmpuint (tsn_vault_epoch (f->reception.vault), ==, 2);
  fixture_teardown (&stranger, NULL);
}

/* The power goes between the commit and the taking: the next round takes them. */
static void
test_cut (Fixture *f, gconstpointer data)
{
  Errand errand = { .at = &f->desk };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (f->desk.store, TSN_STORE_WRITE, change_work, &errand, NULL, &error);
  g_assert_no_error (error);
  fixture_reopen (&f->desk);
  g_assert_cmpuint (tsn_vault_epoch (f->desk.vault), ==, 1);
  sync_all (f);
  g_assert_cmpuint (tsn_vault_epoch (f->desk.vault), ==, 2);
  g_assert_cmpuint (tsn_vault_epoch (f->reception.vault), ==, 2);
  g_assert_true (keyring_is_complete (&f->desk));
  errand.at = &f->reception;
  g_assert_false (
      tsn_store_run_sync (f->reception.store, TSN_STORE_WRITE, change_work, &errand, NULL, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_NO_KEY);
}

/* What others seal to keys that the coordinator's device gave, and has not taken itself when it
 * changes them again. */
static void
test_twice (Fixture *f, gconstpointer data)
{
  Errand errand = { .at = &f->desk };
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;
  TsnId person;

  tsn_store_run_sync (f->desk.store, TSN_STORE_WRITE, change_work, &errand, NULL, &error);
  g_assert_no_error (error);
  network_expect (f->network, 1, NETWORK_CUT_BEFORE);
  g_assert_false (device_sync (&f->desk, f->network, &result, NULL));
  g_assert_cmpuint (result.waiting, ==, 0);
  g_assert_cmpuint (tsn_vault_epoch (f->desk.vault), ==, 1);
  must_sync (&f->second, f->network);
  person = put_person (f->second.store);
  must_sync (&f->second, f->network);
  if (data != NULL)
    must_shut_out (&f->desk, &f->reception, FALSE, 3);
  else
    g_assert_cmpuint (change_keys (&f->desk, NULL), ==, 3);
  must_sync (&f->desk, f->network);
  g_assert_cmpuint (tsn_vault_epoch (f->desk.vault), ==, 3);
  g_assert_true (reads (&f->desk, &person));
}

static gboolean
lose_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM patch WHERE kind = %d", TSN_KIND_DEVICE);

  return tsn_connection_exec (session->connection, sql, error);
}

/* Its own record is gone from its disk: it would not be among those to whom it gives new keys. */
static void
test_own_record (Fixture *f, gconstpointer data)
{
  Errand errand = { .at = &f->desk };
  g_autoptr (TsnCheck) check = NULL;
  g_autoptr (GError) error = NULL;

  put_person (f->desk.store);
  tsn_store_run_sync (f->desk.store, TSN_STORE_WRITE, lose_work, NULL, NULL, &error);
  g_assert_no_error (error);
  check = must_check (f->desk.store, TRUE);
  g_assert_false (
      tsn_store_run_sync (f->desk.store, TSN_STORE_WRITE, change_work, &errand, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NOT_FOUND);
  sync_all (f);
  g_assert_cmpuint (change_keys (&f->desk, NULL), ==, 2);
  sync_all (f);
  g_assert_cmpuint (tsn_vault_epoch (f->second.vault), ==, 2);
}

/* A new sheet, while the other coordinator, who knows nothing of it, changes the keys: in whatever
 * order that meets, the new one counts everywhere, and the keyring is sealed for it. */
static void
test_new_sheet (Fixture *f, gconstpointer data)
{
  StoreFixture *readers[] = { &f->desk, &f->second, &f->reception };
  g_autoptr (TsnSecretText) text = NULL;
  Errand errand = { .at = &f->desk, .recovery_key = &text };

  run_errand (&errand);
  change_keys (&f->second, NULL);
  if (data != NULL)
    must_sync (&f->second, f->network);
  for (guint round = 0; round < 3; round++)
    sync_all (f);
  g_assert_true (keyring_is_complete (&f->desk) && keyring_is_complete (&f->second));
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (GError) error = NULL;

      tsn_vault_lock (readers[i]->vault);
      tsn_vault_unlock_with_recovery_key (readers[i]->vault, text, &error);
      g_assert_no_error (error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/sync/keys/" path, Fixture, NULL, setup, function, teardown)
  ADD ("lost", test_lost);
  ADD ("shut-out", test_shut_out);
  ADD ("members", test_members);
  ADD ("revoke", test_revoke);
  ADD ("two-coordinators", test_two_coordinators);
  ADD ("overlooked", test_overlooked);
  ADD ("forged", test_forged);
  ADD ("cut", test_cut);
  ADD ("twice", test_twice);
  ADD ("own-record", test_own_record);
  g_test_add ("/sync/keys/twice/shut-out", Fixture, "shut out", setup, test_twice, teardown);
  ADD ("new-sheet", test_new_sheet);
  g_test_add ("/sync/keys/new-sheet/second-first",
              Fixture,
              "second first",
              setup,
              test_new_sheet,
              teardown);
  return g_test_run ();
}
