/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One code found: a plain value that a caller may keep after the scanner and the picture are gone.
 */

#include "tsn-scan-code.h"

G_DEFINE_BOXED_TYPE (TsnScanCode, tsn_scan_code, tsn_scan_code_copy, tsn_scan_code_free)

const char *
tsn_scan_stage_to_string (TsnScanStage stage)
{
  static const char *const names[] = {
    [TSN_SCAN_STAGE_PLAIN] = "plain",         [TSN_SCAN_STAGE_FULL] = "full",
    [TSN_SCAN_STAGE_LEVELLED] = "levelled",   [TSN_SCAN_STAGE_SMOOTHED] = "smoothed",
    [TSN_SCAN_STAGE_SHARPENED] = "sharpened", [TSN_SCAN_STAGE_UNTILTED] = "untilted",
    [TSN_SCAN_STAGE_INVERTED] = "inverted",
  };

  g_return_val_if_fail (stage < G_N_ELEMENTS (names), NULL);
  return names[stage];
}

TsnScanCode *
tsn_scan_code_copy (const TsnScanCode *self)
{
  TsnScanCode *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->bytes = g_bytes_ref (self->bytes);
  copy->text = g_strdup (self->text);
  return copy;
}

void
tsn_scan_code_free (TsnScanCode *self)
{
  g_return_if_fail (self != NULL);

  g_bytes_unref (self->bytes);
  g_free (self->text);
  g_free (self);
}
