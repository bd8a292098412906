/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-scan-image.h"

G_BEGIN_DECLS

/* Private to src/scan: each function returns a new image and leaves the old one as it is. Thread:
 * any. */

/* The mean of each factor x factor square; a rest at the right and bottom edge is left out. NULL
 * when nothing would remain. */
TsnScanImage *tsn_luma_shrink (TsnScanImage *image, guint factor);

/* Every pixel's distance from the mean of the (2 radius + 1) square around it, in local spreads
 * (mean distances), times @gain, added to 128; where there is hardly any spread (blank paper) the
 * result is white. */
TsnScanImage *tsn_luma_level (TsnScanImage *image, guint radius, int gain);

/* Mean over 3 x 3 with weights 1 2 1. */
TsnScanImage *tsn_luma_smooth (TsnScanImage *image);

/* Unsharp mask: pixel + amount x (pixel - mean of the (2 radius + 1) square). */
TsnScanImage *tsn_luma_sharpen (TsnScanImage *image, guint radius, double amount);

/* Light becomes dark. */
TsnScanImage *tsn_luma_invert (TsnScanImage *image);

/* A perspective map of pixel centres: (x, y) goes to ((m0 x + m1 y + m2) / w, (m3 x + m4 y + m5) /
 * w), w = m6 x + m7 y + m8. */
typedef struct
{
  double m[9];
} TsnWarp;

/* @outer after @inner. */
TsnWarp tsn_warp_compose (const TsnWarp *outer, const TsnWarp *inner);

void tsn_warp_apply (const TsnWarp *self, double *x, double *y);

G_END_DECLS
