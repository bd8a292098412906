/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who serves.
 *
 * Nobody is asked and nothing is voted on. Who is in no room for a while opens one; the while is
 * partly by chance, so that seldom two do. If two did, both are in both rooms, and the one whose
 * room has the greater id closes it when it has a line to the other: as only one of the two has the
 * greater id, one room stays, and nobody was alone in between. When whoever serves goes (its lid is
 * closed, it is locked), the lines to it end, the others are in no room, and it begins anew. All of
 * that loses nothing: a room holds only what devices hold.
 */

#include "tsn-room-keeper.h"

#include <string.h>

#include "tsn-notifier.h"
#include "tsn-room-host.h"
#include "tsn-room-mdns.h"

#define ANY_LISTEN "0.0.0.0:0" /* when another program has the usual port */

const TsnRoomPatience TSN_ROOM_PATIENCE = {
  .look_ms = 3000,
  .again_ms = 30 * 1000,
  .sync = {
      .first_ms = 500,
      .last_ms = 10 * 1000,
      .connect_ms = 5 * 1000,
      .silence_ms = 15 * 1000,
      .poll_ms = 60 * 1000,
  },
};

struct _TsnRoomKeeper
{
  char *folder;
  TsnVault *vault; /* borrowed */
  TsnRoomPatience patience;
  TsnRoomStateFunc func;
  gpointer user_data;
  GThread *thread;
  GMainContext *context; /* of the thread */
  TsnNotifier *notifier; /* closed: it is over */

  GMutex lock; /* what follows, to the next line */
  TsnRoomState state;

  /* Of the thread. */
  TsnRoomMdns *mdns;
  TsnRoomGuest *guest;
  GHashTable *lines;  /* TsnId of each room of others to which there is a line -> devices in it */
  GSource *timer;     /* to open one */
  TsnRoomHost *host;  /* (nullable): this device serves one */
  TsnRoomAddress own; /* of that, as this device goes there */
  TsnId own_id;
  guint n_own;        /* devices in it, this one among them */
  gboolean announced; /* it is */
};

void
tsn_room_state_clear (TsnRoomState *self)
{
  g_clear_error (&self->problem);
}

/* -- The state -- */

static void
tell_cb (gpointer data)
{
  TsnRoomKeeper *self = data;
  g_auto (TsnRoomState) state = { 0 };

  g_mutex_lock (&self->lock);
  state = self->state;
  state.problem = self->state.problem != NULL ? g_error_copy (self->state.problem) : NULL;
  g_mutex_unlock (&self->lock);
  self->func (&state, self->user_data);
}

static guint
count_others (TsnRoomKeeper *self)
{
  guint n = MAX (self->n_own, 1);
  GHashTableIter iter;
  gpointer in_room;

  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &in_room))
    n = MAX (n, GPOINTER_TO_UINT (in_room));
  return n - 1;
}

static void
tell (TsnRoomKeeper *self)
{
  g_mutex_lock (&self->lock);
  self->state.serves = self->announced;
  self->state.n_others = count_others (self);
  if (self->state.serves || g_hash_table_size (self->lines) > 0)
    g_clear_error (&self->state.problem);
  g_mutex_unlock (&self->lock);
  tsn_notifier_notify (self->notifier);
}

/* @problem: (transfer full) (nullable): NULL: it is over */
static void
note_problem (TsnRoomKeeper *self, GError *problem)
{
  g_mutex_lock (&self->lock);
  g_clear_error (&self->state.problem);
  self->state.problem = problem;
  g_mutex_unlock (&self->lock);
}

/* -- The own room -- */

static void consider (TsnRoomKeeper *self);

static gboolean
open_own (TsnRoomKeeper *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  TsnRoom room;

  self->host = tsn_room_host_new (self->vault, TSN_ROOM_LISTEN, &self->own, &local);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    {
      g_clear_error (&local);
      self->host = tsn_room_host_new (self->vault, ANY_LISTEN, &self->own, &local);
    }
  if (self->host == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_strlcpy (self->own.host, "127.0.0.1", sizeof self->own.host);
  if (!tsn_room_init (&room, &self->own, self->vault, error))
    return FALSE;
  self->own_id = room.server.identity.server;
  return tsn_room_guest_enter (self->guest, &self->own, error);
}

static void
close_own (TsnRoomKeeper *self)
{
  g_autoptr (TsnRoomHost) host = g_steal_pointer (&self->host);

  if (host == NULL)
    return;
  tsn_room_mdns_withdraw (self->mdns);
  tsn_room_guest_leave (self->guest, &self->own);
  tsn_room_address_clear (&self->own);
  self->own_id = (TsnId) TSN_ID_NIL;
  self->n_own = 0;
  self->announced = FALSE;
}

/* When it has all that this device has: who came before would bring it all a second time. */
static void
announce (TsnRoomKeeper *self)
{
  self->announced = TRUE;
  tsn_room_mdns_announce (self->mdns, &self->own);
}

/* -- Who serves -- */

static void
stop_timer (TsnRoomKeeper *self)
{
  if (self->timer == NULL)
    return;
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean timer_cb (gpointer data);

static void
set_timer (TsnRoomKeeper *self, guint ms)
{
  stop_timer (self);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, self->context);
}

static gboolean
timer_cb (gpointer data)
{
  TsnRoomKeeper *self = data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->timer, g_source_unref);
  if (open_own (self, &error))
    return G_SOURCE_REMOVE;
  close_own (self);
  note_problem (self, g_steal_pointer (&error));
  set_timer (self, self->patience.again_ms);
  tell (self);
  return G_SOURCE_REMOVE;
}

/* Whether a room of another stays, and the own one is one too many. */
static gboolean
is_outlived (TsnRoomKeeper *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (tsn_id_compare (id, &self->own_id) < 0)
      return TRUE;
  return FALSE;
}

static void
consider (TsnRoomKeeper *self)
{
  gboolean wanted = self->state.has_avahi && self->state.may_serve && self->host == NULL &&
                    g_hash_table_size (self->lines) == 0;

  if (self->host != NULL && is_outlived (self))
    close_own (self);
  if (!wanted)
    stop_timer (self);
  else if (self->timer == NULL)
    set_timer (self,
               self->patience.look_ms +
                   (guint) g_random_int_range (0, (gint32) self->patience.look_ms + 1));
}

/* -- Rooms -- */

/* Not being there is what everybody's room is some day. */
static gboolean
is_told (const GError *problem)
{
  return problem != NULL &&
         !g_error_matches (problem, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE) &&
         !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
note_own (TsnRoomKeeper *self, const TsnSyncStatus *status)
{
  self->n_own = status->n_lines;
  if (!self->announced && !status->syncing && status->n_rounds > 0 && status->problem == NULL)
    announce (self);
}

/* There is a line before the first round: what could not be said there is of no use yet. Who serves
 * is there, whether it has counted already or not. */
static void
note_other (TsnRoomKeeper *self, const TsnId *id, const TsnSyncStatus *status)
{
  if (status->live && status->n_rounds > 0 && status->problem == NULL)
    g_hash_table_insert (self->lines,
                         g_memdup2 (id, sizeof *id),
                         GUINT_TO_POINTER (MAX (status->n_lines, 2)));
  else if (!status->live || status->problem != NULL)
    g_hash_table_remove (self->lines, id);
  if (!status->syncing && is_told (status->problem))
    note_problem (self, g_error_copy (status->problem));
}

static void
status_cb (const TsnRoom *room, const TsnSyncStatus *status, gpointer user_data)
{
  TsnRoomKeeper *self = user_data;
  const TsnId *id = &room->server.identity.server;
  static const TsnSyncStatus gone = { 0 };

  if (tsn_id_equal (id, &self->own_id))
    note_own (self, status != NULL ? status : &gone);
  else
    note_other (self, id, status != NULL ? status : &gone);
  consider (self);
  tell (self);
}

/* What is not of this municipality is nobody's business. */
static void
found_cb (const TsnRoomAddress *address, gboolean found, gpointer user_data)
{
  TsnRoomKeeper *self = user_data;

  if (found)
    tsn_room_guest_enter (self->guest, address, NULL);
  else
    tsn_room_guest_leave (self->guest, address);
}

static void
avahi_cb (gboolean is_there, gpointer user_data)
{
  TsnRoomKeeper *self = user_data;

  g_mutex_lock (&self->lock);
  self->state.has_avahi = is_there;
  g_mutex_unlock (&self->lock);
  consider (self);
  tell (self);
}

/* -- The thread -- */

static void
wind_up (TsnRoomKeeper *self)
{
  stop_timer (self);
  close_own (self);
  stop_timer (self);
  g_clear_pointer (&self->mdns, tsn_room_mdns_free);
  g_clear_pointer (&self->guest, tsn_room_guest_free);
  while (g_main_context_iteration (self->context, FALSE))
    ;
}

static gpointer
keep_worker (gpointer data)
{
  TsnRoomKeeper *self = data;

  g_main_context_push_thread_default (self->context);
  self->guest =
      tsn_room_guest_new (self->folder, self->vault, &self->patience.sync, status_cb, self);
  self->mdns = tsn_room_mdns_new (found_cb, avahi_cb, self);
  while (!tsn_notifier_is_closed (self->notifier))
    g_main_context_iteration (self->context, TRUE);
  wind_up (self);
  g_main_context_pop_thread_default (self->context);
  tsn_notifier_end (self->notifier);
  return NULL;
}

TsnRoomKeeper *
tsn_room_keeper_new (const char *folder,
                     TsnVault *vault,
                     const TsnRoomPatience *patience,
                     TsnRoomStateFunc func,
                     gpointer user_data)
{
  TsnRoomKeeper *self = g_new0 (TsnRoomKeeper, 1);

  self->folder = g_strdup (folder);
  self->vault = vault;
  self->patience = *patience;
  self->func = func;
  self->user_data = user_data;
  self->notifier = tsn_notifier_new (tell_cb, self);
  self->context = g_main_context_new ();
  self->lines = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL);
  self->state.has_avahi = TRUE;
  self->state.may_serve = tsn_vault_role (vault) == TSN_ROLE_DESK;
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("tsn-rooms", keep_worker, self);
  return self;
}

void
tsn_room_keeper_cancel (TsnRoomKeeper *self, void (*ended) (gpointer user_data))
{
  tsn_notifier_close (self->notifier, ended, self->user_data);
  g_main_context_wakeup (self->context);
}

void
tsn_room_keeper_free (TsnRoomKeeper *self)
{
  if (self == NULL)
    return;
  tsn_room_keeper_cancel (self, NULL);
  g_thread_join (self->thread);
  tsn_notifier_free (self->notifier);
  tsn_room_state_clear (&self->state);
  g_hash_table_unref (self->lines);
  g_mutex_clear (&self->lock);
  g_main_context_unref (self->context);
  g_free (self->folder);
  g_free (self);
}
