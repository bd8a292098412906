/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is taken, what is refused, what is kept, and what is gone. */

#include <string.h>

#include "server-fixture.h"
#include "tsn-authorization.h"

typedef struct
{
  ServerFixture server;
  Device desk;
  Device kiosk;
  TsnId record;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();

  server_setup (&self->server, data);
  device_new_municipality (&self->desk);
  device_new (&self->kiosk, &self->desk, TSN_ROLE_KIOSK);
  self->record = tsn_id_new (START_MS);
  g_assert_cmpuint (device_register (&self->desk, &self->server, NULL), ==, 200);
  device_pack (&self->desk, parcels, device_write_certificate (&self->desk, &self->desk), NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  device_clear (&self->kiosk);
  device_clear (&self->desk);
  server_teardown (&self->server, data);
}

static TsnPatch *
write_title (Fixture *self, Device *device, const char *text)
{
  return device_write (device, TSN_KIND_EVENT, &self->record, TSN_EVENT_TITLE, text, 0);
}

static void
push_one (Fixture *self, Device *device, TsnPatch *patch, guint reason)
{
  GByteArray *parcels = g_byte_array_new ();

  device_pack (device, parcels, patch, NULL);
  device_push_expect (device, &self->server, parcels, reason == TSN_REFUSAL_NONE ? 0 : 1, reason);
}

/* Everything that a device of the desk would get. */
static GPtrArray *
pull_all (Fixture *self, TsnHash *digest)
{
  memset (&self->desk.marks.cursor, 0, TSN_MARK_SIZE);
  return device_pull (&self->desk, &self->server, "", digest);
}

/* -- Taking -- */

static void
test_repeat (Fixture *self, gconstpointer data)
{
  TsnPatch *patch = write_title (self, &self->desk, "会");
  g_autoptr (TsnReceipt) first = NULL;
  g_autoptr (TsnReceipt) second = NULL;
  g_autoptr (GPtrArray) patches = NULL;
  GByteArray *parcels[2] = { g_byte_array_new (), g_byte_array_new () };
  TsnHash hash;
  guint8 taken[32];

  hash_of (patch, &hash);
  tsn_receipt_taken (&hash, 1, taken);
  device_pack (&self->desk, parcels[0], tsn_patch_ref (patch), NULL);
  device_pack (&self->desk, parcels[1], patch, NULL);
  g_assert_cmpuint (device_push (&self->desk, &self->server, parcels[0], &first), ==, 200);
  g_assert_cmpuint (device_push (&self->desk, &self->server, parcels[1], &second), ==, 200);
  g_assert_cmpmem (first->taken, 32, taken, 32);
  g_assert_cmpmem (second->taken, 32, taken, 32);
  g_assert_cmpmem (first->mark, TSN_MARK_SIZE, second->mark, TSN_MARK_SIZE);
  patches = pull_all (self, NULL);
  g_assert_cmpuint (patches->len, ==, 2);
}

/* A new device comes with its own record, by its own request or by the hand of another. */
static void
test_newcomer (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  GByteArray *nothing = g_byte_array_new ();
  Device other;

  g_assert_cmpuint (device_push (&self->kiosk, &self->server, nothing, NULL), ==, 401);
  device_pack (&self->kiosk,
               parcels,
               device_write_certificate (&self->kiosk, &self->kiosk),
               device_write (&self->kiosk, TSN_KIND_PERSON, &self->record, 1, "x", 0),
               NULL);
  device_push_expect (&self->kiosk, &self->server, parcels, 0, 0);

  device_new (&other, &self->desk, TSN_ROLE_EMS);
  parcels = g_byte_array_new ();
  device_pack (&other,
               parcels,
               device_write (&other, TSN_KIND_SCAN, &self->record, 1, "x", 0),
               NULL);
  device_pack (&self->desk, parcels, device_write_certificate (&self->desk, &other), NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
  device_clear (&other);
}

/* -- Refusing -- */

static void
test_unknown_author (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  TsnPatch *patch = device_write (&self->kiosk, TSN_KIND_PERSON, &self->record, 1, "x", 0);

  /* The rest goes on. */
  device_pack (&self->kiosk, parcels, patch, NULL);
  device_pack (&self->desk, parcels, write_title (self, &self->desk, "会"), NULL);
  device_push_expect (&self->desk, &self->server, parcels, 1, TSN_REFUSAL_UNKNOWN_DEVICE);
}

static void
test_wrong_signature (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (GPtrArray) patches = NULL;
  gsize begin;

  device_pack (&self->desk, parcels, write_title (self, &self->desk, "会"), NULL);
  /* The signature is the last of the manifest: after its head, the device and one hash. */
  begin = 2 + 17 + 2 + 16;
  parcels->data[begin + 10] ^= 1;
  device_push_expect (&self->desk, &self->server, parcels, 1, TSN_REFUSAL_MALFORMED);
  patches = pull_all (self, NULL);
  g_assert_cmpuint (patches->len, ==, 1);
}

static void
test_malformed (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (GPtrArray) patches = NULL;

  /* The good one before it is not taken either: the request is refused. */
  device_pack (&self->desk, parcels, write_title (self, &self->desk, "会"), NULL);
  g_byte_array_append (parcels, (const guint8 *) "\x9f\xff", 2);
  g_assert_cmpuint (device_push (&self->desk, &self->server, parcels, NULL), ==, 400);
  patches = pull_all (self, NULL);
  g_assert_cmpuint (patches->len, ==, 1);

  parcels = g_byte_array_new ();
  g_byte_array_set_size (parcels, TSN_SYNC_BODY_MAX + 1);
  g_assert_cmpuint (device_push (&self->desk, &self->server, parcels, NULL), ==, 413);
}

/* What is stored while the rest of it is still being read: somebody whose certificate comes last,
 * and what turns out to be no parcel. */
static void
test_large_body (Fixture *self, gconstpointer data)
{
  g_autofree char *text = g_strnfill (60000, 'x');
  GByteArray *parcels = g_byte_array_new ();
  GByteArray *malformed = g_byte_array_new ();
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) all = NULL;

  for (guint i = 0; i < 8; i++)
    device_pack (&self->kiosk,
                 parcels,
                 device_write (&self->kiosk, TSN_KIND_PERSON, &self->record, 1 + i, text, 0),
                 NULL);
  device_pack (&self->desk, parcels, device_write_certificate (&self->desk, &self->kiosk), NULL);
  g_byte_array_append (malformed, parcels->data, parcels->len);
  g_byte_array_append (malformed, (const guint8 *) "\x9f\xff", 2);
  g_assert_cmpuint (device_push (&self->desk, &self->server, malformed, NULL), ==, 400);
  none = pull_all (self, NULL);
  g_assert_cmpuint (none->len, ==, 1);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
  all = pull_all (self, NULL);
  g_assert_cmpuint (all->len, ==, 1 + 8 + 1);
}

static void
test_roles (Fixture *self, gconstpointer data)
{
  Device *kiosk = &self->kiosk;

  push_one (self, &self->desk, device_write_certificate (&self->desk, kiosk), 0);
  push_one (self, kiosk, device_write (kiosk, TSN_KIND_PERSON, &self->record, 1, "x", 0), 0);
  push_one (self, kiosk, write_title (self, kiosk, "x"), TSN_REFUSAL_ROLE);
  push_one (self,
            kiosk,
            device_write (kiosk, TSN_KIND_CONVERSATION, &self->record, 1, "x", 0),
            TSN_REFUSAL_ROLE);
  push_one (self, kiosk, device_write_revocation (kiosk, &self->desk), TSN_REFUSAL_ROLE);
  push_one (self, kiosk, device_write_revocation (kiosk, kiosk), TSN_REFUSAL_ROLE);
  push_one (self, kiosk, device_write_certificate (kiosk, kiosk), 0);
  /* A kind of a newer version. */
  push_one (self, kiosk, device_write (kiosk, 999, &self->record, 1, "x", 0), TSN_REFUSAL_LATER);
  push_one (self,
            &self->desk,
            device_write (&self->desk, 999, &self->record, 1, "x", 0),
            TSN_REFUSAL_NONE);
}

static void
test_twin (Fixture *self, gconstpointer data)
{
  push_one (self, &self->desk, write_title (self, &self->desk, "a"), 0);
  self->desk.stamp--;
  push_one (self, &self->desk, write_title (self, &self->desk, "b"), TSN_REFUSAL_TWIN);
}

/* No clock shows that. */
static void
test_far_future (Fixture *self, gconstpointer data)
{
  TsnStamp now = self->desk.stamp;

  self->desk.stamp = (TsnStamp) TSN_CLOCK_LATEST << 16;
  push_one (self, &self->desk, write_title (self, &self->desk, "a"), TSN_REFUSAL_AHEAD);
  self->desk.stamp = now;
  push_one (self, &self->desk, write_title (self, &self->desk, "b"), 0);
}

/* -- Keeping -- */

static TsnPatch *
write_seeing (Fixture *self, const char *text, const TsnPatch *seen)
{
  TsnPatch *patch = write_title (self, &self->desk, text);

  tsn_patch_add_seen (patch, TSN_EVENT_TITLE, &seen->version);
  return patch;
}

static void
test_compaction (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) first = write_title (self, &self->desk, "a");
  g_autoptr (TsnPatch) second = write_seeing (self, "b", first);
  g_autoptr (TsnPatch) rival = NULL;
  g_autoptr (TsnPatch) last = NULL;
  g_autoptr (GPtrArray) patches = NULL;
  Device other;

  device_new (&other, &self->desk, TSN_ROLE_DESK);
  other.stamp = self->desk.stamp;
  rival = write_title (self, &other, "c");
  tsn_patch_add_seen (rival, TSN_EVENT_TITLE, &first->version);
  push_one (self, &self->desk, device_write_certificate (&self->desk, &other), 0);
  push_one (self, &self->desk, tsn_patch_ref (first), 0);
  push_one (self, &self->desk, tsn_patch_ref (second), 0);
  push_one (self, &other, tsn_patch_ref (rival), 0);
  patches = pull_all (self, NULL);
  g_assert_cmpuint (patches->len, ==, 4);
  g_assert_false (has_patch (patches, first));
  g_assert_true (has_patch (patches, second) && has_patch (patches, rival));

  /* Settled; and a late repeat of what was dropped is known and stays away. */
  last = write_seeing (self, "d", second);
  tsn_patch_add_seen (last, TSN_EVENT_TITLE, &rival->version);
  push_one (self, &self->desk, tsn_patch_ref (last), 0);
  push_one (self, &self->desk, tsn_patch_ref (first), 0);
  g_ptr_array_unref (patches);
  patches = pull_all (self, NULL);
  g_assert_cmpuint (patches->len, ==, 3);
  g_assert_true (has_patch (patches, last));
  device_clear (&other);
}

/* The digest is that of the same patches in another order on another server. */
static void
test_digest_order (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) first = write_title (self, &self->desk, "a");
  g_autoptr (TsnPatch) second = write_seeing (self, "b", first);
  g_autoptr (TsnPatch) gone = device_erase (&self->desk, TSN_KIND_FORM, &self->record);
  g_autoptr (TsnPatch) form =
      device_write (&self->desk, TSN_KIND_FORM, &self->record, TSN_FORM_NAME, "f", 0);
  TsnPatch *patches[] = { first, second, gone, form };
  TsnHash digests[2];

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GPtrArray) got = NULL;

      if (round == 1)
        {
          server_teardown (&self->server, NULL);
          server_setup (&self->server, NULL);
          memset (&self->desk.marks, 0, sizeof self->desk.marks);
          g_assert_cmpuint (device_register (&self->desk, &self->server, NULL), ==, 200);
        }
      for (guint i = 0; i < G_N_ELEMENTS (patches); i++)
        push_one (self,
                  &self->desk,
                  tsn_patch_ref (patches[round == 0 ? i : G_N_ELEMENTS (patches) - 1 - i]),
                  0);
      if (round == 1)
        {
          /* What the setup pushed before the others. */
          self->desk.stamp = (TsnStamp) START_MS << 16;
          push_one (self,
                    &self->desk,
                    device_write_certificate (&self->desk, &self->desk),
                    TSN_REFUSAL_NONE);
        }
      got = pull_all (self, &digests[round]);
      g_assert_cmpuint (got->len, ==, 3);
    }
  g_assert_cmpmem (&digests[0], sizeof digests[0], &digests[1], sizeof digests[1]);
}

/* -- Buckets -- */

/* One page; gives its `next`. */
static guint64
read_page (Fixture *self, guint64 after, GPtrArray *patches)
{
  g_autofree char *path = g_strdup_printf ("/v1/bucket?kind=%u&bucket=%u&after=%" G_GUINT64_FORMAT
                                           "&limit=1",
                                           (guint) TSN_KIND_EVENT,
                                           tsn_digest_bucket (&self->record),
                                           after);
  g_auto (TsnAnswer) answer = { 0 };
  TsnParcelReader reader;
  TsnCborReader cbor;
  guint64 next = 0;

  g_assert_cmpuint (device_ask (&self->desk, &self->server, "GET", path, NULL, &answer), ==, 200);
  tsn_cbor_reader_init (&cbor,
                        g_bytes_get_data (answer.body, NULL),
                        g_bytes_get_size (answer.body));
  g_assert_true (tsn_cbor_read_uint (&cbor, &next));
  tsn_parcel_reader_init (&reader,
                          answer.body,
                          cbor.p - (const guint8 *) g_bytes_get_data (answer.body, NULL));
  while (TRUE)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      g_assert_true (tsn_parcel_reader_next (&reader, &parcel, NULL));
      if (parcel == NULL)
        return next;
      for (guint i = 0; i < parcel->n_entries; i++)
        g_ptr_array_add (patches, tsn_patch_ref (parcel->entries[i].patch));
    }
}

/* What this device pushed itself is in it, and nothing of other buckets; page by page. */
static void
test_bucket (Fixture *self, gconstpointer data)
{
  g_autofree char *text = g_strnfill (40 * 1024, 'x');
  g_autoptr (GPtrArray) got = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_patch_unref);
  TsnPatch *patches[3];
  guint64 after = 0;
  guint pages = 0;
  TsnId other = self->record;

  for (guint i = 0; i < G_N_ELEMENTS (patches); i++)
    {
      /* Each wins another field, so all stay. */
      patches[i] = device_write (&self->desk, TSN_KIND_EVENT, &self->record, i + 1, text, 0);
      push_one (self, &self->desk, tsn_patch_ref (patches[i]), 0);
    }
  while (tsn_digest_bucket (&other) == tsn_digest_bucket (&self->record))
    other.bytes[15]++;
  push_one (self, &self->desk, device_write (&self->desk, TSN_KIND_EVENT, &other, 1, "x", 0), 0);
  do
    after = read_page (self, after, got);
  while (++pages < 10 && after != 0);
  g_assert_cmpuint (pages, ==, 3);
  g_assert_cmpuint (got->len, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (patches); i++)
    {
      g_assert_true (has_patch (got, patches[i]));
      tsn_patch_unref (patches[i]);
    }
}

static void
test_bad_bucket (Fixture *self, gconstpointer data)
{
  static const char *const queries[] = { "",
                                         "?kind=1",
                                         "?bucket=1",
                                         "?kind=0&bucket=1",
                                         "?kind=1&bucket=256",
                                         "?kind=1&bucket=-1",
                                         "?kind=65536&bucket=1",
                                         "?kind=1&bucket=1&after=x",
                                         "?kind=1&bucket=1&after=9223372036854775808",
                                         "?kind=1&bucket=1&limit=x" };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *path = g_strconcat ("/v1/bucket", queries[i], NULL);
      g_auto (TsnAnswer) answer = { 0 };

      g_assert_cmpuint (device_ask (&self->desk, &self->server, "GET", path, NULL, &answer),
                        ==,
                        400);
    }
}

/* Of what is changed twice in one parcel, or comes twice in one body, the last counts, once. */
static void
test_one_parcel (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (GPtrArray) patches = NULL;
  g_autoptr (TsnPatch) last = NULL;
  TsnPatch *first = write_title (self, &self->desk, "a");
  g_autofree guint8 *again = NULL;
  guint size;

  last = write_title (self, &self->desk, "b");
  device_pack (&self->desk, parcels, first, tsn_patch_ref (last), NULL);
  size = parcels->len;
  again = g_memdup2 (parcels->data, size);
  g_byte_array_append (parcels, again, size);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
  patches = pull_all (self, NULL);
  g_assert_cmpuint (patches->len, ==, 2); /* the certificate, too */
  g_assert_true (has_patch (patches, last));
}

/* -- Erasing -- */

static void
test_erasure (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) late = write_title (self, &self->desk, "CANARY-LATE");
  g_autoptr (GPtrArray) patches = NULL;

  push_one (self, &self->desk, write_title (self, &self->desk, "CANARY-FIRST"), 0);
  push_one (self, &self->desk, write_title (self, &self->desk, "CANARY-SECOND"), 0);
  g_assert_true (server_files_contain (&self->server, "CANARY-FIRST"));
  push_one (self, &self->desk, device_erase (&self->desk, TSN_KIND_EVENT, &self->record), 0);
  g_assert_false (server_files_contain (&self->server, "CANARY"));

  /* What comes after it is taken and never written. */
  push_one (self, &self->desk, tsn_patch_ref (late), 0);
  push_one (self, &self->desk, write_title (self, &self->desk, "CANARY-AFTER"), 0);
  g_assert_false (server_files_contain (&self->server, "CANARY"));
  patches = pull_all (self, NULL);
  g_assert_cmpuint (patches->len, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/push/" name, Fixture, NULL, setup, func, teardown)
  ADD ("repeat", test_repeat);
  ADD ("newcomer", test_newcomer);
  ADD ("unknown-author", test_unknown_author);
  ADD ("wrong-signature", test_wrong_signature);
  ADD ("malformed", test_malformed);
  ADD ("large-body", test_large_body);
  ADD ("roles", test_roles);
  ADD ("twin", test_twin);
  ADD ("far-future", test_far_future);
  ADD ("compaction", test_compaction);
  ADD ("digest-order", test_digest_order);
  ADD ("bucket", test_bucket);
  ADD ("bad-bucket", test_bad_bucket);
  ADD ("one-parcel", test_one_parcel);
  ADD ("erasure", test_erasure);
#undef ADD
  return g_test_run ();
}
