/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patches of clocks that are far ahead: taken as they are, merged by another stamp. */

#include <string.h>

#include "server-fixture.h"

#define MINUTE_MS ((gint64) 60 * 1000)
#define YEARS_MS  ((gint64) 3 * 365 * 24 * 60 * MINUTE_MS)

typedef struct
{
  ServerFixture server;
  Device desk;  /* its clock is right */
  Device ahead; /* by three years */
  Device kiosk;
  TsnId record;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  GByteArray *parcels = g_byte_array_new ();

  server_setup (&self->server, data);
  device_new_municipality (&self->desk);
  device_new (&self->ahead, &self->desk, TSN_ROLE_DESK);
  device_new (&self->kiosk, &self->desk, TSN_ROLE_KIOSK);
  self->ahead.stamp += (TsnStamp) YEARS_MS << 16;
  self->record = tsn_id_new (START_MS);
  g_assert_cmpuint (device_register (&self->desk, &self->server, NULL), ==, 200);
  device_pack (&self->desk,
               parcels,
               device_write_certificate (&self->desk, &self->desk),
               device_write_certificate (&self->desk, &self->ahead),
               device_write_certificate (&self->desk, &self->kiosk),
               NULL);
  device_push_expect (&self->desk, &self->server, parcels, 0, 0);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  device_clear (&self->kiosk);
  device_clear (&self->ahead);
  device_clear (&self->desk);
  server_teardown (&self->server, data);
}

static TsnStamp
stamp_of (gint64 ms)
{
  return (TsnStamp) ms << 16;
}

static TsnPatch *
write_title (Fixture *self, Device *device)
{
  return device_write (device, TSN_KIND_EVENT, &self->record, TSN_EVENT_TITLE, "x", 0);
}

/* Pushes @patch, which keeps its owner; gives the stamp that the receipt tells, 0: none. */
static TsnStamp
push_carried (Fixture *self, Device *author, Device *carrier, TsnPatch *patch)
{
  GByteArray *parcels = g_byte_array_new ();
  g_autoptr (TsnReceipt) receipt = NULL;
  const TsnRestamped *restamped;
  TsnHash hash;

  hash_of (patch, &hash);
  device_pack (author, parcels, tsn_patch_ref (patch), NULL);
  g_assert_cmpuint (device_push (carrier, &self->server, parcels, &receipt), ==, 200);
  g_assert_cmpuint (receipt->refused->len, ==, 0);
  if (receipt->restamped->len == 0)
    return TSN_STAMP_NONE;
  g_assert_cmpuint (receipt->restamped->len, ==, 1);
  restamped = &g_array_index (receipt->restamped, TsnRestamped, 0);
  g_assert_cmpmem (&restamped->hash, sizeof hash, &hash, sizeof hash);
  return restamped->effective;
}

static TsnStamp
push (Fixture *self, Device *device, TsnPatch *patch)
{
  return push_carried (self, device, device, patch);
}

/* The stamp with which a device of the desk would get it. */
static TsnStamp
pulled_stamp (Fixture *self, const TsnPatch *patch)
{
  g_autoptr (GPtrArray) patches = NULL;

  memset (&self->desk.marks.cursor, 0, TSN_MARK_SIZE);
  patches = device_pull (&self->desk, &self->server, "", NULL);
  for (guint i = 0; i < patches->len; i++)
    {
      const TsnPatch *other = g_ptr_array_index (patches, i);

      if (tsn_version_compare (&other->version, &patch->version) == 0)
        return other->effective;
    }
  g_assert_not_reached ();
}

static void
assert_pulls (Fixture *self, const TsnPatch *patch, gboolean expected)
{
  g_autoptr (GPtrArray) patches = NULL;

  memset (&self->desk.marks.cursor, 0, TSN_MARK_SIZE);
  patches = device_pull (&self->desk, &self->server, "", NULL);
  g_assert_cmpint (has_patch (patches, patch), ==, expected);
}

static void
test_ahead (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) wrong = write_title (self, &self->ahead);
  g_autoptr (TsnPatch) right = NULL;
  TsnStamp now = stamp_of (self->server.now_ms);

  g_assert_cmpuint (push (self, &self->ahead, wrong), ==, now);
  g_assert_cmpuint (pulled_stamp (self, wrong), ==, now);

  /* The receipt was lost: a stamp once given stays, whenever it comes again. */
  self->server.now_ms += MINUTE_MS;
  g_assert_cmpuint (push (self, &self->ahead, wrong), ==, now);
  wrong->effective = now;
  g_assert_cmpuint (push (self, &self->ahead, wrong), ==, TSN_STAMP_NONE);

  /* Somebody corrects it: the wrong one lost, and is dropped. */
  right = write_title (self, &self->desk);
  tsn_patch_add_seen (right, TSN_EVENT_TITLE, &wrong->version);
  g_assert_cmpuint (push (self, &self->desk, right), ==, TSN_STAMP_NONE);
  g_assert_cmpuint (pulled_stamp (self, right), ==, TSN_STAMP_NONE);
  assert_pulls (self, wrong, FALSE);
  wrong->effective = TSN_STAMP_NONE;
  g_assert_cmpuint (push (self, &self->ahead, wrong), ==, now);
}

static void
test_five_minutes (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) in_time = NULL;
  g_autoptr (TsnPatch) ahead = NULL;

  self->desk.stamp = stamp_of (self->server.now_ms + 5 * MINUTE_MS);
  in_time = write_title (self, &self->desk);
  g_assert_cmpuint (push (self, &self->desk, in_time), ==, TSN_STAMP_NONE);
  self->desk.stamp = stamp_of (self->server.now_ms + 5 * MINUTE_MS + 1);
  ahead = write_title (self, &self->desk);
  /* Not before what the same device wrote before. */
  g_assert_cmpuint (push (self, &self->desk, ahead), ==, in_time->version.stamp);
}

/* Whichever comes first. */
static void
test_order_of_device (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) first = write_title (self, &self->ahead);
  g_autoptr (TsnPatch) second = write_title (self, &self->ahead);
  g_autoptr (TsnPatch) third = write_title (self, &self->ahead);
  TsnStamp stamps[3];

  stamps[2] = push (self, &self->ahead, third);
  self->server.now_ms += MINUTE_MS;
  stamps[0] = push (self, &self->ahead, first);
  self->server.now_ms += MINUTE_MS;
  stamps[1] = push (self, &self->ahead, second);
  g_assert_cmpuint (stamps[0], !=, TSN_STAMP_NONE);
  g_assert_cmpuint (stamps[0], <=, stamps[1]);
  g_assert_cmpuint (stamps[1], <=, stamps[2]);
  first->effective = stamps[0];
  second->effective = stamps[1];
  third->effective = stamps[2];
  g_assert_cmpint (tsn_patch_compare (first, second), <, 0);
  g_assert_cmpint (tsn_patch_compare (second, third), <, 0);
  g_assert_cmpuint (pulled_stamp (self, third), ==, stamps[2]);
}

/* What the author saw was itself some minutes ahead. */
static void
test_seen (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) seen = NULL;
  g_autoptr (TsnPatch) patch = write_title (self, &self->ahead);

  self->desk.stamp = stamp_of (self->server.now_ms + 4 * MINUTE_MS);
  seen = write_title (self, &self->desk);
  tsn_patch_add_seen (patch, TSN_EVENT_TITLE, &seen->version);
  g_assert_cmpuint (push (self, &self->desk, seen), ==, TSN_STAMP_NONE);
  g_assert_cmpuint (push (self, &self->ahead, patch), ==, seen->version.stamp + 1);
}

/* Another server gave a stamp, before or after this one did. */
static void
test_given (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) patch = write_title (self, &self->ahead);
  g_autoptr (TsnPatch) rival = write_title (self, &self->desk);
  g_autoptr (GPtrArray) news = NULL;
  TsnHash digests[2];
  TsnStamp now = stamp_of (self->server.now_ms);

  rival->version.stamp = now - stamp_of (MINUTE_MS);
  push (self, &self->desk, rival);
  g_assert_cmpuint (push (self, &self->ahead, patch), ==, now);
  g_ptr_array_unref (device_pull (&self->desk, &self->server, "", &digests[0]));

  /* A higher one does not count, and is answered with what does. */
  patch->effective = now + 1;
  g_assert_cmpuint (push (self, &self->ahead, patch), ==, now);

  /* A kiosk has no say in it. */
  patch->effective = now - stamp_of (2 * MINUTE_MS);
  g_assert_cmpuint (push_carried (self, &self->ahead, &self->kiosk, patch), ==, now);
  g_assert_cmpuint (pulled_stamp (self, patch), ==, now);

  /* A lower one counts, and goes to all. Now the rival wins. */
  g_assert_cmpuint (push_carried (self, &self->ahead, &self->ahead, patch), ==, TSN_STAMP_NONE);
  news = device_pull (&self->desk, &self->server, "", &digests[1]);
  g_assert_cmpuint (news->len, ==, 1);
  g_assert_true (has_patch (news, patch));
  g_assert_cmpuint (((TsnPatch *) g_ptr_array_index (news, 0))->effective, ==, patch->effective);
  g_assert_cmpint (memcmp (&digests[0], &digests[1], sizeof digests[0]), !=, 0);
}

/* Of a patch that is no longer ahead when it comes. */
static void
test_given_late (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) patch = write_title (self, &self->desk);

  /* Who has no say in it hears that it counts by its own. */
  patch->effective = patch->version.stamp - 5;
  g_assert_cmpuint (push_carried (self, &self->desk, &self->kiosk, patch),
                    ==,
                    patch->version.stamp);
  g_assert_cmpuint (push_carried (self, &self->desk, &self->ahead, patch), ==, TSN_STAMP_NONE);
  g_assert_cmpuint (pulled_stamp (self, patch), ==, patch->effective);
}

/* What was dropped since it had lost comes back when the winner turns out to be older. */
static void
test_missed (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) lost = write_title (self, &self->desk);
  g_autoptr (TsnPatch) winner = write_title (self, &self->ahead);
  TsnStamp now = stamp_of (self->server.now_ms);
  TsnHash digests[3];

  lost->version.stamp = now - stamp_of (MINUTE_MS);
  tsn_patch_add_seen (winner, TSN_EVENT_TITLE, &lost->version);
  push (self, &self->desk, lost);
  g_ptr_array_unref (device_pull (&self->desk, &self->server, "", &digests[0]));
  g_assert_cmpuint (push (self, &self->ahead, winner), ==, now);
  push (self, &self->desk, lost);
  assert_pulls (self, lost, FALSE);

  winner->effective = now - stamp_of (2 * MINUTE_MS);
  g_assert_cmpuint (push (self, &self->ahead, winner), ==, TSN_STAMP_NONE);
  g_ptr_array_unref (device_pull (&self->desk, &self->server, "", &digests[1]));
  g_assert_cmpuint (push (self, &self->desk, lost), ==, TSN_STAMP_NONE);
  assert_pulls (self, lost, TRUE);
  g_ptr_array_unref (device_pull (&self->desk, &self->server, "", &digests[2]));
  g_assert_cmpint (memcmp (&digests[1], &digests[2], sizeof digests[1]), !=, 0);
  g_assert_cmpmem (&digests[0], sizeof digests[0], &digests[2], sizeof digests[2]);

  push (self, &self->desk, lost); /* once more changes nothing */
  assert_pulls (self, lost, TRUE);
}

static void
test_erasure (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) before = write_title (self, &self->desk);
  g_autoptr (TsnPatch) erasure = device_erase (&self->ahead, TSN_KIND_EVENT, &self->record);
  TsnStamp now = stamp_of (self->server.now_ms);

  push (self, &self->desk, before);
  g_assert_cmpuint (push (self, &self->ahead, erasure), ==, now);
  /* Nobody's clock is to follow it. */
  g_assert_cmpuint (pulled_stamp (self, erasure), ==, now);
}

/* A server that woke up in 1970 would put everything before everything else. */
static void
test_servers_clock (Fixture *self, gconstpointer data)
{
  g_autoptr (TsnPatch) patch = write_title (self, &self->ahead);

  self->server.now_ms = 1000;
  g_assert_cmpuint (push (self, &self->ahead, patch), ==, TSN_STAMP_NONE);
  g_assert_cmpuint (pulled_stamp (self, patch), ==, TSN_STAMP_NONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) g_test_add ("/clock/" name, Fixture, NULL, setup, func, teardown)
  ADD ("ahead", test_ahead);
  ADD ("five-minutes", test_five_minutes);
  ADD ("order-of-device", test_order_of_device);
  ADD ("seen", test_seen);
  ADD ("given", test_given);
  ADD ("given-late", test_given_late);
  ADD ("missed", test_missed);
  ADD ("erasure", test_erasure);
  ADD ("servers-clock", test_servers_clock);
#undef ADD
  return g_test_run ();
}
