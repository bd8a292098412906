/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The runner does the work, in a thread and on a database connection of its own. Here is what makes
 * it the station's: it begins when the station is open and a server is known, and is cut when the
 * station locks. Nobody waits for its thread then: what it still tries without the keys fails, and
 * changes nothing. But the next one begins only when it is over.
 *
 * What waits is counted by the station's own store, whenever something was written and whenever the
 * runner says anything: a round that hangs on a dead network must not keep the number of before.
 * The same look tells what came in, and when it is answered, the search text has it, too. There is
 * one look at a time; for what happens meanwhile there is one more. */

#include "tsn-server-link.h"

#include "tsn-session-sync.h"

struct _TsnServerLink
{
  GObject parent_instance;

  TsnStation *station;   /* borrowed: the owner */
  TsnSyncRunner *runner; /* NULL: not open, or no server */
  TsnSyncRunner *ending; /* NULL: none is */
  TsnServerState state;
  gint64 number; /* the log up to here was told; below 0: nothing was looked at yet */
  guint n_looks; /* that were begun */
  guint looking; /* the look that is under way; 0: none */
  gboolean look_again;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnServerLink, tsn_server_link, G_TYPE_OBJECT)

/* -- The runner -- */

static void
status_cb (const TsnSyncStatus *status, gpointer user_data)
{
  TsnServerLink *self = user_data;
  TsnServerState *state = &self->state;

  state->syncing = status->syncing;
  state->n_rounds = status->n_rounds;
  if (!status->syncing)
    {
      state->differs = status->result.digest == TSN_DIGEST_DIFFERS;
      g_clear_error (&state->problem);
      state->problem = status->problem != NULL ? g_error_copy (status->problem) : NULL;
    }
  g_signal_emit (self, signals[CHANGED], 0);
  tsn_server_link_look (self);
}

static void
begin (TsnServerLink *self)
{
  self->runner = tsn_sync_runner_new (tsn_station_get_folder (self->station),
                                      tsn_station_get_vault (self->station),
                                      NULL,
                                      &TSN_SYNC_PATIENCE,
                                      status_cb,
                                      self);
}

gboolean
tsn_server_link_wait (TsnServerLink *self)
{
  gboolean waited = self->ending != NULL;

  g_clear_pointer (&self->ending, tsn_sync_runner_free);
  return waited;
}

static void
ended_cb (gpointer user_data)
{
  TsnServerLink *self = user_data;

  tsn_server_link_wait (self);
  tsn_server_link_look (self); /* it may be open again */
}

static void
end (TsnServerLink *self)
{
  if (self->runner != NULL)
    {
      self->ending = g_steal_pointer (&self->runner);
      tsn_sync_runner_cancel (self->ending, ended_cb);
    }
  g_clear_pointer (&self->state.refusals, g_array_unref);
  g_clear_error (&self->state.problem);
  self->state = (TsnServerState){ 0 };
  self->number = -1;
  self->looking = 0;
  self->look_again = FALSE;
}

/* -- Looking -- */

typedef struct
{
  guint which;
  TsnServerState state; /* what the database knows of it */
  gint64 number;
  GArray *news; /* (element-type TsnNews) */
} Look;

static void
look_free (gpointer data)
{
  Look *self = data;

  g_clear_pointer (&self->news, g_array_unref);
  g_clear_pointer (&self->state.refusals, g_array_unref);
  g_free (self);
}

static gboolean
load_host (TsnSession *session, TsnServerState *state, GError **error)
{
  g_autoptr (GError) local = NULL;
  TsnSyncServer server;

  state->has_server = tsn_sync_server_load (&server, session, &local);
  if (state->has_server)
    g_strlcpy (state->host, server.host, sizeof state->host);
  else if (!g_error_matches (local, TSN_SYNC_ERROR, TSN_SYNC_ERROR_NO_SERVER))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static gboolean
load_refusals (TsnSession *session, TsnServerState *state, GError **error)
{
  if (state->refused > 0)
    state->refusals = tsn_session_quarantined (session, error);
  return state->refused == 0 || state->refusals != NULL;
}

static gboolean
look_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *self = data;
  TsnServerState *state = &self->state;

  return load_host (session, state, error) &&
         tsn_session_news (session, &self->number, &self->news, error) &&
         (!state->has_server ||
          (tsn_session_count_waiting (session, &state->waiting, &state->refused, error) &&
           load_refusals (session, state, error) &&
           tsn_sync_server_get_synced (session, &state->synced_ms, error)));
}

static void
take_look (TsnServerLink *self, const Look *seen)
{
  self->state.has_server = seen->state.has_server;
  memcpy (self->state.host, seen->state.host, sizeof self->state.host);
  self->state.waiting = seen->state.waiting;
  self->state.refused = seen->state.refused;
  g_clear_pointer (&self->state.refusals, g_array_unref);
  if (seen->state.refusals != NULL)
    self->state.refusals = g_array_ref (seen->state.refusals);
  self->state.synced_ms = seen->state.synced_ms;
  self->number = seen->number;
  if (self->state.has_server && self->runner == NULL && self->ending == NULL)
    begin (self);
  g_signal_emit (self, signals[CHANGED], 0);
  for (guint i = 0; seen->news != NULL && i < seen->news->len; i++)
    {
      const TsnNews *one = &g_array_index (seen->news, TsnNews, i);

      tsn_station_changed (self->station,
                           one->kind,
                           tsn_id_is_nil (&one->record) ? NULL : &one->record);
    }
}

static void
looked_cb (gpointer object, gpointer data, const GError *error)
{
  TsnServerLink *self = object;
  const Look *seen = data;

  if (seen->which != self->looking) /* it was locked, or begun anew, since then */
    return;
  self->looking = 0;
  if (error == NULL)
    take_look (self, seen);
  if (self->look_again)
    tsn_server_link_look (self);
}

void
tsn_server_link_look (TsnServerLink *self)
{
  Look *data;

  self->look_again = self->looking != 0;
  if (self->look_again || tsn_station_get_state (self->station) != TSN_STATION_OPEN)
    return;
  self->looking = ++self->n_looks;
  data = g_new0 (Look, 1);
  data->which = self->looking;
  data->number = self->number;
  tsn_station_ask (self->station, TSN_STORE_READ, look_work, data, look_free, self, looked_cb);
}

/* -- The station -- */

static void
station_changed_cb (TsnServerLink *self)
{
  if (self->state.has_server)
    tsn_server_link_look (self);
}

static void
locking_cb (TsnServerLink *self)
{
  end (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* -- Life -- */

static void
tsn_server_link_dispose (GObject *object)
{
  end (TSN_SERVER_LINK (object));
  tsn_server_link_wait (TSN_SERVER_LINK (object));
  G_OBJECT_CLASS (tsn_server_link_parent_class)->dispose (object);
}

static void
tsn_server_link_class_init (TsnServerLinkClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_server_link_dispose;
  signals[CHANGED] = g_signal_new ("changed",
                                   TSN_TYPE_SERVER_LINK,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
tsn_server_link_init (TsnServerLink *self)
{
  self->number = -1;
}

TsnServerLink *
tsn_server_link_new (TsnStation *station)
{
  const struct
  {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    { "notify::state", G_CALLBACK (tsn_server_link_look) },
    { "changed", G_CALLBACK (station_changed_cb) },
    { "locking", G_CALLBACK (locking_cb) },
  };
  TsnServerLink *self = g_object_new (TSN_TYPE_SERVER_LINK, NULL);

  self->station = station;
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (station,
                             handlers[i].signal,
                             handlers[i].callback,
                             self,
                             G_CONNECT_SWAPPED);
  return self;
}

const TsnServerState *
tsn_server_link_get_state (TsnServerLink *self)
{
  return &self->state;
}

void
tsn_server_link_sync_now (TsnServerLink *self)
{
  if (self->runner != NULL)
    tsn_sync_runner_wake (self->runner);
}

static gboolean
again_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_leave_quarantine (session, error);
}

static void
again_cb (gpointer object, gpointer data, const GError *error)
{
  tsn_server_link_look (object);
  tsn_server_link_sync_now (object);
}

void
tsn_server_link_send_again (TsnServerLink *self)
{
  tsn_station_ask (self->station, TSN_STORE_WRITE, again_work, NULL, NULL, self, again_cb);
}

void
tsn_server_link_restart (TsnServerLink *self)
{
  end (self);
  tsn_server_link_look (self);
}
