/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz-scan-pixels: a byte for the width, then grey pixels, scanned with every stage: what finds,
 * follows and samples modules must stay within the picture whatever is in it. */

#include <stdint.h>

#include "tsn-scanner.h"

#define HEIGHT_MAX 256u

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (TsnScanner) scanner = NULL;
  g_autoptr (TsnScanImage) image = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  guint width, height;

  if (size < 2 || data[0] == 0)
    return 0;
  width = data[0];
  height = MIN ((guint) (size - 1) / width, HEIGHT_MAX);
  if (height == 0)
    return 0;
  scanner = tsn_scanner_new ();
  image = tsn_scan_image_new_copy (data + 1, width, height, width);
  codes = tsn_scanner_scan_image (scanner, image, G_MAXUINT, NULL, NULL);
  return 0;
}
