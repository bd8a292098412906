/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HTTPS by libsoup, made blocking.
 *
 * libsoup's own blocking calls wait as long as now and then a byte comes. So the asynchronous ones
 * run here in a context of their own, beside a clock that ends them; the caller sees one call. What
 * comes is read piece by piece and never beyond what the request allows, whatever its header says.
 *
 * A connection is kept for the next request, if that comes soon: one that was silent for long, or
 * that went through a night of the machine, may lead nowhere any more without anybody saying so.
 * And who sends just when the server hangs up is told nothing: so a request on a connection that
 * was there before, of whose answer not a byte came, is sent once more on a new one. libsoup does
 * that only without TLS.
 *
 * A session knows cookies, passwords, redirections and packed bodies. This protocol has none of
 * them, so they are off.
 */

#include "tsn-http-transport.h"

#include <libsoup/soup.h>
#include <time.h>

#include "tsn-sync-message.h"

#define SILENCE_S 20
#define WHOLE_S   (5 * 60)
#define IDLE_S    20
#define PIECE     (64 * 1024) /* bytes */

struct _TsnHttpTransport
{
  GObject parent;
  char *base;            /* https://HOST:PORT */
  GMainContext *context; /* what the session runs in */
  SoupSession *session;
  guint whole;        /* seconds a request */
  guint idle;         /* seconds that a connection is kept for */
  gint64 answered_us; /* when it last answered, by a clock that goes on while the machine sleeps */
  guint64 connection; /* which one did */
};

/* One request under way. */
typedef struct
{
  GCancellable *cancellable; /* the caller's, and the clock's */
  GInputStream *stream;
  GByteArray *body;
  gsize body_max;
  gboolean done;
  gboolean late;
  gboolean too_long;
  GError *error;
} Exchange;

static void tsn_http_transport_transport_init (TsnTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TsnHttpTransport,
                               tsn_http_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TSN_TYPE_TRANSPORT,
                                                      tsn_http_transport_transport_init))

static void
exchange_clear (Exchange *exchange)
{
  g_clear_object (&exchange->cancellable);
  g_clear_object (&exchange->stream);
  g_clear_pointer (&exchange->body, g_byte_array_unref);
  g_clear_error (&exchange->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Exchange, exchange_clear)

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GInputStream *stream = G_INPUT_STREAM (source);
  Exchange *exchange = user_data;
  g_autoptr (GBytes) piece = g_input_stream_read_bytes_finish (stream, result, &exchange->error);
  gsize size = 0;
  const guint8 *data = piece != NULL ? g_bytes_get_data (piece, &size) : NULL;

  exchange->too_long = exchange->body->len + size > exchange->body_max;
  exchange->done = size == 0 || exchange->too_long;
  if (exchange->done)
    return;
  g_byte_array_append (exchange->body, data, (guint) size);
  g_input_stream_read_bytes_async (stream,
                                   PIECE,
                                   G_PRIORITY_DEFAULT,
                                   exchange->cancellable,
                                   read_cb,
                                   exchange);
}

static void
send_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &exchange->error);
  exchange->done = exchange->stream == NULL;
  if (!exchange->done)
    g_input_stream_read_bytes_async (exchange->stream,
                                     PIECE,
                                     G_PRIORITY_DEFAULT,
                                     exchange->cancellable,
                                     read_cb,
                                     exchange);
}

static gboolean
too_late_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->late = TRUE;
  g_cancellable_cancel (exchange->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  GMainContext *context; /* borrowed, as what follows: the caller's handler is gone before them */
  GCancellable *cancellable;
} Cancelling;

/* In whatever thread the caller cancels. GLib 2.74 forgets a source that waits for a cancellable
 * when it is destroyed in one thread while another is cancelling: so all that libsoup and GnuTLS
 * know is cancelled in their own context. */
static void
cancelled_cb (GCancellable *caller, gpointer user_data)
{
  const Cancelling *cancelling = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, cancel_cb, g_object_ref (cancelling->cancellable), g_object_unref);
  g_source_attach (source, cancelling->context);
}

/* Runs the context until the exchange is over. */
static void
run (TsnHttpTransport *self, Exchange *exchange, SoupMessage *message, GCancellable *caller)
{
  g_autoptr (GSource) clock = g_timeout_source_new_seconds (self->whole);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Cancelling cancelling = { self->context, cancellable };
  gulong handler = 0;

  exchange->cancellable = g_object_ref (cancellable);
  if (caller != NULL)
    handler = g_cancellable_connect (caller, G_CALLBACK (cancelled_cb), &cancelling, NULL);
  g_main_context_push_thread_default (self->context);
  g_source_set_callback (clock, too_late_cb, exchange, NULL);
  g_source_attach (clock, self->context);
  soup_session_send_async (self->session,
                           message,
                           G_PRIORITY_DEFAULT,
                           exchange->cancellable,
                           send_cb,
                           exchange);
  while (!exchange->done)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (clock);
  /* What it left half read would be taken for the next answer. */
  if (exchange->stream != NULL)
    g_input_stream_close (exchange->stream, NULL, NULL);
  g_main_context_pop_thread_default (self->context);
  if (caller != NULL)
    g_cancellable_disconnect (caller, handler);
}

static gboolean
fail (Exchange *exchange, GCancellable *caller, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (caller, error))
    return FALSE;
  if (exchange->too_long)
    g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "the answer is too long");
  else if (exchange->late)
    g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE, "the answer is late");
  else if (g_error_matches (exchange->error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    g_set_error_literal (error,
                         TSN_SYNC_ERROR,
                         TSN_SYNC_ERROR_WRONG_SERVER,
                         "the server has another key than the one that was registered");
  else
    g_set_error_literal (error,
                         TSN_SYNC_ERROR,
                         TSN_SYNC_ERROR_UNREACHABLE,
                         exchange->error->message);
  return FALSE;
}

static guint64
number_in (SoupMessageHeaders *headers, const char *name, guint64 max)
{
  const char *text = soup_message_headers_get_one (headers, name);
  guint64 number = 0;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, max, &number, NULL);
  return number;
}

static SoupMessage *
message_for (TsnHttpTransport *self, const TsnTransportRequest *request)
{
  g_autofree char *uri = g_strconcat (self->base, request->path, NULL);
  SoupMessage *message = soup_message_new (request->method, uri);

  /* Every request of this protocol can be repeated: so a POST, too, takes the connection that is
   * open, and another one if that was closed meanwhile. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  if (request->authorization != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message),
                                  "Authorization",
                                  request->authorization);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, TSN_SYNC_TYPE, request->body);
  return message;
}

static gint64
now_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* A connection is given back, and closed, in its context; one that never ran again would keep the
 * socket. */
static void
run_pending (TsnHttpTransport *self)
{
  while (g_main_context_iteration (self->context, FALSE))
    ;
}

/* Closes what is open. */
static void
hang_up (TsnHttpTransport *self)
{
  g_main_context_push_thread_default (self->context);
  run_pending (self);
  soup_session_abort (self->session);
  run_pending (self);
  g_main_context_pop_thread_default (self->context);
}

/* Whether the server may have closed the connection before it read the request. */
static gboolean
may_not_have_arrived (TsnHttpTransport *self, const Exchange *exchange, SoupMessage *message)
{
  return exchange->error != NULL && exchange->stream == NULL && !exchange->late &&
         !g_cancellable_is_cancelled (exchange->cancellable) &&
         !g_error_matches (exchange->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) &&
         soup_message_get_status (message) == SOUP_STATUS_NONE &&
         soup_message_get_connection_id (message) == self->connection;
}

static gboolean
send_once (TsnHttpTransport *self,
           const TsnTransportRequest *request,
           TsnTransportAnswer *answer,
           gboolean *again,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (SoupMessage) message = message_for (self, request);
  SoupMessageHeaders *headers;
  g_auto (Exchange) exchange = { .body = g_byte_array_new (), .body_max = request->answer_max };

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  run (self, &exchange, message, cancellable);
  *again = *again && may_not_have_arrived (self, &exchange, message);
  if (exchange.error != NULL || exchange.too_long)
    return *again || fail (&exchange, cancellable, error);
  self->answered_us = now_us ();
  self->connection = soup_message_get_connection_id (message);
  headers = soup_message_get_response_headers (message);
  *answer = (TsnTransportAnswer){
    .status = (guint) soup_message_get_status (message),
    .body = g_byte_array_free_to_bytes (g_steal_pointer (&exchange.body)),
    .server_ms = (gint64) number_in (headers, TSN_SYNC_HEADER_TIME, TSN_SYNC_TIME_MAX),
    .retry_after = (guint) number_in (headers, "Retry-After", G_MAXUINT16),
  };
  return TRUE;
}

static gboolean
tsn_http_transport_send (TsnTransport *transport,
                         const TsnTransportRequest *request,
                         TsnTransportAnswer *answer,
                         GCancellable *cancellable,
                         GError **error)
{
  TsnHttpTransport *self = TSN_HTTP_TRANSPORT (transport);
  gboolean again = TRUE;

  if (now_us () - self->answered_us >= (gint64) self->idle * G_USEC_PER_SEC)
    hang_up (self);
  if (!send_once (self, request, answer, &again, cancellable, error))
    return FALSE;
  if (!again)
    return TRUE;
  hang_up (self);
  again = FALSE;
  return send_once (self, request, answer, &again, cancellable, error);
}

static void
tsn_http_transport_transport_init (TsnTransportInterface *iface)
{
  iface->send = tsn_http_transport_send;
}

static void
tsn_http_transport_finalize (GObject *object)
{
  TsnHttpTransport *self = TSN_HTTP_TRANSPORT (object);

  hang_up (self);
  g_main_context_push_thread_default (self->context);
  g_clear_object (&self->session);
  g_main_context_pop_thread_default (self->context);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->base, g_free);
  G_OBJECT_CLASS (tsn_http_transport_parent_class)->finalize (object);
}

static void
tsn_http_transport_class_init (TsnHttpTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tsn_http_transport_finalize;
}

/* A session belongs to the context that it was made in. */
static void
tsn_http_transport_init (TsnHttpTransport *self)
{
  self->context = g_main_context_new ();
  self->whole = WHOLE_S;
  self->idle = IDLE_S;
  g_main_context_push_thread_default (self->context);
  self->session =
      soup_session_new_with_options ("timeout", SILENCE_S, "max-conns-per-host", 1, NULL);
  g_main_context_pop_thread_default (self->context);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
}

TsnTransport *
tsn_http_transport_new (const char *host, guint16 port, const guint8 pin[TSN_PIN_SIZE])
{
  TsnHttpTransport *self = g_object_new (TSN_TYPE_HTTP_TRANSPORT, NULL);
  g_autoptr (GTlsDatabase) database = tsn_tls_pin_database_new (pin);

  self->base = g_strdup_printf ("https://%s:%u", host, port);
  soup_session_set_tls_database (self->session, database);
  return TSN_TRANSPORT (self);
}

void
tsn_http_transport_set_patience (TsnHttpTransport *self, guint silence, guint whole, guint idle)
{
  soup_session_set_timeout (self->session, silence);
  self->whole = whole;
  self->idle = idle;
}
