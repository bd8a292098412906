/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The network: each request goes straight to the service, or something becomes of it on its way. */

#include "sim.h"
#include "world.h"

#define LATE_MAX 8 /* letters on their way */

#define TYPE_LINK (link_get_type ())
G_DECLARE_FINAL_TYPE (Link, link, SIM, LINK, GObject)

struct _Link
{
  GObject parent;
  Sim *sim;
  Host *host;
  TsnService *service;
};

static void link_transport_init (TsnTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Link,
                               link,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TSN_TYPE_TRANSPORT, link_transport_init))

static void
link_init (Link *self)
{
}

static void
link_class_init (LinkClass *klass)
{
}

TsnTransport *
link_new (Sim *sim, Host *host, TsnService *service)
{
  Link *self = g_object_new (TYPE_LINK, NULL);

  self->sim = sim;
  self->host = host;
  self->service = service;
  return TSN_TRANSPORT (self);
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE, why);
  return FALSE;
}

static void
give (TsnTransportAnswer *answer, TsnAnswer *given)
{
  *answer = (TsnTransportAnswer){ .status = given->status,
                                  .body = g_bytes_ref (given->body),
                                  .server_ms = given->time_ms,
                                  .retry_after = given->retry_after };
  tsn_answer_clear (given);
}

/* -- Letters -- */

void
letter_free (gpointer letter)
{
  Letter *self = letter;

  g_free (self->method);
  g_free (self->path);
  g_free (self->authorization);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

static void
keep_letter (Sim *sim, const TsnRequest *request)
{
  Letter *letter;

  if (sim->letters->len >= LATE_MAX)
    return;
  letter = g_new0 (Letter, 1);
  letter->method = g_strdup (request->method);
  letter->path = g_strdup (request->path);
  letter->authorization = g_strdup (request->authorization);
  letter->body = request->body != NULL ? g_bytes_ref (request->body) : NULL;
  g_ptr_array_add (sim->letters, letter);
}

void
link_deliver_late (Sim *sim)
{
  guint which;
  Letter *letter;
  TsnRequest request;
  g_auto (TsnAnswer) answer = { 0 };

  if (sim->letters->len == 0)
    return;
  which = sim_below (sim, sim->letters->len);
  letter = g_ptr_array_steal_index (sim->letters, which);
  request = (TsnRequest){ letter->method, letter->path, letter->authorization, letter->body };
  if (server_handle (sim, &request, &answer))
    sim_note (sim, "server: a late %s: %u", request.method, answer.status);
  letter_free (letter);
}

/* -- On the way -- */

/* The server is told of the first half. */
static void
deliver_half (Sim *sim, const TsnRequest *request)
{
  TsnRequest half = *request;
  g_autoptr (GBytes) body = NULL;
  g_auto (TsnAnswer) answer = { 0 };

  if (request->body != NULL)
    body = g_bytes_new_from_bytes (request->body, 0, g_bytes_get_size (request->body) / 2);
  half.body = body;
  server_handle (sim, &half, &answer);
}

static void
deliver_and_forget (Sim *sim, const TsnRequest *request)
{
  g_auto (TsnAnswer) answer = { 0 };

  server_handle (sim, request, &answer);
}

/* FALSE: it did not come through. */
static gboolean
travel (Link *self, const TsnRequest *request, GError **error)
{
  Sim *sim = self->sim;

  if (sim->depth < 2 && sim_happens (sim, RATE_MEANWHILE))
    {
      sim->depth++;
      sim_step (sim);
      sim->depth--;
    }
  if (sim_happens (sim, RATE_SLOW))
    world_pass (sim_below (sim, 4 * 60 * 1000));
  world_pass (5 + sim_below (sim, 200));
  if (self->host->dead)
    return fail (error, "the device is dead");
  if (world_now_ms () < self->host->offline_until_ms)
    return fail (error, "there is no network");
  if (sim_happens (sim, RATE_LOSE_REQUEST))
    return fail (error, "the request was lost");
  if (sim_happens (sim, RATE_DELAY))
    {
      keep_letter (sim, request);
      return fail (error, "the request is late");
    }
  if (sim_happens (sim, RATE_SHORT))
    {
      deliver_half (sim, request);
      return fail (error, "the request was cut short");
    }
  if (sim_happens (sim, RATE_REPEAT))
    deliver_and_forget (sim, request);
  return TRUE;
}

static void
answer_busy (Sim *sim, TsnTransportAnswer *answer)
{
  static const guint statuses[] = { 429, 502, 503, 504 };

  *answer = (TsnTransportAnswer){ .status = statuses[sim_below (sim, G_N_ELEMENTS (statuses))],
                                  .body = g_bytes_new_static ("", 0),
                                  .retry_after = 5 };
}

static gboolean
send_through (Link *self, const TsnRequest *request, TsnTransportAnswer *answer, GError **error)
{
  Sim *sim = self->sim;
  gint64 ahead = world_set_ahead (0);
  gboolean arrived = travel (self, request, error);
  TsnAnswer given = { 0 };

  world_set_ahead (ahead);
  if (!arrived)
    return FALSE;
  if (sim_happens (sim, RATE_BUSY))
    {
      answer_busy (sim, answer);
      return TRUE;
    }
  if (!server_handle (sim, request, &given))
    return fail (error, "the server is down");
  world_pass (5 + sim_below (sim, 200));
  if (given.status != 200)
    sim_note (sim,
              "server: %s: %u %.*s",
              request->method,
              given.status,
              (int) g_bytes_get_size (given.body),
              (const char *) g_bytes_get_data (given.body, NULL));
  give (answer, &given);
  if (!sim_happens (sim, RATE_LOSE_ANSWER) && !self->host->dead)
    return TRUE;
  tsn_transport_answer_clear (answer);
  return fail (error, "the answer was lost");
}

static gboolean
settle_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

/* What the device has begun is over before anything else happens: a run is told by its seed, and
 * not by which thread was first. */
static void
settle (Link *self)
{
  for (guint i = 0; i < self->sim->devices->len; i++)
    {
      Device *device = g_ptr_array_index (self->sim->devices, i);

      if (&device->host == self->host && device->store != NULL)
        {
          tsn_store_run_sync (device->store, TSN_STORE_WRITE, settle_work, NULL, NULL, NULL);
          tsn_store_run_sync (device->store, TSN_STORE_READ, settle_work, NULL, NULL, NULL);
        }
    }
}

static gboolean
link_send (TsnTransport *transport,
           const TsnTransportRequest *request,
           TsnTransportAnswer *answer,
           GCancellable *cancellable,
           GError **error)
{
  Link *self = SIM_LINK (transport);
  const TsnRequest arriving = { request->method,
                                request->path,
                                request->authorization,
                                request->body };
  TsnAnswer given = { 0 };

  if (self->sim != NULL)
    {
      settle (self);
      return send_through (self, &arriving, answer, error);
    }
  tsn_service_handle (self->service, &arriving, &given);
  give (answer, &given);
  return TRUE;
}

static void
link_transport_init (TsnTransportInterface *iface)
{
  iface->send = link_send;
}
