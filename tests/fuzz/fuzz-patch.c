/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bytes from a server, a stick or a damaged disk -> a patch. What is accepted is written back byte
 * for byte; its fields and the state it makes are walked through, too. */

#include <stdint.h>
#include <string.h>

#include "tsn-merge.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_winners (const TsnPatch *patch)
{
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_assert_true (tsn_winners_merge (winners, patch));
  g_assert_false (tsn_winners_merge (winners, patch));
  tsn_winners_encode (winners, bytes);
  g_assert_true (tsn_winners_decode (winners, bytes->data, bytes->len, NULL));
}

/* The open values against the fields of their kind, as the store does. */
static void
read_values (const TsnPatch *patch)
{
  const TsnKind *kind = tsn_kind_by_number (patch->kind);
  TsnCborReader reader;
  gint64 key = -1;
  gsize size;
  gsize n;
  const guint8 *data;

  if (kind == NULL || patch->open == NULL)
    return;
  data = g_bytes_get_data (patch->open, &size);
  tsn_cbor_reader_init (&reader, data, size);
  g_assert_true (tsn_cbor_read_map (&reader, &n));
  for (; n > 0 && tsn_cbor_read_key (&reader, &key); n--)
    {
      const TsnField *field = tsn_kind_field (kind, (guint) key);
      g_auto (TsnValue) value = TSN_VALUE_NONE;

      if (field == NULL)
        tsn_cbor_skip (&reader, NULL, NULL);
      else if (!tsn_value_decode (field, &reader, &value, NULL))
        return;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (TsnPatch) patch = tsn_patch_decode (data, size, NULL);
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();

  tsn_winners_decode (winners, data, size, NULL);
  if (patch == NULL)
    return 0;

  tsn_patch_encode (patch, again);
  g_assert_true (again->len == size && memcmp (again->data, data, size) == 0);
  for (guint i = 0; i < patch->groups->len; i++)
    tsn_patch_associated_data (patch, g_ptr_array_index (patch->groups, i), again);
  check_winners (patch);
  read_values (patch);
  return 0;
}
