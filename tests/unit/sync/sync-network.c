/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See sync-network.h. The server's service is the real one; only the wire is not. */

#include "sync-network.h"

#include "tsn-session-sync.h"

static void network_transport_init (TsnTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Network,
                               network,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TSN_TYPE_TRANSPORT, network_transport_init))

static gint64
now_cb (gpointer data)
{
  return tsn_clock_wall_ms (NULL) + ((Network *) data)->ahead_ms;
}

void
network_open (Network *self)
{
  g_autoptr (GError) error = NULL;

  self->backend = tsn_backend_sqlite_open (self->path, &error);
  g_assert_no_error (error);
  self->service = tsn_service_new (self->backend, now_cb, self, &error);
  g_assert_no_error (error);
}

void
network_close (Network *self)
{
  g_clear_pointer (&self->service, tsn_service_free);
  g_clear_pointer (&self->backend, tsn_backend_close);
}

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (from, &bytes, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents (to, bytes, (gssize) size, &error);
  g_assert_no_error (error);
}

void
network_back_up (Network *self)
{
  g_autofree char *backup = g_build_filename (self->root, "backup", NULL);

  network_close (self);
  copy_file (self->path, backup);
  network_open (self);
}

void
network_set_back (Network *self)
{
  g_autofree char *backup = g_build_filename (self->root, "backup", NULL);

  network_close (self);
  copy_file (backup, self->path);
  network_open (self);
}

static void
network_init (Network *self)
{
  g_autoptr (GError) error = NULL;

  self->root = g_dir_make_tmp ("tsn-server-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->root, "server.db", NULL);
  network_open (self);
  self->token = tsn_service_new_token (self->service, &error);
  g_assert_no_error (error);
}

static void
network_finalize (GObject *object)
{
  Network *self = TEST_NETWORK (object);

  network_close (self);
  remove_tree (self->root);
  g_free (self->root);
  g_free (self->path);
  g_free (self->token);
  G_OBJECT_CLASS (network_parent_class)->finalize (object);
}

static void
network_class_init (NetworkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = network_finalize;
}

Network *
network_new (void)
{
  return g_object_new (TYPE_NETWORK, NULL);
}

void
network_expect (Network *self, guint at, NetworkFate fate)
{
  self->n_requests = 0;
  self->at = at;
  self->fate = fate;
}

static void
deliver (Network *self, const TsnTransportRequest *request, TsnTransportAnswer *answer)
{
  TsnRequest arriving = { .method = request->method,
                          .path = request->path,
                          .authorization = request->authorization,
                          .body = request->body };
  g_auto (TsnAnswer) given = { 0 };

  tsn_service_handle (self->service, &arriving, &given);
  g_assert_cmpuint (given.status, <, 500);
  if (given.status != 200)
    g_test_message ("%s %s: %u %.*s",
                    request->method,
                    request->path,
                    given.status,
                    (int) g_bytes_get_size (given.body),
                    (const char *) g_bytes_get_data (given.body, NULL));
  tsn_transport_answer_clear (answer);
  *answer = (TsnTransportAnswer){ .status = given.status,
                                  .body = g_bytes_ref (given.body),
                                  .server_ms = given.time_ms,
                                  .retry_after = given.retry_after };
}

static gboolean
network_send (TsnTransport *transport,
              const TsnTransportRequest *request,
              TsnTransportAnswer *answer,
              GCancellable *cancellable,
              GError **error)
{
  Network *self = TEST_NETWORK (transport);
  NetworkFate fate = self->n_requests++ == self->at ? self->fate : NETWORK_GOOD;
  TsnTransportAnswer given = { 0 };

  if (self->arrives != NULL)
    self->arrives (self, request);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  self->largest = MAX (self->largest, request->body != NULL ? g_bytes_get_size (request->body) : 0);
  if (fate == NETWORK_STATUS)
    given = (TsnTransportAnswer){ .status = self->status,
                                  .body = g_bytes_new_static ("", 0),
                                  .server_ms = now_cb (self),
                                  .retry_after = self->status == 429 ? 7 : 0 };
  else if (fate != NETWORK_CUT_BEFORE)
    deliver (self, request, &given);
  if (fate == NETWORK_TWICE)
    deliver (self, request, &given);
  if (fate == NETWORK_TAMPER)
    self->tamper (&given);
  if (fate == NETWORK_CUT_BEFORE || fate == NETWORK_CUT_AFTER)
    {
      tsn_transport_answer_clear (&given);
      g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE, "cut");
      return FALSE;
    }
  *answer = given;
  return TRUE;
}

static void
network_transport_init (TsnTransportInterface *iface)
{
  iface->send = network_send;
}

/* -- Devices -- */

void
device_set_up (StoreFixture *self, StoreFixture *from, TsnRole role)
{
  if (from == NULL)
    fixture_setup (self, NULL);
  else
    fixture_setup_for_role (self, from, role);
  /* A coordinator makes the records of the others. */
  put_device_record ((role == TSN_ROLE_DESK ? self : from)->store, self->vault);
}

void
device_register (StoreFixture *self, Network *network)
{
  TsnServerLine line = { .host = "localhost", .port = 1 };
  g_autoptr (GError) error = NULL;

  g_strlcpy (line.token, network->token, sizeof line.token);
  tsn_sync_server_register (self->store, TSN_TRANSPORT (network), &line, NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  TsnSyncServer server;
  guint64 waiting;
} Look;

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (&((Look *) data)->server, session, error);
}

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  guint64 quarantined;

  return tsn_session_count_waiting (session, &((Look *) data)->waiting, &quarantined, error);
}

static gboolean
save_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_save (&((Look *) data)->server, session, error);
}

void
device_copy_server (StoreFixture *self, StoreFixture *from)
{
  Look look = { 0 };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (from->store, TSN_STORE_READ, load_work, &look, NULL, &error);
  g_assert_no_error (error);
  tsn_store_run_sync (self->store, TSN_STORE_WRITE, save_work, &look, NULL, &error);
  g_assert_no_error (error);
}

guint64
count_waiting (StoreFixture *self)
{
  Look look = { 0 };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (self->store, TSN_STORE_READ, count_work, &look, NULL, &error);
  g_assert_no_error (error);
  return look.waiting;
}

/* At every step what is said to be waiting is what the store has waiting. */
static void
progress_cb (const TsnSyncResult *so_far, gpointer user_data)
{
  g_assert_cmpuint (so_far->waiting, ==, count_waiting (user_data));
}

gboolean
device_sync (StoreFixture *self, Network *network, TsnSyncResult *result, GError **error)
{
  Look look = { 0 };
  g_autoptr (TsnSyncClient) client = NULL;
  gboolean ok;

  if (!tsn_store_run_sync (self->store, TSN_STORE_READ, load_work, &look, NULL, error))
    return FALSE;
  client = tsn_sync_client_new (self->store, TSN_TRANSPORT (network), &look.server);
  tsn_sync_client_set_batch (client, 64 * 1024);
  ok = tsn_sync_client_run (client, result, progress_cb, self, network->cancellable, error);
  g_assert_cmpuint (result->waiting, ==, count_waiting (self));
  return ok;
}

TsnSyncResult
must_sync (StoreFixture *self, Network *network)
{
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  network_expect (network, 0, NETWORK_GOOD);
  device_sync (self, network, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.waiting, ==, 0);
  return result;
}
