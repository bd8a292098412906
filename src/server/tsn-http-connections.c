/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Connections, from the first byte to the last.
 *
 * A client that opens connections and says nothing, or says a byte every few seconds, costs the
 * server a descriptor and nothing else: no timer of its own and no thread. Once in a while all
 * deadlines are looked at. One address can have only part of the places, so it cannot take the
 * place of everybody else.
 *
 * Only a handshake holds a thread, one of ten that GLib has for everything of this kind. So it is
 * begun when the client has said all that it has to say first, and one address has few at a time.
 *
 * A message knows its connection by the address that libsoup was given with it.
 */

#include "tsn-http-connections.h"

#include <gio/gnetworking.h>
#include <unistd.h>

#define HANDSHAKES_MAX        8 /* at a time, and of one address: */
#define HANDSHAKES_OF_ONE_MAX 4
#define BACKLOG               1024
#define RECORD_HEAD           5 /* bytes before each record of TLS */
#define RECORD_HANDSHAKE      22
#define SWEEP_MS_MAX          1000
#define ADDRESSES_MAX         10000
#define CONNECTION_DATA       "tsn-connection"

struct _TsnHttpConnections
{
  SoupServer *server;           /* borrowed */
  GTlsCertificate *certificate; /* NULL: no TLS */
  TsnHttpLimits limits;
  GSocketService *listener;
  GHashTable *connections; /* set of Connection, borrowed */
  GHashTable *addresses;   /* text -> Address */
  GQueue waiting;          /* of Handshake: the client has spoken, there is no thread yet */
  guint n_handshakes;
  guint64 n_refused;
  GCancellable *closing;
  GSource *sweep;
  int silent; /* what libsoup listens to; -1: nothing */
};

/* What is known of one address. */
typedef struct
{
  guint n_connections;
  guint n_handshakes;
  TsnHttpCredit credit;
} Address;

typedef struct
{
  grefcount ref;
  TsnHttpConnections *all; /* NULL: they are gone */
  GSocket *socket;
  char *address;
  gint64 deadline_us;
  struct _Handshake *handshake; /* that has not begun; NULL: it has */
  gboolean handshaking;
  gboolean busy;
  gboolean served; /* once at least */
} Connection;

static void
forget (Connection *self)
{
  Address *address;

  if (self->all == NULL)
    return;
  g_hash_table_remove (self->all->connections, self);
  address = g_hash_table_lookup (self->all->addresses, self->address);
  if (address != NULL)
    address->n_connections--;
  self->all = NULL;
}

static void
connection_unref (Connection *self)
{
  if (!g_ref_count_dec (&self->ref))
    return;
  forget (self);
  g_object_unref (self->socket);
  g_free (self->address);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connection, connection_unref)

static void
set_deadline (Connection *self, guint ms)
{
  self->deadline_us = g_get_monotonic_time () + (gint64) ms * 1000;
}

/* A handshake waits in a thread of the TLS library, which would not notice that the descriptor was
 * closed; libsoup on the other hand would take the end of the stream for that of a body. */
static void
cut (Connection *self)
{
  if (self->handshaking)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  else
    g_socket_close (self->socket, NULL);
}

/* -- Addresses -- */

static gboolean
is_forgettable_cb (gpointer key, gpointer value, gpointer user_data)
{
  return ((Address *) value)->n_connections == 0;
}

static Address *
find_address (TsnHttpConnections *self, const char *text)
{
  Address *address = g_hash_table_lookup (self->addresses, text);

  if (address != NULL)
    return address;
  if (g_hash_table_size (self->addresses) >= ADDRESSES_MAX)
    g_hash_table_foreach_remove (self->addresses, is_forgettable_cb, NULL);
  address = g_new0 (Address, 1);
  g_hash_table_insert (self->addresses, g_strdup (text), address);
  return address;
}

static Connection *
connection_of (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  return address != NULL ? g_object_get_data (G_OBJECT (address), CONNECTION_DATA) : NULL;
}

gboolean
tsn_http_connections_allow (TsnHttpConnections *self, SoupServerMessage *message)
{
  Connection *connection = connection_of (message);
  TsnHttpCredit *credit;

  if (connection == NULL)
    return FALSE;
  credit = &find_address (self, connection->address)->credit;
  if (tsn_http_credit_left (credit, &self->limits.pace) < 1)
    return FALSE;
  credit->left--;
  return TRUE;
}

void
tsn_http_connections_refund (TsnHttpConnections *self, SoupServerMessage *message)
{
  Connection *connection = connection_of (message);

  if (connection != NULL)
    find_address (self, connection->address)->credit.left++;
}

/* -- Deadlines -- */

void
tsn_http_connections_expect (SoupServerMessage *message, guint ms, gboolean busy)
{
  Connection *connection = connection_of (message);

  if (connection == NULL)
    return;
  set_deadline (connection, ms);
  connection->busy = busy;
  connection->served = connection->served || !busy;
}

void
tsn_http_connections_cut (SoupServerMessage *message)
{
  Connection *connection = connection_of (message);

  if (connection != NULL)
    cut (connection);
}

GSocket *
tsn_http_connections_socket (SoupServerMessage *message)
{
  Connection *connection = connection_of (message);

  return connection != NULL ? connection->socket : NULL;
}

/* -- Taking connections -- */

/* A connection that libsoup does not have yet. */
typedef struct _Handshake
{
  Connection *connection;
  GIOStream *stream;
  GIOStream *tls;  /* NULL before it is begun: it is dear */
  GSource *source; /* NULL: not looked for now */
  gboolean spoken;
} Handshake;

static void begin_handshakes (TsnHttpConnections *self);

static void
stop_listening_for (Handshake *self)
{
  if (self->source == NULL)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
handshake_free (Handshake *self)
{
  stop_listening_for (self);
  self->connection->handshake = NULL;
  g_clear_object (&self->tls);
  g_object_unref (self->stream);
  connection_unref (self->connection);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Handshake, handshake_free)

static void
hand_over (Connection *connection, GSocketConnection *socket, GIOStream *stream)
{
  TsnHttpConnections *self = connection->all;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (socket, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (socket, NULL);

  if (local == NULL || remote == NULL)
    return;
  g_ref_count_inc (&connection->ref);
  g_object_set_data_full (G_OBJECT (remote),
                          CONNECTION_DATA,
                          connection,
                          (GDestroyNotify) connection_unref);
  set_deadline (connection, self->limits.header_ms);
  soup_server_accept_iostream (self->server, stream, local, remote, NULL);
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Handshake) handshake = user_data;
  Connection *connection = handshake->connection;
  TsnHttpConnections *self = connection->all;
  gboolean done = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL);

  connection->handshaking = FALSE;
  if (self == NULL)
    return;
  self->n_handshakes--;
  find_address (self, connection->address)->n_handshakes--;
  if (done)
    hand_over (connection, G_SOCKET_CONNECTION (handshake->stream), handshake->tls);
  begin_handshakes (self);
}

/* Without a database: the usual one has the system's authorities, which would be read for each
 * connection and say nothing about clients, who show no certificate. That took 15 ms each. */
static GIOStream *
encrypt (TsnHttpConnections *self, GIOStream *stream)
{
  GType type = g_tls_backend_get_server_connection_type (g_tls_backend_get_default ());
  GIOStream *tls = g_initable_new (type,
                                   NULL,
                                   NULL,
                                   "base-io-stream",
                                   stream,
                                   "certificate",
                                   self->certificate,
                                   "database",
                                   NULL,
                                   NULL);

  g_assert (tls != NULL); /* the certificate has its key */
  return tls;
}

static void
begin_handshake (TsnHttpConnections *self, Handshake *handshake)
{
  Connection *connection = handshake->connection;

  self->n_handshakes++;
  find_address (self, connection->address)->n_handshakes++;
  connection->handshake = NULL;
  connection->handshaking = TRUE;
  set_deadline (connection, self->limits.handshake_ms);
  handshake->tls = encrypt (self, handshake->stream);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (handshake->tls),
                                    G_PRIORITY_DEFAULT,
                                    self->closing,
                                    handshake_cb,
                                    handshake);
}

/* As many of those that wait as there are places for. */
static void
begin_handshakes (TsnHttpConnections *self)
{
  for (GList *link = self->waiting.head; link != NULL && self->n_handshakes < HANDSHAKES_MAX;)
    {
      Handshake *handshake = link->data;
      GList *next = link->next;
      const Address *address = find_address (self, handshake->connection->address);

      if (address->n_handshakes < HANDSHAKES_OF_ONE_MAX)
        {
          g_queue_delete_link (&self->waiting, link);
          begin_handshake (self, handshake);
        }
      link = next;
    }
}

/* Whether the first record is there. @wrong: (out): it is none */
static gboolean
has_spoken (GSocket *socket, gboolean *wrong)
{
  guint8 head[RECORD_HEAD];
  GInputVector vector = { head, sizeof head };
  int flags = G_SOCKET_MSG_PEEK;
  gssize n = g_socket_receive_message (socket, NULL, &vector, 1, NULL, NULL, &flags, NULL, NULL);

  *wrong = n <= 0 || head[0] != RECORD_HANDSHAKE;
  return !*wrong && n == RECORD_HEAD &&
         g_socket_get_available_bytes (socket) >= RECORD_HEAD + (head[3] << 8 | head[4]);
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  Handshake *handshake = data;
  TsnHttpConnections *self = handshake->connection->all;
  gboolean wrong;

  stop_listening_for (handshake); /* the sweep begins again, if that was not all */
  handshake->spoken = has_spoken (socket, &wrong);
  if (wrong)
    handshake_free (handshake);
  else if (handshake->spoken)
    {
      g_queue_push_tail (&self->waiting, handshake);
      begin_handshakes (self);
    }
  return G_SOURCE_REMOVE;
}

static void
listen_for (Handshake *handshake)
{
  if (handshake->source != NULL || handshake->spoken)
    return;
  handshake->source = g_socket_create_source (handshake->connection->socket, G_IO_IN, NULL);
  g_source_set_callback (handshake->source, G_SOURCE_FUNC (readable_cb), handshake, NULL);
  g_source_attach (handshake->source, g_main_context_get_thread_default ());
}

static void
connection_gone_cb (gpointer data)
{
  forget (data);
  connection_unref (data);
}

static Connection *
connection_new (TsnHttpConnections *self, GSocketConnection *stream, GSocketAddress *remote)
{
  Connection *connection = g_new0 (Connection, 1);
  GInetAddress *address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote));

  g_ref_count_init (&connection->ref);
  connection->all = self;
  connection->socket = g_object_ref (g_socket_connection_get_socket (stream));
  /* Head and body of an answer are written one after the other; the second would wait for word
   * that the first one came. */
  g_socket_set_option (connection->socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  connection->address = g_inet_address_to_string (address);
  g_hash_table_add (self->connections, connection);
  find_address (self, connection->address)->n_connections++;
  set_deadline (connection, self->limits.handshake_ms);
  return connection;
}

/* Ends the connection on which nothing was asked for the longest time since it was served.
 * @address: (nullable): only one from there */
static gboolean
make_room (TsnHttpConnections *self, const char *address)
{
  Connection *oldest = NULL;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Connection *connection = key;

      if (connection->served && !connection->busy &&
          (address == NULL || g_str_equal (connection->address, address)) &&
          (oldest == NULL || connection->deadline_us < oldest->deadline_us))
        oldest = connection;
    }
  if (oldest == NULL)
    return FALSE;
  cut (oldest);
  forget (oldest);
  return TRUE;
}

/* Whether there is a place for one more from there. */
static gboolean
has_room (TsnHttpConnections *self, GSocketAddress *remote)
{
  g_autofree char *text = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (remote))
    return FALSE;
  text = g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  if (find_address (self, text)->n_connections >= self->limits.per_address)
    return make_room (self, text);
  return g_hash_table_size (self->connections) < self->limits.connections || make_room (self, NULL);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *stream,
             GObject *source_object,
             gpointer user_data)
{
  TsnHttpConnections *self = user_data;
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (stream, NULL);
  Connection *connection;
  Handshake *handshake;

  /* What is not taken up is closed when the stream is freed. */
  if (remote == NULL || !has_room (self, remote))
    {
      self->n_refused++;
      return TRUE;
    }
  connection = connection_new (self, stream, remote);
  g_object_set_data_full (G_OBJECT (stream), CONNECTION_DATA, connection, connection_gone_cb);
  if (self->certificate == NULL)
    {
      hand_over (connection, stream, G_IO_STREAM (stream));
      return TRUE;
    }
  handshake = g_new0 (Handshake, 1);
  g_ref_count_inc (&connection->ref);
  handshake->connection = connection;
  connection->handshake = handshake;
  handshake->stream = g_object_ref (G_IO_STREAM (stream));
  listen_for (handshake);
  return TRUE;
}

/* -- The sweep -- */

static void
end_connection (Connection *self)
{
  Handshake *handshake = self->handshake;

  if (handshake == NULL)
    {
      cut (self);
      return;
    }
  g_queue_remove (&self->all->waiting, handshake);
  handshake_free (handshake);
}

/* Calls @func with each; it may end the connection. */
static void
for_each (TsnHttpConnections *self, void (*func) (Connection *connection, gint64 now_us))
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (all, key);
  for (guint i = 0; i < all->len; i++)
    func (g_ptr_array_index (all, i), now);
}

static void
look_at (Connection *self, gint64 now_us)
{
  if (self->deadline_us < now_us)
    end_connection (self);
  else if (self->handshake != NULL)
    listen_for (self->handshake);
}

static gboolean
sweep_cb (gpointer data)
{
  for_each (data, look_at);
  return G_SOURCE_CONTINUE;
}

static void
end_idle (Connection *self, gint64 now_us)
{
  if (!self->busy)
    end_connection (self);
}

guint
tsn_http_connections_count (TsnHttpConnections *self)
{
  return g_hash_table_size (self->connections);
}

guint64
tsn_http_connections_refused (TsnHttpConnections *self)
{
  return self->n_refused;
}

void
tsn_http_connections_close_idle (TsnHttpConnections *self)
{
  for_each (self, end_idle);
}

gboolean
tsn_http_connections_listen (TsnHttpConnections *self,
                             const char *address,
                             guint16 *port,
                             GError **error)
{
  g_autoptr (GSocketConnectable) connectable = g_network_address_parse (address, 0, error);
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autoptr (GSocketAddress) real = NULL;
  GNetworkAddress *network;

  if (connectable == NULL)
    return FALSE;
  network = G_NETWORK_ADDRESS (connectable);
  wanted = g_inet_socket_address_new_from_string (g_network_address_get_hostname (network),
                                                  g_network_address_get_port (network));
  if (wanted == NULL)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   "%s is not an address and a port, such as 127.0.0.1:8443",
                   address);
      return FALSE;
    }
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->listener),
                                      wanted,
                                      G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP,
                                      NULL,
                                      &real,
                                      error))
    return FALSE;
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (real));
  g_socket_service_start (self->listener);
  return TRUE;
}

void
tsn_http_connections_stop_listening (TsnHttpConnections *self)
{
  g_socket_service_stop (self->listener);
  g_socket_listener_close (G_SOCKET_LISTENER (self->listener));
}

/* libsoup keeps a connection for the next request only while it listens somewhere itself: so to one
 * end of a pair, on whose other end nobody speaks. */
static void
listen_nowhere (TsnHttpConnections *self)
{
  g_autoptr (GSocket) socket = NULL;
  int ends[2];

  self->silent = -1;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return;
  self->silent = ends[0];
  socket = g_socket_new_from_fd (ends[1], NULL);
  soup_server_listen_socket (self->server, socket, 0, NULL);
}

TsnHttpConnections *
tsn_http_connections_new (SoupServer *server,
                          GTlsCertificate *certificate,
                          const TsnHttpLimits *limits)
{
  TsnHttpConnections *self = g_new0 (TsnHttpConnections, 1);
  guint interval = MIN (limits->header_ms / 4 + 1, SWEEP_MS_MAX);

  self->server = server;
  listen_nowhere (self);
  if (certificate != NULL)
    self->certificate = g_object_ref (certificate);
  self->limits = *limits;
  self->connections = g_hash_table_new (NULL, NULL);
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->closing = g_cancellable_new ();
  self->listener = g_socket_service_new ();
  g_socket_service_stop (self->listener);
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->listener), BACKLOG);
  g_signal_connect (self->listener, "incoming", G_CALLBACK (incoming_cb), self);
  self->sweep = g_timeout_source_new (interval);
  g_source_set_callback (self->sweep, sweep_cb, self, NULL);
  g_source_attach (self->sweep, g_main_context_get_thread_default ());
  return self;
}

static void
abandon (Connection *self, gint64 now_us)
{
  TsnHttpConnections *all = self->all;

  g_ref_count_inc (&self->ref);
  end_connection (self);
  if (self->all != NULL)
    g_hash_table_remove (all->connections, self);
  self->all = NULL;
  connection_unref (self);
}

void
tsn_http_connections_free (TsnHttpConnections *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->sweep);
  g_source_unref (self->sweep);
  tsn_http_connections_stop_listening (self);
  g_cancellable_cancel (self->closing);
  for_each (self, abandon);
  g_object_unref (self->listener);
  if (self->silent >= 0)
    close (self->silent);
  g_object_unref (self->closing);
  g_clear_object (&self->certificate);
  g_hash_table_unref (self->connections);
  g_hash_table_unref (self->addresses);
  g_free (self);
}
