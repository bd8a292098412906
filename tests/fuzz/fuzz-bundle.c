/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A bundle from a stick that somebody found. One that is read to the end is written back byte for
 * byte, and nobody's key fits it. */

#include <string.h>

#include "tsn-bundle-file.h"
#include "tsn-parcel.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_parcels (GBytes *part)
{
  TsnParcelReader reader;
  gboolean more = TRUE;

  tsn_parcel_reader_init (&reader, part, 0);
  while (more)
    {
      g_autoptr (TsnParcel) parcel = NULL;

      more = tsn_parcel_reader_next (&reader, &parcel, NULL) && parcel != NULL;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 nobody[TSN_KEY_SIZE] = { 1 };
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (TsnBundleReader) reader = tsn_bundle_reader_new (stream, NULL, NULL);
  g_autoptr (GByteArray) again = g_byte_array_new ();

  if (reader == NULL)
    return 0;
  g_assert_true (tsn_bundle_head_write (&reader->head, again));
  for (;;)
    {
      g_autoptr (GBytes) part = NULL;
      g_autoptr (GByteArray) parcels = NULL;

      if (!tsn_bundle_reader_next (reader, &part, NULL))
        return 0;
      if (part == NULL)
        break;
      read_parcels (part);
      parcels = g_bytes_unref_to_array (g_bytes_ref (part));
      tsn_bundle_part_write (parcels, again);
    }
  tsn_bundle_end_write (reader->signature, again);
  g_assert_true (again->len == size && memcmp (again->data, data, size) == 0);
  g_assert_false (tsn_bundle_reader_verify (reader, nobody));
  return 0;
}
