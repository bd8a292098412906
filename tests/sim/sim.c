/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One run: what is drawn for it, its steps, and its end.
 *
 * Every run draws how often each thing goes wrong, and leaves about half of them out: a fault that
 * only shows when nothing else disturbs is found, too. At the end nothing goes wrong any more, all
 * machines run, and everybody syncs three times.
 */

#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tsn-scope.h"
#include "world.h"

#define START_MS  G_GINT64_CONSTANT (1780000000000)
#define ROUNDS    3
#define MINUTE_MS ((gint64) 60 * 1000)
#define DAY_MS    (24 * 60 * MINUTE_MS)

/* How often at most, of a thousand. */
static const guint RATES[N_RATES] = {
  [RATE_LOSE_REQUEST] = 200, [RATE_LOSE_ANSWER] = 200, [RATE_REPEAT] = 200,
  [RATE_DELAY] = 100,        [RATE_SHORT] = 50,        [RATE_SLOW] = 100,
  [RATE_BUSY] = 50,          [RATE_MEANWHILE] = 200,   [RATE_DISK] = 150,
  [RATE_POWER] = 100,        [RATE_SERVER_POWER] = 60, [RATE_SET_BACK] = 30,
  [RATE_CLOCK] = 60,         [RATE_ERASE] = 150,       [RATE_CLONE] = 0,
  [RATE_LONG] = 800,
};

/* -- Chance and the trace -- */

guint
sim_below (Sim *self, guint n)
{
  return (guint) g_rand_int_range (self->rand, 0, (gint32) n);
}

gboolean
sim_happens (Sim *self, Rate rate)
{
  return self->faults && self->rates[rate] > 0 && sim_below (self, 1000) < self->rates[rate];
}

static void
add_line (Sim *self, const char *line)
{
  g_autofree char *whole = g_strdup_printf ("%4u %10.3f %s\n",
                                            self->step,
                                            (double) (world_now_ms () - START_MS) / 1000,
                                            line);

  g_string_append (self->trace, whole);
  if (self->loud)
    fputs (whole, stdout);
}

void
sim_note (Sim *self, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add_line (self, line);
}

void
sim_fail (Sim *self, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (!self->loud)
    fputs (self->trace->str, stderr);
  fprintf (stderr,
           "seed %" G_GUINT64_FORMAT
           " FAILED: %s\n"
           "replay: ./dev simulate --seed %" G_GUINT64_FORMAT "\n",
           self->seed,
           line,
           self->seed);
  remove_tree (self->root);
  exit (1);
}

/* -- Steps -- */

static void
set_clock (Sim *self, Host *host)
{
  static const gint64 bounds[] = { MINUTE_MS, 60 * MINUTE_MS, 365 * DAY_MS, 56 * 365 * DAY_MS };
  gint64 bound = bounds[sim_below (self, G_N_ELEMENTS (bounds))];

  host->ahead_ms = (gint64) ((2 * g_rand_double (self->rand) - 1) * (double) bound);
  sim_note (self,
            "%s: the clock is %" G_GINT64_FORMAT " s ahead",
            host->name,
            host->ahead_ms / 1000);
}

/* Something that does not happen every day. */
static gboolean
strange_step (Sim *self, Device *device)
{
  if (sim_happens (self, RATE_CLOCK))
    set_clock (self, sim_below (self, 6) == 0 ? &self->server.host : &device->host);
  else if (sim_happens (self, RATE_POWER) && sim_below (self, 3) == 0)
    device_lose_power (device, self);
  else if (sim_happens (self, RATE_POWER))
    host_plan_cut (&device->host, self);
  else if (sim_happens (self, RATE_SERVER_POWER))
    host_plan_cut (&self->server.host, self);
  else if (self->depth == 0 && sim_happens (self, RATE_SET_BACK))
    server_set_back (self);
  else if (self->rates[RATE_SET_BACK] > 0 && self->depth == 0 && sim_below (self, 20) == 0)
    server_back_up (self);
  else if (self->depth == 0 && self->devices->len < POOL_DEVICES && sim_happens (self, RATE_CLONE))
    device_clone (self, device);
  else
    return FALSE;
  return TRUE;
}

void
sim_step (Sim *self)
{
  guint which = sim_below (self, self->devices->len);
  Device *device = g_ptr_array_index (self->devices, which);
  TsnSyncResult result;

  /* Enrolment, revocation and rotation have their place here as soon as they are there. */
  if (strange_step (self, device))
    return;
  switch (sim_below (self, 10))
    {
    case 0:
      if (sim_below (self, 3) == 0)
        device_stop (device, self);
      break;
    case 1:
      world_pass (sim_below (self, 3) == 0 ? (gint64) sim_below (self, 3 * DAY_MS)
                                           : (gint64) sim_below (self, 60 * MINUTE_MS));
      break;
    case 2:
      link_deliver_late (self);
      break;
    case 3:
    case 4:
    case 5:
      device_sync (device, self, &result);
      break;
    default:
      people_work (self, which);
      break;
    }
}

/* -- The beginning and the end -- */

static void
draw_rates (Sim *self)
{
  for (guint i = 0; i < N_RATES; i++)
    {
      guint rate = 1 + sim_below (self, MAX (RATES[i], 1));

      self->rates[i] = RATES[i] > 0 && sim_below (self, 2) == 0 ? rate : 0;
    }
}

/* The first of the pool is the coordinator who made the municipality. */
static void
draw_devices (Sim *self)
{
  guint n = sim_below (self, 40) == 0 ? 2 + sim_below (self, POOL_DEVICES - 1)
                                      : 2 + sim_below (self, 3);
  gboolean taken[POOL_DEVICES] = { TRUE };

  device_new (self, 0);
  for (guint i = 1; i < n; i++)
    {
      guint model;

      do
        model = sim_below (self, POOL_DEVICES);
      while (taken[model]);
      taken[model] = TRUE;
      device_new (self, model);
    }
}

static void
begin (Sim *self)
{
  self->root = g_dir_make_tmp ("tsunagi-sim-XXXXXX", NULL);
  self->trace = g_string_new (NULL);
  self->rand = g_rand_new_with_seed_array (
      (guint32[]){ (guint32) self->seed, (guint32) (self->seed >> 32) },
      2);
  self->devices = g_ptr_array_new_with_free_func (device_free);
  self->letters = g_ptr_array_new_with_free_func (letter_free);
  self->promises = g_array_new (FALSE, FALSE, sizeof (Promise));
  self->items = g_array_new (FALSE, FALSE, sizeof (Item));
  world_begin (self->seed, START_MS);
  self->faults = TRUE;
  draw_rates (self);
  server_init (self);
  draw_devices (self);
  if (self->rates[RATE_POWER] > 0 || self->rates[RATE_SERVER_POWER] > 0)
    fault_record_begin (self->root, host_boundary_cb, self);
}

static void
clear_promise (gpointer promise)
{
  g_free (((Promise *) promise)->text);
}

static void
end (Sim *self)
{
  fault_record_end ();
  g_ptr_array_unref (self->devices);
  server_clear (self);
  g_ptr_array_unref (self->letters);
  g_array_unref (self->promises);
  g_array_unref (self->items);
  g_rand_free (self->rand);
  remove_tree (self->root);
  g_free (self->root);
}

/* Everything runs again, and everybody syncs. */
static void
come_to_rest (Sim *self)
{
  self->faults = FALSE;
  self->server.host.cut_after = 0;
  for (guint i = 0; i < self->devices->len; i++)
    ((Device *) g_ptr_array_index (self->devices, i))->host.cut_after = 0;
  sim_note (self, "nothing goes wrong any more");
  for (guint round = 1; round <= ROUNDS; round++)
    for (guint i = 0; i < self->devices->len; i++)
      {
        Device *device = g_ptr_array_index (self->devices, i);
        TsnSyncResult result;

        self->step++;
        if (!device_sync (device, self, &result))
          sim_fail (self, "%s cannot sync in round %u", device->host.name, round);
        if (round == ROUNDS && !self->slack && result.digest != TSN_DIGEST_SAME)
          sim_fail (self, "%s and the server do not hold the same", device->host.name);
      }
}

void
sim_run (guint64 seed, gboolean loud, char **trace)
{
  Sim self = { .seed = seed, .loud = loud };
  guint n;

  begin (&self);
  g_array_set_clear_func (self.promises, clear_promise);
  n = 10 + sim_below (&self, 12 * self.devices->len);
  sim_note (&self, "%u devices, %u steps", self.devices->len, n);
  for (; self.step < n; self.step++)
    {
      world_pass (sim_below (&self, 60 * 1000));
      sim_step (&self);
    }
  come_to_rest (&self);
  promises_check (&self);
  sim_note (&self, "all promises were kept");
  end (&self);
  if (trace != NULL)
    *trace = g_string_free (self.trace, FALSE);
  else
    g_string_free (self.trace, TRUE);
}
