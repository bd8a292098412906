/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keeper does the work, in threads of its own. It borrows the keys, so it is there only while
 * the station is open. */

#include "tsn-room-link.h"

#include <ifaddrs.h>
#include <net/if.h>

#include "tsn-server-link.h"

struct _TsnRoomLink
{
  GObject parent_instance;

  TsnStation *station;   /* borrowed: the owner */
  TsnRoomKeeper *keeper; /* NULL: off, or not open */
  TsnRoomKeeper *ending; /* (nullable): the one before, until it is over */
  TsnRoomState state;
  gboolean on;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnRoomLink, tsn_room_link, G_TYPE_OBJECT)

static void
tell (TsnRoomLink *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
state_cb (const TsnRoomState *state, gpointer user_data)
{
  TsnRoomLink *self = user_data;

  tsn_room_state_clear (&self->state);
  self->state = *state;
  self->state.problem = state->problem != NULL ? g_error_copy (state->problem) : NULL;
  tsn_server_link_look (tsn_station_get_link (self->station));
  tell (self);
}

static void settle (TsnRoomLink *self);

void
tsn_room_link_wait (TsnRoomLink *self)
{
  g_clear_pointer (&self->ending, tsn_room_keeper_free);
}

static void
ended_cb (gpointer user_data)
{
  TsnRoomLink *self = user_data;

  tsn_room_link_wait (self);
  settle (self); /* it may be wanted again */
}

static void
end (TsnRoomLink *self)
{
  if (self->keeper != NULL)
    {
      self->ending = g_steal_pointer (&self->keeper);
      tsn_room_keeper_cancel (self->ending, ended_cb);
    }
  tsn_room_state_clear (&self->state);
  self->state = (TsnRoomState){ 0 };
}

/* What was switched on and what is there. */
static void
settle (TsnRoomLink *self)
{
  TsnVault *vault = tsn_station_get_vault (self->station);

  if (!self->on)
    end (self);
  else if (self->keeper == NULL && tsn_station_get_state (self->station) == TSN_STATION_OPEN)
    {
      self->state = (TsnRoomState){ .has_avahi = TRUE,
                                    .may_serve = tsn_vault_role (vault) == TSN_ROLE_DESK };
      if (self->ending == NULL)
        self->keeper = tsn_room_keeper_new (tsn_station_get_folder (self->station),
                                            vault,
                                            &TSN_ROOM_PATIENCE,
                                            state_cb,
                                            self);
    }
  tell (self);
}

static void
locking_cb (TsnRoomLink *self)
{
  end (self);
  tell (self);
}

/* -- Life -- */

static void
tsn_room_link_dispose (GObject *object)
{
  end (TSN_ROOM_LINK (object));
  tsn_room_link_wait (TSN_ROOM_LINK (object));
  G_OBJECT_CLASS (tsn_room_link_parent_class)->dispose (object);
}

static void
tsn_room_link_class_init (TsnRoomLinkClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_room_link_dispose;
  signals[CHANGED] = g_signal_new ("changed",
                                   TSN_TYPE_ROOM_LINK,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
tsn_room_link_init (TsnRoomLink *self)
{
}

TsnRoomLink *
tsn_room_link_new (TsnStation *station)
{
  TsnRoomLink *self = g_object_new (TSN_TYPE_ROOM_LINK, NULL);

  self->station = station;
  g_signal_connect_object (station, "notify::state", G_CALLBACK (settle), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (station, "locking", G_CALLBACK (locking_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (g_network_monitor_get_default (),
                           "network-changed",
                           G_CALLBACK (tell),
                           self,
                           G_CONNECT_SWAPPED);
  return self;
}

gboolean
tsn_room_link_is_on (TsnRoomLink *self)
{
  return self->on;
}

void
tsn_room_link_switch (TsnRoomLink *self, gboolean on)
{
  if (self->on == on)
    return;
  self->on = on;
  settle (self);
}

const TsnRoomState *
tsn_room_link_get_state (TsnRoomLink *self)
{
  return &self->state;
}

/* Not GNetworkMonitor's "available", which asks for a way to the internet. */
gboolean
tsn_room_link_has_network (TsnRoomLink *self)
{
  struct ifaddrs *all;
  gboolean has = FALSE;

  if (getifaddrs (&all) != 0)
    return TRUE; /* it cannot be said */
  for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next)
    if (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET &&
        (one->ifa_flags & IFF_RUNNING) != 0 && (one->ifa_flags & IFF_LOOPBACK) == 0)
      has = TRUE;
  freeifaddrs (all);
  return has;
}
