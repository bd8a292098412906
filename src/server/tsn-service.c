/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One request from its line to its answer: which handler, in which transaction, and what becomes of
 * a refusal.
 *
 * Each request is one transaction. What refuses it is an error in the domain TSN_STATUS; everything
 * else that goes wrong is the server's own fault, is told to the log and not to the device, and is
 * worth another try. Nothing that a handler did before it failed stays.
 */

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "tsn-service-private.h"
#include "tsn-store.h"

#define TYPE_TEXT        "text/plain; charset=utf-8"
#define RETRY_SECONDS    5
#define QUERY_LENGTH_MAX 512
#define TOKEN_SIZE       16 /* random bytes */

G_DEFINE_QUARK (tsn - status - quark, tsn_status)

gboolean
tsn_refuse (GError **error, guint status, const char *why)
{
  g_set_error_literal (error, TSN_STATUS, (int) status, why);
  return FALSE;
}

void
tsn_random (gpointer out, gsize size)
{
  /* Up to 256 bytes come whole or not at all. */
  g_assert (size <= 256);
  while (getrandom (out, size, 0) != (gssize) size)
    g_assert (errno == EINTR);
}

static void
write_text (TsnCall *call, const char *text)
{
  g_byte_array_append (call->out, (const guint8 *) text, (guint) strlen (text));
}

/* -- What needs no device -- */

static gboolean
answer_health (TsnCall *call, GError **error)
{
  gint64 number;
  guint8 root_public[TSN_KEY_SIZE];

  /* That the database answers. */
  if (!call->backend->verbs->next_municipality (call->backend, 0, &number, root_public, error))
    return FALSE;
  write_text (call, "ok");
  return TRUE;
}

static gboolean
answer_time (TsnCall *call, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, call->now_ms);

  write_text (call, text);
  return TRUE;
}

/* -- Which handler -- */

typedef struct
{
  const char *method;
  const char *path;
  gboolean (*handle) (TsnCall *call, GError **error);
  const char *type;
  gboolean known_only; /* only for devices that are known here */
  gboolean write;
  gboolean in_room; /* a room has it, too */
} Route;

static const Route ROUTES[] = {
  { "GET", "/v1/health", answer_health, TYPE_TEXT, FALSE, FALSE, TRUE },
  { "GET", "/v1/time", answer_time, TYPE_TEXT, FALSE, FALSE, TRUE },
  { "POST", "/v1/municipality", tsn_call_register, TSN_SYNC_TYPE, FALSE, TRUE, FALSE },
  { "POST", "/v1/invitation", tsn_call_offer, TSN_SYNC_TYPE, TRUE, TRUE, FALSE },
  { "POST", "/v1/enrol", tsn_call_ask, TSN_SYNC_TYPE, FALSE, TRUE, FALSE },
  { "GET", "/v1/enrolment", tsn_call_list_enrolments, TSN_SYNC_TYPE, TRUE, FALSE, FALSE },
  { "POST", "/v1/enrolment", tsn_call_decide, TSN_SYNC_TYPE, TRUE, TRUE, FALSE },
  { "POST", "/v1/recover", tsn_call_recover, TSN_SYNC_TYPE, FALSE, FALSE, FALSE },
  { "GET", "/v1/trust", tsn_call_get_trust, TSN_SYNC_TYPE, TRUE, FALSE, FALSE },
  { "POST", "/v1/trust", tsn_call_put_trust, TSN_SYNC_TYPE, TRUE, TRUE, FALSE },
  { "GET", "/v1/patches", tsn_call_pull, TSN_SYNC_TYPE, TRUE, FALSE, TRUE },
  { "POST", "/v1/patches", tsn_call_push, TSN_SYNC_TYPE, TRUE, TRUE, TRUE },
  { "GET", "/v1/live", tsn_call_live, TSN_SYNC_TYPE, TRUE, FALSE, TRUE },
  { "GET", "/v1/digest", tsn_call_digest, TSN_SYNC_TYPE, TRUE, FALSE, TRUE },
  { "GET", "/v1/bucket", tsn_call_bucket, TSN_SYNC_TYPE, TRUE, FALSE, TRUE },
};

static gboolean
is_path_of (const Route *route, const char *path)
{
  gsize length = strlen (route->path);

  return strncmp (path, route->path, length) == 0 && (path[length] == '\0' || path[length] == '?');
}

const char *
tsn_service_path (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (ROUTES); i++)
    if (is_path_of (&ROUTES[i], path))
      return ROUTES[i].path;
  return "-";
}

static const Route *
find_route (const TsnService *self, const TsnRequest *request, GError **error)
{
  gboolean is_path = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (ROUTES); i++)
    {
      if ((self->is_room && !ROUTES[i].in_room) || !is_path_of (&ROUTES[i], request->path))
        continue;
      if (strcmp (request->method, ROUTES[i].method) == 0)
        return &ROUTES[i];
      is_path = TRUE;
    }
  if (is_path)
    tsn_refuse (error, 405, "this path does not take that method");
  else
    tsn_refuse (error, 404, "there is no such path");
  return NULL;
}

static GHashTable *
parse_query (const char *path, GError **error)
{
  const char *query = strchr (path, '?');
  GHashTable *table;

  if (query == NULL)
    return g_hash_table_new (g_str_hash, g_str_equal);
  if (strlen (query) > QUERY_LENGTH_MAX)
    {
      tsn_refuse (error, 400, "the query is too long");
      return NULL;
    }
  table = g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_NONE, NULL);
  if (table == NULL)
    tsn_refuse (error, 400, "the query is malformed");
  return table;
}

/* -- One request -- */

static gboolean
run_route (const Route *route, TsnCall *call, GError **error)
{
  TsnBackend *backend = call->backend;

  call->writes = route->write;
  if (!backend->verbs->begin (backend, route->write, error))
    return FALSE;
  if ((!route->known_only || tsn_call_authorize (call, error)) && route->handle (call, error) &&
      backend->verbs->commit (backend, error))
    return TRUE;
  backend->verbs->rollback (backend);
  return FALSE;
}

/* The statement is answered, whatever becomes of this; it is tried again after the next one. */
static void
scrub (TsnService *self)
{
  if (self->scrub && self->backend->verbs->scrub (self->backend, NULL))
    self->scrub = FALSE;
}

static void
answer_failure (TsnAnswer *answer, GError *failure)
{
  const char *text = failure->message;

  answer->type = TYPE_TEXT;
  if (failure->domain == TSN_STATUS)
    answer->status = (guint) failure->code;
  else if (g_error_matches (failure, TSN_STORE_ERROR, TSN_STORE_ERROR_BUSY))
    {
      answer->status = 503;
      answer->retry_after = RETRY_SECONDS;
      text = "the server is busy";
    }
  else
    {
      answer->status = 500;
      text = "the server failed";
    }
  answer->body = g_bytes_new (text, strlen (text));
  answer->failure = failure;
}

static gboolean
handle (TsnCall *call, TsnAnswer *answer, GError **error)
{
  const Route *route = find_route (call->service, call->request, error);

  if (route == NULL)
    return FALSE;
  if (call->request->body != NULL && g_bytes_get_size (call->request->body) > TSN_SYNC_BODY_MAX)
    return tsn_refuse (error, 413, "the request is too large");
  call->query = parse_query (call->request->path, error);
  if (call->query == NULL || !run_route (route, call, error))
    return FALSE;
  answer->status = 200;
  answer->type = route->type;
  return TRUE;
}

static void
tell_news (const TsnCall *call)
{
  const TsnService *self = call->service;

  if (self->news == NULL)
    return;
  if (call->shuts_out)
    self->news (call->device.municipality, NULL, self->news_data);
  if (call->has_news)
    self->news (call->device.municipality, call->news, self->news_data);
}

void
tsn_service_handle (TsnService *self, const TsnRequest *request, TsnAnswer *answer)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  TsnCall call = { .service = self, .backend = self->backend, .request = request, .out = out };

  *answer = (TsnAnswer){ .time_ms = tsn_service_now_ms (self) };
  call.now_ms = answer->time_ms;
  if (handle (&call, answer, &failure))
    {
      answer->body = call.body != NULL ? g_steal_pointer (&call.body)
                                       : g_byte_array_free_to_bytes (g_steal_pointer (&out));
      answer->n_taken = call.n_taken;
      answer->n_refused = call.n_refused;
      tell_news (&call);
    }
  else
    answer_failure (answer, g_steal_pointer (&failure));
  if (call.authorized)
    {
      answer->municipality = call.device.municipality;
      answer->device = call.device.device;
      tsn_call_note_contact (&call, answer->status);
    }
  g_clear_pointer (&call.query, g_hash_table_unref);
  g_clear_pointer (&call.body, g_bytes_unref);
  scrub (self);
}

void
tsn_answer_clear (TsnAnswer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_error (&self->failure);
}

/* -- Life -- */

/* The value @name of the server; made of @size random bytes when there is none. */
static gboolean
load_secret (TsnBackend *backend, const char *name, guint8 *out, gsize size, GError **error)
{
  g_autoptr (GBytes) value = NULL;

  if (!backend->verbs->get_value (backend, 0, name, &value, error))
    return FALSE;
  if (value == NULL)
    {
      tsn_random (out, size);
      value = g_bytes_new (out, size);
      return backend->verbs->set_value (backend, 0, name, value, error);
    }
  if (g_bytes_get_size (value) != size)
    {
      g_set_error_literal (error,
                           TSN_STORE_ERROR,
                           TSN_STORE_ERROR_CORRUPT,
                           "the server's identity is damaged");
      return FALSE;
    }
  memcpy (out, g_bytes_get_data (value, NULL), size);
  return TRUE;
}

static gboolean
load_identity (TsnService *self, guint8 seed[TSN_KEY_SIZE], GError **error)
{
  TsnBackend *backend = self->backend;

  if (!backend->verbs->begin (backend, TRUE, error))
    return FALSE;
  if (backend->verbs->lock (backend, 0, error) &&
      load_secret (backend, "server", self->id.bytes, sizeof self->id.bytes, error) &&
      load_secret (backend, "key", seed, TSN_KEY_SIZE, error) &&
      backend->verbs->commit (backend, error))
    return TRUE;
  backend->verbs->rollback (backend);
  return FALSE;
}

TsnService *
tsn_service_new (TsnBackend *backend, TsnClockFunc now_ms, gpointer now_data, GError **error)
{
  g_autoptr (TsnService) self = g_new0 (TsnService, 1);
  guint8 seed[TSN_KEY_SIZE];
  gboolean loaded;

  self->backend = backend;
  self->now_ms = now_ms != NULL ? now_ms : tsn_clock_wall_ms;
  self->now_data = now_data;
  self->contacts = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, g_free);
  self->blocks = tsn_blocks_new ();
  loaded = load_identity (self, seed, error);
  if (loaded)
    self->key = tsn_sign_key_new_from_seed (seed);
  explicit_bzero (seed, sizeof seed);
  return loaded ? g_steal_pointer (&self) : NULL;
}

void
tsn_service_free (TsnService *self)
{
  if (self == NULL)
    return;
  tsn_sign_key_free (self->key);
  g_hash_table_unref (self->contacts);
  tsn_blocks_free (self->blocks);
  g_free (self);
}

gboolean
tsn_service_watch (TsnService *self, TsnNewsFunc func, gpointer user_data, GError **error)
{
  const TsnBackendVerbs *verbs = self->backend->verbs;

  self->news = func;
  self->news_data = user_data;
  return verbs->watch == NULL || verbs->watch (self->backend, func, user_data, error);
}

gint64
tsn_service_now_ms (TsnService *self)
{
  return self->now_ms (self->now_data);
}

gboolean
tsn_service_has_municipality (TsnService *self, gboolean *has, GError **error)
{
  gint64 number;
  guint8 root_public[TSN_KEY_SIZE];

  if (!self->backend->verbs->next_municipality (self->backend, 0, &number, root_public, error))
    return FALSE;
  *has = number != 0;
  return TRUE;
}

char *
tsn_service_new_token (TsnService *self, GError **error)
{
  TsnBackend *backend = self->backend;
  guint8 bytes[TOKEN_SIZE];
  g_autofree char *token = NULL;
  g_autoptr (GBytes) stored = NULL;
  TsnHash hash;

  tsn_random (bytes, sizeof bytes);
  token = tsn_base64url_format (bytes, sizeof bytes);
  tsn_hash_bytes ((const guint8 *) token, strlen (token), &hash);
  stored = g_bytes_new (hash.bytes, sizeof hash.bytes);
  if (!backend->verbs->begin (backend, TRUE, error))
    return NULL;
  if (backend->verbs->set_value (backend, 0, "token", stored, error) &&
      backend->verbs->commit (backend, error))
    return g_steal_pointer (&token);
  backend->verbs->rollback (backend);
  return NULL;
}
