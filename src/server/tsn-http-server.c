/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The HTTPS front.
 *
 * Requests are read in the main context, each with a bound in bytes and in time; a whole one goes
 * to the worker, which owns the service and its database, while libsoup's message is paused; the
 * answer comes back to the main context. So a client that is slow to send or to read holds nothing
 * but its own connection.
 *
 * libsoup would gather a body of any size before it asks anybody; here chunks are counted as they
 * come, and who sends more than he may is cut off.
 */

#include "tsn-http-server.h"

#include <string.h>

#include "tsn-authorization.h"
#include "tsn-http-answer.h"
#include "tsn-http-connections.h"
#include "tsn-http-live.h"
#include "tsn-http-worker.h"
#include "tsn-sync-message.h"

#define DISCARDED_MAX 2 /* times the bytes of a body, of what is refused */
#define REQUEST_DATA  "tsn-request"
#define TOO_MUCH      "too much at once"
#define STOP_MS       10000
#define PULL_PATH     "/v1/patches"
#define JOBS_MAX      1024

const TsnHttpLimits TSN_HTTP_LIMITS = {
  .body_max = TSN_SYNC_BODY_MAX,
  .bodies_max = 64 * 1024 * 1024,
  .connections = 2048,
  .per_address = 1024,
  .handshake_ms = 10 * 1000,
  .header_ms = 30 * 1000,
  .body_ms = 120 * 1000,
  .queue_ms = 10 * 1000,
  .answer_ms = 300 * 1000,
  .silence_ms = 75 * 1000,
  .patience_ms = 2000,
  .pace = { .rate = 200, .burst = 1000 },
  .device = { .rate = 100, .burst = 1000 },
};

struct _TsnHttpServer
{
  TsnService *service; /* borrowed; the worker's */
  TsnHttpLimits limits;
  GMainContext *context;
  SoupServer *soup;
  TsnHttpConnections *connections;
  TsnHttpRate *devices;
  TsnHttpLive *live; /* NULL: it stops */
  TsnHttpWorker *worker;
  const TsnEmsPage *page; /* borrowed, (nullable) */
  TsnHttpLogFunc log;
  gpointer log_data;
  TsnHttpCounts counts; /* those that only grow */
  gint64 good_us;       /* when the database was last known to answer */
  gsize n_bytes;        /* of all bodies in memory */
  guint n_running;      /* requests whose headers came and whose answer is not out yet */
  GSource *stopping;
  void (*stopped) (gpointer data);
  gpointer stopped_data;
};

/* One request; lives as long as its message, or as the worker has it. */
typedef struct
{
  TsnHttpJob job;
  grefcount ref;
  TsnHttpServer *server;
  SoupServerMessage *message; /* borrowed; NULL: it is gone */
  GByteArray *chunks;         /* NULL: no more are wanted */
  gsize n_bytes;              /* of the body */
  gsize page_bytes;           /* of an answer that no worker gave */
  gint64 begun_us;
  gint64 queued_us; /* since when it waits for the worker */
  char *method;
  char *path;
  char *authorization;
  GBytes *body;
  gboolean running;
  GSource *patience;  /* NULL: it waits as long as it takes */
  gboolean impatient; /* it was answered without the worker */
  TsnAnswer answer;   /* the worker's, until it is done */
} Request;

static void
request_unref (Request *self)
{
  if (!g_ref_count_dec (&self->ref))
    return;
  g_clear_pointer (&self->chunks, g_byte_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->method);
  g_free (self->path);
  g_free (self->authorization);
  tsn_answer_clear (&self->answer);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_unref)

/* -- Stopping -- */

static gboolean
say_stopped_cb (gpointer data)
{
  TsnHttpServer *self = data;
  void (*stopped) (gpointer) = g_steal_pointer (&self->stopped);

  if (stopped != NULL)
    stopped (self->stopped_data);
  return G_SOURCE_REMOVE;
}

static gboolean
is_stopping (TsnHttpServer *self)
{
  return self->stopping != NULL || self->worker == NULL;
}

static void
note_idle (TsnHttpServer *self)
{
  if (is_stopping (self) && self->n_running == 0)
    say_stopped_cb (self);
}

void
tsn_http_server_stop (TsnHttpServer *self, void (*done) (gpointer data), gpointer data)
{
  g_return_if_fail (!is_stopping (self));
  self->stopped = done;
  self->stopped_data = data;
  self->stopping = g_timeout_source_new (STOP_MS);
  g_source_set_callback (self->stopping, say_stopped_cb, self, NULL);
  g_source_attach (self->stopping, self->context);
  tsn_http_connections_stop_listening (self->connections);
  g_clear_pointer (&self->live, tsn_http_live_free);
  tsn_http_connections_close_idle (self->connections);
  note_idle (self);
}

/* -- Answers -- */

static const char *
known_method (const Request *request)
{
  return g_strcmp0 (request->method, "GET") == 0    ? "GET"
         : g_strcmp0 (request->method, "POST") == 0 ? "POST"
                                                    : "-";
}

/* As a constant, for the log. */
static const char *
known_path (const Request *request)
{
  return tsn_ems_page_has (request->path) ? TSN_EMS_PATH : tsn_service_path (request->path);
}

/* @answer: (nullable): the worker's */
static void
log_request (Request *request, guint status, const TsnAnswer *answer)
{
  TsnHttpServer *self = request->server;
  TsnHttpEntry entry = { .method = known_method (request),
                         .path = known_path (request),
                         .status = status,
                         .received = request->n_bytes,
                         .sent = request->page_bytes,
                         .us = g_get_monotonic_time () - request->begun_us };

  if (answer != NULL)
    {
      entry.sent = g_bytes_get_size (answer->body);
      entry.n_taken = answer->n_taken;
      entry.n_refused = answer->n_refused;
      entry.failure = answer->failure;
    }
  self->counts.answers[MIN (status, TSN_HTTP_STATUS_MAX - 1)]++;
  self->counts.received += entry.received;
  self->counts.sent += entry.sent;
  self->counts.patches_taken += entry.n_taken;
  self->counts.patches_refused += entry.n_refused;
  if (self->log != NULL)
    self->log (&entry, self->log_data);
}

static void
request_over (Request *self)
{
  if (!self->running)
    return;
  self->running = FALSE;
  self->server->n_running--;
  note_idle (self->server);
}

/* -- Health -- */

#define HEALTH_PATH "/v1/health"

static void
end_patience (Request *self)
{
  if (self->patience == NULL)
    return;
  g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

/* The worker stands still, perhaps because its database does; or it is busy with what others ask.
 */
static gboolean
lose_patience_cb (gpointer data)
{
  Request *request = data;
  TsnHttpServer *self = request->server;
  gint64 silent_us = g_get_monotonic_time () - self->good_us;
  gboolean good = silent_us < (gint64) self->limits.patience_ms * 1000;
  guint status = good ? SOUP_STATUS_OK : SOUP_STATUS_SERVICE_UNAVAILABLE;

  end_patience (request);
  request->impatient = TRUE;
  log_request (request, status, NULL);
  tsn_http_refuse (request->message, status, good ? "ok" : "the database does not answer");
  tsn_http_connections_expect (request->message, self->limits.answer_ms, TRUE);
  soup_server_message_unpause (request->message);
  return G_SOURCE_REMOVE;
}

static void
begin_patience (Request *self)
{
  if (strcmp (tsn_service_path (self->path), HEALTH_PATH) != 0)
    return;
  self->patience = g_timeout_source_new (self->server->limits.patience_ms);
  g_source_set_callback (self->patience, lose_patience_cb, self, NULL);
  g_source_attach (self->patience, self->server->context);
}

/* -- Lines -- */

#define LIVE_PATH "/v1/live"

static void
taken_over_cb (gpointer data)
{
  Request *request = data;

  request->message = NULL;
  request_over (request);
}

/* A device that may listen: its answer is no body but a line. */
static gboolean
take_line (Request *request)
{
  TsnHttpServer *self = request->server;

  if (request->answer.status != SOUP_STATUS_OK ||
      strcmp (tsn_service_path (request->path), LIVE_PATH) != 0)
    return FALSE;
  if (self->live == NULL)
    tsn_http_refuse (request->message, SOUP_STATUS_SERVICE_UNAVAILABLE, "the server stops");
  else if (tsn_http_live_take (self->live,
                               request->message,
                               &request->answer,
                               taken_over_cb,
                               request))
    /* From here on the line sees to it that it does not last for nothing. */
    tsn_http_connections_expect (request->message, G_MAXUINT, TRUE);
  else
    tsn_http_refuse (request->message, SOUP_STATUS_BAD_REQUEST, "this path is a WebSocket");
  return TRUE;
}

typedef struct
{
  TsnHttpServer *server;
  gint64 municipality;
  gboolean has_mark;
  guint8 mark[TSN_MARK_SIZE];
} News;

static gboolean
tell_cb (gpointer data)
{
  const News *news = data;

  if (news->server->live != NULL)
    tsn_http_live_tell (news->server->live, news->municipality, news->has_mark ? news->mark : NULL);
  return G_SOURCE_REMOVE;
}

/* In the worker, or where the backend hears of it. */
static void
news_cb (gint64 municipality, const guint8 *mark, gpointer user_data)
{
  TsnHttpServer *self = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();
  News *news = g_new0 (News, 1);

  news->server = self;
  news->municipality = municipality;
  news->has_mark = mark != NULL;
  if (mark != NULL)
    memcpy (news->mark, mark, TSN_MARK_SIZE);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, news, g_free);
  g_source_attach (source, self->context);
}

/* -- The worker -- */

static void
request_done (TsnHttpJob *job)
{
  g_autoptr (Request) request = (Request *) job;
  TsnHttpServer *self = request->server;

  self->n_bytes -= request->n_bytes;
  g_clear_pointer (&request->body, g_bytes_unref);
  end_patience (request);
  if (request->answer.status == SOUP_STATUS_OK)
    self->good_us = g_get_monotonic_time ();
  if (!tsn_id_is_nil (&request->answer.device))
    {
      tsn_http_rate_charge (self->devices, &request->answer.device);
      if (request->message != NULL)
        tsn_http_connections_refund (self->connections, request->message);
    }
  if (request->impatient)
    return;
  log_request (request, request->answer.status, &request->answer);
  if (request->message == NULL)
    return;
  tsn_http_connections_expect (request->message, self->limits.answer_ms, TRUE);
  if (!take_line (request))
    tsn_http_answer (request->message, &request->answer);
  soup_server_message_unpause (request->message);
}

/* Who is answered later than this no longer listens; he would ask again, and wait behind himself.
 */
static gboolean
is_late (const Request *request)
{
  gint64 waited_us = g_get_monotonic_time () - request->queued_us;

  return waited_us > (gint64) request->server->limits.queue_ms * 1000;
}

static void
handle_request (TsnHttpJob *job, TsnService *service)
{
  static const char BUSY[] = "the server is busy";
  Request *request = (Request *) job;
  TsnRequest asked = { .method = request->method,
                       .path = request->path,
                       .authorization = request->authorization,
                       .body = request->body };

  if (is_late (request))
    request->answer = (TsnAnswer){ .status = SOUP_STATUS_SERVICE_UNAVAILABLE,
                                   .type = TSN_HTTP_TEXT,
                                   .body = g_bytes_new_static (BUSY, sizeof BUSY - 1),
                                   .retry_after = tsn_http_retry_seconds () };
  else
    tsn_service_handle (service, &asked, &request->answer);
}

/* What is no request. */
typedef struct
{
  TsnHttpJob job;
  void (*work) (TsnService *service, gpointer data);
  void (*done) (gpointer data);
  gpointer data;
} Errand;

static void
do_errand (TsnHttpJob *job, TsnService *service)
{
  Errand *errand = (Errand *) job;

  errand->work (service, errand->data);
}

static void
errand_done (TsnHttpJob *job)
{
  g_autofree Errand *errand = (Errand *) job;

  errand->done (errand->data);
}

gboolean
tsn_http_server_run (TsnHttpServer *self,
                     void (*work) (TsnService *service, gpointer data),
                     void (*done) (gpointer data),
                     gpointer data)
{
  Errand *errand;

  if (tsn_http_worker_count (self->worker) >= JOBS_MAX)
    return FALSE;
  errand = g_new (Errand, 1);
  *errand = (Errand){ { .work = do_errand, .done = errand_done }, work, done, data };
  tsn_http_worker_push (self->worker, &errand->job);
  return TRUE;
}

/* -- Reading a request -- */

/* What came of the body is not wanted any more. */
static void
drop_body (Request *request)
{
  request->server->n_bytes -= request->n_bytes;
  g_clear_pointer (&request->chunks, g_byte_array_unref);
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Request *request = user_data;
  TsnHttpServer *self = request->server;

  if (request->message == NULL)
    return;
  request->message = NULL;
  end_patience (request);
  if (request->chunks != NULL)
    drop_body (request);
  tsn_http_connections_expect (message, is_stopping (self) ? 0 : self->limits.header_ms, FALSE);
  request_over (request);
}

/* A server that is disconnected drops its messages, and some without "finished". */
static void
message_gone (gpointer data)
{
  g_autoptr (Request) request = data;

  request->message = NULL;
  end_patience (request);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  Request *request = user_data;
  TsnHttpServer *self = request->server;
  gsize size = g_bytes_get_size (chunk);

  if (request->chunks == NULL)
    {
      /* It is refused already; the answer can go out when the body has come, or not at all. */
      request->n_bytes += size;
      if (request->n_bytes > DISCARDED_MAX * self->limits.body_max)
        tsn_http_connections_cut (message);
      return;
    }
  if (request->n_bytes + size > self->limits.body_max)
    {
      drop_body (request);
      log_request (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
      tsn_http_connections_cut (message);
      return;
    }
  if (self->n_bytes + size > self->limits.bodies_max)
    {
      drop_body (request);
      log_request (request, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
      tsn_http_refuse (message, SOUP_STATUS_SERVICE_UNAVAILABLE, TOO_MUCH);
      return;
    }
  g_byte_array_append (request->chunks, g_bytes_get_data (chunk, NULL), (guint) size);
  request->n_bytes += size;
  self->n_bytes += size;
}

/* Why it is answered before its body was read; 0: it is not. */
static guint
judge_early (Request *request, const char **text)
{
  TsnHttpServer *self = request->server;
  SoupServerMessage *message = request->message;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  TsnAuthorization authorization;
  goffset length = soup_message_headers_get_content_length (headers);

  *text = TOO_MUCH;
  if (!tsn_http_connections_allow (self->connections, message) ||
      (tsn_authorization_parse (&authorization, request->authorization) &&
       !tsn_http_rate_allows (self->devices, &authorization.device)))
    return TSN_HTTP_TOO_MANY;
  if (is_stopping (self) || tsn_http_worker_count (self->worker) >= JOBS_MAX ||
      self->n_bytes >= self->limits.bodies_max)
    return SOUP_STATUS_SERVICE_UNAVAILABLE;
  *text = "the request is too large";
  if (length > 0 && (guint64) length > self->limits.body_max)
    return SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  return 0;
}

/* Whether it announces more than anybody would wait for. */
static gboolean
is_endless (TsnHttpServer *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  goffset length = soup_message_headers_get_content_length (headers);

  return length > 0 && (guint64) length > DISCARDED_MAX * self->limits.body_max;
}

static Request *
request_new (TsnHttpServer *self, SoupServerMessage *message)
{
  Request *request = g_new0 (Request, 1);
  GUri *uri = soup_server_message_get_uri (message);
  const char *query = g_uri_get_query (uri);
  const char *path = g_uri_get_path (uri);

  g_ref_count_init (&request->ref);
  request->job.work = handle_request;
  request->job.done = request_done;
  request->server = self;
  request->message = message;
  request->begun_us = g_get_monotonic_time ();
  request->method = g_strdup (soup_server_message_get_method (message));
  request->path = query != NULL ? g_strconcat (path, "?", query, NULL) : g_strdup (path);
  request->authorization = g_strdup (
      soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                    "Authorization"));
  /* What people wait for goes before what a device has yet to hear, which may be much. */
  request->job.last = strcmp (request->method, "GET") == 0 &&
                      strcmp (tsn_service_path (request->path), PULL_PATH) == 0;
  return request;
}

/* The headers are there. */
static void
early_cb (SoupServer *soup,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  TsnHttpServer *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  Request *request = request_new (self, message);
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, tsn_service_now_ms (self->service));
  const char *text;
  guint status;

  g_object_set_data_full (G_OBJECT (message), REQUEST_DATA, request, message_gone);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), request);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), request);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_message_headers_replace (headers, TSN_SYNC_HEADER_TIME, time);
  tsn_http_connections_expect (message, self->limits.body_ms, TRUE);
  request->running = TRUE;
  self->n_running++;
  status = judge_early (request, &text);
  if (status == 0)
    {
      request->chunks = g_byte_array_new ();
      return;
    }
  log_request (request, status, NULL);
  tsn_http_refuse (message, status, text);
  if (is_endless (self, message))
    tsn_http_connections_cut (message);
}

/* What is the same for everybody, and needs no worker. */
static gboolean
answer_page (Request *request)
{
  TsnHttpServer *self = request->server;
  SoupServerMessage *message = request->message;

  if (self->page == NULL || !tsn_ems_page_has (request->path))
    return FALSE;
  drop_body (request);
  tsn_ems_page_answer (self->page, message);
  request->page_bytes = (gsize) soup_server_message_get_response_body (message)->length;
  log_request (request, soup_server_message_get_status (message), NULL);
  tsn_http_connections_expect (message, self->limits.answer_ms, TRUE);
  return TRUE;
}

/* The whole request is there. */
static void
handler_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  TsnHttpServer *self = user_data;
  Request *request = g_object_get_data (G_OBJECT (message), REQUEST_DATA);

  if (request == NULL || request->chunks == NULL || request->message == NULL)
    return;
  if (self->worker == NULL)
    {
      drop_body (request);
      tsn_http_refuse (message, SOUP_STATUS_SERVICE_UNAVAILABLE, "the server stops");
      return;
    }
  if (is_stopping (self))
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "Connection",
                                  "close");
  if (answer_page (request))
    return;
  request->body = g_byte_array_free_to_bytes (g_steal_pointer (&request->chunks));
  tsn_http_connections_expect (message, self->limits.answer_ms, TRUE);
  soup_server_message_pause (message);
  request->queued_us = g_get_monotonic_time ();
  g_ref_count_inc (&request->ref);
  begin_patience (request);
  tsn_http_worker_push (self->worker, &request->job);
}

/* What libsoup answered by itself has none of our data. */
static void
request_over_cb (SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
  TsnHttpServer *self = user_data;

  if (g_object_get_data (G_OBJECT (message), REQUEST_DATA) == NULL)
    self->counts.malformed++;
}

void
tsn_http_server_count (TsnHttpServer *self, TsnHttpCounts *counts)
{
  *counts = self->counts;
  counts->n_connections = tsn_http_connections_count (self->connections);
  counts->n_lines = self->live != NULL ? tsn_http_live_count (self->live) : 0;
  counts->n_jobs = self->worker != NULL ? tsn_http_worker_count (self->worker) : 0;
  counts->connections_refused = tsn_http_connections_refused (self->connections);
}

void
tsn_http_server_say_count (TsnHttpServer *self)
{
  tsn_http_live_say_count (self->live);
}

void
tsn_http_server_set_page (TsnHttpServer *self, const TsnEmsPage *page)
{
  self->page = page;
}

/* -- Life -- */

gboolean
tsn_http_server_listen (TsnHttpServer *self, const char *address, guint16 *port, GError **error)
{
  return tsn_service_watch (self->service, news_cb, self, error) &&
         tsn_http_connections_listen (self->connections, address, port, error);
}

TsnHttpServer *
tsn_http_server_new (TsnService *service,
                     GTlsCertificate *certificate,
                     const TsnHttpLimits *limits,
                     TsnHttpLogFunc log,
                     gpointer user_data)
{
  TsnHttpServer *self = g_new0 (TsnHttpServer, 1);

  self->service = service;
  self->limits = *limits;
  self->log = log;
  self->log_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->soup = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, handler_cb, self, NULL);
  g_signal_connect (self->soup, "request-finished", G_CALLBACK (request_over_cb), self);
  g_signal_connect (self->soup, "request-aborted", G_CALLBACK (request_over_cb), self);
  self->connections = tsn_http_connections_new (self->soup, certificate, limits);
  self->devices = tsn_http_rate_new (&limits->device);
  self->live = tsn_http_live_new (limits->silence_ms);
  self->worker = tsn_http_worker_new (service);
  return self;
}

void
tsn_http_server_free (TsnHttpServer *self)
{
  if (self == NULL)
    return;
  tsn_http_connections_stop_listening (self->connections);
  /* What was begun is finished: it may be a push that its device will ask about. */
  tsn_http_worker_free (g_steal_pointer (&self->worker));
  tsn_service_watch (self->service, NULL, NULL, NULL);
  g_clear_pointer (&self->live, tsn_http_live_free);
  soup_server_disconnect (self->soup);
  tsn_http_connections_free (self->connections);
  tsn_http_rate_free (self->devices);
  g_object_unref (self->soup);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  if (self->stopping != NULL)
    {
      g_source_destroy (self->stopping);
      g_source_unref (self->stopping);
    }
  g_main_context_unref (self->context);
  g_free (self);
}
