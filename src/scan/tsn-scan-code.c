/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One code found: a plain value that a caller may keep after the scanner and the picture are gone.
 */

#include "tsn-scan-code.h"

#include <math.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (TsnScanCode, tsn_scan_code, tsn_scan_code_copy, tsn_scan_code_free)

const char *
tsn_scan_stage_to_string (TsnScanStage stage)
{
  static const char *const names[] = {
    [TSN_SCAN_STAGE_PLAIN] = "plain",       [TSN_SCAN_STAGE_FULL] = "full",
    [TSN_SCAN_STAGE_FOLLOWED] = "followed", [TSN_SCAN_STAGE_LEVELLED] = "levelled",
    [TSN_SCAN_STAGE_INVERTED] = "inverted",
  };

  g_return_val_if_fail (stage < G_N_ELEMENTS (names), NULL);
  return names[stage];
}

static char *
dup_text (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (length > 0 &&
      (memchr (data, '\0', length) != NULL || !g_utf8_validate (data, (gssize) length, NULL)))
    return NULL;
  return g_strndup (data, length);
}

void
tsn_scan_code_complete (TsnScanCode *self)
{
  const TsnScanPoint *corners = self->corners;
  /* From the lower to the upper edge; the y axis points down, so straight up is (0, -1). */
  double up_x = corners[0].x + corners[3].x - corners[1].x - corners[2].x;
  double up_y = corners[0].y + corners[3].y - corners[1].y - corners[2].y;
  double angle = fabs (up_x) + fabs (up_y) > 0 ? atan2 (up_x, -up_y) * 180 / G_PI : 0;

  self->text = dup_text (self->bytes);
  self->angle = angle < 0 ? angle + 360 : angle;
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
  if (self->text != NULL)
    explicit_bzero (self->text, strlen (self->text));
  g_free (self->text);
  g_free (self);
}
