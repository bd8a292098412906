/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text as Base45: what is taken gives the same text again. */

#include <string.h>

#include "tsn-base45.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  if (!tsn_base45_decode ((const char *) data, size, bytes))
    return 0;
  tsn_base45_encode (bytes->data, bytes->len, text);
  g_assert (text->len == size && (size == 0 || memcmp (text->str, data, size) == 0));
  return 0;
}
