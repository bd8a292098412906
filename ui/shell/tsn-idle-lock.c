/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The timer sleeps until the moment at which there might be something to say, so an idle app stays
 * idle. The signals of the desktop are taken where they come and not missed where they do not: a
 * desk without them still locks by the clock. */

#include "tsn-idle-lock.h"

#include <math.h>

#include "tsn-activity.h"

struct _TsnIdleLock
{
  GObject parent_instance;

  GSettings *settings;
  gboolean active;
  gboolean warned;
  guint timer;
  GDBusConnection *buses[2]; /* system, session; NULL: not there */
  guint subscriptions[3];
};

enum
{
  WARNING,
  LOCK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnIdleLock, tsn_idle_lock, G_TYPE_OBJECT)

/* -- The clock -- */

static void look (TsnIdleLock *self);

static gboolean
timer_cb (gpointer user_data)
{
  TsnIdleLock *self = user_data;

  self->timer = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
warn (TsnIdleLock *self, guint seconds)
{
  self->warned = seconds > 0;
  g_signal_emit (self, signals[WARNING], 0, seconds);
}

static void
look (TsnIdleLock *self)
{
  double limit = 60.0 * g_settings_get_uint (self->settings, "lock-minutes");
  double left = limit - tsn_activity_idle_seconds ();

  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->active)
    return;
  if (left <= 0)
    {
      warn (self, 0);
      g_signal_emit (self, signals[LOCK], 0);
      return;
    }
  if (left <= TSN_IDLE_WARNING)
    warn (self, (guint) ceil (left));
  else if (self->warned)
    warn (self, 0);
  /* While it warns, it looks whether somebody is back. */
  self->timer = g_timeout_add (
      left <= TSN_IDLE_WARNING ? 250 : (guint) ((left - TSN_IDLE_WARNING) * 1000) + 10,
      timer_cb,
      self);
}

void
tsn_idle_lock_set_active (TsnIdleLock *self, gboolean active)
{
  if (self->active == active)
    return;
  self->active = active;
  if (active)
    tsn_activity_touch ();
  else if (self->warned)
    warn (self, 0);
  look (self);
}

/* -- The desktop -- */

/* All of them carry one boolean: going to sleep, the screen lock is on. */
static const struct
{
  GBusType bus;
  const char *interface;
  const char *signal;
} DESKTOP[] = {
  { G_BUS_TYPE_SYSTEM, "org.freedesktop.login1.Manager", "PrepareForSleep" },
  { G_BUS_TYPE_SESSION, "org.gnome.ScreenSaver", "ActiveChanged" },
  { G_BUS_TYPE_SESSION, "org.freedesktop.ScreenSaver", "ActiveChanged" },
};

static void
desktop_cb (GDBusConnection *bus,
            const char *sender,
            const char *path,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer user_data)
{
  TsnIdleLock *self = user_data;
  gboolean on = FALSE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &on);
  if (on && self->active)
    g_signal_emit (self, signals[LOCK], 0);
}

static void
listen (TsnIdleLock *self, GDBusConnection *bus, GBusType type)
{
  self->buses[type == G_BUS_TYPE_SYSTEM ? 0 : 1] = g_object_ref (bus);
  for (gsize i = 0; i < G_N_ELEMENTS (DESKTOP); i++)
    if (DESKTOP[i].bus == type)
      self->subscriptions[i] = g_dbus_connection_signal_subscribe (bus,
                                                                   NULL,
                                                                   DESKTOP[i].interface,
                                                                   DESKTOP[i].signal,
                                                                   NULL,
                                                                   NULL,
                                                                   G_DBUS_SIGNAL_FLAGS_NONE,
                                                                   desktop_cb,
                                                                   self,
                                                                   NULL);
}

static void
system_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnIdleLock) self = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus != NULL)
    listen (self, bus, G_BUS_TYPE_SYSTEM);
}

static void
session_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnIdleLock) self = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus != NULL)
    listen (self, bus, G_BUS_TYPE_SESSION);
}

/* -- Life -- */

static void
tsn_idle_lock_dispose (GObject *object)
{
  TsnIdleLock *self = TSN_IDLE_LOCK (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  for (gsize i = 0; i < G_N_ELEMENTS (DESKTOP); i++)
    if (self->subscriptions[i] != 0)
      {
        int bus = DESKTOP[i].bus == G_BUS_TYPE_SYSTEM ? 0 : 1;

        g_dbus_connection_signal_unsubscribe (self->buses[bus], self->subscriptions[i]);
        self->subscriptions[i] = 0;
      }
  g_clear_object (&self->buses[0]);
  g_clear_object (&self->buses[1]);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (tsn_idle_lock_parent_class)->dispose (object);
}

static void
tsn_idle_lock_class_init (TsnIdleLockClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_idle_lock_dispose;
  signals[WARNING] = g_signal_new ("warning",
                                   TSN_TYPE_IDLE_LOCK,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_UINT);
  signals[LOCK] = g_signal_new ("lock",
                                TSN_TYPE_IDLE_LOCK,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                0);
}

static void
tsn_idle_lock_init (TsnIdleLock *self)
{
  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, system_bus_cb, g_object_ref (self));
  g_bus_get (G_BUS_TYPE_SESSION, NULL, session_bus_cb, g_object_ref (self));
}

TsnIdleLock *
tsn_idle_lock_new (GSettings *settings)
{
  TsnIdleLock *self = g_object_new (TSN_TYPE_IDLE_LOCK, NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings,
                           "changed::lock-minutes",
                           G_CALLBACK (look),
                           self,
                           G_CONNECT_SWAPPED);
  return self;
}
