/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server sends, on its way into the store.
 *
 * An answer is read whole before the store hears of it: parcels are taken apart and certificates
 * found in this thread, so that the writer is held up by nothing but writing. What is left
 * out there must not stop what comes behind it, and the digest will tell that something is missing.
 */

#include "tsn-sync-client-private.h"
#include "tsn-sync-missed.h"

void
tsn_sync_incoming_init (TsnSyncIncoming *self, const TsnSyncClient *client)
{
  const guint8 *root = tsn_vault_root_public (client->requester.vault);

  *self = (TsnSyncIncoming){
    .parcels = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_parcel_free),
    .apply = { .certificates = tsn_certificates_new (root),
               .from_server = TRUE,
               .unknown = g_array_new (FALSE, FALSE, sizeof (TsnId)) },
  };
}

void
tsn_sync_incoming_clear (TsnSyncIncoming *self)
{
  g_clear_pointer (&self->parcels, g_ptr_array_unref);
  g_clear_pointer (&self->apply.certificates, tsn_certificates_free);
  g_clear_pointer (&self->apply.unknown, g_array_unref);
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
      tsn_certificates_learn (self->apply.certificates, parcel);
    }
}

gboolean
tsn_sync_incoming_apply (TsnSyncIncoming *self, TsnSession *session, GError **error)
{
  for (guint i = 0; i < self->parcels->len; i++)
    if (!tsn_parcel_apply (&self->apply, g_ptr_array_index (self->parcels, i), session, error))
      return FALSE;
  /* A room keeps no note of what it did not have. */
  return self->apply.unknown == NULL || self->apply.unknown->len == 0 ||
         tsn_sync_missed_note (session, self->apply.unknown, error);
}

void
tsn_sync_incoming_count (const TsnSyncIncoming *self, TsnSyncResult *result)
{
  result->received += self->apply.news;
  result->rejected += self->apply.left_out;
}
