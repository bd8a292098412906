/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pulling: one answer, one transaction.
 *
 * An answer is read whole before the store hears of it: parcels are taken apart and certificates
 * found in this thread, so that the writer is held up by nothing but writing. Signatures are looked
 * at there, since the keys are in the store. What nobody known has signed is left out and counted;
 * it must not stop what comes behind it, and the digest will tell that something is missing.
 */

#include <string.h>

#include "tsn-certificates.h"
#include "tsn-sync-client-private.h"
#include "tsn-validate.h"

/* An answer may have one parcel more than was asked for. */
#define ANSWER_MAX                                                                                 \
  ((gsize) TSN_SYNC_BODY_MAX +                                                                     \
   (gsize) TSN_MANIFEST_PATCHES_MAX * (TSN_PATCH_SIZE_MAX + TSN_HASH_SIZE + 32))

/* One answer on its way into the store. */
typedef struct
{
  TsnSyncClient *client;
  TsnSyncState state;
  GPtrArray *parcels; /* of TsnParcel */
  TsnCertificates *certificates;
  guint64 received; /* counted by the work, which may be rolled back */
  guint64 rejected;
} Answer;

static void
answer_clear (Answer *self)
{
  g_clear_pointer (&self->parcels, g_ptr_array_unref);
  g_clear_pointer (&self->certificates, tsn_certificates_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static gboolean
read_answer (Answer *self, GBytes *body, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);
  TsnParcelReader reader;
  gsize length = 0;

  if (!tsn_sync_state_decode (&self->state, data, size, &length, error))
    return FALSE;
  tsn_parcel_reader_init (&reader, body, length);
  for (;;)
    {
      TsnParcel *parcel = NULL;

      if (!tsn_parcel_reader_next (&reader, &parcel, error))
        return FALSE;
      if (parcel == NULL)
        return TRUE;
      g_ptr_array_add (self->parcels, parcel);
      tsn_certificates_learn (self->certificates, parcel);
    }
}

static gboolean
find_key (Answer *self,
          TsnSession *session,
          const TsnId *device,
          guint8 key[TSN_KEY_SIZE],
          gboolean *found,
          GError **error)
{
  const TsnCertificate *certificate = tsn_certificates_find (self->certificates, device);

  if (certificate == NULL)
    return tsn_session_device_key (session, device, key, found, error);
  memcpy (key, certificate->sign_public, TSN_KEY_SIZE);
  *found = TRUE;
  return TRUE;
}

/* What of the parcel can be applied. A lot that the store refuses has changed nothing. */
static gboolean
apply_entries (Answer *self, TsnSession *session, const TsnParcel *parcel, GError **error)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new ();
  guint64 effective[TSN_MANIFEST_PATCHES_MAX];
  g_autoptr (GError) local = NULL;
  guint news = 0;

  for (guint i = 0; i < parcel->n_entries; i++)
    if (parcel->entries[i].refusal == TSN_REFUSAL_NONE)
      {
        effective[bodies->len] = parcel->entries[i].effective;
        g_ptr_array_add (bodies, parcel->entries[i].body);
      }
  self->rejected += parcel->n_entries - bodies->len;
  if (bodies->len == 0 ||
      tsn_session_apply_lot (session, &parcel->manifest, bodies, effective, TRUE, &news, &local))
    {
      self->received += news;
      return TRUE;
    }
  if (local->domain == TSN_MODEL_ERROR)
    {
      self->rejected += bodies->len;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
apply_parcel (Answer *self, TsnSession *session, const TsnParcel *parcel, GError **error)
{
  guint8 key[TSN_KEY_SIZE];
  gboolean found = FALSE;

  if (!find_key (self, session, &parcel->manifest.device, key, &found, error))
    return FALSE;
  if (found && tsn_parcel_verify (parcel, key))
    return apply_entries (self, session, parcel, error);
  self->rejected += parcel->n_entries;
  return TRUE;
}

static gboolean
apply_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Answer *self = data;
  TsnSyncMarks marks = self->client->marks;

  for (guint i = 0; i < self->parcels->len; i++)
    if (!apply_parcel (self, session, g_ptr_array_index (self->parcels, i), error))
      return FALSE;
  memcpy (marks.cursor, self->state.cursor, sizeof marks.cursor);
  return tsn_session_set_marks (session, &marks, error);
}

/* When nothing happened nothing is written. */
static gboolean
apply (Answer *self, GError **error)
{
  TsnSyncClient *client = self->client;

  if (self->parcels->len > 0 ||
      memcmp (client->marks.cursor, self->state.cursor, TSN_MARK_SIZE) != 0)
    {
      if (!tsn_store_run_sync (client->store,
                               TSN_STORE_WRITE,
                               apply_worker,
                               self,
                               client->cancellable,
                               error))
        return FALSE;
      memcpy (client->marks.cursor, self->state.cursor, TSN_MARK_SIZE);
    }
  client->result->received += self->received;
  client->result->rejected += self->rejected;
  client->state = self->state;
  client->has_state = !self->state.more;
  return TRUE;
}

/* A server that sends the same mark again with more behind it would be asked for ever. */
static gboolean
gets_on (const Answer *self, GError **error)
{
  if (!self->state.more ||
      memcmp (self->client->marks.cursor, self->state.cursor, TSN_MARK_SIZE) != 0)
    return TRUE;
  g_set_error_literal (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_MALFORMED, "the cursor stands still");
  return FALSE;
}

TsnStep
tsn_sync_client_pull (TsnSyncClient *self, GError **error)
{
  static const guint8 none[TSN_MARK_SIZE] = { 0 };
  /* Without a receipt nothing says that the server has anything of ours: what it sends of that does
   * not wait any more. */
  gboolean all = memcmp (self->marks.receipt, none, sizeof none) == 0;
  g_autofree char *more = g_strdup_printf ("%s&limit=%" G_GSIZE_FORMAT,
                                           all ? "&all=1" : "",
                                           self->batch);
  g_auto (TsnTransportAnswer) answer = { 0 };
  g_auto (Answer) read = {
    .client = self,
    .parcels = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_parcel_free),
    .certificates = tsn_certificates_new (tsn_vault_root_public (self->requester.vault)),
  };

  if (!tsn_sync_client_send (self, "GET", more, NULL, ANSWER_MAX, &answer, error))
    return TSN_STEP_FAILED;
  if (answer.status == 409)
    return TSN_STEP_EPOCH;
  if (!tsn_sync_check_status (&answer, error) || !read_answer (&read, answer.body, error) ||
      !gets_on (&read, error) || !apply (&read, error))
    return TSN_STEP_FAILED;
  tsn_sync_client_set_batch (self, self->batch * 2);
  return read.state.more ? TSN_STEP_MORE : TSN_STEP_DONE;
}
