/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server: the real service on the real backend; its power, its copies, its being set back. */

#include "ledger.h"
#include "sim.h"
#include "world.h"

#define COPIES_MAX 3

static gint64
now_cb (gpointer data)
{
  return world_now_ms () + ((Server *) data)->host.ahead_ms;
}

void
server_init (Sim *sim)
{
  host_init (&sim->server.host, sim, "server");
  pool_lay_out_server (sim->server.host.folder);
  sim->server.copies = g_ptr_array_new_with_free_func (g_free);
}

void
server_stop (Sim *sim)
{
  Server *self = &sim->server;

  g_clear_pointer (&self->service, tsn_service_free);
  g_clear_pointer (&self->backend, tsn_backend_close);
  if (self->host.dead)
    host_revive (&self->host, sim);
}

void
server_clear (Sim *sim)
{
  server_stop (sim);
  host_clear (&sim->server.host);
  g_ptr_array_unref (sim->server.copies);
}

gboolean
server_start (Sim *sim)
{
  Server *self = &sim->server;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (self->host.dead)
    server_stop (sim);
  if (self->service != NULL)
    return TRUE;
  path = g_build_filename (self->host.folder, "server.db", NULL);
  self->backend = tsn_backend_sqlite_open (path, &error);
  if (self->backend != NULL)
    self->service = tsn_service_new (self->backend, now_cb, self, &error);
  if (self->service == NULL)
    {
      g_clear_pointer (&self->backend, tsn_backend_close);
      sim_note (sim, "server: does not start: %s", error->message);
      return FALSE;
    }
  return TRUE;
}

gboolean
server_handle (Sim *sim, const TsnRequest *request, TsnAnswer *answer)
{
  Server *self = &sim->server;
  g_auto (TsnAnswer) given = { 0 };
  gint64 before;

  if (!server_start (sim))
    return FALSE;
  before = world_set_ahead (self->host.ahead_ms);
  tsn_service_handle (self->service, request, &given);
  world_set_ahead (before);
  if (self->host.dead)
    {
      server_stop (sim);
      return FALSE;
    }
  *answer = given;
  given = (TsnAnswer){ 0 };
  return TRUE;
}

/* -- Copies -- */

void
server_back_up (Sim *sim)
{
  Server *self = &sim->server;
  g_autofree char *folder = NULL;

  if (self->copies->len >= COPIES_MAX)
    return;
  folder = g_strdup_printf ("%s/copy-%u", sim->root, self->copies->len);
  copy_as_crashed (self->host.folder, folder);
  g_ptr_array_add (self->copies, g_steal_pointer (&folder));
  sim_note (sim, "server: copy %u is made", self->copies->len - 1);
}

void
server_set_back (Sim *sim)
{
  Server *self = &sim->server;
  guint which;

  if (self->copies->len == 0)
    return;
  which = sim_below (sim, self->copies->len);
  server_stop (sim);
  remove_tree (self->host.folder);
  g_free (self->host.folder);
  self->host.folder = g_strdup_printf ("%s/server-%u", sim->root, ++self->host.life);
  copy_as_crashed (g_ptr_array_index (self->copies, which), self->host.folder);
  self->set_back = TRUE;
  sim_note (sim, "server: set back to copy %u", which);
}
