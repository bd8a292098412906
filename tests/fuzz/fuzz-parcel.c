/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A body of parcels from a stranger. What is read as a parcel is written back byte for byte, and
 * what no device signed is never believed. */

#include <string.h>

#include "tsn-certificates.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_parcel (const TsnParcel *parcel, const guint8 *data, gsize size)
{
  static const guint8 nobody[TSN_KEY_SIZE] = { 1 };
  g_autoptr (GByteArray) again = g_byte_array_new ();
  GBytes *bodies[TSN_MANIFEST_PATCHES_MAX];
  guint64 effective[TSN_MANIFEST_PATCHES_MAX];

  for (guint i = 0; i < parcel->n_entries; i++)
    {
      bodies[i] = parcel->entries[i].body;
      effective[i] = parcel->entries[i].effective;
    }
  tsn_parcel_write (again, &parcel->manifest, bodies, effective, parcel->n_entries);
  g_assert_true (again->len == size && memcmp (again->data, data, size) == 0);
  g_assert_false (tsn_parcel_verify (parcel, nobody));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 root[TSN_KEY_SIZE] = { 1 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (TsnCertificates) certificates = tsn_certificates_new (root);
  TsnParcelReader reader;

  tsn_parcel_reader_init (&reader, bytes, 0);
  for (;;)
    {
      g_autoptr (TsnParcel) parcel = NULL;
      const guint8 *start = reader.cbor.p;

      if (!tsn_parcel_reader_next (&reader, &parcel, NULL) || parcel == NULL)
        return 0;
      check_parcel (parcel, start, (gsize) (reader.cbor.p - start));
      tsn_certificates_learn (certificates, parcel);
      g_assert_null (tsn_certificates_find (certificates, &parcel->manifest.device));
    }
}
