/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three devices in a room: each writes and has its rounds while those of the others, and its own,
 * are under way, and requests or answers are lost. In the end all have all that anybody wrote.
 * --seed repeats a run. */

#include <string.h>

#include "sync-network.h"
#include "tsn-room-client.h"
#include "tsn-session-sync.h"

#define N_DEVICES 3
#define N_RUNS    24
#define N_STEPS   12
#define DEPTH_MAX 2
#define ROUNDS    6 /* until all is quiet */

typedef struct
{
  StoreFixture store;
  TsnRoomClient *client;
  gboolean is_out; /* its round is under way */
} Device;

typedef struct
{
  Network *network;
  TsnRoom room;
  Device devices[N_DEVICES];
  guint depth;
  GArray *events; /* of TsnId: all that was written */
} Fixture;

static guint
below (guint n)
{
  return (guint) g_test_rand_int_range (0, (int) n);
}

/* -- What happens -- */

static void
write_something (Fixture *f, Device *device)
{
  TsnId event;

  if (f->events->len > 0 && below (3) == 0)
    {
      g_autoptr (TsnChange) change = tsn_change_new (
          tsn_kind_by_number (TSN_KIND_EVENT),
          &g_array_index (f->events, TsnId, below (f->events->len)));

      tsn_change_set_text (change, TSN_EVENT_TITLE, below (2) == 0 ? "出前講座" : "相談会");
      if (try_put (device->store.store, change, NULL)) /* else: it has not come here yet */
        return;
    }
  event = put_event (device->store.store, "講演会");
  g_array_append_val (f->events, event);
}

static gboolean
go_round (Device *device, TsnSyncResult *result, GError **error)
{
  gboolean ok;

  device->is_out = TRUE;
  ok = tsn_room_client_run (device->client, result, NULL, NULL, NULL, error);
  device->is_out = FALSE;
  return ok;
}

static void
do_something (Fixture *f)
{
  static const NetworkFate fates[] = { NETWORK_GOOD, NETWORK_CUT_BEFORE, NETWORK_CUT_AFTER };
  Device *device = &f->devices[below (N_DEVICES)];
  TsnSyncResult result;

  if (device->is_out || below (2) == 0)
    write_something (f, device);
  else
    {
      network_expect (f->network, below (4), fates[below (G_N_ELEMENTS (fates))]);
      go_round (device, &result, NULL); /* or not: it was cut */
    }
}

/* Before a request arrives. */
static void
arrives_cb (Network *network, const TsnTransportRequest *request)
{
  Fixture *f = network->data;

  if (f->depth == 0 || f->depth > DEPTH_MAX)
    return;
  f->depth++;
  while (below (3) == 0)
    do_something (f);
  f->depth--;
}

/* -- What must be -- */

typedef struct
{
  TsnDigest buckets[TSN_DIGEST_BUCKETS];
} Digest;

static gboolean
digest_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_digest (session, TSN_KIND_EVENT, ((Digest *) data)->buckets, error);
}

static void
must_have_all (Fixture *f)
{
  Digest digests[N_DEVICES];

  memset (digests, 0, sizeof digests);
  for (guint i = 0; i < N_DEVICES; i++)
    {
      TsnStore *store = f->devices[i].store.store;
      g_autoptr (GError) error = NULL;

      tsn_store_run_sync (store, TSN_STORE_READ, digest_work, &digests[i], NULL, &error);
      g_assert_no_error (error);
      g_assert_true (memcmp (&digests[i], &digests[0], sizeof digests[0]) == 0);
    }
  for (guint i = 0; i < f->events->len; i++)
    {
      g_autoptr (TsnRecord) record = must_get (f->devices[0].store.store,
                                               TSN_KIND_EVENT,
                                               &g_array_index (f->events, TsnId, i));

      g_assert_nonnull (record);
    }
}

static void
must_come_to_rest (Fixture *f)
{
  guint64 moved = 1;

  for (guint i = 0; i < ROUNDS && moved > 0; i++)
    {
      moved = 0;
      for (guint j = 0; j < N_DEVICES; j++)
        {
          TsnSyncResult result;
          g_autoptr (GError) error = NULL;

          network_expect (f->network, 0, NETWORK_GOOD);
          go_round (&f->devices[j], &result, &error);
          g_assert_no_error (error);
          g_assert_cmpuint (result.waiting, ==, 0);
          moved += result.sent + result.received;
        }
    }
  g_assert_cmpuint (moved, ==, 0);
}

/* -- Runs -- */

/* The first device serves. */
static void
open_room (Fixture *f)
{
  Device *host = &f->devices[0];
  TsnVault *vault = host->store.vault;
  g_autoptr (GError) error = NULL;

  f->network = network_new ();
  f->network->arrives = arrives_cb;
  f->network->data = f;
  tsn_service_open_room (f->network->service,
                         tsn_vault_root_public (vault),
                         tsn_vault_certificate (vault),
                         &f->room.server.identity,
                         &error);
  g_assert_no_error (error);
  f->room.host = *tsn_vault_device (vault);
  for (guint i = 0; i < N_DEVICES; i++)
    f->devices[i].client = tsn_room_client_new (f->devices[i].store.store,
                                                TSN_TRANSPORT (f->network),
                                                &f->room);
}

/* The device goes home, and comes to another room. */
static void
close_room (Fixture *f)
{
  for (guint i = 0; i < N_DEVICES; i++)
    g_clear_pointer (&f->devices[i].client, tsn_room_client_free);
  g_clear_object (&f->network);
}

static void
test_meanwhile (void)
{
  Fixture f = { .events = g_array_new (FALSE, FALSE, sizeof (TsnId)) };

  for (guint i = 0; i < N_DEVICES; i++)
    device_set_up (&f.devices[i].store, i > 0 ? &f.devices[0].store : NULL, TSN_ROLE_DESK);
  for (guint run = 0; run < N_RUNS; run++)
    {
      open_room (&f);
      f.depth = 1;
      for (guint i = 0; i < N_STEPS; i++)
        do_something (&f);
      f.depth = 0;
      must_come_to_rest (&f);
      must_have_all (&f);
      close_room (&f);
    }
  for (guint i = N_DEVICES; i > 0; i--)
    fixture_teardown (&f.devices[i - 1].store, NULL);
  g_array_unref (f.events);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/room/meanwhile", test_meanwhile);
  return g_test_run ();
}
