/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Certificates out of `device` patches: the open field `certificate`, signed by the root. */

#include "tsn-certificates.h"

#include <string.h>

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

void
tsn_certificates_learn (TsnCertificates *self, const TsnParcel *parcel)
{
  for (guint i = 0; i < parcel->n_entries; i++)
    {
      const TsnPatch *patch = parcel->entries[i].patch;
      g_autoptr (GBytes) bytes = NULL;
      TsnCertificate certificate;

      if (patch == NULL || patch->kind != TSN_KIND_DEVICE)
        continue;
      bytes = tsn_certificate_of_patch (patch);
      if (bytes == NULL || !tsn_certificate_verify (bytes, self->root_public, &certificate, NULL))
        continue;
      {
        TsnCertificate *kept = g_memdup2 (&certificate, sizeof certificate);

        g_hash_table_replace (self->by_device, &kept->device, kept);
      }
    }
}

const TsnCertificate *
tsn_certificates_find (TsnCertificates *self, const TsnId *device)
{
  return g_hash_table_lookup (self->by_device, device);
}
