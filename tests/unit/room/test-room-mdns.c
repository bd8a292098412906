/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A room is announced and heard of, by a real Avahi (tests/with-avahi.py) or by none. */

#include <string.h>

#include "tsn-room-mdns.h"
#include "wait-for.h"

#define GIVE_UP_S 30

typedef struct
{
  GBytes *announcement; /* NULL: nothing was heard, or it is gone */
  guint16 port;
  char host[TSN_HOST_SIZE_MAX];
} Heard;

static void
found_cb (const TsnRoomAddress *address, gboolean found, gpointer user_data)
{
  Heard *heard = user_data;

  g_clear_pointer (&heard->announcement, g_bytes_unref);
  if (found)
    heard->announcement = g_bytes_ref (address->announcement);
  heard->port = address->port;
  g_strlcpy (heard->host, address->host, sizeof heard->host);
}

static void
nobody_cb (const TsnRoomAddress *address, gboolean found, gpointer user_data)
{
}

static gboolean
give_up_cb (gpointer data)
{
  g_error ("nothing more happens");
  return G_SOURCE_REMOVE;
}

#define AWAIT(condition) WAIT_FOR (condition, GIVE_UP_S, give_up_cb, NULL)

static GBytes *
some_announcement (void)
{
  guint8 data[400];

  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 7);
  return g_bytes_new (data, sizeof data);
}

static void
test_hear (void)
{
  Heard heard = { 0 };
  g_auto (TsnRoomAddress) address = { .port = 8444 };
  TsnRoomMdns *host = tsn_room_mdns_new (nobody_cb, NULL, NULL);
  TsnRoomMdns *guest = tsn_room_mdns_new (found_cb, NULL, &heard);

  address.announcement = some_announcement ();
  tsn_room_mdns_announce (host, &address);
  AWAIT (heard.announcement != NULL);
  g_assert_true (g_bytes_equal (heard.announcement, address.announcement));
  g_assert_cmpuint (heard.port, ==, 8444);
  g_assert_cmpstr (heard.host, ==, "127.0.0.1");
  tsn_room_mdns_free (host);
  AWAIT (heard.announcement == NULL);
  tsn_room_mdns_free (guest);
}

/* There is no daemon, nor even a bus: nothing happens, and nothing is said. */
static void
test_nobody (void)
{
  g_auto (TsnRoomAddress) address = { .port = 8444 };
  TsnRoomMdns *mdns;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus", TRUE);
  mdns = tsn_room_mdns_new (nobody_cb, NULL, NULL);
  address.announcement = some_announcement ();
  tsn_room_mdns_announce (mdns, &address);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  tsn_room_mdns_free (mdns);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("TSN_TEST_AVAHI") != NULL)
    g_test_add_func ("/room/mdns/hear", test_hear);
  else
    g_test_add_func ("/room/mdns/nobody", test_nobody);
  return g_test_run ();
}
