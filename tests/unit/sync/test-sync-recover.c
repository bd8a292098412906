/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new machine from the recovery key, with the server's own service: whole, cut at every request,
 * with a wrong clock, a wrong key, a server that lies, and a municipality of before there were
 * tickets. */

#include <glib/gstdio.h>
#include <string.h>

#include "sync-network.h"
#include "tsn-device-keys.h"
#include "tsn-recover.h"
#include "tsn-this-device.h"

#define CODE       "112119"
#define STRANGER   "006H8-M9SMW-85751-PT3N2-GA7SR-SADPT-RF8DE-VTQQ8"
#define N_REQUESTS 2 /* of a recovery: the keyring, and registering */
#define HOUR_MS    (60 * 60 * 1000)

typedef struct
{
  Network *network;
  StoreFixture desk;
  char *recovery_key;
  TsnId person;
  char *root; /* of the new machine */
  char *folder;
  char *waiting;
  TsnServerLine line;
  TsnRecovery recovery;
} Fixture;

typedef struct
{
  TsnVault *vault;
  GBytes *keyring;
} Records;

static gboolean
records_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Records *records = data;
  TsnId id = tsn_id_derive ("municipality", CODE, strlen (CODE));
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_MUNICIPALITY),
                                                        &id);
  gsize size;
  gconstpointer bytes = g_bytes_get_data (records->keyring, &size);

  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "本庄市");
  tsn_change_take (change, TSN_MUNICIPALITY_RECOVERY_KEYRING, tsn_value_bytes (bytes, size));
  return tsn_session_put (session, change, NULL, error) &&
         tsn_session_put_this_device (session, records->vault, NULL, error);
}

/* [ 1, sealed ] of [ 2, hash, sealed ]; it would not open, which does not matter here. */
static GBytes *
without_ticket (GBytes *keyring)
{
  const gsize head = 3 + TSN_HASH_SIZE;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (keyring, &size);
  GByteArray *out = g_byte_array_new ();

  tsn_cbor_write_array (out, 2);
  tsn_cbor_write_uint (out, 1);
  tsn_cbor_write_raw (out, bytes + head, size - head);
  return g_byte_array_free_to_bytes (out);
}

/* As tsunagictl init does. */
static void
set_up_municipality (Fixture *f, gboolean of_before)
{
  StoreFixture *desk = &f->desk;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GBytes) keyring = NULL;
  g_autoptr (GBytes) old = NULL;
  Records records;

  desk->root = g_dir_make_tmp ("tsn-recover-XXXXXX", NULL);
  desk->folder = g_build_filename (desk->root, "data", NULL);
  g_assert_cmpint (g_mkdir (desk->folder, 0700), ==, 0);
  path = tsn_store_vault_path (desk->folder);
  desk->vault = tsn_vault_create (path,
                                  "窓口",
                                  FIXTURE_PASSPHRASE,
                                  TSN_VAULT_COST_MIN,
                                  &f->recovery_key,
                                  &error);
  g_assert_no_error (error);
  desk->store = tsn_store_open_sync (desk->folder, desk->vault, TSN_STORE_CREATE, &error);
  g_assert_no_error (error);
  keyring = tsn_vault_recovery_keyring (desk->vault, &error);
  old = without_ticket (keyring);
  records = (Records){ desk->vault, of_before ? old : keyring };
  tsn_store_run_sync (desk->store, TSN_STORE_WRITE, records_work, &records, NULL, &error);
  g_assert_no_error (error);
}

static void
setup_with (Fixture *f, gboolean of_before)
{
  f->network = network_new ();
  set_up_municipality (f, of_before);
  device_register (&f->desk, f->network);
  f->person = put_person (f->desk.store);
  f->root = g_dir_make_tmp ("tsn-recover-XXXXXX", NULL);
  f->folder = g_build_filename (f->root, "data", NULL);
  f->waiting = g_strconcat (f->folder, ".recovering", NULL);
  f->line = (TsnServerLine){ .host = "localhost", .port = 1 };
  f->recovery = (TsnRecovery){ .folder = f->folder,
                               .line = &f->line,
                               .transport = TSN_TRANSPORT (f->network),
                               .code = CODE,
                               .recovery_key = f->recovery_key,
                               .label = "新しい端末",
                               .operator_label = "窓口",
                               .passphrase = FIXTURE_PASSPHRASE,
                               .cost = TSN_VAULT_COST_MIN };
}

static void
setup (Fixture *f, gconstpointer data)
{
  setup_with (f, FALSE);
  must_sync (&f->desk, f->network);
}

static void
setup_of_before (Fixture *f, gconstpointer data)
{
  setup_with (f, TRUE);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  fixture_teardown (&f->desk, NULL);
  remove_tree (f->root);
  g_free (f->root);
  g_free (f->folder);
  g_free (f->waiting);
  tsn_secret_text_free (f->recovery_key);
  g_object_unref (f->network);
}

/* -- Short ways -- */

static gboolean
recover (Fixture *f, StoreFixture *device, GError **error)
{
  *device = (StoreFixture){ 0 };
  return tsn_recover (&f->recovery, &device->vault, &device->store, NULL, error);
}

static void
device_close (StoreFixture *device)
{
  fixture_close (device);
  g_clear_pointer (&device->vault, tsn_vault_free);
}

static guint
count_devices (StoreFixture *device)
{
  g_autoptr (GPtrArray) patches = must_list_patches (device->store);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL);

  for (guint i = 0; i < patches->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (patches, i);

      if (patch->kind == TSN_KIND_DEVICE)
        g_hash_table_add (ids, g_memdup2 (&patch->record, sizeof patch->record));
    }
  return g_hash_table_size (ids);
}

static void
must_have_all (Fixture *f, StoreFixture *device)
{
  g_autoptr (TsnRecord) person = NULL;

  g_assert_cmpint (must_sync (device, f->network).digest, ==, TSN_DIGEST_SAME);
  person = must_get (device->store, TSN_KIND_PERSON, &f->person);
  g_assert_cmpstr (tsn_record_text (person, TSN_PERSON_NAME), ==, CANARY_NAME);
  g_assert_cmpint (tsn_vault_role (device->vault), ==, TSN_ROLE_DESK);
  g_assert_cmpuint (count_devices (device), ==, 2);
  g_assert_false (g_file_test (f->waiting, G_FILE_TEST_EXISTS));
  g_assert_false (tsn_recover_was_begun (f->folder));
}

static void
must_fail (Fixture *f, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  StoreFixture device;

  g_assert_false (recover (f, &device, &error));
  g_assert_error (error, domain, code);
  g_assert_null (device.vault);
  g_assert_null (device.store);
  g_assert_false (g_file_test (f->folder, G_FILE_TEST_EXISTS));
}

static void
must_leave_nothing (Fixture *f, GQuark domain, int code)
{
  must_fail (f, domain, code);
  g_assert_false (g_file_test (f->waiting, G_FILE_TEST_EXISTS));
}

static void
must_recover (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  StoreFixture device;

  recover (f, &device, &error);
  g_assert_no_error (error);
  must_have_all (f, &device);
  device_close (&device);
}

/* -- Tests -- */

static gboolean
revoke_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const StoreFixture *lost = data;

  return tsn_session_revoke_device (session, tsn_vault_device (lost->vault), "火災", error);
}

static void
test_whole (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnRecord) record = NULL;
  StoreFixture device;
  TsnSyncResult result;

  recover (f, &device, &error);
  g_assert_no_error (error);
  must_have_all (f, &device);
  record = must_get (device.store, TSN_KIND_DEVICE, tsn_vault_device (device.vault));
  g_assert_cmpstr (tsn_record_text (record, TSN_DEVICE_LABEL), ==, "新しい端末");
  /* It writes, and shuts the old one out. */
  f->person = put_person (device.store);
  must_sync (&device, f->network);
  must_sync (&f->desk, f->network);
  g_clear_pointer (&record, tsn_record_unref);
  record = must_get (f->desk.store, TSN_KIND_PERSON, &f->person);
  g_assert_nonnull (record);
  tsn_store_run_sync (device.store, TSN_STORE_WRITE, revoke_work, &f->desk, NULL, &error);
  g_assert_no_error (error);
  must_sync (&device, f->network);
  g_assert_false (device_sync (&f->desk, f->network, &result, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_SHUT_OUT);
  device_close (&device);
}

/* Cut off at any request, and called again: with the new passphrase alone, once there is a vault.
 */
static void
test_cut (Fixture *f, gconstpointer data)
{
  for (guint at = 0; at < N_REQUESTS; at++)
    {
      network_expect (f->network, at, (NetworkFate) GPOINTER_TO_UINT (data));
      must_fail (f, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE);
      g_assert_cmpint (tsn_recover_was_begun (f->folder), ==, at > 0);
    }
  f->recovery.recovery_key = NULL;
  f->recovery.passphrase = "another one entirely 77";
  must_fail (f, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  f->recovery.passphrase = FIXTURE_PASSPHRASE;
  network_expect (f->network, 0, NETWORK_TWICE);
  must_recover (f);
}

static void
test_clock (Fixture *f, gconstpointer data)
{
  f->network->ahead_ms = GPOINTER_TO_INT (data);
  must_recover (f);
}

static void
test_wrong (Fixture *f, gconstpointer data)
{
  f->recovery.recovery_key = STRANGER;
  must_leave_nothing (f, TSN_SYNC_ERROR, TSN_SYNC_ERROR_NOTHING_KEPT);
  f->recovery.recovery_key = "7KQ2M";
  must_leave_nothing (f, TSN_VAULT_ERROR, TSN_VAULT_ERROR_MISTYPED);
  f->recovery.recovery_key = f->recovery_key;
  f->recovery.code = "011002";
  must_leave_nothing (f, TSN_SYNC_ERROR, TSN_SYNC_ERROR_NOTHING_KEPT);
  f->recovery.code = CODE;
  f->recovery.passphrase = "password";
  must_leave_nothing (f, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WEAK);
}

static void
alter (TsnTransportAnswer *answer)
{
  GByteArray *bytes = g_bytes_unref_to_array (g_steal_pointer (&answer->body));

  bytes->data[bytes->len - 1] ^= 1;
  answer->body = g_byte_array_free_to_bytes (bytes);
}

static void
empty (TsnTransportAnswer *answer)
{
  g_bytes_unref (answer->body);
  answer->body = g_bytes_new (NULL, 0);
}

static void
test_lies (Fixture *f, gconstpointer data)
{
  f->network->tamper = alter;
  network_expect (f->network, 0, NETWORK_TAMPER);
  must_leave_nothing (f, TSN_VAULT_ERROR, TSN_VAULT_ERROR_WRONG_SECRET);
  f->network->tamper = empty;
  network_expect (f->network, 0, NETWORK_TAMPER);
  must_leave_nothing (f, TSN_VAULT_ERROR, TSN_VAULT_ERROR_DAMAGED);
  f->network->status = 404; /* of before there was this */
  network_expect (f->network, 0, NETWORK_STATUS);
  must_leave_nothing (f, TSN_SYNC_ERROR, TSN_SYNC_ERROR_REFUSED);
}

/* Set up before there were tickets: the next round of a coordinator's device makes one. */
static void
test_of_before (Fixture *f, gconstpointer data)
{
  must_leave_nothing (f, TSN_SYNC_ERROR, TSN_SYNC_ERROR_NOTHING_KEPT);
  must_sync (&f->desk, f->network);
  must_recover (f);
}

/* Where something is already, nothing is put. */
static void
test_taken (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "something", NULL);
  g_autoptr (GError) error = NULL;
  StoreFixture device;

  g_assert_cmpint (g_mkdir (f->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_false (recover (f, &device, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS);
  g_assert_cmpint (g_unlink (file), ==, 0);
  must_recover (f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, function)                                                                  \
  g_test_add ("/recover/" name, Fixture, GINT_TO_POINTER (data), setup, function, teardown)
  ADD ("whole", 0, test_whole);
  ADD ("cut/before", NETWORK_CUT_BEFORE, test_cut);
  ADD ("cut/after", NETWORK_CUT_AFTER, test_cut);
  ADD ("clock/ahead", HOUR_MS, test_clock);
  ADD ("clock/behind", -HOUR_MS, test_clock);
  ADD ("wrong", 0, test_wrong);
  ADD ("lies", 0, test_lies);
  ADD ("taken", 0, test_taken);
#undef ADD
  g_test_add ("/recover/of-before", Fixture, NULL, setup_of_before, test_of_before, teardown);
  return g_test_run ();
}
