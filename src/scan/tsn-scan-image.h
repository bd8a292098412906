/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TsnScanImage:
 *
 * Grey pixels to look for codes in: one byte a pixel, 0 black to 255 white, rows from the top.
 * Never changed once made, so one may be shared between threads. The scanner makes its altered
 * copies as images of their own.
 */
typedef struct
{
  guint width;        /* pixels, 1 or more */
  guint height;       /* pixels, 1 or more */
  gsize stride;       /* bytes from one row to the next, at least width */
  const guint8 *data; /* stride x height bytes, owned by the image */

  /*< private >*/
  guint8 *owned;        /* what data points to */
  gatomicrefcount refs; /* number of owners */
} TsnScanImage;

#define TSN_TYPE_SCAN_IMAGE (tsn_scan_image_get_type ())

GType tsn_scan_image_get_type (void);

/**
 * tsn_scan_image_new_copy:
 * @data: grey pixels, copied
 * @width: pixels of a row
 * @height: rows
 * @stride: bytes from row to row, at least @width
 *
 * Thread: any.
 *
 * Returns: (transfer full): an image
 */
TsnScanImage *tsn_scan_image_new_copy (const guint8 *data, guint width, guint height, gsize stride);

/**
 * tsn_scan_image_new_blank:
 * @width: pixels of a row
 * @height: rows
 *
 * An image whose pixels the caller fills through `owned` before anybody else sees it. The stride is
 * @width; bytes are undefined.
 *
 * Returns: (transfer full): an image
 */
TsnScanImage *tsn_scan_image_new_blank (guint width, guint height);

TsnScanImage *tsn_scan_image_ref (TsnScanImage *self);
void tsn_scan_image_unref (TsnScanImage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnScanImage, tsn_scan_image_unref)

G_END_DECLS
