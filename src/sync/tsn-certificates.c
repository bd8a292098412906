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

/* NULL: the patch writes none. */
static GBytes *
certificate_of (const TsnPatch *patch)
{
  TsnCborReader reader;
  gint64 key = -1;
  gsize size;
  gsize n;
  const guint8 *data;

  if (patch->open == NULL)
    return NULL;
  data = g_bytes_get_data (patch->open, &size);
  tsn_cbor_reader_init (&reader, data, size);
  tsn_cbor_read_map (&reader, &n);
  for (; n > 0 && tsn_cbor_read_key (&reader, &key) && key != TSN_DEVICE_CERTIFICATE; n--)
    tsn_cbor_skip (&reader, NULL, NULL);
  if (key != TSN_DEVICE_CERTIFICATE || !tsn_cbor_read_bytes (&reader, &data, &size))
    return NULL;
  return g_bytes_new (data, size);
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
      bytes = certificate_of (patch);
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
