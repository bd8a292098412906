/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server: the real service on the real backend; its power, its copies, its being set back. */

#include "ledger.h"
#include "sim.h"
#include "tsn-backend-sql.h"
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

/* -- Damage -- */

#define SQL_RECORDS "SELECT kind, record FROM patch WHERE body IS NOT NULL GROUP BY kind, record "

/* What the digest says of it now is taken away. */
static gboolean
subtract_record (TsnBackend *backend, guint kind, const TsnId *record, GError **error)
{
  const TsnServerRecord asked = { kind, *record };
  g_autoptr (GPtrArray) rows = backend->verbs->record_patches (backend, 1, &asked, 1, error);
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  g_autofree TsnDigest *buckets = g_new (TsnDigest, TSN_DIGEST_BUCKETS);
  TsnDigest cell;
  guint found;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const TsnServerPatch *row = g_ptr_array_index (rows, i);
      gsize size;
      const guint8 *body = g_bytes_get_data (row->body, &size);
      g_autoptr (TsnPatch) patch = tsn_patch_decode (body, size, NULL);

      patch->effective = row->effective;
      tsn_winners_merge (winners, patch);
    }
  if (rows == NULL || !backend->verbs->next_digest (backend, 1, kind - 1, &found, buckets, error))
    return FALSE;
  tsn_digest_record (kind, record, winners, &cell);
  tsn_digest_subtract (&buckets[tsn_digest_bucket (record)], &cell);
  return backend->verbs->put_digest (backend, 1, kind, buckets, error);
}

static gboolean
lose_record (Sim *sim, guint *kind, GError **error)
{
  TsnBackend *backend = sim->server.backend;
  g_autoptr (TsnSqlRows) rows = NULL;
  gint64 n = 0;
  gboolean row;
  TsnId record;

  if (!tsn_sql_number (backend,
                       "SELECT count (*) FROM (" SQL_RECORDS ") AS records",
                       (const TsnSqlValue[]){ { TSN_SQL_END } },
                       0,
                       &n,
                       error))
    return FALSE;
  rows = tsn_sql_ask_row (backend,
                          SQL_RECORDS "ORDER BY kind, record LIMIT 1 OFFSET ?1",
                          SQL_VALUES (SQL_NUMBER (sim_below (sim, (guint) n))),
                          &row,
                          error);
  if (rows == NULL || !tsn_sql_read (rows, 1, &record, sizeof record, error))
    return FALSE;
  *kind = (guint) tsn_sql_read_number (rows, 0);
  g_clear_pointer (&rows, tsn_sql_rows_free);
  return subtract_record (backend, *kind, &record, error) &&
         tsn_sql_run (backend,
                      "DELETE FROM patch WHERE kind = ?1 AND record = ?2 AND body IS NOT NULL",
                      SQL_VALUES (SQL_NUMBER (*kind), SQL_ID (&record)),
                      error);
}

void
server_damage (Sim *sim)
{
  Server *self = &sim->server;
  g_autoptr (GError) error = NULL;
  guint kind = 0;

  if (!server_start (sim) || !self->backend->verbs->begin (self->backend, TRUE, &error) ||
      !lose_record (sim, &kind, &error) || !self->backend->verbs->commit (self->backend, &error))
    sim_fail (sim, "server: cannot be damaged");
  self->damaged = TRUE;
  server_stop (sim);
  sim_note (sim, "server: a record of kind %u is lost", kind);
}
