/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bench-photo.h: real cards, printed and then photographed badly. Signed and sealed as any, set
 * in type, drawn at 300 dots an inch as a printer does it, and seen by a camera that is too far,
 * not straight above, out of focus, in bad light. The same seed gives the same pixels.
 */

#pragma once

#include "card-generator.h"
#include "tsn-scan-image.h"

G_BEGIN_DECLS

/* A card on paper. */
typedef struct
{
  char *text;          /* what a reader must report */
  TsnScanImage *paper; /* its face at 300 dpi */
  double x, y;         /* the middle of its code, in pixels of @paper */
  double module;       /* pixels of @paper */
  guint size;          /* modules of a side */
} TsnBenchPrint;

/* The next resident's card on @layout. */
TsnBenchPrint *
tsn_bench_print_new (CardGenerator *generator, CardOffice *office, guint layout, GError **error);
void tsn_bench_print_free (TsnBenchPrint *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnBenchPrint, tsn_bench_print_free)

/* How it is photographed. All zero but @module and @contrast is a perfect picture. */
typedef struct
{
  double module;   /* pixels of the picture, before @tilt */
  double angle;    /* degrees clockwise */
  double tilt;     /* degrees, about an axis in any direction; from four code widths away */
  double blur;     /* standard deviation of a Gaussian, in modules */
  double noise;    /* standard deviation, in grey levels */
  double contrast; /* 1: ink 20, paper 235; less is pulled towards grey 110 */
  double shade;    /* this part of the light is gone at one edge */
  double glare;    /* share of the code's area that is blown out */
  double stain;    /* share of it that is covered */
  double crumple;  /* modules by which the paper is out of place at most */
  double fold;     /* degrees by which the paper is bent along a line across the code */
  int jpeg;        /* quality; 0: not compressed */
} TsnBenchPhoto;

/* A picture of 1280x720 or less: as large as the code needs. */
TsnScanImage *
tsn_bench_photo_take (const TsnBenchPhoto *self, const TsnBenchPrint *print, guint32 seed);

/* A picture without a code: noise, stripes, squares, lines of something like text. */
TsnScanImage *tsn_bench_photo_nothing (guint width, guint height, guint32 seed);

G_END_DECLS
