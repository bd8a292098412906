/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server sends, on its way into the store.
 *
 * An answer is read whole before the store hears of it: parcels are taken apart and certificates
 * found in this thread, so that the writer is held up by nothing but writing. Signatures are looked
 * at there, since the keys are in the store. What nobody known has signed is left out and counted;
 * it must not stop what comes behind it, and the digest will tell that something is missing.
 */

#include <string.h>

#include "tsn-sync-client-private.h"
#include "tsn-validate.h"

void
tsn_sync_incoming_init (TsnSyncIncoming *self, const TsnSyncClient *client)
{
  const guint8 *root = tsn_vault_root_public (client->requester.vault);

  *self = (TsnSyncIncoming){
    .parcels = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_parcel_free),
    .certificates = tsn_certificates_new (root),
  };
}

void
tsn_sync_incoming_clear (TsnSyncIncoming *self)
{
  g_clear_pointer (&self->parcels, g_ptr_array_unref);
  g_clear_pointer (&self->certificates, tsn_certificates_free);
}

gboolean
tsn_sync_incoming_read (TsnSyncIncoming *self, GBytes *body, gsize offset, GError **error)
{
  TsnParcelReader reader;

  tsn_parcel_reader_init (&reader, body, offset);
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
find_key (TsnSyncIncoming *self,
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
apply_entries (TsnSyncIncoming *self, TsnSession *session, const TsnParcel *parcel, GError **error)
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
apply_parcel (TsnSyncIncoming *self, TsnSession *session, const TsnParcel *parcel, GError **error)
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

gboolean
tsn_sync_incoming_apply (TsnSyncIncoming *self, TsnSession *session, GError **error)
{
  for (guint i = 0; i < self->parcels->len; i++)
    if (!apply_parcel (self, session, g_ptr_array_index (self->parcels, i), error))
      return FALSE;
  return TRUE;
}

void
tsn_sync_incoming_count (const TsnSyncIncoming *self, TsnSyncResult *result)
{
  result->received += self->received;
  result->rejected += self->rejected;
}
