/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-scan-image.h"

G_BEGIN_DECLS

/* Private to src/scan: where in a picture the three corner patterns of a QR code are. Thread: any.
 */

typedef struct
{
  double x, y;   /* middle, in pixels; the middle of the first pixel is (0, 0) */
  double module; /* pixels, about: as a line along a row or a column sees it */
  guint n_seen;  /* lines that crossed it */
} TsnFinder;

/* Three that may belong to one code. */
typedef struct
{
  TsnFinder corner, right, below; /* named as they stand in an upright code */
  double along[2];                /* pixels a module, on the way from corner to right: at either */
  double down[2];                 /* ... and from corner to below */
  double size;                    /* modules of a side, not yet rounded */
  double fault;                   /* how badly they go together: 0 well */
} TsnFinderTriple;

#define TSN_FINDER_MAX  24u
#define TSN_TRIPLES_MAX 4u

/* @level: as tsn_luma_level() makes it, grey 128 between ink and paper. The number of finders in
 * @found, those that most lines crossed first. */
guint tsn_finder_search (TsnScanImage *level, TsnFinder found[TSN_FINDER_MAX]);

/* The number of triples in @triples, the likeliest first. */
guint tsn_finder_match (TsnScanImage *level,
                        const TsnFinder *found,
                        guint n_found,
                        TsnFinderTriple triples[TSN_TRIPLES_MAX]);

/* Bilinear, at 1/256 of a pixel; 128 outside. */
static inline int
tsn_finder_look_fixed (const TsnScanImage *level, int x, int y)
{
  int fx = x & 255, fy = y & 255;
  const guint8 *at;

  /* Less than 0 is very much, unsigned. */
  if ((guint) (x >> 8) >= level->width - 1 || (guint) (y >> 8) >= level->height - 1)
    return 128;
  at = level->data + (gsize) (y >> 8) * level->stride + (x >> 8);
  return ((at[0] * (256 - fx) + at[1] * fx) * (256 - fy) +
          (at[level->stride] * (256 - fx) + at[level->stride + 1] * fx) * fy) >>
         16;
}

/* The same, at pixels. */
static inline int
tsn_finder_look (const TsnScanImage *level, double x, double y)
{
  if (!(x >= 0 && y >= 0 && x < level->width && y < level->height))
    return 128;
  return tsn_finder_look_fixed (level, (int) (x * 256), (int) (y * 256));
}

G_END_DECLS
