/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See tsn-bench-fleet.h. */

#include "tsn-bench-fleet.h"

#include "tsn-http-transport.h"

void
tsn_bench_fleet_clear (TsnBenchFleet *self)
{
  tsn_bench_server_stop (&self->server);
  for (guint i = 0; i < TSN_BENCH_FLEET_MAX; i++)
    {
      tsn_bench_store_clear (&self->devices[i]);
      g_clear_pointer (&self->folders[i], g_free);
    }
}

static gboolean
open_device (TsnBenchFleet *self, guint i, GError **error)
{
  TsnBenchStore *device = &self->devices[i];
  g_autofree char *path = tsn_store_vault_path (self->folders[i]);

  g_mkdir_with_parents (self->folders[i], 0700);
  device->vault = tsn_vault_create_for_role (path,
                                             self->devices[0].vault,
                                             TSN_ROLE_DESK,
                                             "計測",
                                             TSN_BENCH_PASSPHRASE,
                                             TSN_VAULT_COST_MIN,
                                             error);
  if (device->vault == NULL)
    return FALSE;
  device->store = tsn_store_open_sync (self->folders[i], device->vault, TSN_STORE_CREATE, error);
  return device->store != NULL && tsn_store_unlocked_sync (device->store, TRUE, NULL, error);
}

static gboolean
put_devices (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TsnBenchFleet *self = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);

  for (guint i = 0; i < self->n_devices; i++)
    {
      TsnVault *vault = self->devices[i].vault;
      g_autoptr (TsnChange) change = tsn_change_new_create (kind, tsn_vault_device (vault));
      gsize size;
      const guint8 *bytes = g_bytes_get_data (tsn_vault_certificate (vault), &size);

      tsn_change_set_number (change, TSN_DEVICE_ROLE, TSN_ROLE_DESK);
      tsn_change_take (change, TSN_DEVICE_CERTIFICATE, tsn_value_bytes (bytes, size));
      if (!tsn_session_put (session, change, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
register_device (TsnBenchFleet *self, guint i, GError **error)
{
  g_autoptr (TsnTransport) transport = tsn_bench_server_connect (&self->server);

  return tsn_sync_server_register (self->devices[i].store,
                                   transport,
                                   &self->server.line,
                                   NULL,
                                   error);
}

gboolean
tsn_bench_fleet_create (TsnBench *bench,
                        const char *name,
                        guint n_devices,
                        TsnBenchFleet *self,
                        GError **error)
{
  g_autofree char *server = g_strconcat (name, "-server", NULL);
  g_autofree char *first = g_strconcat (name, "-0", NULL);

  g_assert (n_devices <= TSN_BENCH_FLEET_MAX);
  self->bench = bench;
  self->n_devices = n_devices;
  if (!tsn_bench_server_start (bench, server, NULL, &self->server, error) ||
      !tsn_bench_store_create (bench, first, TSN_VAULT_COST_MIN, &self->devices[0], error))
    return FALSE;
  for (guint i = 0; i < n_devices; i++)
    {
      self->folders[i] = g_strdup_printf ("%s/%s-%u", bench->folder, name, i);
      if (i > 0 && !open_device (self, i, error))
        return FALSE;
    }
  if (!tsn_store_run_sync (self->devices[0].store, TSN_STORE_WRITE, put_devices, self, NULL, error))
    return FALSE;
  for (guint i = 0; i < n_devices; i++)
    if (!register_device (self, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

double
tsn_bench_sync_device (const TsnBenchStore *device,
                       guint16 port,
                       TsnSyncResult *result,
                       GError **error)
{
  TsnSyncServer server;
  g_autoptr (TsnTransport) transport = NULL;
  g_autoptr (TsnSyncClient) client = NULL;
  double start = tsn_bench_now ();

  if (!tsn_store_run_sync (device->store, TSN_STORE_READ, load_work, &server, NULL, error))
    return -1;
  transport = tsn_http_transport_new (server.host, port != 0 ? port : server.port, server.pin);
  client = tsn_sync_client_new (device->store, transport, &server);
  if (!tsn_sync_client_run (client, result, NULL, NULL, NULL, error))
    return -1;
  if (result->waiting == 0 && result->quarantined == 0 && result->rejected == 0 &&
      result->digest != TSN_DIGEST_DIFFERS)
    return tsn_bench_now () - start;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not everything arrived");
  return -1;
}
