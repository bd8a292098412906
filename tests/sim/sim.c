/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One run: what is drawn for it, its steps, and its end.
 *
 * Every run draws how often each thing goes wrong, and leaves about half of them out: a fault that
 * only shows when nothing else disturbs is found, too. At the end nothing goes wrong any more, all
 * machines run, and everybody syncs three times; before the last time the server may have lost a
 * record, which comes back from those who have it.
 */

#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tsn-scope.h"
#include "world.h"

#define START_MS G_GINT64_CONSTANT (1780000000000)
#define ROUNDS   3

/* How often at most, of a thousand. */
static const guint RATES[N_RATES] = {
  [RATE_LOSE_REQUEST] = 200, [RATE_LOSE_ANSWER] = 200, [RATE_REPEAT] = 200, [RATE_DELAY] = 100,
  [RATE_SHORT] = 50,         [RATE_SLOW] = 100,        [RATE_BUSY] = 50,    [RATE_MEANWHILE] = 200,
  [RATE_DISK] = 150,         [RATE_ERASE] = 150,       [RATE_LONG] = 800,
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
  self->bundles = g_ptr_array_new_with_free_func (g_free);
  self->promises = g_array_new (FALSE, FALSE, sizeof (Promise));
  self->items = g_array_new (FALSE, FALSE, sizeof (Item));
  world_begin (self->seed, START_MS);
  self->faults = TRUE;
  draw_rates (self);
  sim_draw_weights (self);
  server_init (self);
  draw_devices (self);
  if (sim_has_cuts (self))
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
  newcomer_free (self->newcomer);
  g_ptr_array_unref (self->letters);
  g_ptr_array_unref (self->bundles);
  g_array_unref (self->promises);
  g_array_unref (self->items);
  g_rand_free (self->rand);
  remove_tree (self->root);
  g_free (self->root);
}

/* Whether it may be so that it cannot sync: it was shut out, or the server was set back to when
 * nobody had told it of this device, which somebody does in the same round. */
static gboolean
may_fail (Sim *self, const Device *device, const GError *error, guint round)
{
  return (device->asked_out && g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_SHUT_OUT)) ||
         (round == 1 && self->server.set_back &&
          g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNKNOWN_DEVICE));
}

/* @result: (out) */
static void
last_sync (Sim *self, Device *device, guint round, TsnSyncResult *result)
{
  g_autoptr (GError) error = NULL;

  self->step++;
  device_offer_again (device, self);
  if (!device_sync (device, self, result, &error))
    {
      if (!may_fail (self, device, error, round))
        sim_fail (self, "%s cannot sync in round %u", device->host.name, round);
      device->out = g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_SHUT_OUT);
    }
  else if (round == ROUNDS && result->quarantined == 0 && result->digest != TSN_DIGEST_SAME)
    sim_fail (self, "%s and the server do not hold the same", device->host.name);
}

/* Whether nobody had anything to send, and the first device, whose role pulls everything, holds
 * what the server holds. */
static gboolean
last_round (Sim *self, guint round)
{
  gboolean at_rest = TRUE;

  for (guint i = 0; i < self->devices->len; i++)
    {
      TsnSyncResult result;

      last_sync (self, g_ptr_array_index (self->devices, i), round, &result);
      at_rest = at_rest && result.sent == 0 && result.refused == 0 &&
                (i > 0 || result.digest == TSN_DIGEST_SAME);
    }
  return at_rest;
}

/* What counts is on the disks. */
static void
restart (Sim *self, Device *device)
{
  device_stop (device, self);
  if (!device_start (device, self))
    sim_fail (self, "%s does not start again", device->host.name);
}

/* Everything runs again, and everybody syncs. */
static void
come_to_rest (Sim *self)
{
  self->faults = FALSE;
  self->server.host.cut_after = 0;
  for (guint i = 0; i < self->devices->len; i++)
    {
      Device *device = g_ptr_array_index (self->devices, i);

      device->host.cut_after = 0;
      device->host.offline_until_ms = 0;
    }
  sim_note (self, "nothing goes wrong any more");
  newcomer_settle (self);
  for (guint round = 1; round <= ROUNDS; round++)
    {
      gboolean at_rest = last_round (self, round);

      if (round + 1 == ROUNDS && at_rest && sim_below (self, 2) == 0)
        server_damage (self);
    }
  for (guint i = 0; i < self->devices->len; i++)
    restart (self, g_ptr_array_index (self->devices, i));
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
