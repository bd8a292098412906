/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A service that is a room: a municipality without a token, and one device that is known from the
 * beginning. All other devices it learns from the records that this one brings, or from their own
 * certificates.
 */

#include <string.h>

#include "tsn-service-private.h"

static gboolean
begin_room (TsnCall *call,
            const guint8 root_public[TSN_KEY_SIZE],
            const TsnCertificate *certificate,
            GError **error)
{
  TsnBackend *backend = call->backend;
  gint64 number;
  gboolean known;

  return backend->verbs->lock (backend, 0, error) &&
         backend->verbs->add_municipality (backend, root_public, &number, error) &&
         tsn_call_renew_epoch (call, number, error) &&
         tsn_call_learn_certificate (call, number, certificate, &known, error);
}

gboolean
tsn_service_open_room (TsnService *self,
                       const guint8 root_public[TSN_KEY_SIZE],
                       GBytes *certificate,
                       TsnServerIdentity *identity,
                       GError **error)
{
  TsnBackend *backend = self->backend;
  TsnCall call = { .service = self, .backend = backend };
  TsnCertificate host;

  if (!tsn_certificate_verify (certificate, root_public, &host, error) ||
      !backend->verbs->begin (backend, TRUE, error))
    return FALSE;
  if (!begin_room (&call, root_public, &host, error) || !backend->verbs->commit (backend, error))
    {
      backend->verbs->rollback (backend);
      return FALSE;
    }
  self->is_room = TRUE;
  identity->server = self->id;
  memcpy (identity->server_public, tsn_sign_key_public (self->key), TSN_KEY_SIZE);
  return TRUE;
}
