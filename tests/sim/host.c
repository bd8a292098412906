/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Disks: how they fail and what they hold when the power has gone.
 *
 * A power cut inside of something is planned: after so many syncs of the machine's files, an image
 * of what the disk may hold is made there and then. The program goes on for a while without knowing
 * that it is dead; nothing that it then does is heard of, and its next life begins from the image.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "sim.h"

#define SYNCS_MAX      12
#define OPERATIONS_MAX 40

char *
sim_folder (Sim *self, const char *name, guint number)
{
  char *folder = g_strdup_printf ("%s/%s-%u", self->root, name, number);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  return folder;
}

void
host_init (Host *self, Sim *sim, const char *name)
{
  self->name = g_strdup (name);
  self->folder = sim_folder (sim, name, 0);
}

void
host_clear (Host *self)
{
  g_free (self->name);
  g_free (self->folder);
  g_free (self->cut);
}

/* -- The power -- */

/* What is not SQLite's does not change in a run. */
static void
copy_vault (const char *from, const char *to)
{
  g_autofree char *source = tsn_store_vault_path (from);
  g_autofree char *target = tsn_store_vault_path (to);
  g_autofree char *content = NULL;
  gsize length;

  if (g_file_get_contents (source, &content, &length, NULL))
    g_assert_true (g_file_set_contents (target, content, (gssize) length, NULL));
}

void
host_cut (Host *self, Sim *sim)
{
  self->cut = sim_folder (sim, self->name, ++self->life);
  fault_write_cut (self->folder, self->cut, (Cut) sim_below (sim, N_CUTS), sim->rand);
  copy_vault (self->folder, self->cut);
  self->dead = TRUE;
  self->cut_after = 0;
  sim_note (sim, "%s: the power goes", self->name);
}

void
host_revive (Host *self, Sim *sim)
{
  remove_tree (self->folder);
  g_free (self->folder);
  self->folder = g_steal_pointer (&self->cut);
  self->dead = FALSE;
  self->cut_after = 0;
}

void
host_plan_cut (Host *self, Sim *sim)
{
  if (!self->dead)
    self->cut_after = 1 + sim_below (sim, SYNCS_MAX);
}

static void
count_sync (Host *self, Sim *sim, const char *folder)
{
  if (self->cut_after > 0 && strcmp (folder, self->folder) == 0 && --self->cut_after == 0)
    host_cut (self, sim);
}

void
host_boundary_cb (const char *path, gpointer user_data)
{
  Sim *sim = user_data;
  g_autofree char *folder = g_path_get_dirname (path);

  count_sync (&sim->server.host, sim, folder);
  for (guint i = 0; i < sim->devices->len; i++)
    count_sync (&((Device *) g_ptr_array_index (sim->devices, i))->host, sim, folder);
}

/* -- Faults -- */

gboolean
sim_arm (Sim *self)
{
  guint nth;

  if (self->armed || !sim_happens (self, RATE_DISK))
    return FALSE;
  nth = 1 + sim_below (self, OPERATIONS_MAX);
  fault_arm (nth, (FaultMode) sim_below (self, N_FAULT_MODES), sim_below (self, 2) == 0);
  self->armed = TRUE;
  return TRUE;
}

gboolean
sim_lift (Sim *self, gboolean armed)
{
  gboolean fired;

  if (!armed)
    return self->armed;
  fired = fault_lift ();
  self->armed = FALSE;
  if (fired)
    sim_note (self, "a disk failed");
  return fired;
}
