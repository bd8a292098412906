/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question, one answer, one connection: GET, no body, nothing kept.
 *
 * What the database knows comes from the service's worker, and when that stands still, the page
 * says so with the rest: that is when the operator looks at it. Only some wait for the worker at a
 * time.
 */

#include "tsn-status-server.h"

#include <string.h>

#include "tsn-clock.h"
#include "tsn-http-answer.h"
#include "tsn-http-connections.h"

#define WAITING_MAX 4
#define ANSWER_DATA "tsn-answer"

static const TsnHttpLimits LIMITS = {
  .connections = 32,
  .per_address = 32,
  .header_ms = 5 * 1000,
  .answer_ms = 30 * 1000,
  .pace = { .rate = 10, .burst = 50 },
};

struct _TsnStatusServer
{
  TsnHttpServer *http; /* borrowed */
  const char *version;
  const char *backend;
  guint patience_ms;
  gint64 started_ms;
  char *policy;
  GMainContext *context;
  SoupServer *soup;
  TsnHttpConnections *connections;
  guint n_waiting; /* for the worker */
};

/* Lives as long as its message, or as the worker has it. */
typedef struct
{
  grefcount ref;
  TsnStatusServer *server;
  SoupServerMessage *message; /* borrowed; NULL: it is gone, or answered */
  GSource *patience;
  TsnStatus status; /* the worker's, until it is done */
} Answer;

static void
end_patience (Answer *self)
{
  if (self->patience == NULL)
    return;
  g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

static void
answer_unref (Answer *self)
{
  if (!g_ref_count_dec (&self->ref))
    return;
  end_patience (self);
  tsn_status_clear (&self->status);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_unref)

/* -- What is said -- */

static void
write_headers (TsnStatusServer *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *const HEADERS[][2] = {
    { "Allow", "GET" },
    { "Cache-Control", "no-store" },
    { "Connection", "close" },
    { "Content-Security-Policy", self->policy },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Referrer-Policy", "no-referrer" },
    { "Vary", "Accept-Language" },
    { "X-Content-Type-Options", "nosniff" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (HEADERS); i++)
    soup_message_headers_replace (headers, HEADERS[i][0], HEADERS[i][1]);
}

/* Whether Japanese is asked for before English. */
static gboolean
wants_japanese (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *text = soup_message_headers_get_list (headers, "Accept-Language");
  gboolean japanese = FALSE;
  GSList *all = text != NULL ? soup_header_parse_quality_list (text, NULL) : NULL;

  for (const GSList *link = all; link != NULL; link = link->next)
    {
      japanese = g_ascii_strncasecmp (link->data, "ja", 2) == 0;
      if (japanese || g_ascii_strncasecmp (link->data, "en", 2) == 0)
        break;
    }
  soup_header_free_list (all);
  return japanese;
}

static gboolean
is_metrics (SoupServerMessage *message)
{
  return strcmp (g_uri_get_path (soup_server_message_get_uri (message)), "/metrics") == 0;
}

/* @status: what the worker read, or nothing of the database */
static void
write_status (TsnStatusServer *self, SoupServerMessage *message, TsnStatus *status)
{
  gboolean metrics = is_metrics (message);
  char *text;

  status->version = self->version;
  status->backend = self->backend;
  status->started_ms = self->started_ms;
  status->now_ms = tsn_clock_wall_ms (NULL);
  tsn_http_server_count (self->http, &status->counts);
  text = metrics ? tsn_status_metrics (status) : tsn_status_page (status, wants_japanese (message));
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message,
                                    metrics ? TSN_STATUS_METRICS_TYPE : "text/html; charset=utf-8",
                                    SOUP_MEMORY_TAKE,
                                    text,
                                    strlen (text));
}

static void
say_status (Answer *self, TsnStatus *status)
{
  SoupServerMessage *message = g_steal_pointer (&self->message);

  end_patience (self);
  write_status (self->server, message, status);
  soup_server_message_unpause (message);
}

/* -- The worker -- */

static void
read_worker (TsnService *service, gpointer data)
{
  Answer *answer = data;

  if (!tsn_status_read (&answer->status, service, NULL))
    tsn_status_clear (&answer->status);
}

static void
read_done (gpointer data)
{
  g_autoptr (Answer) answer = data;

  answer->server->n_waiting--;
  if (answer->message != NULL)
    say_status (answer, &answer->status);
}

static gboolean
lose_patience_cb (gpointer data)
{
  TsnStatus nothing = { 0 };

  say_status (data, &nothing);
  return G_SOURCE_REMOVE;
}

static gboolean
ask_worker (TsnStatusServer *self, Answer *answer)
{
  if (self->n_waiting >= WAITING_MAX ||
      !tsn_http_server_run (self->http, read_worker, read_done, answer))
    return FALSE;
  self->n_waiting++;
  g_ref_count_inc (&answer->ref);
  answer->patience = g_timeout_source_new (self->patience_ms);
  g_source_set_callback (answer->patience, lose_patience_cb, answer, NULL);
  g_source_attach (answer->patience, self->context);
  return TRUE;
}

/* -- Requests -- */

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Answer *answer = user_data;

  end_patience (answer);
  answer->message = NULL;
}

/* A server that is disconnected drops its messages, and some without "finished". */
static void
message_gone (gpointer data)
{
  g_autoptr (Answer) answer = data;

  finished_cb (NULL, answer);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  tsn_http_connections_cut (message);
}

/* The headers are there. */
static void
early_cb (SoupServer *soup,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  TsnStatusServer *self = user_data;

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
  write_headers (self, message);
  tsn_http_connections_expect (message, LIMITS.answer_ms, TRUE);
  if (!tsn_http_connections_allow (self->connections, message))
    tsn_http_say (message, TSN_HTTP_TOO_MANY, "too much at once");
  else if (strcmp (soup_server_message_get_method (message), "GET") != 0)
    tsn_http_say (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "only GET");
  else if (strcmp (path, "/") != 0 && strcmp (path, "/metrics") != 0)
    tsn_http_say (message, SOUP_STATUS_NOT_FOUND, "there is / and /metrics");
}

/* The whole request is there, and was not refused. */
static void
handler_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  TsnStatusServer *self = user_data;
  TsnStatus nothing = { 0 };
  Answer *answer = g_new0 (Answer, 1);

  g_ref_count_init (&answer->ref);
  answer->server = self;
  answer->message = message;
  g_object_set_data_full (G_OBJECT (message), ANSWER_DATA, answer, message_gone);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), answer);
  soup_server_message_pause (message);
  if (!ask_worker (self, answer))
    say_status (answer, &nothing);
}

/* -- Life -- */

TsnStatusServer *
tsn_status_server_new (TsnHttpServer *http,
                       const char *version,
                       const char *backend,
                       guint patience_ms)
{
  TsnStatusServer *self = g_new0 (TsnStatusServer, 1);

  self->http = http;
  self->version = version;
  self->backend = backend;
  self->patience_ms = patience_ms;
  self->started_ms = tsn_clock_wall_ms (NULL);
  self->policy = tsn_status_page_policy ();
  self->context = g_main_context_ref_thread_default ();
  self->soup = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, handler_cb, self, NULL);
  self->connections = tsn_http_connections_new (self->soup, NULL, &LIMITS);
  return self;
}

gboolean
tsn_status_server_listen (TsnStatusServer *self, const char *address, guint16 *port, GError **error)
{
  return tsn_http_connections_listen (self->connections, address, port, error);
}

void
tsn_status_server_free (TsnStatusServer *self)
{
  if (self == NULL)
    return;
  tsn_http_connections_stop_listening (self->connections);
  soup_server_disconnect (self->soup);
  tsn_http_connections_free (self->connections);
  while (self->n_waiting > 0)
    g_main_context_iteration (self->context, TRUE);
  g_object_unref (self->soup);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_unref (self->context);
  g_free (self->policy);
  g_free (self);
}
