/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A municipality that is made once and copied for every run: its devices with their keys and empty
 * databases, and a server that knows all of them.
 *
 * Making a database with all its tables takes longer than a short run.
 */

#include <glib/gstdio.h>

#include "sim.h"
#include "world.h"

#define SEED 20260401

typedef struct
{
  StoreFixture fixture;
  TsnId id;
  GBytes *vault;
  GBytes *database;
} Model;

static Model pool[POOL_DEVICES];
static GBytes *server_database;

TsnRole
pool_role (guint model)
{
  static const TsnRole roles[] = { TSN_ROLE_DESK,      TSN_ROLE_RECEPTION, TSN_ROLE_DESK,
                                   TSN_ROLE_RECEPTION, TSN_ROLE_KIOSK,     TSN_ROLE_RECEPTION,
                                   TSN_ROLE_EMS };

  return roles[model % G_N_ELEMENTS (roles)];
}

TsnId
pool_id (guint model)
{
  return pool[model].id;
}

static GBytes *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *content;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  return g_bytes_new_take (content, length);
}

static void
write_file (const char *folder, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *stream = g_fopen (path, "wb");
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_assert_nonnull (stream);
  g_assert_cmpuint (fwrite (data, 1, size, stream), ==, size);
  g_assert_cmpint (fclose (stream), ==, 0);
}

void
pool_lay_out (guint model, const char *folder)
{
  write_file (folder, "vault", pool[model].vault);
  write_file (folder, "tsunagi.db", pool[model].database);
}

void
pool_lay_out_server (const char *folder)
{
  write_file (folder, "server.db", server_database);
}

/* -- Making them -- */

static void
put_device (TsnStore *store, TsnVault *vault)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, tsn_vault_device (vault));
  gsize size;
  const guint8 *data = g_bytes_get_data (tsn_vault_certificate (vault), &size);

  tsn_change_set_number (change, TSN_DEVICE_ROLE, tsn_vault_role (vault));
  tsn_change_take (change, TSN_DEVICE_CERTIFICATE, tsn_value_bytes (data, size));
  must_put (store, change);
}

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static gboolean
save_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_save (data, session, error);
}

static gint64
now_cb (gpointer data)
{
  return world_now_ms ();
}

/* The first device brings the municipality and all its devices to the server. */
static void
register_all (TsnService *service, TsnSyncServer *server)
{
  g_autoptr (TsnTransport) transport = link_new (NULL, NULL, service);
  g_autoptr (TsnSyncClient) client = NULL;
  g_autofree char *token = NULL;
  TsnServerLine line = { .host = "localhost", .port = 1 };
  TsnSyncResult result;
  g_autoptr (GError) error = NULL;

  token = tsn_service_new_token (service, &error);
  g_assert_no_error (error);
  g_strlcpy (line.token, token, sizeof line.token);
  tsn_sync_server_register (pool[0].fixture.store, transport, &line, NULL, &error);
  g_assert_no_error (error);
  tsn_store_run_sync (pool[0].fixture.store, TSN_STORE_READ, load_work, server, NULL, &error);
  g_assert_no_error (error);
  client = tsn_sync_client_new (pool[0].fixture.store, transport, server);
  tsn_sync_client_run (client, &result, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.waiting, ==, 0);
}

static void
make_server (const char *folder, TsnSyncServer *server)
{
  g_autofree char *path = g_build_filename (folder, "server.db", NULL);
  g_autoptr (GError) error = NULL;
  TsnBackend *backend = tsn_backend_sqlite_open (path, &error);
  TsnService *service;

  g_assert_no_error (error);
  service = tsn_service_new (backend, now_cb, NULL, &error);
  g_assert_no_error (error);
  register_all (service, server);
  tsn_service_free (service);
  tsn_backend_close (backend);
  server_database = read_file (folder, "server.db");
}

void
pool_open (void)
{
  TsnSyncServer server = { 0 };
  g_autoptr (GError) error = NULL;

  world_begin (SEED, G_GINT64_CONSTANT (1775000000000));
  fixture_setup (&pool[0].fixture, NULL);
  put_device (pool[0].fixture.store, pool[0].fixture.vault);
  for (guint i = 1; i < POOL_DEVICES; i++)
    {
      world_pass (1000);
      fixture_setup_for_role (&pool[i].fixture, &pool[0].fixture, pool_role (i));
      put_device (pool[0].fixture.store, pool[i].fixture.vault);
    }
  make_server (pool[0].fixture.root, &server);
  for (guint i = 0; i < POOL_DEVICES; i++)
    {
      StoreFixture *fixture = &pool[i].fixture;

      if (i > 0)
        tsn_store_run_sync (fixture->store, TSN_STORE_WRITE, save_work, &server, NULL, &error);
      g_assert_no_error (error);
      fixture_close (fixture);
      pool[i].id = *tsn_vault_device (fixture->vault);
      pool[i].vault = read_file (fixture->folder, "vault");
      pool[i].database = read_file (fixture->folder, "tsunagi.db");
      fixture_teardown (fixture, NULL);
    }
}

void
pool_close (void)
{
  for (guint i = 0; i < POOL_DEVICES; i++)
    {
      g_bytes_unref (pool[i].vault);
      g_bytes_unref (pool[i].database);
    }
  g_bytes_unref (server_database);
}
