/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Inviting and approving.
 *
 * The one thing that must not be forgotten is which request the nonce was given away for: it is
 * written down before the nonce leaves, and a server that comes with another request later gets
 * nothing any more. Everything else can be made again at any time: invitation and nonce out of the
 * device's key, the certificate out of the record that was written first.
 */

#include "tsn-enrol.h"

#include <string.h>

#include "tsn-session.h"
#include "tsn-sync-client.h"
#include "tsn-sync-request.h"

#define SETTING_PREFIX                                                                             \
  "enrol:" /* and the invitation's id: the hash of the one request answered                        \
            */
#define ANSWER_MAX (256 * 1024)

static gboolean
fail (TsnSyncError code, const char *message, GError **error)
{
  g_set_error_literal (error, TSN_SYNC_ERROR, (int) code, message);
  return FALSE;
}

/* @answer: (out) (optional) */
static gboolean
ask (const TsnEnrol *self,
     const char *method,
     const char *path,
     GBytes *body,
     GBytes **answer,
     GError **error)
{
  TsnSyncRequester requester = { .transport = self->transport,
                                 .vault = tsn_store_get_vault (self->store),
                                 .server = self->server.identity.server };
  g_auto (TsnTransportAnswer) given = { 0 };

  if (!tsn_sync_requester_send (&requester,
                                method,
                                path,
                                body,
                                ANSWER_MAX,
                                &given,
                                self->cancellable,
                                error))
    return FALSE;
  if (given.status == 410)
    return fail (TSN_SYNC_ERROR_STALE, "the invitation is unknown or too old", error);
  if (given.status == 409)
    return fail (TSN_SYNC_ERROR_APPROVED, "the invitation was answered before", error);
  if (!tsn_sync_check_status (&given, error))
    return FALSE;
  if (answer != NULL)
    *answer = g_bytes_ref (given.body);
  return TRUE;
}

/* -- Inviting -- */

char *
tsn_enrol_invite (const TsnEnrol *self, TsnRole role, GError **error)
{
  TsnInvitationLine line = { .port = self->server.port };
  TsnEnrolOffer offer = { .id = tsn_id_new (g_get_real_time () / 1000), .role = role };
  guint8 nonce[TSN_INVITATION_NONCE_SIZE];
  guint8 ticket[TSN_TICKET_SIZE];
  g_autoptr (GBytes) body = NULL;

  if (!tsn_vault_invite (tsn_store_get_vault (self->store),
                         &offer.id,
                         role,
                         &line.invitation,
                         nonce,
                         error))
    return NULL;
  tsn_invitation_ticket (&line.invitation, ticket);
  tsn_hash_bytes (ticket, sizeof ticket, &offer.ticket);
  body = tsn_enrol_offer_encode (&offer);
  if (!ask (self, "POST", "/v1/invitation", body, NULL, error))
    return NULL;
  g_strlcpy (line.host, self->server.host, sizeof line.host);
  memcpy (line.pin, self->server.pin, sizeof line.pin);
  return tsn_invitation_line_format (&line);
}

/* -- Looking -- */

/* One invitation as the server has it and as this device knows it. */
typedef struct
{
  const TsnEnrolment *enrolment;
  TsnInvitation invitation;
  guint8 nonce[TSN_INVITATION_NONCE_SIZE];
  TsnEnrolmentRequest request;
  gboolean is_first; /* out of note_worker(): no other request was answered */
} Case;

/* Notes which request the nonce is for. */
static gboolean
note_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Case *self = data;
  char hex[TSN_HEX_TEXT_SIZE];
  g_autofree char *name = g_strconcat (SETTING_PREFIX,
                                       tsn_hex_format (self->enrolment->id.bytes, hex),
                                       NULL);
  g_autoptr (GError) own = NULL;
  g_autoptr (GBytes) before = tsn_session_get_setting (session, name, &own);
  g_autoptr (GBytes) hash = NULL;
  TsnHash sum;

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  tsn_hash_bytes (g_bytes_get_data (self->enrolment->request, NULL),
                  g_bytes_get_size (self->enrolment->request),
                  &sum);
  hash = g_bytes_new (sum.bytes, sizeof sum.bytes);
  self->is_first = before == NULL || g_bytes_equal (before, hash);
  return before != NULL || tsn_session_set_setting (session, name, hash, error);
}

/* FALSE with an error only when something failed; @genuine: it may be approved. */
static gboolean
examine (const TsnEnrol *self, Case *one, gboolean *genuine, GError **error)
{
  *genuine = FALSE;
  if (!tsn_vault_invite (tsn_store_get_vault (self->store),
                         &one->enrolment->id,
                         one->enrolment->role,
                         &one->invitation,
                         one->nonce,
                         error))
    return FALSE;
  if (!tsn_enrolment_request_open (&one->request, &one->invitation, one->enrolment->request, NULL))
    return TRUE;
  if (!tsn_store_run_sync (self->store,
                           TSN_STORE_WRITE,
                           note_worker,
                           one,
                           self->cancellable,
                           error))
    return FALSE;
  *genuine = one->is_first;
  return TRUE;
}

/* Both sides can know the code from now on. */
static gboolean
reveal (const TsnEnrol *self, const Case *one, GError **error)
{
  TsnEnrolVerdict verdict = { .id = one->enrolment->id };
  g_autoptr (GBytes) body = NULL;

  if (one->enrolment->has_nonce)
    return TRUE;
  memcpy (verdict.nonce, one->nonce, sizeof verdict.nonce);
  body = tsn_enrol_verdict_encode (&verdict);
  return ask (self, "POST", "/v1/enrolment", body, NULL, error);
}

static TsnInvited *
look_at (const TsnEnrol *self, const TsnEnrolment *enrolment, GError **error)
{
  g_autofree TsnInvited *invited = g_new0 (TsnInvited, 1);
  Case one = { .enrolment = enrolment };
  gboolean genuine;

  invited->id = enrolment->id;
  invited->role = enrolment->role;
  invited->since_ms = enrolment->since_ms;
  if (enrolment->request == NULL)
    return g_steal_pointer (&invited);
  if (!examine (self, &one, &genuine, error))
    return NULL;
  invited->stage = TSN_ENROL_FORGED;
  if (!genuine)
    return g_steal_pointer (&invited);
  if (!reveal (self, &one, error))
    return NULL;
  invited->stage = enrolment->granted ? TSN_ENROL_APPROVED : TSN_ENROL_WAITING;
  invited->request = one.request;
  return g_steal_pointer (&invited);
}

static GPtrArray *
fetch (const TsnEnrol *self, GError **error)
{
  g_autoptr (GBytes) answer = NULL;

  if (!ask (self, "GET", "/v1/enrolment", NULL, &answer, error))
    return NULL;
  return tsn_enrolments_decode (answer, error);
}

GPtrArray *
tsn_enrol_list (const TsnEnrol *self, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) enrolments = fetch (self, error);

  if (enrolments == NULL)
    return NULL;
  for (guint i = 0; i < enrolments->len; i++)
    {
      TsnInvited *invited = look_at (self, g_ptr_array_index (enrolments, i), error);

      if (invited == NULL)
        return NULL;
      g_ptr_array_add (list, invited);
    }
  return g_steal_pointer (&list);
}

/* -- Approving -- */

typedef struct
{
  const Case *one;
  TsnVault *vault;
  guint epoch;         /* up to which it gets keys */
  GBytes *certificate; /* out */
} Record;

/* The certificate that an approval which was cut off has left in the record; NULL: none that fits.
 */
static GBytes *
earlier_certificate (const Record *self, const TsnRecord *record)
{
  const TsnValue *value = tsn_record_value (record, TSN_DEVICE_CERTIFICATE);
  const TsnEnrolmentRequest *request = &self->one->request;
  g_autoptr (GBytes) bytes = NULL;
  TsnCertificate certificate;

  if (value == NULL || value->type != TSN_TYPE_BYTES)
    return NULL;
  bytes = g_bytes_ref (value->bytes);
  if (!tsn_certificate_verify (bytes, tsn_vault_root_public (self->vault), &certificate, NULL) ||
      certificate.role != self->one->enrolment->role ||
      memcmp (certificate.sign_public, request->sign_public, TSN_KEY_SIZE) != 0 ||
      memcmp (certificate.box_public, request->box_public, TSN_KEY_SIZE) != 0)
    return NULL;
  return g_steal_pointer (&bytes);
}

static void
set_bytes (TsnChange *change, guint field, gconstpointer data, gsize size)
{
  tsn_change_take (change, field, tsn_value_bytes (data, size));
}

static gboolean
record_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Record *self = data;
  const TsnEnrolmentRequest *request = &self->one->request;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_DEVICE);
  TsnCertificate wanted = { .device = request->device, .role = self->one->enrolment->role };
  g_autoptr (GError) own = NULL;
  g_autoptr (TsnRecord) record = tsn_session_get (session, kind, &request->device, &own);
  g_autoptr (TsnChange) change = NULL;
  gsize size;
  gconstpointer bytes;

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  memcpy (wanted.sign_public, request->sign_public, TSN_KEY_SIZE);
  memcpy (wanted.box_public, request->box_public, TSN_KEY_SIZE);
  self->certificate = record != NULL ? earlier_certificate (self, record) : NULL;
  if (self->certificate == NULL)
    self->certificate = tsn_vault_certify (self->vault, &wanted, error);
  if (self->certificate == NULL)
    return FALSE;
  bytes = g_bytes_get_data (self->certificate, &size);
  change = record != NULL ? tsn_change_new (kind, &request->device)
                          : tsn_change_new_create (kind, &request->device);
  tsn_change_set_text (change, TSN_DEVICE_LABEL, request->label);
  tsn_change_set_number (change, TSN_DEVICE_ROLE, wanted.role);
  set_bytes (change, TSN_DEVICE_SIGN_PUBLIC, wanted.sign_public, TSN_KEY_SIZE);
  set_bytes (change, TSN_DEVICE_BOX_PUBLIC, wanted.box_public, TSN_KEY_SIZE);
  set_bytes (change, TSN_DEVICE_CERTIFICATE, bytes, size);
  tsn_change_set_number (change, TSN_DEVICE_EPOCH, self->epoch);
  if (record == NULL)
    tsn_change_set_number (change, TSN_DEVICE_ENROLLED_AT, g_get_real_time () / 1000);
  return tsn_session_put (session, change, NULL, error);
}

/* The record is on the server before anybody is let in: else a coordinator's device that is lost in
 * this moment, or was shut out, would leave one behind that nobody sees in the list. */
static gboolean
send_record (const TsnEnrol *self, GError **error)
{
  g_autoptr (TsnSyncClient) client = tsn_sync_client_new (self->store,
                                                          self->transport,
                                                          &self->server);
  TsnSyncResult result;

  return tsn_sync_client_run (client, &result, NULL, NULL, self->cancellable, error);
}

static gboolean
hand_over (const TsnEnrol *self, const Case *one, GError **error)
{
  TsnVault *vault = tsn_store_get_vault (self->store);
  g_autoptr (GBytes) server = tsn_server_identity_encode (&self->server.identity);
  g_auto (TsnEnrolVerdict) verdict = { .id = one->enrolment->id };
  Record record = { .one = one, .vault = vault, .epoch = tsn_vault_epoch (vault) };
  g_autoptr (GBytes) body = NULL;
  gboolean ok = tsn_store_run_sync (self->store,
                                    TSN_STORE_WRITE,
                                    record_worker,
                                    &record,
                                    self->cancellable,
                                    error);

  verdict.certificate = record.certificate;
  if (ok && send_record (self, error))
    verdict.grant = tsn_vault_grant (vault, verdict.certificate, server, error);
  if (verdict.grant == NULL)
    return FALSE;
  memcpy (verdict.nonce, one->nonce, sizeof verdict.nonce);
  body = tsn_enrol_verdict_encode (&verdict);
  return ask (self, "POST", "/v1/enrolment", body, NULL, error);
}

/* Digits only, whatever stands between them. */
static gboolean
same_code (const char *typed, const char *code)
{
  for (; *typed != '\0'; typed++)
    if (g_ascii_isspace (*typed))
      continue;
    else if (*code == '\0' || *typed != *code++)
      return FALSE;
  return *code == '\0';
}

static gboolean
decide (const TsnEnrol *self, const Case *one, const char *typed, GError **error)
{
  char code[TSN_ENROLMENT_CODE_SIZE];

  if (one->enrolment->granted)
    return fail (TSN_SYNC_ERROR_APPROVED, "the device was approved before", error);
  if (!tsn_enrolment_code (&one->invitation, one->enrolment->request, one->nonce, code, error))
    return FALSE;
  if (!same_code (typed, code))
    return fail (TSN_SYNC_ERROR_WRONG_CODE, "the code is not the one of that device", error);
  return hand_over (self, one, error);
}

gboolean
tsn_enrol_approve (const TsnEnrol *self, const TsnId *device, const char *code, GError **error)
{
  g_autoptr (GPtrArray) enrolments = fetch (self, error);

  if (enrolments == NULL)
    return FALSE;
  for (guint i = 0; i < enrolments->len; i++)
    {
      Case one = { .enrolment = g_ptr_array_index (enrolments, i) };
      gboolean genuine;

      if (one.enrolment->request == NULL)
        continue;
      if (!examine (self, &one, &genuine, error))
        return FALSE;
      if (genuine && tsn_id_equal (&one.request.device, device))
        return decide (self, &one, code, error);
    }
  return fail (TSN_SYNC_ERROR_NOT_ASKED, "no such device waits", error);
}
