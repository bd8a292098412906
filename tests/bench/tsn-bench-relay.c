/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thread takes connections; each has two more, one a direction, that end with it. */

#include "tsn-bench-relay.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define PIECE (64 * 1024)

struct _TsnBenchRelay
{
  GSocketListener *listener;
  GCancellable *closing;
  GThread *thread;
  guint16 port;
  guint16 to;
  GMutex mutex; /* of: */
  guint64 up;
  guint64 down;
};

typedef struct
{
  TsnBenchRelay *relay;
  GSocketConnection *from;
  GSocketConnection *to;
  guint64 *bytes;
} Way;

/* Until one side is done; then the other is told. */
static gpointer
way_worker (gpointer data)
{
  const Way *way = data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (way->from));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (way->to));
  g_autofree guint8 *piece = g_malloc (PIECE);
  gssize n;

  while ((n = g_input_stream_read (in, piece, PIECE, NULL, NULL)) > 0 &&
         g_output_stream_write_all (out, piece, (gsize) n, NULL, NULL, NULL))
    {
      g_mutex_lock (&way->relay->mutex);
      *way->bytes += (guint64) n;
      g_mutex_unlock (&way->relay->mutex);
    }
  g_socket_shutdown (g_socket_connection_get_socket (way->to), TRUE, TRUE, NULL);
  return NULL;
}

static void
relay (TsnBenchRelay *self, GSocketConnection *client)
{
  g_autoptr (GSocketClient) connector = g_socket_client_new ();
  g_autoptr (GSocketConnection) server =
      g_socket_client_connect_to_host (connector, "127.0.0.1", self->to, NULL, NULL);
  Way up = { self, client, server, &self->up };
  Way down = { self, server, client, &self->down };
  GThread *thread;

  if (server == NULL)
    return;
  g_socket_set_option (g_socket_connection_get_socket (client), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (g_socket_connection_get_socket (server), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  thread = g_thread_new ("relay-down", way_worker, &down);
  way_worker (&up);
  g_thread_join (thread);
}

/* A device has one connection; the next one comes after it. */
static gpointer
relay_worker (gpointer data)
{
  TsnBenchRelay *self = data;

  while (!g_cancellable_is_cancelled (self->closing))
    {
      g_autoptr (GSocketConnection) client =
          g_socket_listener_accept (self->listener, NULL, self->closing, NULL);

      if (client != NULL)
        relay (self, client);
    }
  return NULL;
}

TsnBenchRelay *
tsn_bench_relay_new (guint16 to, GError **error)
{
  g_autoptr (TsnBenchRelay) self = g_new0 (TsnBenchRelay, 1);

  g_mutex_init (&self->mutex);
  self->to = to;
  self->closing = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  self->port = g_socket_listener_add_any_inet_port (self->listener, NULL, error);
  if (self->port == 0)
    return NULL;
  self->thread = g_thread_new ("relay", relay_worker, self);
  return g_steal_pointer (&self);
}

void
tsn_bench_relay_free (TsnBenchRelay *self)
{
  g_cancellable_cancel (self->closing);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  g_clear_object (&self->closing);
  g_clear_object (&self->listener);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint16
tsn_bench_relay_get_port (TsnBenchRelay *self)
{
  return self->port;
}

void
tsn_bench_relay_count (TsnBenchRelay *self, guint64 *up, guint64 *down)
{
  g_mutex_lock (&self->mutex);
  *up = self->up;
  *down = self->down;
  self->up = self->down = 0;
  g_mutex_unlock (&self->mutex);
}
