/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-scan-image.h"

G_BEGIN_DECLS

/**
 * ScanPicture:
 *
 * How a QR code is photographed. All zero but `text`, `module` and `contrast` is a perfect picture.
 */
typedef struct
{
  const char *text; /* content; bytes of any kind up to `length` */
  gsize length;     /* bytes; 0 for strlen() */
  int version;      /* at least this version; 0 for the smallest */
  guint eci;        /* declared charset; 0 for none */
  gboolean kanji;   /* text is Shift_JIS, in kanji mode */
  double module;    /* pixels a module, before `tilt` */
  double angle;     /* degrees clockwise */
  double tilt;      /* degrees about the vertical axis, seen from four code widths away */
  double skew;      /* shear: x moves by this much of y */
  double blur;      /* standard deviation of a Gaussian, in modules */
  double noise;     /* standard deviation, in grey levels */
  double contrast;  /* 1: black 20, white 235; less is pulled towards grey 110 */
  double shade;     /* this part of the light is gone at the right edge */
  gboolean inverted;
} ScanPicture;

/* The picture, the same for the same seed. */
TsnScanImage *scan_picture_take (const ScanPicture *self, GRand *rand);

/* @image put onto a copy of @ground with its top left at (x, y). */
TsnScanImage *scan_picture_paste (TsnScanImage *ground, TsnScanImage *image, guint x, guint y);

TsnScanImage *scan_picture_blank (guint width, guint height, guint8 grey);

/* The text of a signed card as long as a version 17 or 18 code at level M holds. */
char *scan_picture_card_text (GRand *rand, gsize length);

G_END_DECLS
