/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A data folder for one test: see store-fixture.h. Everything that must succeed is asserted here,
 * so that tests say only what they are about. */

#include "store-fixture.h"

#include <glib/gstdio.h>

#include "tsn-session.h"

void
fixture_setup (StoreFixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *recovery_key = NULL;
  g_autoptr (GError) error = NULL;

  self->root = g_dir_make_tmp ("tsn-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->folder = g_build_filename (self->root, "data", NULL);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  path = tsn_store_vault_path (self->folder);
  self->vault = tsn_vault_create (path,
                                  "窓口",
                                  FIXTURE_PASSPHRASE,
                                  TSN_VAULT_COST_MIN,
                                  &recovery_key,
                                  &error);
  g_assert_no_error (error);
  self->store = tsn_store_open_sync (self->folder, self->vault, TSN_STORE_CREATE, &error);
  g_assert_no_error (error);
}

void
fixture_setup_for_role (StoreFixture *self, StoreFixture *from, TsnRole role)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->root = g_dir_make_tmp ("tsn-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->folder = g_build_filename (self->root, "data", NULL);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  path = tsn_store_vault_path (self->folder);
  self->vault = tsn_vault_create_for_role (path,
                                           from->vault,
                                           role,
                                           "窓口",
                                           FIXTURE_PASSPHRASE,
                                           TSN_VAULT_COST_MIN,
                                           &error);
  g_assert_no_error (error);
  self->store = tsn_store_open_sync (self->folder, self->vault, TSN_STORE_CREATE, &error);
  g_assert_no_error (error);
}

void
fixture_close (StoreFixture *self)
{
  if (self->store != NULL)
    tsn_store_close (self->store);
  g_clear_object (&self->store);
}

void
fixture_reopen (StoreFixture *self)
{
  g_autofree char *path = tsn_store_vault_path (self->folder);
  g_autoptr (GError) error = NULL;

  fixture_close (self);
  g_clear_pointer (&self->vault, tsn_vault_free);
  self->vault = tsn_vault_open (path, &error);
  g_assert_no_error (error);
  tsn_vault_unlock (self->vault, FIXTURE_PASSPHRASE, &error);
  g_assert_no_error (error);
  self->store = tsn_store_open_sync (self->folder, self->vault, TSN_STORE_OPEN, &error);
  g_assert_no_error (error);
}

void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
fixture_teardown (StoreFixture *self, gconstpointer data)
{
  fixture_close (self);
  g_clear_pointer (&self->vault, tsn_vault_free);
  if (self->root != NULL)
    remove_tree (self->root);
  g_clear_pointer (&self->root, g_free);
  g_clear_pointer (&self->folder, g_free);
}

/* -- Work -- */

typedef struct
{
  const TsnChange *change;
  const TsnPatch *patch;
  const TsnKind *kind;
  const TsnId *id;
  TsnRecord *record;
  GPtrArray *patches;
  guint n;
} Errand;

static gboolean
put_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Errand *errand = data;

  return tsn_session_put (session, errand->change, NULL, error);
}

gboolean
try_put (TsnStore *store, const TsnChange *change, GError **error)
{
  Errand errand = { .change = change };

  return tsn_store_run_sync (store, TSN_STORE_WRITE, put_work, &errand, NULL, error);
}

void
must_put (TsnStore *store, const TsnChange *change)
{
  g_autoptr (GError) error = NULL;

  try_put (store, change, &error);
  g_assert_no_error (error);
}

static gboolean
get_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Errand *errand = data;

  errand->record = tsn_session_get (session, errand->kind, errand->id, error);
  return error == NULL || *error == NULL;
}

TsnRecord *
must_get (TsnStore *store, guint kind, const TsnId *id)
{
  Errand errand = { .kind = tsn_kind_by_number (kind), .id = id };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, TSN_STORE_READ, get_work, &errand, NULL, &error);
  g_assert_no_error (error);
  return errand.record;
}

static gboolean
apply_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Errand *errand = data;

  return tsn_session_apply (session, errand->patch, NULL, error);
}

void
must_apply (TsnStore *store, const TsnPatch *patch)
{
  Errand errand = { .patch = patch };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, TSN_STORE_WRITE, apply_work, &errand, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
collect_patch (gint64 number, const TsnPatch *patch, gpointer user_data, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  /* A copy, as it would come over a wire. */
  tsn_patch_encode (patch, bytes);
  g_ptr_array_add (user_data, tsn_patch_decode (bytes->data, bytes->len, error));
  return TRUE;
}

static gboolean
list_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Errand *errand = data;

  return tsn_session_foreach_patch (session, 0, collect_patch, errand->patches, error);
}

GPtrArray *
must_list_patches (TsnStore *store)
{
  Errand errand = { .patches = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref) };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, TSN_STORE_READ, list_work, &errand, NULL, &error);
  g_assert_no_error (error);
  return errand.patches;
}

static gboolean
erase_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Errand *errand = data;

  return tsn_session_erase (session, errand->kind, errand->id, &errand->n, error);
}

guint
must_erase (TsnStore *store, guint kind, const TsnId *id)
{
  Errand errand = { .kind = tsn_kind_by_number (kind), .id = id };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, TSN_STORE_WRITE, erase_work, &errand, NULL, &error);
  g_assert_no_error (error);
  return errand.n;
}

TsnCheck *
must_check (TsnStore *store, gboolean rebuild)
{
  g_autoptr (GError) error = NULL;
  TsnCheck *check = tsn_store_check_sync (store, rebuild, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return check;
}

void
must_be_clean (TsnStore *store)
{
  g_autoptr (TsnCheck) check = must_check (store, FALSE);

  for (guint i = 0; i < check->problems->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (check->problems, i));
  g_assert_cmpuint (check->problems->len, ==, 0);
}

/* -- Records -- */

/* Ids of one millisecond have no order, and some tests look at the order of entry. */
static TsnChange *
new_change (guint kind, TsnId *id)
{
  static gint64 last;

  last = MAX (last + 1, tsn_clock_wall_ms (NULL));
  *id = tsn_id_new (last);
  return tsn_change_new_create (tsn_kind_by_number (kind), id);
}

TsnId
put_person (TsnStore *store)
{
  TsnId id;
  g_autoptr (TsnChange) change = new_change (TSN_KIND_PERSON, &id);

  tsn_change_set_text (change, TSN_PERSON_NAME, CANARY_NAME);
  tsn_change_set_text (change, TSN_PERSON_KANA, CANARY_KANA);
  tsn_change_set_number (change, TSN_PERSON_BIRTH_DATE, 19400302);
  tsn_change_set_text (change, TSN_PERSON_ADDRESS, CANARY_ADDRESS);
  tsn_change_set_text (change, TSN_PERSON_PHONE_HOME, CANARY_PHONE);
  tsn_change_set_text (change, TSN_PERSON_NOTE, CANARY_NOTE);
  tsn_change_set_text (change, TSN_PERSON_MUNICIPALITY, "112119");
  must_put (store, change);
  return id;
}

TsnId
put_contact (TsnStore *store, const TsnId *person)
{
  TsnId id;
  g_autoptr (TsnChange) change = new_change (TSN_KIND_CONTACT, &id);

  tsn_change_set_reference (change, TSN_CONTACT_PERSON, person);
  tsn_change_set_number (change, TSN_CONTACT_ROLE, 1);
  tsn_change_set_text (change, TSN_CONTACT_NAME, CANARY_NAME);
  must_put (store, change);
  return id;
}

TsnId
put_event (TsnStore *store, const char *title)
{
  TsnId id;
  g_autoptr (TsnChange) change = new_change (TSN_KIND_EVENT, &id);

  tsn_change_set_text (change, TSN_EVENT_TITLE, title);
  tsn_change_set_number (change, TSN_EVENT_TYPE, 1);
  must_put (store, change);
  return id;
}

TsnId
put_attendance (TsnStore *store, const TsnId *event, const TsnId *person)
{
  TsnId id;
  g_autoptr (TsnChange) change = new_change (TSN_KIND_ATTENDANCE, &id);

  tsn_change_set_reference (change, TSN_ATTENDANCE_EVENT, event);
  if (person != NULL)
    tsn_change_set_reference (change, TSN_ATTENDANCE_PERSON, person);
  tsn_change_set_number (change, TSN_ATTENDANCE_STATUS, 1);
  must_put (store, change);
  return id;
}

TsnId
put_card_of (TsnStore *store, const TsnId *person, const char *serial)
{
  TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_CARD), &id);

  tsn_change_set_reference (change, TSN_CARD_PERSON, person);
  tsn_change_set_text (change, TSN_CARD_SERIAL, serial);
  tsn_change_set_number (change, TSN_CARD_ISSUED_AT, 1764300000000);
  must_put (store, change);
  return id;
}

TsnId
put_scan_of (TsnStore *store, const char *serial)
{
  TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_SCAN), &id);

  tsn_change_set_number (change, TSN_SCAN_SCANNED_AT, 1764300000000);
  tsn_change_set_number (change, TSN_SCAN_VERDICT, TSN_SCAN_VERDICT_VALID);
  tsn_change_set_text (change, TSN_SCAN_SERIAL, serial);
  must_put (store, change);
  return id;
}

void
put_device_record (TsnStore *store, TsnVault *vault)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, tsn_vault_device (vault));
  gsize size;
  const guint8 *data = g_bytes_get_data (tsn_vault_certificate (vault), &size);

  tsn_change_set_number (change, TSN_DEVICE_ROLE, tsn_vault_role (vault));
  tsn_change_take (change, TSN_DEVICE_CERTIFICATE, tsn_value_bytes (data, size));
  must_put (store, change);
}

/* -- Files -- */

gboolean
folder_contains (const char *folder, gconstpointer bytes, gsize size)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && folder_contains (path, bytes, size))
        return TRUE;
      if (g_file_get_contents (path, &content, &length, NULL) &&
          memmem (content, length, bytes, size) != NULL)
        return TRUE;
    }
  return FALSE;
}
