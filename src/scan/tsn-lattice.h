/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tsn-finder.h"

G_BEGIN_DECLS

/* Private to src/scan: where the modules of one code are in a picture, and how light each is.
 * Thread: any. */

#define TSN_LATTICE_SIZE_MAX 177u /* modules of a side: version 40 */
#define TSN_LATTICE_STEP     4u   /* modules from node to node */
#define TSN_LATTICE_NODES    (TSN_LATTICE_SIZE_MAX / TSN_LATTICE_STEP + 2)

typedef struct
{
  double x, y; /* pixels from where flat paper would have it */
  double sure; /* 0 guessed from its neighbours, to 1 */
} TsnLatticeNode;

/* Flat paper seen in perspective, and at each node how far the real paper is from that. */
typedef struct
{
  guint size;              /* modules of a side: 17 + 4 x version */
  guint n_nodes;           /* of a side */
  double x[3], y[3], w[3]; /* perspective: (x[0] + x[1] u + x[2] v) / w, u and v in modules from the
                              top left of the code */
  TsnLatticeNode nodes[TSN_LATTICE_NODES * TSN_LATTICE_NODES];
} TsnLattice;

/* What the standard puts at a module, whatever the content. */
typedef enum
{
  TSN_MODULE_FREE,
  TSN_MODULE_DARK,
  TSN_MODULE_LIGHT,
} TsnModule;

/* @roles: of size x size modules from the top left. */
void tsn_modules_fill (guint size, guint8 *roles);

/* Through the three corner patterns, flat. */
void tsn_lattice_init (TsnLattice *self, const TsnFinderTriple *triple, guint size);

/* Follows the modules over bent paper, from the corner patterns on. @level: as
 * tsn_luma_level() makes it. Returns how well the known modules are met: 1 all, 0 as by chance. */
double tsn_lattice_follow (TsnLattice *self, TsnScanImage *level, const guint8 *roles);

/* The grey of each module, size x size. */
void tsn_lattice_sample (const TsnLattice *self, TsnScanImage *image, float *greys);

/* Where in the picture (u, v) is, in modules from the top left of the code. */
void tsn_lattice_locate (const TsnLattice *self, double u, double v, double *x, double *y);

G_END_DECLS
