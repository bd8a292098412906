/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A counted buffer of grey pixels and nothing else: where they come from is tsn-scan-document.c's
 * business, what is done to them tsn-luma.c's. Colour is never kept, since no QR reader looks at
 * it. */

#include "tsn-scan-image.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (TsnScanImage, tsn_scan_image, tsn_scan_image_ref, tsn_scan_image_unref)

TsnScanImage *
tsn_scan_image_new_blank (guint width, guint height)
{
  TsnScanImage *self = NULL;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  self = g_new0 (TsnScanImage, 1);
  self->width = width;
  self->height = height;
  self->stride = width;
  self->owned = g_malloc ((gsize) width * height);
  self->data = self->owned;
  g_atomic_ref_count_init (&self->refs);
  return self;
}

TsnScanImage *
tsn_scan_image_new_copy (const guint8 *data, guint width, guint height, gsize stride)
{
  TsnScanImage *self = NULL;

  g_return_val_if_fail (data != NULL && stride >= width, NULL);

  self = tsn_scan_image_new_blank (width, height);
  for (guint y = 0; y < height; y++)
    memcpy (self->owned + y * self->stride, data + y * stride, width);
  return self;
}

TsnScanImage *
tsn_scan_image_ref (TsnScanImage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tsn_scan_image_unref (TsnScanImage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  explicit_bzero (self->owned, self->stride * self->height); /* of somebody's card */
  g_free (self->owned);
  g_free (self);
}
