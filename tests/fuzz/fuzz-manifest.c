/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A manifest as it comes: what is accepted is written back byte for byte, and is never signed. */

#include <string.h>

#include "tsn-manifest.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 sign_public[TSN_KEY_SIZE] = { 1 };
  g_autoptr (GByteArray) again = g_byte_array_new ();
  TsnManifest manifest;

  if (!tsn_manifest_decode (&manifest, data, size, NULL))
    return 0;
  tsn_manifest_encode (&manifest, again);
  if (again->len != size || memcmp (again->data, data, size) != 0)
    g_error ("a manifest is not written as it was read");
  if (tsn_manifest_find (&manifest, &manifest.hashes[manifest.n_hashes - 1]) < 0)
    g_error ("a manifest does not find its own hash");
  if (tsn_manifest_verify (&manifest, sign_public))
    g_error ("a manifest was forged");
  return 0;
}
