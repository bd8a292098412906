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

#define BEHIND_MS ((gint64) 7 * 24 * 60 * 60 * 1000)

/* -- On and off -- */

static Device *
add_device (Sim *sim, TsnRole role, const TsnId *id)
{
  Device *self = g_new0 (Device, 1);

  self->number = sim->devices->len;
  self->role = role;
  self->id = *id;
  g_ptr_array_add (sim->devices, self);
  return self;
}

static void
init_host (Device *self, Sim *sim)
{
  g_autofree char *name = g_strdup_printf ("d%u", self->number);

  host_init (&self->host, sim, name);
}

Device *
device_new (Sim *sim, guint model)
{
  TsnId id = pool_id (model);
  Device *self = add_device (sim, pool_role (model), &id);

  init_host (self, sim);
  pool_lay_out (model, self->host.folder);
  return self;
}

Device *
device_new_of (Sim *sim, Host *host, TsnRole role, const TsnId *id)
{
  Device *self = add_device (sim, role, id);

  self->host = *host;
  *host = (Host){ 0 };
  return self;
}

void
device_clone (Sim *sim, Device *from)
{
  Device *self;

  if (from->host.dead)
    return;
  self = add_device (sim, from->role, &from->id);
  init_host (self, sim);
  remove_tree (self->host.folder);
  copy_as_crashed (from->host.folder, self->host.folder);
  self->asked_out = from->asked_out;
  /* Both count on from the same stamp. */
  if (sim_below (sim, 2) == 0)
    self->host.ahead_ms = from->host.ahead_ms = -BEHIND_MS;
  self->twin = self->copy = from->twin = TRUE;
  sim_note (sim, "%s is a copy of %s", self->host.name, from->host.name);
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
  if (self->vault == NULL ||
      (self->role != TSN_ROLE_KIOSK && !tsn_vault_unlock (self->vault, FIXTURE_PASSPHRASE, error)))
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

/* What may come about although no disk failed. */
static gboolean
is_expected (const Sim *sim, const GError *error, GQuark domain)
{
  if (error->domain != domain)
    return FALSE;
  if (domain == G_IO_ERROR)
    return error->code == G_IO_ERROR_CANCELLED;
  switch (error->code)
    {
    case TSN_SYNC_ERROR_MALFORMED:
    case TSN_SYNC_ERROR_NO_SERVER:
    case TSN_SYNC_ERROR_WRONG_SERVER:
    case TSN_SYNC_ERROR_REFUSED:
      return FALSE;
    case TSN_SYNC_ERROR_UNREACHABLE:
    case TSN_SYNC_ERROR_BUSY:
    case TSN_SYNC_ERROR_SERVER_FAILED:
      return sim->faults;
    default:
      return TRUE;
    }
}

gboolean
device_act (Device *self,
            Sim *sim,
            const char *what,
            DeviceAct act,
            gpointer data,
            GQuark expected,
            GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean armed;
  gint64 before;
  gboolean ok;

  if (!device_start (self, sim))
    return FALSE;
  armed = sim_arm (sim);
  before = world_set_ahead (self->host.ahead_ms);
  self->rounds++;
  ok = act (self, sim, data, &local);
  self->rounds--;
  world_set_ahead (before);
  if (!sim_lift (sim, armed) && !ok && !self->host.dead && !is_expected (sim, local, expected))
    sim_fail (sim, "%s: %s failed: %s", self->host.name, what, local->message);
  ok = ok && !self->host.dead;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  bury (self, sim);
  return ok;
}

typedef struct
{
  TsnStoreMode mode;
  TsnStoreWork work;
  gpointer data;
} Errand;

static gboolean
work_act (Device *self, Sim *sim, gpointer data, GError **error)
{
  Errand *errand = data;

  return tsn_store_run_sync (self->store, errand->mode, errand->work, errand->data, NULL, error);
}

gboolean
device_run (Device *self, Sim *sim, TsnStoreMode mode, TsnStoreWork work, gpointer data)
{
  Errand errand = { mode, work, data };

  return device_act (self, sim, "work", work_act, &errand, G_IO_ERROR, NULL);
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
round_act (Device *self, Sim *sim, gpointer data, GError **error)
{
  Round round = { self, sim };
  g_autoptr (TsnTransport) transport = link_new (sim, &self->host, NULL);
  g_autoptr (TsnSyncClient) client = NULL;
  TsnSyncServer server;

  if (!tsn_store_run_sync (self->store, TSN_STORE_READ, load_work, &server, NULL, error))
    return FALSE;
  client = tsn_sync_client_new (self->store, transport, &server);
  tsn_sync_client_set_batch (client, 64 * 1024);
  return tsn_sync_client_run (client, data, progress_cb, &round, NULL, error);
}

gboolean
device_sync (Device *self, Sim *sim, TsnSyncResult *result, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean ok;

  *result = (TsnSyncResult){ 0 };
  /* A round that was cut is an answer of the network. */
  ok = device_act (self, sim, "a round", round_act, result, TSN_SYNC_ERROR, &local);
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
            ok              ? "done"
            : local != NULL ? local->message
                            : "it is off");
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

static gboolean
again_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_leave_quarantine (session, error);
}

void
device_offer_again (Device *self, Sim *sim)
{
  device_run (self, sim, TSN_STORE_WRITE, again_work, NULL);
}

/* -- Damage -- */

/* A record of which everything was sent. */
#define SQL_VICTIM                                                                                 \
  "SELECT record FROM patch GROUP BY record HAVING sum (receipt IS NULL) = 0 "                     \
  "ORDER BY record LIMIT 1 OFFSET ?1"
#define SQL_VICTIMS                                                                                \
  "SELECT count (*) FROM (SELECT 1 FROM patch GROUP BY record HAVING sum (receipt IS NULL) = 0)"

static gboolean
damage_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Sim *sim = data;
  g_autoptr (TsnStatement) find = NULL;
  g_autoptr (TsnStatement) delete = NULL;
  gint64 n;
  gboolean row;
  TsnId id;

  if (!tsn_connection_number (session->connection, SQL_VICTIMS, 0, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  find = tsn_connection_prepare (session->connection, SQL_VICTIM, error);
  tsn_statement_bind_number (find, 1, (gint64) sim_below (sim, (guint) n));
  if (!tsn_statement_step (find, &row, error) || !tsn_statement_id (find, 0, &id))
    return FALSE;
  delete = tsn_connection_prepare (session->connection,
                                   "DELETE FROM patch WHERE record = ?1 AND seq < "
                                   "(SELECT max (seq) FROM patch)",
                                   error);
  tsn_statement_bind_id (delete, 1, &id);
  return tsn_statement_run (delete, error);
}

/* As when a device comes back from its own repair: the log has a hole, and its tables are a
 * function of what the log has. */
void
device_damage (Device *self, Sim *sim)
{
  g_autoptr (TsnCheck) check = NULL;

  if (!device_start (self, sim))
    return;
  self->host.cut_after = 0; /* that it is whole again is all that is said of it here */
  if (!tsn_store_run_sync (self->store, TSN_STORE_WRITE, damage_work, sim, NULL, NULL))
    sim_fail (sim, "%s: cannot be damaged", self->host.name);
  sim->damaged = TRUE;
  check = must_check (self->store, TRUE);
  sim_note (sim, "%s: a record is lost: %u problems", self->host.name, check->problems->len);
}
