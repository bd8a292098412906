/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: test-room TSUNAGI-SERVER
 *
 * Three laptops in a hall without internet: one serves the others, over TLS on the loopback; the
 * municipality's server is a process that is away and comes back. Nothing here waits for a time. */

#include <signal.h>
#include <string.h>

#include "town.h"
#include "tsn-device-keys.h"
#include "tsn-http-transport.h"
#include "tsn-receipt.h"
#include "tsn-room-client.h"
#include "tsn-room-guest.h"
#include "tsn-room-host.h"
#include "tsn-sync-client.h"
#include "wait-for.h"

#define GIVE_UP_S 60

typedef struct
{
  const char *name;
  StoreFixture *device;
  TsnRoomGuest *guest;
  TsnSyncStatus status; /* with the room, as it was told last */
} Laptop;

typedef struct
{
  Town town;
  StoreFixture c_device;
  Laptop a; /* it serves */
  Laptop b;
  Laptop c;
  TsnRoomHost *host;
  TsnRoomAddress address;
} Fixture;

static const TsnSyncPatience PATIENCE = {
  .first_ms = 100,
  .last_ms = 400,
  .connect_ms = 2000,
  .silence_ms = 3000,
  .poll_ms = 10 * GIVE_UP_S * 1000,
};

static void
status_cb (const TsnRoom *room, const TsnSyncStatus *status, gpointer user_data)
{
  Laptop *laptop = user_data;

  tsn_sync_status_clear (&laptop->status);
  laptop->status = (TsnSyncStatus){ 0 };
  if (status == NULL)
    return;
  laptop->status = *status;
  laptop->status.problem = status->problem != NULL ? g_error_copy (status->problem) : NULL;
}

static gboolean
give_up_cb (gpointer data)
{
  const Fixture *f = data;

  town_print_status (f->a.name, &f->a.status);
  town_print_status (f->b.name, &f->b.status);
  town_print_status (f->c.name, &f->c.status);
  g_error ("nothing more happens");
  return G_SOURCE_REMOVE;
}

/* Each change of a status is an event. */
#define AWAIT(f, condition) WAIT_FOR (condition, GIVE_UP_S, give_up_cb, f)

static gboolean
has_record (const Laptop *self, guint kind, const TsnId *id)
{
  g_autoptr (TsnRecord) record = must_get (self->device->store, kind, id);

  return record != NULL;
}

static gboolean
has_person (const Laptop *self, const TsnId *id)
{
  return has_record (self, TSN_KIND_PERSON, id);
}

/* -- The hall -- */

static void
open_laptop (Laptop *self, const char *name, StoreFixture *device)
{
  self->name = name;
  self->device = device;
  self->guest = tsn_room_guest_new (device->folder, device->vault, &PATIENCE, status_cb, self);
}

static void
close_laptop (Laptop *self)
{
  g_clear_pointer (&self->guest, tsn_room_guest_free);
  tsn_sync_status_clear (&self->status);
}

static void
enter (Laptop *self, const TsnRoomAddress *address)
{
  g_autoptr (GError) error = NULL;

  tsn_room_guest_enter (self->guest, address, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tsn_room_guest_count (self->guest), ==, 1);
}

static void
open_room (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->host = tsn_room_host_new (f->a.device->vault, "127.0.0.1:0", &f->address, &error);
  g_assert_no_error (error);
  enter (&f->a, &f->address);
}

static void
close_room (Fixture *f)
{
  g_clear_pointer (&f->host, tsn_room_host_free);
  tsn_room_address_clear (&f->address);
}

static void
sync_with_server (const Fixture *f, const Laptop *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnTransport) transport = tsn_http_transport_new (f->town.line.host,
                                                               f->town.line.port,
                                                               f->town.line.pin);
  g_autoptr (TsnSyncClient) client = NULL;
  g_autofree TsnSyncServer *server = g_new0 (TsnSyncServer, 1);
  TsnSyncResult result;

  town_load_server (self->device, server);
  client = tsn_sync_client_new (self->device->store, transport, server);
  tsn_sync_client_run (client, &result, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.waiting, ==, 0);
  g_assert_cmpuint (result.refused, ==, 0);
  g_assert_cmpint (result.digest, ==, TSN_DIGEST_SAME);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  town_set_up (&f->town, NULL);
  town_add_device (&f->town, &f->c_device, TSN_ROLE_RECEPTION);
  open_laptop (&f->a, "a", &f->town.a);
  open_laptop (&f->b, "b", &f->town.b);
  open_laptop (&f->c, "c", &f->c_device);
  sync_with_server (f, &f->a);
  sync_with_server (f, &f->b);
  sync_with_server (f, &f->c);
  town_stop_server (&f->town, SIGTERM);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  close_laptop (&f->a);
  close_laptop (&f->b);
  close_laptop (&f->c);
  close_room (f);
  if (f->town.server == NULL)
    town_start_server (&f->town, f->town.where, 0);
  fixture_teardown (&f->c_device, NULL);
  town_tear_down (&f->town, NULL);
}

/* -- What is on the server -- */

typedef struct
{
  guint64 waiting;
  guint64 refused;
  guint receipts; /* patches that have one, all of the server @id */
  const TsnServerIdentity *server;
} Truth;

static gboolean
truth_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Truth *self = data;
  gint64 last = -1;
  g_autoptr (GArray) news = NULL;

  if (!tsn_session_count_waiting (session, &self->waiting, &self->refused, error) ||
      !tsn_session_news (session, &last, &news, error))
    return FALSE;
  for (gint64 seq = 1; seq <= last; seq++)
    {
      g_autoptr (GBytes) bytes = tsn_session_receipt_of (session, seq, error);
      g_autoptr (TsnReceipt) receipt = NULL;

      if (bytes == NULL)
        continue;
      receipt = tsn_receipt_verify (bytes, self->server->server_public, error);
      g_assert_nonnull (receipt);
      g_assert_true (tsn_id_equal (&receipt->server, &self->server->server));
      self->receipts++;
    }
  return TRUE;
}

static Truth
truth_of (const Laptop *self)
{
  TsnSyncServer server;
  Truth truth = { .server = &server.identity };
  g_autoptr (GError) error = NULL;

  town_load_server (self->device, &server);
  tsn_store_run_sync (self->device->store, TSN_STORE_READ, truth_worker, &truth, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (truth.refused, ==, 0);
  return truth;
}

/* -- Tests -- */

/* What one writes the others see at once; nothing of it is on the server. Then that comes back:
 * whoever meets it first brings all. */
static void
test_day (Fixture *f, gconstpointer data)
{
  guint before[] = { truth_of (&f->a).receipts,
                     truth_of (&f->b).receipts,
                     truth_of (&f->c).receipts };
  TsnId first = put_person (f->b.device->store); /* before there was a room */
  TsnId second;
  TsnId third;

  g_assert_cmpuint (before[0], >, 0);
  open_room (f);
  enter (&f->b, &f->address);
  enter (&f->c, &f->address);
  AWAIT (f, has_person (&f->a, &first) && has_person (&f->c, &first));
  second = put_person (f->c.device->store);
  AWAIT (f, has_person (&f->a, &second) && has_person (&f->b, &second));
  third = put_person (f->a.device->store);
  AWAIT (f, has_person (&f->b, &third) && has_person (&f->c, &third));
  AWAIT (f,
         town_is_settled (&f->a.status) && town_is_settled (&f->b.status) &&
             town_is_settled (&f->c.status));

  for (guint i = 0; i < 3; i++)
    {
      Truth truth = truth_of (((const Laptop *[]){ &f->a, &f->b, &f->c })[i]);

      g_assert_cmpuint (truth.waiting, >=, 3);
      g_assert_cmpuint (truth.receipts, ==, before[i]);
    }

  town_start_server (&f->town, f->town.where, 0);
  sync_with_server (f, &f->c);
  g_assert_cmpuint (truth_of (&f->c).receipts, >=, before[2] + 3);
  sync_with_server (f, &f->a);
  sync_with_server (f, &f->b);
  /* The server had them of another: with a receipt for the offer or without, nothing waits. */
  g_assert_cmpuint (truth_of (&f->a).waiting, ==, 0);
  g_assert_cmpuint (truth_of (&f->b).waiting, ==, 0);
}

/* The laptop that serves is closed in mid-work and another room begun: it holds what all have. */
static void
test_again (Fixture *f, gconstpointer data)
{
  TsnId of_b;
  TsnId of_c;

  open_room (f);
  enter (&f->b, &f->address);
  AWAIT (f, town_is_settled (&f->b.status));
  tsn_room_guest_leave (f->a.guest, &f->address);
  g_assert_cmpuint (tsn_room_guest_count (f->a.guest), ==, 0);
  close_room (f);
  AWAIT (f, !f->b.status.live);
  of_b = put_person (f->b.device->store);
  AWAIT (f, town_has_problem (&f->b.status, TSN_SYNC_ERROR_UNREACHABLE));
  close_laptop (&f->b);
  open_laptop (&f->b, "b", &f->town.b);
  of_c = put_person (f->c.device->store);

  open_room (f);
  enter (&f->b, &f->address);
  enter (&f->c, &f->address);
  AWAIT (f, has_person (&f->c, &of_b) && has_person (&f->b, &of_c));
  AWAIT (f, has_person (&f->a, &of_b) && has_person (&f->a, &of_c));
}

/* A device that was enrolled after the host last met the server: it brings its own certificate. */
static void
test_newcomer (Fixture *f, gconstpointer data)
{
  StoreFixture device = { 0 };
  Laptop laptop = { 0 };
  TsnId id;

  town_start_server (&f->town, f->town.where, 0);
  town_add_device (&f->town, &device, TSN_ROLE_DESK);
  open_laptop (&laptop, "newcomer", &device);
  sync_with_server (f, &laptop);
  town_stop_server (&f->town, SIGTERM);
  open_room (f);
  id = put_person (device.store);
  enter (&laptop, &f->address);
  AWAIT (f, has_person (&f->a, &id));
  g_assert_true (has_record (&f->a, TSN_KIND_DEVICE, tsn_vault_device (device.vault)));
  close_laptop (&laptop);
  fixture_teardown (&device, NULL);
}

typedef struct
{
  const TsnId *device;
} Revocation;

static gboolean
revoke_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_revoke_device (session, ((Revocation *) data)->device, NULL, error);
}

static void
shut_out (const Laptop *by, const Laptop *whom)
{
  Revocation revocation = { tsn_vault_device (whom->device->vault) };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (by->device->store, TSN_STORE_WRITE, revoke_worker, &revocation, NULL, &error);
  g_assert_no_error (error);
}

/* A lost device is shut out of the room as soon as anybody there says so; what it writes later
 * comes to nobody, and what it has stays. */
static void
test_revoked (Fixture *f, gconstpointer data)
{
  TsnId id;
  TsnId other;

  open_room (f);
  enter (&f->b, &f->address);
  enter (&f->c, &f->address);
  AWAIT (f, town_is_settled (&f->b.status) && town_is_settled (&f->c.status));
  shut_out (&f->b, &f->c);
  AWAIT (f, !f->c.status.live);
  id = put_person (f->c.device->store);
  AWAIT (f, town_has_problem (&f->c.status, TSN_SYNC_ERROR_SHUT_OUT));
  other = put_person (f->b.device->store);
  AWAIT (f, has_person (&f->a, &other));
  g_assert_false (has_person (&f->a, &id));
  g_assert_false (has_person (&f->b, &id));
  g_assert_false (has_person (&f->c, &other));
  g_assert_cmpuint (truth_of (&f->c).waiting, >, 0);
}

/* A host that was revoked is left alone by those who know it. */
static void
test_revoked_host (Fixture *f, gconstpointer data)
{
  TsnId id;

  open_room (f);
  shut_out (&f->b, &f->a);
  id = put_person (f->b.device->store);
  enter (&f->b, &f->address);
  AWAIT (f, town_has_problem (&f->b.status, TSN_SYNC_ERROR_WRONG_SERVER));
  g_assert_false (has_person (&f->a, &id));
}

/* Somebody in the hall repeats an announcement that he heard, with an address of his own, or makes
 * one up: nobody sends him anything. */
static void
test_impostor (Fixture *f, gconstpointer data)
{
  StoreFixture stranger = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (TsnRoomAddress) own = { 0 };
  g_auto (TsnRoomAddress) repeated = { 0 };
  g_autoptr (TsnRoomHost) impostor = NULL;

  fixture_setup (&stranger, NULL);
  open_room (f);
  impostor = tsn_room_host_new (stranger.vault, "127.0.0.1:0", &own, &error);
  g_assert_no_error (error);
  g_assert_false (tsn_room_guest_enter (f->b.guest, &own, &error));
  g_assert_error (error, TSN_VAULT_ERROR, TSN_VAULT_ERROR_FORGED);
  g_assert_cmpuint (tsn_room_guest_count (f->b.guest), ==, 0);
  repeated = own;
  repeated.announcement = g_bytes_ref (f->address.announcement);
  put_person (f->b.device->store);
  enter (&f->b, &repeated);
  AWAIT (f, town_has_problem (&f->b.status, TSN_SYNC_ERROR_WRONG_SERVER));
  g_assert_cmpuint (f->b.status.result.sent, ==, 0);
  tsn_room_host_free (g_steal_pointer (&impostor));
  fixture_teardown (&stranger, NULL);
}

/* A stranger at the room: he is not known there, and gets nothing. */
static void
test_stranger (Fixture *f, gconstpointer data)
{
  StoreFixture stranger = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnTransport) transport = NULL;
  g_autoptr (TsnRoomClient) client = NULL;
  TsnSyncResult result;
  TsnRoom room;

  fixture_setup (&stranger, NULL);
  open_room (f);
  AWAIT (f, town_is_settled (&f->a.status));
  tsn_room_init (&room, &f->address, f->a.device->vault, &error);
  g_assert_no_error (error);
  transport = tsn_http_transport_new (room.server.host, room.server.port, room.server.pin);
  client = tsn_room_client_new (stranger.store, transport, &room);
  put_person (stranger.store);
  g_assert_false (tsn_room_client_run (client, &result, NULL, NULL, NULL, &error));
  g_assert_error (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNKNOWN_DEVICE);
  g_assert_cmpuint (result.received, ==, 0);
  g_clear_pointer (&client, tsn_room_client_free);
  fixture_teardown (&stranger, NULL);
}

#define ADD(name, func) g_test_add ("/scenario/room/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  if (!town_init (argc, argv))
    return 0;
  ADD ("day", test_day);
  ADD ("again", test_again);
  ADD ("newcomer", test_newcomer);
  ADD ("revoked", test_revoked);
  ADD ("revoked-host", test_revoked_host);
  ADD ("impostor", test_impostor);
  ADD ("stranger", test_stranger);
  return g_test_run ();
}
