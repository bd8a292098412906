/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The device's end of the line.
 *
 * A line that nobody uses looks the same as one whose other end went away: so libsoup sends pings,
 * and if none is answered for a while the line is dropped. Whatever ended it, the next try comes
 * after a time that grows (TsnSyncBackoff), begins anew when the server has said something, and is
 * cut short when the network comes back.
 *
 * A device that was shut out, or meets a stranger, tries on as well, seldom: the rounds of sync say
 * to people what is wrong.
 */

#include "tsn-sync-live.h"

#include <libsoup/soup.h>
#include <string.h>

#include "tsn-sync-backoff.h"
#include "tsn-sync-request.h"
#include "tsn-tls-pin.h"

#define LIVE_PATH    "/v1/live"
#define INCOMING_MAX 1024
#define PINGS        3 /* in the time of silence that is borne */
#define LINES_MAX    65535

const TsnSyncPatience TSN_SYNC_PATIENCE = {
  .first_ms = 1000,
  .last_ms = 5 * 60 * 1000,
  .connect_ms = 20 * 1000,
  .silence_ms = 75 * 1000,
  .poll_ms = 60 * 1000,
};

struct _TsnSyncLive
{
  TsnSyncPatience patience;
  TsnSyncLiveFunc func;
  gpointer user_data;
  char *uri;
  guint8 pin[TSN_PIN_SIZE];
  GThread *thread;
  GMainContext *context;

  /* Of the thread. */
  TsnSyncRequester requester;
  TsnSyncBackoff backoff;
  SoupSession *session;
  SoupMessage *message;      /* while it is being opened */
  GCancellable *cancellable; /* likewise */
  SoupWebsocketConnection *line;
  guint n_told;   /* so many devices have one, as the server says; 0: it did not say */
  guint n_lines;  /* that are not gone yet, with those that are closing */
  GSource *timer; /* to give up opening; to try again; to take the line for dead */
  gboolean hasty; /* it tries again with the time that it has just learnt */
  gboolean over;
};

static void open_line (TsnSyncLive *self);

static gboolean
timer_cb (gpointer data)
{
  TsnSyncLive *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    open_line (self);
  return G_SOURCE_REMOVE;
}

static void
stop_timer (TsnSyncLive *self)
{
  if (self->timer == NULL)
    return;
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
set_timer (TsnSyncLive *self, guint ms)
{
  stop_timer (self);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, self->context);
}

/* -- The line -- */

static void
line_gone_cb (gpointer data, GObject *line)
{
  ((TsnSyncLive *) data)->n_lines--;
}

/* @mark: (nullable) */
static void
tell (TsnSyncLive *self, const guint8 *mark)
{
  const TsnSyncLiveNews news = { self->line != NULL, mark, self->n_told };

  self->func (&news, self->user_data);
}

static void
drop_line (TsnSyncLive *self)
{
  if (self->line == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->line, self);
  g_clear_object (&self->line); /* it closes by itself */
  self->n_told = 0;
  tell (self, NULL);
}

static void
closed_cb (SoupWebsocketConnection *line, gpointer user_data)
{
  TsnSyncLive *self = user_data;

  drop_line (self);
  set_timer (self, tsn_sync_backoff_next (&self->backoff));
}

static void
pong_cb (SoupWebsocketConnection *line, GBytes *bytes, gpointer user_data)
{
  TsnSyncLive *self = user_data;

  set_timer (self, self->patience.silence_ms);
}

static void
hear_count (TsnSyncLive *self, GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  guint64 n;

  if (!g_ascii_string_to_unsigned (text, 10, 1, LINES_MAX, &n, NULL))
    return;
  self->n_told = (guint) n;
  tell (self, NULL);
}

static void
message_cb (SoupWebsocketConnection *line, int type, GBytes *bytes, gpointer user_data)
{
  TsnSyncLive *self = user_data;

  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    hear_count (self, bytes);
  else if (g_bytes_get_size (bytes) == TSN_MARK_SIZE)
    {
      self->backoff.n = 0;
      tell (self, g_bytes_get_data (bytes, NULL));
    }
}

static void
take_line (TsnSyncLive *self, SoupWebsocketConnection *line)
{
  self->line = line;
  self->n_lines++;
  g_object_weak_ref (G_OBJECT (line), line_gone_cb, self);
  soup_websocket_connection_set_max_incoming_payload_size (line, INCOMING_MAX);
  soup_websocket_connection_set_keepalive_interval (
      line,
      MAX (self->patience.silence_ms / 1000 / PINGS, 1));
  g_signal_connect (line, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (line, "pong", G_CALLBACK (pong_cb), self);
  g_signal_connect (line, "closed", G_CALLBACK (closed_cb), self);
  set_timer (self, self->patience.silence_ms);
  tell (self, NULL);
}

/* -- Opening it -- */

/* Whether the answer that was no line said what the time is. */
static gboolean
learn_time (TsnSyncLive *self, SoupMessage *message)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                   TSN_SYNC_HEADER_TIME);
  guint64 server_ms = 0;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, TSN_SYNC_TIME_MAX, &server_ms, NULL);
  return tsn_sync_requester_learn_time (&self->requester,
                                        (guint) soup_message_get_status (message),
                                        (gint64) server_ms);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnSyncLive *self = user_data;
  g_autoptr (SoupMessage) message = g_steal_pointer (&self->message);
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *line = soup_session_websocket_connect_finish (SOUP_SESSION (source),
                                                                         result,
                                                                         &error);
  gboolean again = line == NULL && !self->hasty && learn_time (self, message);

  g_clear_object (&self->cancellable);
  self->hasty = again;
  if (line != NULL)
    take_line (self, line);
  if (line != NULL && self->over)
    drop_line (self);
  if (line == NULL && !self->over)
    set_timer (self, again ? 0 : tsn_sync_backoff_next (&self->backoff));
}

/* Also when a line was silent for too long. */
static void
open_line (TsnSyncLive *self)
{
  TsnSignedRequest what = { self->requester.server, "GET", LIVE_PATH, NULL };
  g_autofree char *header = tsn_sync_requester_sign (&self->requester, &what, NULL);

  drop_line (self);
  if (header == NULL) /* locked */
    {
      set_timer (self, tsn_sync_backoff_next (&self->backoff));
      return;
    }
  self->message = soup_message_new ("GET", self->uri);
  self->cancellable = g_cancellable_new ();
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (self->message),
                                "Authorization",
                                header);
  set_timer (self, self->patience.connect_ms);
  soup_session_websocket_connect_async (self->session,
                                        self->message,
                                        NULL,
                                        NULL,
                                        G_PRIORITY_DEFAULT,
                                        self->cancellable,
                                        opened_cb,
                                        self);
}

/* -- The thread -- */

/* A stream is closed by its context: one that never runs again would keep the socket. */
static void
wind_up (TsnSyncLive *self)
{
  stop_timer (self);
  drop_line (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  while (self->message != NULL || self->n_lines > 0)
    g_main_context_iteration (self->context, TRUE);
  stop_timer (self);
  soup_session_abort (self->session);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_clear_object (&self->session);
}

static gpointer
live_worker (gpointer data)
{
  TsnSyncLive *self = data;
  g_autoptr (GTlsDatabase) database = tsn_tls_pin_database_new (self->pin);

  g_main_context_push_thread_default (self->context);
  self->session = soup_session_new_with_options ("tls-database", database, "timeout", 0, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  open_line (self);
  while (!self->over)
    g_main_context_iteration (self->context, TRUE);
  wind_up (self);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
invoke (TsnSyncLive *self, GSourceFunc func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
}

static gboolean
retry_cb (gpointer data)
{
  TsnSyncLive *self = data;

  self->backoff.n = 0;
  if (self->line == NULL && self->cancellable == NULL)
    set_timer (self, 0);
  return G_SOURCE_REMOVE;
}

void
tsn_sync_live_retry (TsnSyncLive *self)
{
  invoke (self, retry_cb);
}

static gboolean
over_cb (gpointer data)
{
  ((TsnSyncLive *) data)->over = TRUE;
  return G_SOURCE_REMOVE;
}

TsnSyncLive *
tsn_sync_live_new (TsnVault *vault,
                   const TsnSyncServer *server,
                   const TsnSyncPatience *patience,
                   TsnSyncLiveFunc func,
                   gpointer user_data)
{
  TsnSyncLive *self = g_new0 (TsnSyncLive, 1);

  self->patience = *patience;
  self->func = func;
  self->user_data = user_data;
  self->uri = g_strdup_printf ("https://%s:%u" LIVE_PATH, server->host, server->port);
  memcpy (self->pin, server->pin, TSN_PIN_SIZE);
  self->requester = (TsnSyncRequester){ .vault = vault, .server = server->identity.server };
  self->backoff = (TsnSyncBackoff){ patience->first_ms, patience->last_ms, 0 };
  self->context = g_main_context_new ();
  self->thread = g_thread_new ("tsn-live", live_worker, self);
  return self;
}

void
tsn_sync_live_free (TsnSyncLive *self)
{
  if (self == NULL)
    return;
  invoke (self, over_cb);
  g_thread_join (self->thread);
  g_main_context_unref (self->context);
  g_free (self->uri);
  g_free (self);
}
