/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bundles: the vectors of another program; devices that never meet, with a server that one of them
 * reaches; and files that must not be taken. */

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sync-network.h"
#include "sync-vectors.h"
#include "tsn-bundle.h"
#include "tsn-certificates.h"
#include "tsn-session-sync.h"

/* -- Vectors -- */

static void
assert_written_again (const TsnBundleReader *reader, GPtrArray *parts, GBytes *bytes)
{
  g_autoptr (GByteArray) again = g_byte_array_new ();

  g_assert_true (tsn_bundle_head_write (&reader->head, again));
  for (guint i = 0; i < parts->len; i++)
    {
      g_autoptr (GByteArray) part = g_bytes_unref_to_array (
          g_bytes_ref (g_ptr_array_index (parts, i)));

      tsn_bundle_part_write (part, again);
    }
  tsn_bundle_end_write (reader->signature, again);
  g_assert_cmpmem (again->data,
                   again->len,
                   g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes));
}

static void
assert_parcels (GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      TsnParcelReader reader;
      g_autoptr (GError) error = NULL;
      gboolean more = TRUE;

      tsn_parcel_reader_init (&reader, g_ptr_array_index (parts, i), 0);
      while (more)
        {
          g_autoptr (TsnParcel) parcel = NULL;

          tsn_parcel_reader_next (&reader, &parcel, &error);
          g_assert_no_error (error);
          more = parcel != NULL;
        }
    }
}

static void
check_sound (const TsnBundleReader *reader, GPtrArray *parts, char **fields, GBytes *bytes)
{
  g_autoptr (TsnSignKey) root = key_of (0xa0);
  g_autoptr (TsnSignKey) stranger = key_of (0x77);
  g_autoptr (TsnCertificates) certificates = tsn_certificates_new (tsn_sign_key_public (root));
  g_autoptr (GBytes) name = bytes_of (fields[2]);
  const TsnCertificate *maker;

  for (guint i = 0; i < reader->head.certificates->len; i++)
    g_assert_true (
        tsn_certificates_add (certificates, g_ptr_array_index (reader->head.certificates, i)));
  maker = tsn_certificates_find (certificates, &reader->head.device);
  g_assert_nonnull (maker);
  g_assert_true (tsn_bundle_reader_verify (reader, maker->sign_public) ==
                 g_str_equal (fields[1], "good"));
  g_assert_false (tsn_bundle_reader_verify (reader, tsn_sign_key_public (stranger)) &&
                  g_str_equal (fields[1], "good"));
  g_assert_cmpmem (reader->name,
                   sizeof reader->name,
                   g_bytes_get_data (name, NULL),
                   g_bytes_get_size (name));
  g_assert_cmpuint (reader->size, ==, g_bytes_get_size (bytes));
  g_assert_true (reader->head.whole == !g_str_equal (fields[0], "goes-on"));
  assert_written_again (reader, parts, bytes);
  if (g_str_equal (fields[1], "good"))
    assert_parcels (parts);
}

static void
check_bundle (char **fields)
{
  static const struct
  {
    const char *verdict;
    TsnSyncError code;
  } refusals[] = { { "cut", TSN_SYNC_ERROR_CUT_OFF },
                   { "altered", TSN_SYNC_ERROR_ALTERED },
                   { "later", TSN_SYNC_ERROR_TOO_NEW },
                   { "none", TSN_SYNC_ERROR_NO_BUNDLE } };
  g_autoptr (GBytes) bytes = bytes_of (fields[3]);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnBundleReader) reader = tsn_bundle_reader_new (stream, NULL, &error);
  gboolean more = reader != NULL;

  while (more)
    {
      GBytes *part;

      more = tsn_bundle_reader_next (reader, &part, &error) && part != NULL;
      if (more)
        g_ptr_array_add (parts, part);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (fields[1], refusals[i].verdict))
      {
        g_assert_error (error, TSN_SYNC_ERROR, (int) refusals[i].code);
        return;
      }
  g_assert_no_error (error);
  check_sound (reader, parts, fields, bytes);
}

static void
test_vectors (void)
{
  foreach_vector ("bundles.txt", 4, check_bundle);
}

/* -- Devices -- */

static const TsnBundleNote note = { .medium = "USB-07", .approval = "令8-12" };

static char *
path_of (StoreFixture *self, const char *name)
{
  return g_build_filename (self->root, name, NULL);
}

static TsnBundleLine
must_export (StoreFixture *self, const char *path, gboolean whole)
{
  TsnBundleLine line;
  g_autoptr (GError) error = NULL;

  g_unlink (path);
  tsn_bundle_export (self->store, path, whole, &note, &line, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return line;
}

static TsnBundleLine
must_import (StoreFixture *self, const char *path)
{
  TsnBundleLine line;
  g_autoptr (GError) error = NULL;

  tsn_bundle_import (self->store, path, &note, &line, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return line;
}

static guint
count_patches (StoreFixture *self)
{
  g_autoptr (GPtrArray) patches = must_list_patches (self->store);

  return patches->len;
}

/* Refused with @code, and as if nothing had been. */
static void
must_refuse (StoreFixture *self, const char *path, TsnSyncError code)
{
  guint before = count_patches (self);
  TsnBundleLine line;
  g_autoptr (GError) error = NULL;

  g_assert_false (tsn_bundle_import (self->store, path, &note, &line, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_SYNC_ERROR, (int) code);
  g_assert_cmpuint (count_patches (self), ==, before);
}

static gboolean
has_person (StoreFixture *self, const TsnId *id)
{
  g_autoptr (TsnRecord) record = must_get (self->store, TSN_KIND_PERSON, id);

  return record != NULL && !record->erased &&
         g_strcmp0 (tsn_record_text (record, TSN_PERSON_KANA), CANARY_KANA) == 0;
}

static void
put_revoked (StoreFixture *in, const TsnId *device)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_DEVICE), device);

  tsn_change_set_number (change, TSN_DEVICE_REVOKED_AT, tsn_clock_wall_ms (NULL));
  must_put (in->store, change);
}

/* The network of the server (@b, @c) and the one that is nowhere (@a). */
static void
test_two_networks (void)
{
  StoreFixture a;
  StoreFixture b;
  StoreFixture c;
  StoreFixture d;
  g_autoptr (Network) network = network_new ();
  g_autofree char *out = NULL;
  g_autofree char *back = NULL;
  TsnBundleLine first;
  TsnBundleLine line;
  TsnId one;
  TsnId two;
  TsnId three;

  device_set_up (&a, NULL, TSN_ROLE_DESK);
  device_set_up (&b, &a, TSN_ROLE_DESK);
  device_set_up (&c, &a, TSN_ROLE_DESK);
  device_set_up (&d, &a, TSN_ROLE_DESK);
  out = path_of (&a, "out.tsnb");
  back = path_of (&a, "back.tsnb");
  device_register (&b, network);
  device_register (&c, network);

  /* Out to B, and through the server to C. */
  one = put_person (a.store);
  first = must_export (&a, out, FALSE);
  g_assert_true (first.whole);
  g_assert_cmpuint (first.people, ==, 1);
  g_assert_cmpuint (first.changes, ==, count_patches (&a) - 1 /* its line */);
  g_assert_false (folder_contains (a.root, CANARY_KANA, strlen (CANARY_KANA)));
  g_assert_false (folder_contains (a.root, note.medium, strlen (note.medium)));
  line = must_import (&b, out);
  g_assert_cmpstr (line.name, ==, first.name);
  g_assert_cmpuint (line.news, ==, first.changes);
  g_assert_cmpuint (line.people, ==, 1);
  g_assert_cmpuint (line.left_out, ==, 0);
  g_assert_true (has_person (&b, &one));
  must_sync (&b, network);
  must_sync (&c, network);
  g_assert_true (has_person (&c, &one));

  /* Again: nothing, and no line. */
  line = must_import (&b, out);
  g_assert_true (line.repeated);
  g_assert_cmpuint (count_waiting (&b), ==, 0);

  /* Nobody has said yet that the first one arrived. */
  two = put_person (a.store);
  g_assert_true (must_export (&a, out, FALSE).whole);

  /* Back from C, with B's line. Then A goes on from there, and C knows that B has read it. */
  three = put_person (c.store);
  must_export (&c, back, FALSE);
  must_import (&a, back);
  g_assert_true (has_person (&a, &three));
  line = must_export (&a, out, FALSE);
  g_assert_false (line.whole);
  must_import (&c, out);
  g_assert_true (has_person (&c, &two));

  /* Who has read nothing before cannot go on from it, but from everything. */
  must_refuse (&d, out, TSN_SYNC_ERROR_GAP);
  must_export (&a, out, TRUE);
  must_import (&d, out);
  g_assert_true (has_person (&d, &one) && has_person (&d, &two) && has_person (&d, &three));
  must_be_clean (d.store);
  fixture_teardown (&a, NULL);
  fixture_teardown (&b, NULL);
  fixture_teardown (&c, NULL);
  fixture_teardown (&d, NULL);
}

/* A database that was set back must not believe that others have what it has written since: the
 * numbers of its log mean something else now. */
static void
test_set_back (void)
{
  StoreFixture a;
  StoreFixture b;
  StoreFixture again = { 0 };
  g_autofree char *out = NULL;
  g_autofree char *back = NULL;
  g_autofree char *backup = NULL;
  g_autoptr (GError) error = NULL;
  TsnId lost;
  TsnId person;

  device_set_up (&a, NULL, TSN_ROLE_DESK);
  device_set_up (&b, &a, TSN_ROLE_DESK);
  out = path_of (&a, "out.tsnb");
  back = path_of (&a, "back.tsnb");
  backup = path_of (&a, "old");
  tsn_store_backup_sync (a.store, backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  lost = put_person (a.store);
  must_export (&a, out, FALSE);
  must_import (&b, out);
  must_export (&b, back, FALSE);

  again.root = g_dir_make_tmp ("tsn-store-XXXXXX", NULL);
  again.folder = g_build_filename (again.root, "data", NULL);
  tsn_store_restore_sync (backup, again.folder, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_reopen (&again);
  person = put_person (again.store);
  must_import (&again, back);
  g_assert_true (has_person (&again, &lost));
  g_assert_true (must_export (&again, out, FALSE).whole);
  must_import (&b, out);
  g_assert_true (has_person (&b, &person));
  fixture_teardown (&a, NULL);
  fixture_teardown (&b, NULL);
  fixture_teardown (&again, NULL);
}

/* An erasure travels, and the older patches that another one still carries do not bring anything
 * back. */
static void
test_erasure (void)
{
  StoreFixture a;
  StoreFixture b;
  g_autofree char *old = NULL;
  g_autofree char *out = NULL;
  TsnId person;

  device_set_up (&a, NULL, TSN_ROLE_DESK);
  device_set_up (&b, &a, TSN_ROLE_DESK);
  old = path_of (&a, "old.tsnb");
  out = path_of (&a, "out.tsnb");
  person = put_person (a.store);
  must_export (&a, old, FALSE);
  must_erase (a.store, TSN_KIND_PERSON, &person);
  must_export (&a, out, FALSE);
  must_import (&b, out);
  g_assert_cmpuint (must_import (&b, old).left_out, ==, 0);
  g_assert_false (has_person (&b, &person));
  must_be_clean (b.store);
  fixture_teardown (&a, NULL);
  fixture_teardown (&b, NULL);
}

/* -- Roles -- */

static void
put_conversation (StoreFixture *self, const TsnId *person)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_CONVERSATION);
  TsnId id = tsn_id_new (1);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, &id);

  tsn_change_set_reference (change, TSN_CONVERSATION_PERSON, person);
  tsn_change_set_number (change, TSN_CONVERSATION_DATE, 20261121);
  must_put (self->store, change);
}

/* What is not for a device stays out of it, and is not taken for read. */
static void
test_reader_of_less (void)
{
  StoreFixture desk;
  StoreFixture reception;
  g_autofree char *out = NULL;
  g_autofree char *back = NULL;
  TsnBundleLine line;
  TsnId person;

  device_set_up (&desk, NULL, TSN_ROLE_DESK);
  device_set_up (&reception, &desk, TSN_ROLE_RECEPTION);
  out = path_of (&desk, "out.tsnb");
  back = path_of (&desk, "back.tsnb");
  person = put_person (desk.store);
  put_conversation (&desk, &person);
  must_export (&desk, out, FALSE);
  line = must_import (&reception, out);
  g_assert_cmpuint (line.left_out, ==, 1);
  g_assert_cmpuint (line.news, ==, line.changes - 1);
  g_assert_true (has_person (&reception, &person));
  must_export (&reception, back, FALSE);
  g_assert_cmpuint (must_import (&desk, back).left_out, ==, 0);
  g_assert_true (must_export (&desk, out, FALSE).whole);
  fixture_teardown (&desk, NULL);
  fixture_teardown (&reception, NULL);
}

/* No server has looked at what a device of another role carries. */
static void
test_writer_of_too_much (void)
{
  StoreFixture desk;
  StoreFixture reception;
  g_autofree char *out = NULL;
  g_autoptr (TsnChange) change = NULL;
  g_autoptr (TsnRecord) place = NULL;
  TsnBundleLine line;
  TsnId person;
  TsnId id = tsn_id_new (1);

  device_set_up (&desk, NULL, TSN_ROLE_DESK);
  device_set_up (&reception, &desk, TSN_ROLE_RECEPTION);
  out = path_of (&desk, "out.tsnb");
  person = put_person (reception.store);
  change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_MUNICIPALITY), &id);
  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "偽市");
  must_put (reception.store, change);
  must_export (&reception, out, FALSE);
  line = must_import (&desk, out);
  g_assert_cmpuint (line.left_out, ==, 1);
  g_assert_true (has_person (&desk, &person));
  place = must_get (desk.store, TSN_KIND_MUNICIPALITY, &id);
  g_assert_null (place);
  fixture_teardown (&desk, NULL);
  fixture_teardown (&reception, NULL);
}

/* Nor does it shut out or let in anybody, itself included. */
static void
test_writer_of_itself (void)
{
  StoreFixture desk;
  StoreFixture reception;
  g_autofree char *out = NULL;
  g_autoptr (TsnRecord) record = NULL;
  const TsnId *id;

  device_set_up (&desk, NULL, TSN_ROLE_DESK);
  device_set_up (&reception, &desk, TSN_ROLE_RECEPTION);
  out = path_of (&desk, "out.tsnb");
  id = tsn_vault_device (reception.vault);
  must_export (&desk, out, FALSE);
  must_import (&reception, out);
  put_revoked (&reception, id);
  must_export (&reception, out, FALSE);
  g_assert_cmpuint (must_import (&desk, out).left_out, ==, 1);
  record = must_get (desk.store, TSN_KIND_DEVICE, id);
  g_assert_null (tsn_record_value (record, TSN_DEVICE_REVOKED_AT));
  fixture_teardown (&desk, NULL);
  fixture_teardown (&reception, NULL);
}

/* As if a server had given them all a stamp of long ago. */
static gboolean
set_back_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const guint *n = data;

  for (guint seq = 1; seq <= *n; seq++)
    if (!tsn_session_set_effective (session, seq, (TsnStamp) TSN_CLOCK_EARLIEST << 16, error))
      return FALSE;
  return TRUE;
}

typedef struct
{
  guint kind;
  guint n;
} Count;

static gboolean
count_lot_cb (const TsnLot *lot, gpointer user_data, GError **error)
{
  Count *count = user_data;

  for (guint i = 0; i < lot->bodies->len; i++)
    {
      gsize size;
      const guint8 *body = g_bytes_get_data (g_ptr_array_index (lot->bodies, i), &size);
      g_autoptr (TsnPatch) patch = tsn_patch_decode (body, size, error);

      if (patch == NULL)
        return FALSE;
      if (patch->kind == count->kind && g_array_index (lot->effective, guint64, i) != 0)
        count->n++;
    }
  return TRUE;
}

static gboolean
count_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 until;

  return tsn_session_foreach_lot (session, 0, &until, count_lot_cb, data, error);
}

static guint
count_set_back (StoreFixture *self, guint kind)
{
  Count count = { kind, 0 };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (self->store, TSN_STORE_READ, count_worker, &count, NULL, &error);
  g_assert_no_error (error);
  return count.n;
}

/* The stamp by which a patch is merged is not believed of who does not write that kind. */
static void
test_stamps (void)
{
  StoreFixture desk;
  StoreFixture reception;
  StoreFixture other;
  g_autofree char *out = NULL;
  g_autoptr (TsnChange) change = NULL;
  g_autoptr (GError) error = NULL;
  TsnId id = tsn_id_new (1);
  guint n;

  device_set_up (&desk, NULL, TSN_ROLE_DESK);
  device_set_up (&reception, &desk, TSN_ROLE_RECEPTION);
  device_set_up (&other, &desk, TSN_ROLE_DESK);
  out = path_of (&desk, "out.tsnb");
  put_person (desk.store);
  change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_MUNICIPALITY), &id);
  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "市");
  must_put (desk.store, change);
  must_export (&desk, out, FALSE);
  must_import (&reception, out);

  n = count_patches (&reception);
  tsn_store_run_sync (reception.store, TSN_STORE_WRITE, set_back_worker, &n, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_set_back (&reception, TSN_KIND_MUNICIPALITY), ==, 1);
  must_export (&reception, out, FALSE);
  must_import (&desk, out);
  g_assert_cmpuint (count_set_back (&desk, TSN_KIND_MUNICIPALITY), ==, 0);
  g_assert_cmpuint (count_set_back (&desk, TSN_KIND_PERSON), ==, 1);
  must_export (&desk, out, TRUE);
  must_import (&other, out);
  g_assert_cmpuint (count_set_back (&other, TSN_KIND_PERSON), ==, 1);
  must_be_clean (desk.store);
  fixture_teardown (&desk, NULL);
  fixture_teardown (&reception, NULL);
  fixture_teardown (&other, NULL);
}

/* -- Refused -- */

static void
write_file (const char *path, const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *) data, (gssize) size, &error);
  g_assert_no_error (error);
}

/* Cut anywhere, or with any bit turned. */
static void
test_damage (void)
{
  StoreFixture a;
  StoreFixture b;
  g_autofree char *out = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *text = NULL;
  guint8 *data;
  gsize size;

  device_set_up (&a, NULL, TSN_ROLE_DESK);
  device_set_up (&b, &a, TSN_ROLE_DESK);
  out = path_of (&a, "out.tsnb");
  bad = path_of (&a, "bad.tsnb");
  put_person (a.store);
  must_export (&a, out, FALSE);
  g_assert_true (g_file_get_contents (out, &text, &size, NULL));
  data = (guint8 *) text;
  for (gsize n = 0; n < size; n += 1 + n / 16)
    {
      write_file (bad, data, n);
      must_refuse (&b, bad, TSN_SYNC_ERROR_CUT_OFF);
    }
  /* From the root key on: before, it is no bundle or has a later format. */
  for (gsize n = 12; n < size; n += 1 + n / 16)
    {
      TsnBundleLine line;
      guint before = count_patches (&b);
      g_autoptr (GError) error = NULL;

      data[n] ^= 1;
      write_file (bad, data, size);
      data[n] ^= 1;
      g_assert_false (tsn_bundle_import (b.store, bad, &note, &line, NULL, NULL, NULL, &error));
      g_assert_true (error->domain == TSN_SYNC_ERROR);
      g_assert_cmpuint (count_patches (&b), ==, before);
    }
  must_import (&b, out);
  fixture_teardown (&a, NULL);
  fixture_teardown (&b, NULL);
}

/* In its place, as a medium does. */
static void
turn_last_bit_cb (guint64 done, guint64 total, gpointer path)
{
  FILE *file = g_fopen (path, "r+");
  int last;

  fseek (file, -1, SEEK_END);
  last = fgetc (file);
  fseek (file, -1, SEEK_END);
  fputc (last ^ 1, file);
  fclose (file);
}

static void
cut_off_cb (guint64 done, guint64 total, gpointer path)
{
  g_assert_cmpint (truncate (path, 1000), ==, 0);
}

/* Found whole, and something else when it is read again to be applied: what was applied of it by
 * then is taken back. */
static void
test_changed_while_read (void)
{
  StoreFixture a;
  StoreFixture b;
  g_autofree char *out = NULL;
  TsnBundleLine line;
  guint before;
  g_autoptr (GError) error = NULL;

  device_set_up (&a, NULL, TSN_ROLE_DESK);
  device_set_up (&b, &a, TSN_ROLE_DESK);
  out = path_of (&a, "out.tsnb");
  before = count_patches (&b);
  put_person (a.store);
  must_export (&a, out, FALSE);
  g_assert_false (
      tsn_bundle_import (b.store, out, &note, &line, turn_last_bit_cb, out, NULL, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_ALTERED);
  g_clear_error (&error);
  g_assert_cmpuint (count_patches (&b), ==, before);
  must_export (&a, out, FALSE);
  g_assert_false (tsn_bundle_import (b.store, out, &note, &line, cut_off_cb, out, NULL, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_CUT_OFF);
  g_assert_cmpuint (count_patches (&b), ==, before);
  must_export (&a, out, FALSE);
  must_import (&b, out);
  fixture_teardown (&a, NULL);
  fixture_teardown (&b, NULL);
}

static void
test_strangers (void)
{
  StoreFixture a;
  StoreFixture b;
  StoreFixture other;
  g_autofree char *out = NULL;
  g_autofree char *folder = NULL;

  device_set_up (&a, NULL, TSN_ROLE_DESK);
  device_set_up (&b, &a, TSN_ROLE_DESK);
  device_set_up (&other, NULL, TSN_ROLE_DESK);
  out = path_of (&a, "out.tsnb");
  folder = g_path_get_dirname (out);
  put_person (other.store);
  must_export (&other, out, FALSE);
  must_refuse (&b, out, TSN_SYNC_ERROR_FOREIGN);
  must_refuse (&b, folder, TSN_SYNC_ERROR_NO_BUNDLE);

  /* A lost laptop. The record of B itself came from A. */
  must_export (&a, out, FALSE);
  must_import (&b, out);
  put_revoked (&b, tsn_vault_device (a.vault));
  must_export (&a, out, TRUE);
  must_refuse (&b, out, TSN_SYNC_ERROR_REVOKED);
  fixture_teardown (&a, NULL);
  fixture_teardown (&b, NULL);
  fixture_teardown (&other, NULL);
}

/* Nothing is overwritten, and what cannot be made leaves nothing behind. */
static void
test_no_place (void)
{
  StoreFixture a;
  g_autofree char *out = NULL;
  g_autofree char *nowhere = NULL;
  g_autoptr (GError) error = NULL;
  TsnBundleLine line;
  guint before;

  device_set_up (&a, NULL, TSN_ROLE_DESK);
  out = path_of (&a, "out.tsnb");
  nowhere = path_of (&a, "nowhere/out.tsnb");
  must_export (&a, out, FALSE);
  before = count_patches (&a);
  g_assert_false (tsn_bundle_export (a.store, out, TRUE, &note, &line, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_STORE_ERROR, TSN_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (
      tsn_bundle_export (a.store, nowhere, TRUE, &note, &line, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (count_patches (&a), ==, before);
  fixture_teardown (&a, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/bundle/vectors", test_vectors);
  g_test_add_func ("/sync/bundle/two-networks", test_two_networks);
  g_test_add_func ("/sync/bundle/set-back", test_set_back);
  g_test_add_func ("/sync/bundle/erasure", test_erasure);
  g_test_add_func ("/sync/bundle/reader-of-less", test_reader_of_less);
  g_test_add_func ("/sync/bundle/writer-of-too-much", test_writer_of_too_much);
  g_test_add_func ("/sync/bundle/writer-of-itself", test_writer_of_itself);
  g_test_add_func ("/sync/bundle/stamps", test_stamps);
  g_test_add_func ("/sync/bundle/damage", test_damage);
  g_test_add_func ("/sync/bundle/changed-while-read", test_changed_while_read);
  g_test_add_func ("/sync/bundle/strangers", test_strangers);
  g_test_add_func ("/sync/bundle/no-place", test_no_place);
  return g_test_run ();
}
