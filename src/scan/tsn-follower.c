/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Corner patterns (tsn-finder.c), the modules between them wherever they lie (tsn-lattice.c), ink
 * and paper without shade and blur (tsn-levels.c); then it is zxing-cpp's Reed-Solomon that says
 * whether that is a code. What is read into noise it refuses.
 */

#include "tsn-follower.h"

#include <math.h>
#include <string.h>

#include "tsn-finder.h"
#include "tsn-lattice.h"
#include "tsn-levels.h"
#include "tsn-zxing.h"

#define SURE     0.9  /* met so well, the size is right */
#define HOPELESS 0.55 /* met so badly, there is no code */

static const struct
{
  guint shrink;  /* times */
  gboolean soft; /* against noise */
  guint around;  /* pixels of which the mean is between ink and paper */
  guint edge;    /* pixels, about a module: what is sharpened */
} views[] = {
  [TSN_FOLLOWER_SMALL] = { 1, FALSE, 8, 2 },
  [TSN_FOLLOWER_MIDDLE] = { 1, TRUE, 16, 4 },
  [TSN_FOLLOWER_LARGE] = { 3, TRUE, 20, 5 },
};

/* Ink below 128, paper above it, at modules of a few pixels as at large ones. */
static TsnScanImage *
make_level (TsnScanImage *image, TsnFollowerView view)
{
  g_autoptr (TsnScanImage) soft = views[view].soft ? tsn_luma_smooth (image)
                                                   : tsn_scan_image_ref (image);
  g_autoptr (TsnScanImage) level = tsn_luma_level (soft, views[view].around, 96);

  return tsn_luma_sharpen (level, views[view].edge, 1.5);
}

static TsnScanCode *
code_from_lattice (const TsnLattice *lattice, GBytes *bytes, const TsnWarp *to_picture)
{
  TsnScanCode *code = g_new0 (TsnScanCode, 1);
  const double size = lattice->size;
  const double corners[4][2] = { { 0, 0 }, { 0, size }, { size, size }, { size, 0 } };

  code->bytes = bytes;
  code->stage = TSN_SCAN_STAGE_FOLLOWED;
  for (guint i = 0; i < 4; i++)
    {
      tsn_lattice_locate (lattice,
                          corners[i][0],
                          corners[i][1],
                          &code->corners[i].x,
                          &code->corners[i].y);
      tsn_warp_apply (to_picture, &code->corners[i].x, &code->corners[i].y);
    }
  tsn_scan_code_complete (code);
  return code;
}

/* -- One picture, and several -- */

struct _TsnFollower
{
  guint size;      /* of the code that was not read; 0: none */
  guint n_seen;    /* pictures of it */
  float *together; /* the mean of its levels in these; TSN_LATTICE_SIZE_MAX squared */
};

#define N_LEVELS (TSN_LATTICE_SIZE_MAX * TSN_LATTICE_SIZE_MAX)
#define SEEN_MAX 16u /* pictures; what is older counts for less */
#define ALIKE    0.3 /* correlation; of two codes it is about 0 */

static void
forget (TsnFollower *self)
{
  explicit_bzero (self->together, N_LEVELS * sizeof *self->together);
  self->size = 0;
  self->n_seen = 0;
}

TsnFollower *
tsn_follower_new (void)
{
  TsnFollower *self = g_new0 (TsnFollower, 1);

  self->together = g_new0 (float, N_LEVELS);
  return self;
}

void
tsn_follower_free (TsnFollower *self)
{
  forget (self);
  g_free (self->together);
  g_free (self);
}

/* What all codes of a size have in common says nothing. */
static gboolean
is_alike (const TsnFollower *self, const float *levels, guint size, const guint8 *roles)
{
  double both = 0, ours = 0, theirs = 0;

  if (self->size != size)
    return FALSE;
  for (guint i = 0; i < size * size; i++)
    if (roles[i] == TSN_MODULE_FREE)
      {
        double a = (double) self->together[i], b = (double) levels[i];

        both += a * b;
        ours += a * a;
        theirs += b * b;
      }
  return both > ALIKE * sqrt (ours * theirs);
}

/* TRUE: these are levels of more than one picture now. Another code takes the place of one that was
 * seen once; what was seen often is given up more slowly. */
static gboolean
add_up (TsnFollower *self, const float *levels, guint size, const guint8 *roles)
{
  gboolean alike = is_alike (self, levels, size, roles);

  if (!alike && self->n_seen > 1)
    {
      self->n_seen--;
      return FALSE;
    }
  if (!alike)
    {
      forget (self);
      self->size = size;
      self->n_seen = 1;
      memcpy (self->together, levels, (gsize) size * size * sizeof *levels);
      return FALSE;
    }
  self->n_seen = MIN (self->n_seen + 1, SEEN_MAX);
  for (guint i = 0; i < size * size; i++)
    self->together[i] += (levels[i] - self->together[i]) / (float) self->n_seen;
  return TRUE;
}

static GBytes *
decode_levels (const float *levels, guint size, const guint8 *roles)
{
  gsize n = (gsize) size * size;
  g_autofree guint8 *modules = g_new (guint8, n);
  GBytes *bytes;

  for (gsize i = 0; i < n; i++)
    modules[i] = roles[i] == TSN_MODULE_FREE ? levels[i] < 0 : roles[i] == TSN_MODULE_DARK;
  bytes = tsn_zxing_decode (modules, size);
  explicit_bzero (modules, n);
  return bytes;
}

static GBytes *
decode (TsnFollower *self, const TsnLattice *lattice, TsnScanImage *image, const guint8 *roles)
{
  gsize n = (gsize) lattice->size * lattice->size;
  g_autofree float *levels = g_new (float, n);
  g_autofree float *clear = g_new (float, n);
  GBytes *bytes;

  tsn_lattice_sample (lattice, image, levels);
  tsn_levels_normalise (levels, lattice->size);
  tsn_levels_deblur (levels, lattice->size, roles, clear);
  bytes = decode_levels (clear, lattice->size, roles);
  if (bytes == NULL && add_up (self, clear, lattice->size, roles))
    bytes = decode_levels (self->together, lattice->size, roles);
  if (bytes != NULL)
    forget (self);
  explicit_bzero (levels, n * sizeof *levels);
  explicit_bzero (clear, n * sizeof *clear);
  return bytes;
}

/* The size that is nearest to the measured one and, where that is not met, the next one. */
static double
follow (const TsnFinderTriple *triple, TsnScanImage *level, TsnLattice *lattice, guint8 *roles)
{
  int version = CLAMP ((int) lrint ((triple->size - 17) / 4), 1, 40);
  int next = triple->size < 17 + 4 * version ? version - 1 : version + 1;
  g_autofree TsnLattice *other = NULL;
  double met, met_other;

  tsn_modules_fill (17 + 4 * (guint) version, roles);
  tsn_lattice_init (lattice, triple, 17 + 4 * (guint) version);
  met = tsn_lattice_follow (lattice, level, roles);
  if (met >= SURE || next < 1 || next > 40 || fabs (triple->size - 17 - 4 * version) < 0.8)
    return met;
  other = g_new (TsnLattice, 1);
  tsn_modules_fill (17 + 4 * (guint) next, roles);
  tsn_lattice_init (other, triple, 17 + 4 * (guint) next);
  met_other = tsn_lattice_follow (other, level, roles);
  if (met_other > met)
    *lattice = *other;
  else
    tsn_modules_fill (lattice->size, roles);
  return MAX (met, met_other);
}

/* Whether (@x, @y) is within a code that was read. */
static gboolean
is_known (double x, double y, const TsnWarp *to_picture, const GPtrArray *codes)
{
  tsn_warp_apply (to_picture, &x, &y);
  for (guint i = 0; i < codes->len; i++)
    {
      const TsnScanCode *code = g_ptr_array_index (codes, i);
      guint n_left = 0;

      for (guint k = 0; k < 4; k++)
        {
          const TsnScanPoint *from = &code->corners[k], *to = &code->corners[(k + 1) % 4];

          n_left += (to->x - from->x) * (y - from->y) < (to->y - from->y) * (x - from->x);
        }
      if (n_left == 0 || n_left == 4)
        return TRUE;
    }
  return FALSE;
}

/* The number of those that are left. */
static guint
drop_known (TsnFinder *found, guint n, const TsnWarp *to_picture, const GPtrArray *codes)
{
  guint n_left = 0;

  for (guint i = 0; i < n; i++)
    if (!is_known (found[i].x, found[i].y, to_picture, codes))
      found[n_left++] = found[i];
  return n_left;
}

static gboolean
is_read (const TsnFinderTriple *triple, const TsnWarp *to_picture, const GPtrArray *codes)
{
  return is_known ((triple->right.x + triple->below.x) / 2,
                   (triple->right.y + triple->below.y) / 2,
                   to_picture,
                   codes);
}

guint
tsn_follower_read (TsnFollower *self,
                   TsnScanImage *image,
                   TsnFollowerView view,
                   const TsnWarp *to_picture,
                   GPtrArray *codes,
                   gboolean *more)
{
  guint factor = views[view].shrink, n_new = 0;
  double shift = (factor - 1) / 2.0;
  TsnWarp from_small = { { factor, 0, shift, 0, factor, shift, 0, 0, 1 } };
  TsnWarp to = tsn_warp_compose (to_picture, &from_small);
  g_autoptr (TsnScanImage) small = factor > 1 ? tsn_luma_shrink (image, factor)
                                              : tsn_scan_image_ref (image);
  g_autoptr (TsnScanImage) level = small != NULL ? make_level (small, view) : NULL;
  g_autofree TsnLattice *lattice = NULL;
  g_autofree guint8 *roles = NULL;
  TsnFinder found[TSN_FINDER_MAX];
  TsnFinderTriple triples[TSN_TRIPLES_MAX];
  guint n;

  *more = FALSE;
  if (level == NULL)
    return 0;
  n = tsn_finder_search (level, found);
  *more = n == TSN_FINDER_MAX;
  n = drop_known (found, n, &to, codes);
  n = tsn_finder_match (level, found, n, triples);
  if (n == 0)
    return 0;
  lattice = g_new (TsnLattice, 1);
  roles = g_new (guint8, TSN_LATTICE_SIZE_MAX * TSN_LATTICE_SIZE_MAX);
  for (guint i = 0; i < n; i++)
    {
      GBytes *bytes;

      if (is_read (&triples[i], &to, codes) ||
          follow (&triples[i], level, lattice, roles) < HOPELESS)
        continue;
      bytes = decode (self, lattice, small, roles);
      if (bytes != NULL)
        {
          g_ptr_array_add (codes, code_from_lattice (lattice, bytes, &to));
          n_new++;
        }
    }
  for (guint i = 0; i < n; i++)
    *more = *more || !is_read (&triples[i], &to, codes);
  return n_new;
}
