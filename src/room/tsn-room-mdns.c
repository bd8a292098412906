/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Avahi, by its D-Bus interface, which GLib speaks: so no library is needed, and a machine without
 * Avahi lacks nothing but this.
 *
 * Only IPv4 is asked for: link-local addresses of IPv6 are no use without the interface, and a hall
 * without a DHCP server has link-local ones of IPv4. A name tells nothing but that it was heard
 * before; what counts is the announcement in the TXT record.
 */

#include "tsn-room-mdns.h"

#include <gio/gio.h>
#include <string.h>

#define AVAHI           "org.freedesktop.Avahi"
#define AVAHI_SERVER    AVAHI ".Server"
#define AVAHI_GROUP     AVAHI ".EntryGroup"
#define AVAHI_BROWSER   AVAHI ".ServiceBrowser"
#define ROOT_PATH       "/"
#define SERVICE_TYPE    "_tsunagi._tcp"
#define ANY_INTERFACE   (-1)
#define IPV4            0
#define NAME_SIZE       17   /* 16 digits and the final NUL */
#define ROOMS_HEARD_MAX 64   /* of anybody */
#define ANY_TIME        (-1) /* the default of GDBus */

struct _TsnRoomMdns
{
  TsnRoomFoundFunc func;
  TsnRoomAvahiFunc avahi;
  gpointer user_data;
  guint watch;                 /* of the daemon's name */
  GDBusConnection *connection; /* NULL: there is no daemon */
  guint new_signal;
  guint remove_signal;
  GCancellable *cancellable; /* of what was asked of that daemon */
  char *browser;             /* path */
  char *group;               /* path of what is announced */
  GHashTable *heard;         /* "interface name" -> TsnRoomAddress */
  char name[NAME_SIZE];
  TsnRoomAddress own; /* announcement NULL: nothing to tell */
};

static void
address_free (gpointer data)
{
  tsn_room_address_clear (data);
  g_free (data);
}

static void
call (TsnRoomMdns *self,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      const char *reply,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  g_dbus_connection_call (self->connection,
                          AVAHI,
                          path,
                          interface,
                          method,
                          parameters,
                          reply != NULL ? G_VARIANT_TYPE (reply) : NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          ANY_TIME,
                          self->cancellable,
                          callback,
                          user_data);
}

/* What a method answered; NULL: it failed, or @self is gone. */
static GVariant *
finish (GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("Avahi: %s", error->message);
  return answer;
}

/* -- Telling -- */

static void
group_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) answer = finish (source, result);
  TsnRoomMdns *self = user_data;
  char *group;

  if (answer == NULL)
    return;
  g_variant_get (answer, "(o)", &group);
  if (self->own.announcement == NULL || self->group != NULL) /* it was withdrawn meanwhile */
    {
      call (self, group, AVAHI_GROUP, "Free", NULL, NULL, NULL, NULL);
      g_free (group);
      return;
    }
  self->group = group;
  call (self,
        self->group,
        AVAHI_GROUP,
        "AddService",
        g_variant_new ("(iiussssq@aay)",
                       ANY_INTERFACE,
                       IPV4,
                       0U,
                       self->name,
                       SERVICE_TYPE,
                       "",
                       "",
                       self->own.port,
                       tsn_room_txt_new (self->own.announcement)),
        NULL,
        NULL,
        NULL);
  call (self, self->group, AVAHI_GROUP, "Commit", NULL, NULL, NULL, NULL);
}

static void
announce (TsnRoomMdns *self)
{
  if (self->connection != NULL && self->own.announcement != NULL)
    call (self, ROOT_PATH, AVAHI_SERVER, "EntryGroupNew", NULL, "(o)", group_cb, self);
}

void
tsn_room_mdns_announce (TsnRoomMdns *self, const TsnRoomAddress *address)
{
  g_return_if_fail (self->own.announcement == NULL);
  self->own = *address;
  self->own.announcement = g_bytes_ref (address->announcement);
  /* Another room that had the name of one just closed would be taken for that. */
  g_snprintf (self->name, sizeof self->name, "%08x%08x", g_random_int (), g_random_int ());
  announce (self);
}

static void
drop_group (TsnRoomMdns *self)
{
  if (self->group != NULL)
    call (self, self->group, AVAHI_GROUP, "Free", NULL, NULL, NULL, NULL);
  g_clear_pointer (&self->group, g_free);
}

void
tsn_room_mdns_withdraw (TsnRoomMdns *self)
{
  drop_group (self);
  tsn_room_address_clear (&self->own);
}

/* -- Hearing -- */

static char *
key_of (int interface, const char *name)
{
  return g_strdup_printf ("%d %s", interface, name);
}

static void
lose (TsnRoomMdns *self, const char *key)
{
  TsnRoomAddress *address = g_hash_table_lookup (self->heard, key);

  if (address == NULL)
    return;
  self->func (address, FALSE, self->user_data);
  g_hash_table_remove (self->heard, key);
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) answer = finish (source, result);
  TsnRoomMdns *self = user_data;
  g_autoptr (GVariant) txt = NULL;
  g_autofree char *key = NULL;
  const char *name;
  const char *host;
  TsnRoomAddress address = { 0 };
  int interface;

  if (answer == NULL)
    return;
  g_variant_get (answer,
                 "(ii&ssssi&sq@aayu)",
                 &interface,
                 NULL,
                 &name,
                 NULL,
                 NULL,
                 NULL,
                 NULL,
                 &host,
                 &address.port,
                 &txt,
                 NULL);
  address.announcement = tsn_room_txt_parse (txt);
  if (address.announcement == NULL)
    return;
  g_strlcpy (address.host, host, sizeof address.host);
  key = key_of (interface, name);
  lose (self, key); /* it is another one, under the same name */
  if (g_hash_table_size (self->heard) >= ROOMS_HEARD_MAX)
    {
      tsn_room_address_clear (&address);
      return;
    }
  g_hash_table_insert (self->heard, g_steal_pointer (&key), g_memdup2 (&address, sizeof address));
  self->func (&address, TRUE, self->user_data);
}

static void
new_cb (GDBusConnection *connection,
        const char *sender,
        const char *path,
        const char *interface_name,
        const char *signal,
        GVariant *parameters,
        gpointer user_data)
{
  TsnRoomMdns *self = user_data;
  const char *name;
  const char *type;
  const char *domain;
  int interface;
  int protocol;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iisssu)")))
    return;
  g_variant_get (parameters, "(ii&s&s&su)", &interface, &protocol, &name, &type, &domain, NULL);
  if (!g_str_equal (type, SERVICE_TYPE))
    return;
  call (self,
        ROOT_PATH,
        AVAHI_SERVER,
        "ResolveService",
        g_variant_new ("(iisssiu)", interface, protocol, name, type, domain, IPV4, 0U),
        "(iissssisqaayu)",
        resolved_cb,
        self);
}

static void
remove_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface_name,
           const char *signal,
           GVariant *parameters,
           gpointer user_data)
{
  g_autofree char *key = NULL;
  const char *name;
  int interface;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iisssu)")))
    return;
  g_variant_get (parameters, "(ii&sssu)", &interface, NULL, &name, NULL, NULL, NULL);
  key = key_of (interface, name);
  lose (user_data, key);
}

static void
browser_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) answer = finish (source, result);

  if (answer != NULL)
    g_variant_get (answer, "(o)", &((TsnRoomMdns *) user_data)->browser);
}

static guint
subscribe (TsnRoomMdns *self, const char *signal, GDBusSignalCallback callback)
{
  return g_dbus_connection_signal_subscribe (self->connection,
                                             AVAHI,
                                             AVAHI_BROWSER,
                                             signal,
                                             NULL,
                                             NULL,
                                             G_DBUS_SIGNAL_FLAGS_NONE,
                                             callback,
                                             self,
                                             NULL);
}

/* -- The daemon -- */

/* Its signals may come before the answer that names the browser: so they are listened to first, of
 * whatever path. */
static void
appeared_cb (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  TsnRoomMdns *self = user_data;

  self->connection = g_object_ref (connection);
  self->cancellable = g_cancellable_new ();
  self->new_signal = subscribe (self, "ItemNew", new_cb);
  self->remove_signal = subscribe (self, "ItemRemove", remove_cb);
  call (self,
        ROOT_PATH,
        AVAHI_SERVER,
        "ServiceBrowserNew",
        g_variant_new ("(iissu)", ANY_INTERFACE, IPV4, SERVICE_TYPE, "", 0U),
        "(o)",
        browser_cb,
        self);
  announce (self);
  if (self->avahi != NULL)
    self->avahi (TRUE, self->user_data);
}

/* What it was asked for is gone with the daemon, or freed. */
static void
drop_daemon (TsnRoomMdns *self)
{
  if (self->connection == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_dbus_connection_signal_unsubscribe (self->connection, self->new_signal);
  g_dbus_connection_signal_unsubscribe (self->connection, self->remove_signal);
  if (self->browser != NULL)
    call (self, self->browser, AVAHI_BROWSER, "Free", NULL, NULL, NULL, NULL);
  drop_group (self);
  g_clear_pointer (&self->browser, g_free);
  g_clear_object (&self->connection);
}

/* What was heard stays: a room does not end with somebody's Avahi, and if it is over its line ends.
 */
static void
vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  TsnRoomMdns *self = user_data;

  drop_daemon (self);
  if (self->avahi != NULL)
    self->avahi (FALSE, self->user_data);
}

TsnRoomMdns *
tsn_room_mdns_new (TsnRoomFoundFunc func, TsnRoomAvahiFunc avahi, gpointer user_data)
{
  TsnRoomMdns *self = g_new0 (TsnRoomMdns, 1);

  self->func = func;
  self->avahi = avahi;
  self->user_data = user_data;
  self->heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, address_free);
  self->watch = g_bus_watch_name (G_BUS_TYPE_SYSTEM,
                                  AVAHI,
                                  G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                  appeared_cb,
                                  vanished_cb,
                                  self,
                                  NULL);
  return self;
}

void
tsn_room_mdns_free (TsnRoomMdns *self)
{
  if (self == NULL)
    return;
  g_bus_unwatch_name (self->watch);
  drop_daemon (self);
  tsn_room_address_clear (&self->own);
  g_hash_table_unref (self->heard);
  g_free (self);
}
