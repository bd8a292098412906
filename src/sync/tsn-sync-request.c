/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signed requests.
 *
 * A laptop whose battery is empty wakes up in another year. It then takes the server's word for the
 * time and counts on with the monotonic clock, which stands still while the laptop sleeps: so it
 * may have to ask again. Its own clock is not touched. A stranger cannot lie about the time here:
 * he does not have the server's TLS key.
 */

#include "tsn-sync-request.h"

#define SKEW_MS (60 * 1000) /* a clock that is less wrong is not what a request was refused for */

gint64
tsn_sync_requester_now (const TsnSyncRequester *self)
{
  if (self->monotonic_us == 0)
    return MAX (g_get_real_time () / 1000, 0);
  return self->clock_ms + (g_get_monotonic_time () - self->monotonic_us) / 1000;
}

char *
tsn_sync_requester_sign (const TsnSyncRequester *self, const TsnSignedRequest *what, GError **error)
{
  TsnAuthorization authorization;

  if (!tsn_authorization_sign (&authorization,
                               self->vault,
                               what,
                               tsn_sync_requester_now (self),
                               error))
    return NULL;
  return tsn_authorization_format (&authorization);
}

gboolean
tsn_sync_requester_learn_time (TsnSyncRequester *self, guint status, gint64 server_ms)
{
  if (status != 401 || server_ms == 0 || ABS (server_ms - tsn_sync_requester_now (self)) < SKEW_MS)
    return FALSE;
  self->clock_ms = server_ms;
  self->monotonic_us = g_get_monotonic_time ();
  return TRUE;
}

static gboolean
send_once (TsnSyncRequester *self,
           const TsnSignedRequest *what,
           gsize answer_max,
           TsnTransportAnswer *answer,
           GCancellable *cancellable,
           GError **error)
{
  g_autofree char *header = tsn_sync_requester_sign (self, what, error);
  TsnTransportRequest request = { .method = what->method,
                                  .path = what->path,
                                  .body = what->body,
                                  .answer_max = answer_max };

  if (header == NULL)
    return FALSE;
  request.authorization = header;
  return tsn_transport_send (self->transport, &request, answer, cancellable, error);
}

gboolean
tsn_sync_requester_send (TsnSyncRequester *self,
                         const char *method,
                         const char *path,
                         GBytes *body,
                         gsize answer_max,
                         TsnTransportAnswer *answer,
                         GCancellable *cancellable,
                         GError **error)
{
  TsnSignedRequest what = { self->server, method, path, body };

  if (!send_once (self, &what, answer_max, answer, cancellable, error))
    return FALSE;
  if (!tsn_sync_requester_learn_time (self, answer->status, answer->server_ms))
    return TRUE;
  tsn_transport_answer_clear (answer);
  return send_once (self, &what, answer_max, answer, cancellable, error);
}

gboolean
tsn_sync_check_status (const TsnTransportAnswer *answer, GError **error)
{
  TsnSyncError code = TSN_SYNC_ERROR_REFUSED;

  if (answer->status == 200)
    return TRUE;
  if (answer->status == 401)
    code = TSN_SYNC_ERROR_UNKNOWN_DEVICE;
  else if (answer->status == 403)
    code = TSN_SYNC_ERROR_SHUT_OUT;
  else if (answer->status == 429 || answer->status == 503)
    code = TSN_SYNC_ERROR_BUSY;
  else if (answer->status >= 500)
    code = TSN_SYNC_ERROR_SERVER_FAILED;
  g_set_error (error, TSN_SYNC_ERROR, (int) code, "the server answered %u", answer->status);
  return FALSE;
}
