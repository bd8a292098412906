/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is known here: municipalities by their root key, devices by certificates that it signed.
 *
 * A certificate proves itself, whoever brings it; so a device may come with its own record in its
 * first push. Being shut out is for ever: a patch that would let a device in again could be its
 * own, dated ahead. A machine that comes back is enrolled anew, under another id.
 */

#include <string.h>

#include "tsn-service-private.h"

/* -- Municipalities -- */

gboolean
tsn_call_root_public (TsnCall *self,
                      gint64 municipality,
                      guint8 root_public[TSN_KEY_SIZE],
                      GError **error)
{
  gint64 number;

  return self->backend->verbs->next_municipality (self->backend,
                                                  municipality - 1,
                                                  &number,
                                                  root_public,
                                                  error) &&
         (number == municipality || tsn_refuse (error, 401, "the municipality is not known here"));
}

/* -- Learning -- */

gboolean
tsn_call_learn_certificate (TsnCall *self,
                            gint64 municipality,
                            const TsnCertificate *certificate,
                            gboolean *known,
                            GError **error)
{
  TsnServerDevice device;
  gboolean found;

  if (!self->backend->verbs
           ->get_device (self->backend, &certificate->device, &device, &found, error))
    return FALSE;
  *known = !found || device.municipality == municipality;
  if (!*known || (found && device.role != 0 && device.issued_ms >= certificate->issued_ms))
    return TRUE;
  device.municipality = municipality;
  device.role = certificate->role;
  device.issued_ms = certificate->issued_ms;
  memcpy (device.sign_public, certificate->sign_public, TSN_KEY_SIZE);
  return self->backend->verbs->put_device (self->backend, &device, error);
}

/* Perhaps before its certificate came. */
static gboolean
shut_out (TsnCall *self, const TsnId *id, GError **error)
{
  TsnServerDevice device;
  gboolean found;

  if (!self->backend->verbs->get_device (self->backend, id, &device, &found, error))
    return FALSE;
  if (found && device.municipality != self->device.municipality)
    return TRUE;
  device.municipality = self->device.municipality;
  device.revoked = TRUE;
  self->shuts_out = TRUE;
  return self->backend->verbs->put_device (self->backend, &device, error);
}

gboolean
tsn_call_learn_device (TsnCall *self,
                       const TsnPatch *patch,
                       const TsnServerDevice *author,
                       GError **error)
{
  g_autoptr (GBytes) bytes = tsn_certificate_of_patch (patch);
  TsnCertificate certificate;
  gboolean known;

  if (bytes != NULL && tsn_certificate_verify (bytes, self->root_public, &certificate, NULL) &&
      !tsn_call_learn_certificate (self, self->device.municipality, &certificate, &known, error))
    return FALSE;
  return author->role != TSN_ROLE_DESK || !tsn_patch_revokes (patch) ||
         shut_out (self, &patch->record, error);
}

/* -- Who asks -- */

/* The certificate that an unknown device brings in its first parcel. */
static GBytes *
own_certificate (GBytes *body, const TsnId *device)
{
  g_autoptr (TsnParcel) parcel = NULL;
  TsnParcelReader reader;

  if (body == NULL)
    return NULL;
  tsn_parcel_reader_init (&reader, body, 0);
  if (!tsn_parcel_reader_next (&reader, &parcel, NULL) || parcel == NULL)
    return NULL;
  for (guint i = 0; i < parcel->n_entries; i++)
    {
      const TsnPatch *patch = parcel->entries[i].patch;
      GBytes *certificate;

      if (patch == NULL || patch->kind != TSN_KIND_DEVICE || !tsn_id_equal (&patch->record, device))
        continue;
      certificate = tsn_certificate_of_patch (patch);
      if (certificate != NULL)
        return certificate;
    }
  return NULL;
}

/* Which municipality's root signed it is not written in it. */
static gboolean
adopt (TsnCall *self, const TsnId *id, gboolean *found, GError **error)
{
  g_autoptr (GBytes) bytes = own_certificate (self->request->body, id);
  TsnCertificate certificate;
  guint8 root_public[TSN_KEY_SIZE];
  gint64 number = 0;

  if (bytes == NULL)
    return TRUE;
  while (!*found)
    {
      if (!self->backend->verbs
               ->next_municipality (self->backend, number, &number, root_public, error))
        return FALSE;
      if (number == 0)
        return TRUE;
      if (tsn_certificate_verify (bytes, root_public, &certificate, NULL) &&
          tsn_id_equal (&certificate.device, id) &&
          (!self->backend->verbs->lock (self->backend, number, error) ||
           !tsn_call_learn_certificate (self, number, &certificate, found, error)))
        return FALSE;
    }
  return self->backend->verbs->get_device (self->backend, id, &self->device, found, error);
}

static gboolean
check_time (TsnCall *self, const TsnAuthorization *authorization, GError **error)
{
  gint64 ahead = authorization->time_ms - self->now_ms;

  return ABS (ahead) <= TSN_AUTHORIZATION_SKEW_MS ||
         tsn_refuse (error, 401, "the time of the request is too far off");
}

static gboolean
check_signature (TsnCall *self,
                 const TsnAuthorization *authorization,
                 const TsnId *server,
                 const guint8 sign_public[TSN_KEY_SIZE],
                 GError **error)
{
  TsnSignedRequest signed_request = { .server = *server,
                                      .method = self->request->method,
                                      .path = self->request->path,
                                      .body = self->request->body };

  return tsn_authorization_verify (authorization, &signed_request, sign_public) ||
         tsn_refuse (error, 401, "the signature does not fit");
}

/* A device believes the server's clock after this; the operator sees here how far its own was off.
 */
static void
note_clock (TsnCall *self, const TsnAuthorization *authorization)
{
  TsnServerDevice device;
  TsnContact *contact;
  gboolean found;

  if (!self->backend->verbs
           ->get_device (self->backend, &authorization->device, &device, &found, NULL) ||
      !found ||
      !check_signature (self, authorization, &self->service->id, device.sign_public, NULL))
    return;
  contact = tsn_service_contact (self->service, &device.device);
  contact->off_at_ms = self->now_ms;
  contact->off_ms = authorization->time_ms - self->now_ms;
}

gboolean
tsn_call_authorize (TsnCall *self, GError **error)
{
  TsnAuthorization authorization;
  gboolean found;

  if (!tsn_authorization_parse (&authorization, self->request->authorization))
    return tsn_refuse (error, 401, "the request is not authorized");
  if (!check_time (self, &authorization, error))
    {
      note_clock (self, &authorization);
      return FALSE;
    }
  if (!self->backend->verbs
           ->get_device (self->backend, &authorization.device, &self->device, &found, error) ||
      (!found && self->writes && !adopt (self, &authorization.device, &found, error)))
    return FALSE;
  if (!found || self->device.role == 0)
    return tsn_refuse (error, 401, "the device is not known here");
  if (!check_signature (self, &authorization, &self->service->id, self->device.sign_public, error))
    return FALSE;
  self->authorized = TRUE;
  self->skew_ms = authorization.time_ms - self->now_ms;
  if (self->device.revoked)
    return tsn_refuse (error, 403, "the device was revoked");
  return tsn_call_root_public (self, self->device.municipality, self->root_public, error);
}

gboolean
tsn_call_lock (TsnCall *self, GError **error)
{
  TsnBackend *backend = self->backend;
  TsnId id = self->device.device;
  gboolean found;

  return backend->verbs->lock (backend, self->device.municipality, error) &&
         backend->verbs->get_device (backend, &id, &self->device, &found, error) &&
         (!self->device.revoked || tsn_refuse (error, 403, "the device was revoked"));
}

/* -- A municipality comes -- */

static gboolean
use_token (TsnCall *self, const char *token, GError **error)
{
  TsnBackend *backend = self->backend;
  g_autoptr (GBytes) stored = NULL;
  TsnHash hash;

  tsn_hash_bytes ((const guint8 *) token, strlen (token), &hash);
  if (!backend->verbs->get_value (backend, 0, "token", &stored, error))
    return FALSE;
  /* Hashes are compared, so the time that it takes tells nothing. */
  if (stored == NULL || g_bytes_get_size (stored) != sizeof hash.bytes ||
      memcmp (g_bytes_get_data (stored, NULL), hash.bytes, sizeof hash.bytes) != 0)
    return tsn_refuse (error, 403, "the token is wrong or was used");
  return backend->verbs->set_value (backend, 0, "token", NULL, error);
}

static gboolean
find_or_add (TsnCall *self, const TsnRegistration *registration, gint64 *number, GError **error)
{
  TsnBackend *backend = self->backend;

  if (!backend->verbs->find_municipality (backend, registration->root_public, number, error))
    return FALSE;
  if (*number != 0)
    return TRUE;
  if (!backend->verbs->lock (backend, 0, error) ||
      !backend->verbs->find_municipality (backend, registration->root_public, number, error))
    return FALSE;
  return *number != 0 ||
         (use_token (self, registration->token, error) &&
          backend->verbs->add_municipality (backend, registration->root_public, number, error) &&
          tsn_call_renew_epoch (self, *number, error));
}

static gboolean
check_registration (TsnCall *self,
                    const TsnRegistration *registration,
                    TsnCertificate *certificate,
                    GError **error)
{
  const TsnId nobody = TSN_ID_NIL; /* who registers does not know the server's id yet */
  TsnAuthorization authorization;

  if (!tsn_certificate_verify (registration->certificate,
                               registration->root_public,
                               certificate,
                               NULL))
    return tsn_refuse (error, 400, "the certificate is not signed by that root");
  if (!tsn_authorization_parse (&authorization, self->request->authorization) ||
      !tsn_id_equal (&authorization.device, &certificate->device))
    return tsn_refuse (error, 401, "the request is not authorized");
  if (!check_time (self, &authorization, error) ||
      !check_signature (self, &authorization, &nobody, certificate->sign_public, error))
    return FALSE;
  return certificate->role == TSN_ROLE_DESK ||
         tsn_refuse (error, 403, "only a coordinator's device registers a municipality");
}

gboolean
tsn_call_register (TsnCall *self, GError **error)
{
  g_auto (TsnRegistration) registration = { 0 };
  g_autoptr (GBytes) answer = NULL;
  TsnServerIdentity identity = { .server = self->service->id };
  TsnCertificate certificate;
  gint64 number;
  gboolean known;

  if (self->request->body == NULL ||
      !tsn_registration_decode (&registration, self->request->body, NULL))
    return tsn_refuse (error, 400, "the registration is malformed");
  if (!check_registration (self, &registration, &certificate, error) ||
      !find_or_add (self, &registration, &number, error) ||
      !self->backend->verbs->lock (self->backend, number, error) ||
      !tsn_call_learn_certificate (self, number, &certificate, &known, error))
    return FALSE;
  if (!known)
    return tsn_refuse (error, 403, "the device belongs to another municipality");
  memcpy (identity.server_public, tsn_sign_key_public (self->service->key), TSN_KEY_SIZE);
  answer = tsn_server_identity_encode (&identity);
  g_byte_array_append (self->out,
                       g_bytes_get_data (answer, NULL),
                       (guint) g_bytes_get_size (answer));
  return TRUE;
}
