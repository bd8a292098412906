/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: test-live TSUNAGI-SERVER
 *
 * Two devices that are online, each with its runner, and a real server: what one writes is at the
 * other; then the server dies, stalls, is another one, and shuts one of them out. Nothing here
 * waits for a time: each step waits for what the runners say. */

#include <signal.h>

#include "town.h"
#include "tsn-backend.h"
#include "tsn-sync-runner.h"
#include "wait-for.h"

#define GIVE_UP_S 60

typedef struct
{
  TsnSyncRunner *runner;
  StoreFixture *device;
  TsnSyncStatus status; /* as it was told last */
} Desk;

typedef struct
{
  Town town;
  Desk a;
  Desk b;
} Fixture;

/* Quick to try again, and quick to notice; nothing is polled. */
static const TsnSyncPatience PATIENCE = {
  .first_ms = 100,
  .last_ms = 400,
  .connect_ms = 2000,
  .silence_ms = 3000,
  .poll_ms = 10 * GIVE_UP_S * 1000,
};

static void
status_cb (const TsnSyncStatus *status, gpointer user_data)
{
  Desk *desk = user_data;

  tsn_sync_status_clear (&desk->status);
  desk->status = *status;
  desk->status.problem = status->problem != NULL ? g_error_copy (status->problem) : NULL;
}

static void
open_desk (Desk *desk, StoreFixture *device)
{
  desk->device = device;
  desk->runner =
      tsn_sync_runner_new (device->folder, device->vault, NULL, &PATIENCE, status_cb, desk);
}

static void
close_desk (Desk *desk)
{
  g_clear_pointer (&desk->runner, tsn_sync_runner_free);
  tsn_sync_status_clear (&desk->status);
}

static gboolean
give_up_cb (gpointer data)
{
  const Fixture *f = data;

  town_print_status ("a", &f->a.status);
  town_print_status ("b", &f->b.status);
  g_error ("nothing more happens");
  return G_SOURCE_REMOVE;
}

/* Each change of a status is an event. */
#define AWAIT(f, condition) WAIT_FOR (condition, GIVE_UP_S, give_up_cb, f)

typedef struct
{
  guint kind;
  const TsnId *id;
  gboolean found;
} Search;

static gboolean
search_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Search *search = data;
  g_autoptr (TsnRecord) record =
      tsn_session_get (session, tsn_kind_by_number (search->kind), search->id, NULL);

  search->found = record != NULL;
  return TRUE;
}

static gboolean
has_record (const Desk *desk, guint kind, const TsnId *id)
{
  Search search = { kind, id, FALSE };

  g_assert_true (
      tsn_store_run_sync (desk->device->store, TSN_STORE_READ, search_worker, &search, NULL, NULL));
  return search.found;
}

static gboolean
has_person (const Desk *desk, const TsnId *id)
{
  return has_record (desk, TSN_KIND_PERSON, id);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  town_set_up (&f->town, NULL);
  open_desk (&f->a, &f->town.a);
  open_desk (&f->b, &f->town.b);
  AWAIT (f, town_is_settled (&f->a.status) && town_is_settled (&f->b.status));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  close_desk (&f->a);
  close_desk (&f->b);
  town_tear_down (&f->town, NULL);
}

/* -- Tests -- */

/* There and back, by nothing but the wish to write. */
static void
test_news (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      TsnId of_a = put_person (f->town.a.store);
      TsnId of_b;

      AWAIT (f, has_person (&f->b, &of_a));
      of_b = put_person (f->town.b.store);
      AWAIT (f, has_person (&f->a, &of_b));
    }
  AWAIT (f, town_is_settled (&f->a.status) && town_is_settled (&f->b.status));
  g_assert_cmpint (f->a.status.synced_ms, >, 0);
}

/* The server is killed: what waits is told truly, and all goes on by itself when it is back. */
static void
test_restart (Fixture *f, gconstpointer data)
{
  guint16 port = f->town.line.port;
  TsnId id;

  town_stop_server (&f->town, SIGKILL);
  AWAIT (f, !f->a.status.live && !f->b.status.live);
  id = put_person (f->town.a.store);
  AWAIT (f,
         town_has_problem (&f->a.status, TSN_SYNC_ERROR_UNREACHABLE) &&
             f->a.status.result.waiting > 0);
  town_start_server (&f->town, f->town.where, port);
  AWAIT (f, has_person (&f->b, &id));
  AWAIT (f, town_is_settled (&f->a.status) && town_is_settled (&f->b.status));
}

/* The server is there and says nothing, as one behind a half-dead network. */
static void
test_stall (Fixture *f, gconstpointer data)
{
  TsnId id;

  g_subprocess_send_signal (f->town.server, SIGSTOP);
  AWAIT (f, !f->a.status.live && !f->b.status.live);
  g_subprocess_send_signal (f->town.server, SIGCONT);
  AWAIT (f, f->a.status.live && f->b.status.live);
  id = put_person (f->town.a.store);
  AWAIT (f, has_person (&f->b, &id));
}

/* The server has too much to do: what waits is told truly, and that is no trouble. */
static void
test_busy (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->town.where, "server.db", NULL);
  const char *where = tsn_backend_is_postgres (f->town.where) ? f->town.where : file;
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnBackend) other = tsn_backend_open (where, &error);
  guint n_rounds = f->a.status.n_rounds;
  TsnServerMark mark;
  TsnId id;

  g_assert_no_error (error);
  g_assert_true (other->verbs->begin (other, TRUE, NULL) && other->verbs->lock (other, 1, NULL) &&
                 other->verbs->last_mark (other, 1, &mark, NULL)); /* then it is locked */
  id = put_person (f->town.a.store);
  AWAIT (f, f->a.status.n_rounds > n_rounds && f->a.status.result.waiting > 0);
  g_assert_no_error (f->a.status.problem);
  other->verbs->rollback (other);
  AWAIT (f, has_person (&f->b, &id));
  AWAIT (f, town_is_settled (&f->a.status) && town_is_settled (&f->b.status));
}

/* Somebody else answers, as in a hotel: he gets nothing, and people are told. */
static void
test_stranger (Fixture *f, gconstpointer data)
{
  g_autofree char *other = g_build_filename (f->town.root, "other", NULL);
  guint16 port = f->town.line.port;
  TsnId id;

  town_stop_server (&f->town, SIGTERM);
  town_start_server (&f->town, other, port);
  id = put_person (f->town.a.store);
  AWAIT (f, town_has_problem (&f->a.status, TSN_SYNC_ERROR_WRONG_SERVER));
  g_assert_false (f->a.status.live);
  g_assert_cmpuint (f->a.status.result.waiting, >, 0);
  town_stop_server (&f->town, SIGTERM);
  town_start_server (&f->town, f->town.where, port);
  AWAIT (f, has_person (&f->b, &id));
  AWAIT (f, town_is_settled (&f->a.status));
}

/* A device that was lost loses its line, too, at once, and what it has stays. */
static void
test_shut_out (Fixture *f, gconstpointer data)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  const TsnId *id = tsn_vault_device (f->town.b.vault);
  g_autoptr (TsnChange) change = tsn_change_new (kind, id);

  AWAIT (f, has_record (&f->a, TSN_KIND_DEVICE, id));
  tsn_change_set_number (change, TSN_DEVICE_REVOKED_AT, g_get_real_time () / 1000);
  must_put (f->town.a.store, change);
  AWAIT (f, !f->b.status.live);
  put_person (f->town.b.store);
  AWAIT (f,
         town_has_problem (&f->b.status, TSN_SYNC_ERROR_SHUT_OUT) &&
             f->b.status.result.waiting > 0);
  g_assert_false (f->b.status.live);
  AWAIT (f, town_is_settled (&f->a.status));
}

static gboolean
has_ipv6 (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  return socket != NULL && g_socket_bind (socket, address, FALSE, NULL);
}

static gboolean
save_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_save (data, session, error);
}

/* Closes the desk, which will look for its server at every address of this machine. */
static void
close_and_rename (Desk *desk)
{
  TsnSyncServer server;

  close_desk (desk);
  town_load_server (desk->device, &server);
  g_strlcpy (server.host, "localhost", sizeof server.host);
  g_assert_true (
      tsn_store_run_sync (desk->device->store, TSN_STORE_WRITE, save_worker, &server, NULL, NULL));
}

/* Two processes on one database, under one name with two addresses. Whichever is killed, all go on
 * with the other, and nobody is told of a trouble any more. */
static void
test_two (Fixture *f, gconstpointer data)
{
  Town second = { .where = f->town.where, .address = "[::1]" };
  Town *servers[] = { &f->town, &second };
  guint16 port = f->town.line.port;

  if (!tsn_backend_is_postgres (f->town.where) || !has_ipv6 ())
    {
      g_test_skip ("only processes on PostgreSQL are one server; and it takes IPv6");
      return;
    }
  close_and_rename (&f->a);
  close_and_rename (&f->b);
  open_desk (&f->b, &f->town.b); /* at the only one */
  AWAIT (f, town_is_settled (&f->b.status));
  town_start_server (&second, second.where, port);
  open_desk (&f->a, &f->town.a);
  AWAIT (f, town_is_settled (&f->a.status));
  for (guint i = 0; i < 2 * G_N_ELEMENTS (servers); i++)
    {
      Town *dead = servers[i % G_N_ELEMENTS (servers)];
      TsnId of_a;
      TsnId of_b;

      town_stop_server (dead, SIGKILL);
      of_a = put_person (f->town.a.store);
      of_b = put_person (f->town.b.store);
      AWAIT (f, has_person (&f->b, &of_a) && has_person (&f->a, &of_b));
      AWAIT (f, town_is_settled (&f->a.status) && town_is_settled (&f->b.status));
      town_start_server (dead, dead->where, port);
    }
  town_stop_server (&second, SIGTERM);
}

/* Closing does not wait for a server that says nothing. */
static void
test_close (Fixture *f, gconstpointer data)
{
  g_subprocess_send_signal (f->town.server, SIGSTOP);
  put_person (f->town.a.store);
  AWAIT (f, f->a.status.syncing);
  close_desk (&f->a);
  close_desk (&f->b);
  g_subprocess_send_signal (f->town.server, SIGCONT);
}

#define ADD(name, func) g_test_add ("/scenario/live/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  if (!town_init (argc, argv))
    return 0;
  ADD ("news", test_news);
  ADD ("restart", test_restart);
  ADD ("busy", test_busy);
  ADD ("stall", test_stall);
  ADD ("stranger", test_stranger);
  ADD ("shut-out", test_shut_out);
  ADD ("two", test_two);
  ADD ("close", test_close);
  return g_test_run ();
}
