/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz-scan-image: any bytes as a picture or a PDF, opened, drawn and scanned with the plain stage
 * only. Finds what our own checks let through to the decoders, and what the scanner does with the
 * pixels they return. */

#include <stdint.h>

#include "tsn-scanner.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (TsnScanDocument) document = tsn_scan_document_new_from_bytes (bytes, NULL);
  g_autoptr (TsnScanner) scanner = NULL;
  g_autoptr (GPtrArray) codes = NULL;

  if (document == NULL)
    return 0;
  scanner = tsn_scanner_new ();
  codes = tsn_scanner_scan_document (scanner, document, 0, NULL, NULL);
  return 0;
}
