/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens, one thing at a time: the table of it, with weights.
 *
 * What happens every day happens in every run. Of what does not, every run leaves about half out
 * and draws a weight for each of the rest. So what goes wrong only when nothing else disturbs is
 * found, too.
 */

#include "sim.h"
#include "world.h"

#define MINUTE_MS ((gint64) 60 * 1000)
#define DAY_MS    (24 * 60 * MINUTE_MS)

/* -- Time -- */

static void
pass_time (Sim *sim, Device *device)
{
  world_pass (sim_below (sim, 3) == 0 ? (gint64) sim_below (sim, 3 * DAY_MS)
                                      : (gint64) sim_below (sim, 60 * MINUTE_MS));
}

static void
set_clock (Sim *sim, Host *host)
{
  static const gint64 bounds[] = { MINUTE_MS, 60 * MINUTE_MS, 365 * DAY_MS, 56 * 365 * DAY_MS };
  gint64 bound = bounds[sim_below (sim, G_N_ELEMENTS (bounds))];

  host->ahead_ms = (gint64) ((2 * g_rand_double (sim->rand) - 1) * (double) bound);
  sim_note (sim,
            "%s: the clock is %" G_GINT64_FORMAT " s ahead",
            host->name,
            host->ahead_ms / 1000);
}

static void
set_device_clock (Sim *sim, Device *device)
{
  set_clock (sim, &device->host);
}

static void
set_server_clock (Sim *sim, Device *device)
{
  set_clock (sim, &sim->server.host);
}

/* -- Networks and machines -- */

static void
sync_once (Sim *sim, Device *device)
{
  TsnSyncResult result;

  device_sync (device, sim, &result, NULL);
}

static void
offer_again (Sim *sim, Device *device)
{
  device_offer_again (device, sim);
}

static void
deliver_late (Sim *sim, Device *device)
{
  link_deliver_late (sim);
}

static void
cut_off (Sim *sim, Device *device)
{
  device->host.offline_until_ms = world_now_ms () + (gint64) sim_below (sim, 4 * DAY_MS);
  sim_note (sim, "%s: no network for some days", device->host.name);
}

static void
switch_off (Sim *sim, Device *device)
{
  device_stop (device, sim);
}

static void
cut_power (Sim *sim, Device *device)
{
  device_lose_power (device, sim);
}

static void
plan_cut (Sim *sim, Device *device)
{
  host_plan_cut (&device->host, sim);
}

static void
plan_server_cut (Sim *sim, Device *device)
{
  host_plan_cut (&sim->server.host, sim);
}

/* -- Disks -- */

static void
use_copies (Sim *sim, Device *device)
{
  if (sim->damaged)
    return;
  if (sim->server.copies->len == 0 || sim_below (sim, 8) < 5)
    server_back_up (sim);
  else
    server_set_back (sim);
}

static void
clone_disk (Sim *sim, Device *device)
{
  if (sim->devices->len < POOL_DEVICES)
    device_clone (sim, device);
}

static void
damage_disk (Sim *sim, Device *device)
{
  if (sim->server.copies->len == 0)
    device_damage (device, sim);
}

/* -- The table -- */

typedef struct
{
  guint weight;   /* at most */
  gboolean daily; /* always all of it */
  gboolean alone; /* not while something else is under way */
  gboolean cuts;  /* a machine loses its power */
  void (*act) (Sim *sim, Device *device);
} Action;

static const Action ACTIONS[] = {
  { .weight = 400, .daily = TRUE, .act = people_work },
  { .weight = 300, .daily = TRUE, .act = sync_once },
  { .weight = 100, .daily = TRUE, .act = deliver_late },
  { .weight = 100, .daily = TRUE, .act = pass_time },
  { .weight = 40, .daily = TRUE, .act = switch_off },
  { .weight = 60, .act = set_device_clock },
  { .weight = 15, .act = set_server_clock },
  { .weight = 60, .act = cut_off },
  { .weight = 40, .cuts = TRUE, .act = cut_power },
  { .weight = 80, .cuts = TRUE, .act = plan_cut },
  { .weight = 60, .cuts = TRUE, .act = plan_server_cut },
  { .weight = 90, .alone = TRUE, .act = use_copies },
  { .weight = 20, .alone = TRUE, .act = clone_disk },
  { .weight = 40, .alone = TRUE, .act = damage_disk },
  { .weight = 120, .act = bundles_export },
  { .weight = 160, .act = bundles_import },
  { .weight = 120, .alone = TRUE, .act = newcomer_step },
  { .weight = 40, .act = keys_revoke },
  { .weight = 30, .act = keys_change },
  { .weight = 20, .act = offer_again },
};

G_STATIC_ASSERT (G_N_ELEMENTS (ACTIONS) <= ACTIONS_MAX);

void
sim_draw_weights (Sim *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    {
      guint weight = 1 + sim_below (self, ACTIONS[i].weight);

      self->weights[i] = ACTIONS[i].daily           ? ACTIONS[i].weight
                         : sim_below (self, 2) == 0 ? weight
                                                    : 0;
    }
}

gboolean
sim_has_cuts (const Sim *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    if (ACTIONS[i].cuts && self->weights[i] > 0)
      return TRUE;
  return FALSE;
}

static const Action *
draw_action (Sim *self)
{
  guint sum = 0;
  guint place;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    sum += self->weights[i];
  place = sim_below (self, sum);
  for (i = 0; place >= self->weights[i]; i++)
    place -= self->weights[i];
  return &ACTIONS[i];
}

void
sim_step (Sim *self)
{
  Device *device = g_ptr_array_index (self->devices, sim_below (self, self->devices->len));
  const Action *action = draw_action (self);

  if (!action->alone || self->depth == 0)
    action->act (self, device);
}
