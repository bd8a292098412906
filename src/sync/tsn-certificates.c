/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Certificates out of `device` patches: the open field `certificate`, signed by the root. And what
 * follows from one for the patches of its device. */

#include "tsn-certificates.h"

#include <string.h>

#include "tsn-scope.h"

struct _TsnCertificates
{
  guint8 root_public[TSN_KEY_SIZE];
  GHashTable *by_device; /* TsnId -> TsnCertificate, which begins with it */
};

G_STATIC_ASSERT (G_STRUCT_OFFSET (TsnCertificate, device) == 0);

TsnCertificates *
tsn_certificates_new (const guint8 root_public[TSN_KEY_SIZE])
{
  TsnCertificates *self = g_new0 (TsnCertificates, 1);

  memcpy (self->root_public, root_public, TSN_KEY_SIZE);
  self->by_device = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, NULL, g_free);
  return self;
}

void
tsn_certificates_free (TsnCertificates *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_device);
  g_free (self);
}

GBytes *
tsn_certificate_of_patch (const TsnPatch *patch)
{
  g_autoptr (GBytes) item = tsn_patch_open_item (patch, TSN_DEVICE_CERTIFICATE);
  TsnCborReader reader;
  const guint8 *data;
  gsize size;

  if (item == NULL)
    return NULL;
  data = g_bytes_get_data (item, &size);
  tsn_cbor_reader_init (&reader, data, size);
  return tsn_cbor_read_bytes (&reader, &data, &size) ? g_bytes_new (data, size) : NULL;
}

gboolean
tsn_certificates_add (TsnCertificates *self, GBytes *bytes)
{
  TsnCertificate certificate;
  const TsnCertificate *before;
  TsnCertificate *kept;

  if (!tsn_certificate_verify (bytes, self->root_public, &certificate, NULL))
    return FALSE;
  before = g_hash_table_lookup (self->by_device, &certificate.device);
  if (before != NULL && before->issued_ms >= certificate.issued_ms)
    return TRUE;
  kept = g_memdup2 (&certificate, sizeof certificate);
  g_hash_table_replace (self->by_device, &kept->device, kept);
  return TRUE;
}

void
tsn_certificates_learn (TsnCertificates *self, const TsnParcel *parcel)
{
  for (guint i = 0; i < parcel->n_entries; i++)
    {
      const TsnPatch *patch = parcel->entries[i].patch;
      g_autoptr (GBytes) bytes = NULL;

      if (patch == NULL || patch->kind != TSN_KIND_DEVICE)
        continue;
      bytes = tsn_certificate_of_patch (patch);
      if (bytes != NULL)
        tsn_certificates_add (self, bytes);
    }
}

const TsnCertificate *
tsn_certificates_find (TsnCertificates *self, const TsnId *device)
{
  return g_hash_table_lookup (self->by_device, device);
}

/* -- What a device may say -- */

gboolean
tsn_patch_revokes (const TsnPatch *patch)
{
  g_autoptr (GBytes) revoked_at = patch->kind == TSN_KIND_DEVICE
                                      ? tsn_patch_open_item (patch, TSN_DEVICE_REVOKED_AT)
                                      : NULL;

  return patch->kind == TSN_KIND_DEVICE && (patch->erase || revoked_at != NULL);
}

gboolean
tsn_patch_is_of_role (const TsnPatch *patch, guint role)
{
  return tsn_scope_writes (role, patch->kind) ||
         (patch->kind == TSN_KIND_DEVICE && !tsn_patch_revokes (patch) &&
          tsn_id_equal (&patch->record, &patch->version.device));
}
