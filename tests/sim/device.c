/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device: switched on and off, cut from its power, copied; its work and its rounds of sync.
 *
 * Whatever fails must fail for a reason: a disk that was told to, a network that was told to, or a
 * machine that is dead. Anything else ends the run.
 */

#include "ledger.h"
#include "sim.h"
#include "world.h"

/* -- On and off -- */

static Device *
new_device (Sim *sim, guint model)
{
  g_autofree char *name = g_strdup_printf ("d%u", sim->devices->len);
  Device *self = g_new0 (Device, 1);

  host_init (&self->host, sim, name);
  self->model = model;
  g_ptr_array_add (sim->devices, self);
  return self;
}

Device *
device_new (Sim *sim, guint model)
{
  Device *self = new_device (sim, model);

  pool_lay_out (model, self->host.folder);
  return self;
}

Device *
device_clone (Sim *sim, Device *from)
{
  Device *self = new_device (sim, from->model);

  remove_tree (self->host.folder);
  copy_as_crashed (from->host.folder, self->host.folder);
  sim_note (sim, "%s is a copy of %s", self->host.name, from->host.name);
  return self;
}

static void
close_store (Device *self)
{
  if (self->store != NULL)
    tsn_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->vault, tsn_vault_free);
}

void
device_free (gpointer device)
{
  Device *self = device;

  close_store (self);
  host_clear (&self->host);
  g_free (self);
}

static gboolean
open_store (Device *self, GError **error)
{
  g_autofree char *path = tsn_store_vault_path (self->host.folder);

  self->vault = tsn_vault_open (path, error);
  if (self->vault == NULL || (pool_role (self->model) != TSN_ROLE_KIOSK &&
                              !tsn_vault_unlock (self->vault, FIXTURE_PASSPHRASE, error)))
    return FALSE;
  self->store = tsn_store_open_sync (self->host.folder, self->vault, TSN_STORE_OPEN, error);
  return self->store != NULL;
}

/* Nothing runs in it any more. */
static void
bury (Device *self, Sim *sim)
{
  if (!self->host.dead || self->rounds > 0)
    return;
  close_store (self);
  host_revive (&self->host, sim);
}

gboolean
device_start (Device *self, Sim *sim)
{
  g_autoptr (GError) error = NULL;
  gboolean armed;
  gboolean fired;
  gint64 before;

  bury (self, sim);
  if (self->host.dead || self->store != NULL)
    return self->store != NULL && !self->host.dead;
  armed = sim_arm (sim);
  before = world_set_ahead (self->host.ahead_ms);
  if (!open_store (self, &error))
    close_store (self);
  world_set_ahead (before);
  fired = sim_lift (sim, armed);
  if (self->store == NULL && !fired && !self->host.dead)
    sim_fail (sim, "%s does not start: %s", self->host.name, error->message);
  bury (self, sim);
  return self->store != NULL;
}

void
device_stop (Device *self, Sim *sim)
{
  if (self->rounds > 0)
    return;
  close_store (self);
  bury (self, sim);
  sim_note (sim, "%s: off", self->host.name);
}

void
device_lose_power (Device *self, Sim *sim)
{
  if (self->host.dead || self->store == NULL)
    return;
  host_cut (&self->host, sim);
  bury (self, sim);
}

/* -- Work -- */

gboolean
device_run (Device *self, Sim *sim, TsnStoreMode mode, TsnStoreWork work, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean armed;
  gint64 before;
  gboolean ok;

  if (!device_start (self, sim))
    return FALSE;
  armed = mode == TSN_STORE_WRITE && sim_arm (sim);
  before = world_set_ahead (self->host.ahead_ms);
  ok = tsn_store_run_sync (self->store, mode, work, data, NULL, &error);
  world_set_ahead (before);
  if (!sim_lift (sim, armed) && !ok && !self->host.dead &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sim_fail (sim, "%s: work failed: %s", self->host.name, error->message);
  ok = ok && !self->host.dead;
  bury (self, sim);
  return ok;
}

/* -- Rounds -- */

typedef struct
{
  Device *device;
  Sim *sim;
} Round;

typedef struct
{
  guint64 waiting;
  guint64 quarantined;
} Count;

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;

  return tsn_session_count_waiting (session, &count->waiting, &count->quarantined, error);
}

/* What is said to be waiting is what the store has waiting. */
static void
progress_cb (const TsnSyncResult *so_far, gpointer user_data)
{
  Round *round = user_data;
  Count count;

  if (round->device->host.dead || round->device->rounds > 1)
    return;
  if (!tsn_store_run_sync (round->device->store, TSN_STORE_READ, count_work, &count, NULL, NULL))
    return;
  if (so_far->waiting != count.waiting)
    sim_fail (round->sim,
              "%s says that %" G_GUINT64_FORMAT " are waiting, and %" G_GUINT64_FORMAT " are",
              round->device->host.name,
              so_far->waiting,
              count.waiting);
}

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static gboolean
run_round (Round *round, TsnSyncResult *result, GError **error)
{
  TsnStore *store = round->device->store;
  g_autoptr (TsnTransport) transport = link_new (round->sim, round->device, NULL);
  g_autoptr (TsnSyncClient) client = NULL;
  TsnSyncServer server;

  if (!tsn_store_run_sync (store, TSN_STORE_READ, load_work, &server, NULL, error))
    return FALSE;
  client = tsn_sync_client_new (store, transport, &server);
  tsn_sync_client_set_batch (client, 64 * 1024);
  return tsn_sync_client_run (client, result, progress_cb, round, NULL, error);
}

gboolean
device_sync (Device *self, Sim *sim, TsnSyncResult *result)
{
  Round round = { self, sim };
  g_autoptr (GError) error = NULL;
  gboolean armed;
  gint64 before;
  gboolean ok;

  *result = (TsnSyncResult){ 0 };
  if (!device_start (self, sim))
    return FALSE;
  armed = sim_arm (sim);
  before = world_set_ahead (self->host.ahead_ms);
  self->rounds++;
  ok = run_round (&round, result, &error);
  self->rounds--;
  world_set_ahead (before);
  /* A round that was cut is an answer of the network. */
  if (!sim_lift (sim, armed) && !ok && !self->host.dead && error->domain != TSN_SYNC_ERROR)
    sim_fail (sim, "%s: a round failed: %s", self->host.name, error->message);
  sim_note (sim,
            "%s: sync: sent %u, received %u, refused %u, rejected %u, waiting %u, held %u%s%s: %s",
            self->host.name,
            (guint) result->sent,
            (guint) result->received,
            (guint) result->refused,
            (guint) result->rejected,
            (guint) result->waiting,
            (guint) result->quarantined,
            result->new_epoch ? ", new epoch" : "",
            result->digest == TSN_DIGEST_SAME      ? ", same"
            : result->digest == TSN_DIGEST_DIFFERS ? ", DIFFERS"
                                                   : "",
            ok ? "done" : error->message);
  ok = ok && !self->host.dead;
  bury (self, sim);
  return ok;
}
