/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parcels into the store, from an answer to a pull or from a bundle.
 *
 * The key of a device is that of its certificate, which may have come in the same body; else the
 * store knows it.
 */

#include "tsn-parcel-apply.h"

#include <string.h>

#include "tsn-validate.h"

static gboolean
find_key (const TsnParcelApply *self,
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
apply_bodies (TsnParcelApply *self,
              const TsnParcel *parcel,
              GPtrArray *bodies,
              const guint64 *effective,
              TsnSession *session,
              GError **error)
{
  g_autoptr (GError) local = NULL;
  guint news = 0;

  if (bodies->len == 0 || tsn_session_apply_lot (session,
                                                 &parcel->manifest,
                                                 bodies,
                                                 effective,
                                                 self->from_server,
                                                 &news,
                                                 &local))
    {
      self->news += news;
      return TRUE;
    }
  if (local->domain == TSN_MODEL_ERROR)
    {
      self->left_out += bodies->len;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
apply_entries (TsnParcelApply *self, const TsnParcel *parcel, TsnSession *session, GError **error)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new ();
  guint64 effective[TSN_MANIFEST_PATCHES_MAX];

  for (guint i = 0; i < parcel->n_entries; i++)
    if (parcel->entries[i].refusal == TSN_REFUSAL_NONE)
      {
        effective[bodies->len] = parcel->entries[i].effective;
        g_ptr_array_add (bodies, parcel->entries[i].body);
      }
  self->left_out += parcel->n_entries - bodies->len;
  return apply_bodies (self, parcel, bodies, effective, session, error);
}

gboolean
tsn_parcel_apply (TsnParcelApply *self,
                  const TsnParcel *parcel,
                  TsnSession *session,
                  GError **error)
{
  guint8 key[TSN_KEY_SIZE];
  gboolean found = FALSE;

  if (!find_key (self, session, &parcel->manifest.device, key, &found, error))
    return FALSE;
  if (found && tsn_parcel_verify (parcel, key))
    return apply_entries (self, parcel, session, error);
  if (!found && self->unknown != NULL)
    g_array_append_val (self->unknown, parcel->manifest.device);
  self->left_out += parcel->n_entries;
  return TRUE;
}
