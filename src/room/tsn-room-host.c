/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A room: the server's own service and HTTP front, on a database that is a file without a name.
 *
 * It lives in a thread, so that whoever works on this device is not held up by the others. What
 * libsoup makes in a context it also ends there: so the server is made, stopped and freed in that
 * thread, and the caller only waits for it at both ends.
 */

#include "tsn-room-host.h"

#include <string.h>

#include "tsn-http-server.h"
#include "tsn-server-certificate.h"

#define NO_NAME                                                                                    \
  "" /* SQLite: a temporary file, which is nobody else's and goes with the connection */

struct _TsnRoomHost
{
  TsnVault *vault; /* borrowed, while it begins */
  const char *listen;
  TsnRoomAddress *address;
  GThread *thread;
  GMainContext *context;

  GMutex lock; /* what follows, to the next line */
  GCond begun_cond;
  gboolean begun; /* or failed */
  GError *error;

  /* Of the thread. */
  TsnBackend *backend;
  TsnService *service;
  TsnHttpServer *server;
  gboolean over;
};

/* -- Beginning -- */

static gboolean
open_service (TsnRoomHost *self, TsnAnnouncement *announcement, GError **error)
{
  TsnServerIdentity identity;

  self->backend = tsn_backend_sqlite_open (NO_NAME, error);
  if (self->backend == NULL)
    return FALSE;
  self->service = tsn_service_new (self->backend, NULL, NULL, error);
  if (self->service == NULL || !tsn_service_open_room (self->service,
                                                       tsn_vault_root_public (self->vault),
                                                       tsn_vault_certificate (self->vault),
                                                       &identity,
                                                       error))
    return FALSE;
  announcement->server = identity.server;
  memcpy (announcement->server_public, identity.server_public, TSN_KEY_SIZE);
  return TRUE;
}

static void
fill_address (TsnRoomHost *self, guint16 port, GBytes *announcement)
{
  const char *colon = strrchr (self->listen, ':');
  gsize length = (gsize) (colon - self->listen);

  g_assert (length < sizeof self->address->host);
  *self->address = (TsnRoomAddress){ .port = port, .announcement = announcement };
  memcpy (self->address->host, self->listen, length);
}

static gboolean
begin (TsnRoomHost *self, GError **error)
{
  TsnAnnouncement announcement;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GBytes) sealed = NULL;
  guint16 port;

  if (!open_service (self, &announcement, error))
    return FALSE;
  certificate = tsn_server_certificate_of_backend (self->backend, announcement.pin, error);
  if (certificate == NULL)
    return FALSE;
  sealed = tsn_announcement_seal (&announcement, self->vault, error);
  if (sealed == NULL)
    return FALSE;
  self->server = tsn_http_server_new (self->service, certificate, &TSN_HTTP_LIMITS, NULL, NULL);
  tsn_http_server_say_count (self->server);
  if (!tsn_http_server_listen (self->server, self->listen, &port, error))
    return FALSE;
  fill_address (self, port, g_steal_pointer (&sealed));
  return TRUE;
}

/* -- The thread -- */

static void
wind_up (TsnRoomHost *self)
{
  g_clear_pointer (&self->server, tsn_http_server_free);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_clear_pointer (&self->service, tsn_service_free);
  g_clear_pointer (&self->backend, tsn_backend_close);
}

static void
note_begun (TsnRoomHost *self, GError *error)
{
  g_mutex_lock (&self->lock);
  self->begun = TRUE;
  self->error = error;
  g_cond_signal (&self->begun_cond);
  g_mutex_unlock (&self->lock);
}

static gpointer
serve_worker (gpointer data)
{
  TsnRoomHost *self = data;
  GError *error = NULL;

  g_main_context_push_thread_default (self->context);
  self->over = !begin (self, &error);
  note_begun (self, error);
  while (!self->over)
    g_main_context_iteration (self->context, TRUE);
  wind_up (self);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

TsnRoomHost *
tsn_room_host_new (TsnVault *vault, const char *listen, TsnRoomAddress *address, GError **error)
{
  g_autoptr (TsnRoomHost) self = g_new0 (TsnRoomHost, 1);

  self->vault = vault;
  self->listen = listen;
  self->address = address;
  self->context = g_main_context_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->begun_cond);
  self->thread = g_thread_new ("tsn-room", serve_worker, self);
  g_mutex_lock (&self->lock);
  while (!self->begun)
    g_cond_wait (&self->begun_cond, &self->lock);
  g_mutex_unlock (&self->lock);
  if (self->error == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&self->error));
  return NULL;
}

static void
stopped_cb (gpointer data)
{
  ((TsnRoomHost *) data)->over = TRUE;
}

static gboolean
stop_cb (gpointer data)
{
  TsnRoomHost *self = data;

  if (self->server != NULL)
    tsn_http_server_stop (self->server, stopped_cb, self);
  return G_SOURCE_REMOVE;
}

void
tsn_room_host_free (TsnRoomHost *self)
{
  g_autoptr (GSource) source = NULL;

  if (self == NULL)
    return;
  source = g_idle_source_new ();
  g_source_set_callback (source, stop_cb, self, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->begun_cond);
  g_free (self);
}
