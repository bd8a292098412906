/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz-national.c: any bytes as a file of postal codes and as one of facilities.
 *
 * Every row is checked as an import would, without a store; the bytes as they are go through the
 * rules for 町域, too, which an import asks only when it writes.
 */

#include <stddef.h>
#include <stdint.h>

#include "tsn-import-addresses-private.h"
#include "tsn-import-places-private.h"
#include "tsn-postal-town.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (const TsnImportFormat *format, gpointer format_data, const uint8_t *data, size_t size)
{
  static const TsnImportOptions options = { 0 };
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (TsnImportReport) report = tsn_import_report_new ();
  g_autoptr (GError) error = NULL;
  TsnImport import = { .path = "fuzz_20250601.csv", .options = &options, .report = report };

  if (!tsn_import_check_stream (&import, format, stream, format_data, &error))
    g_assert_nonnull (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (TsnImportAddresses) addresses = tsn_import_addresses_new ();
  g_autoptr (TsnImportPlaces) places = tsn_import_places_new ("fuzz_20250601.csv");
  g_autofree char *text = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_autofree char *town = tsn_postal_town (text, "市");
  g_autofree char *kana = tsn_postal_town_kana (text, text, "町");

  g_assert_true (g_utf8_validate (town, -1, NULL));
  g_assert_true (g_utf8_validate (kana, -1, NULL));
  check (&tsn_import_addresses_format, addresses, data, size);
  check (&tsn_import_places_format, places, data, size);
  return 0;
}
