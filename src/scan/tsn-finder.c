/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line through the middle of a corner pattern, in any direction, is dark, light, dark, light and
 * dark again for 1, 1, 3, 1 and 1 modules. Edges are taken between pixels, where the level crosses
 * 128, so that modules of two pixels have lengths, too. Where a row of the picture sees that, lines
 * in three more directions must see it before it counts.
 */

#include "tsn-finder.h"

#include <math.h>
#include <string.h>

#define MIDDLE     128
#define MODULE_MIN 1.1  /* pixels, along a row */
#define MODULE_MAX 40.0 /* larger ones other stages read */
#define SEEN_MANY  24u  /* no need to look closer */

/* Whether @runs are 1 1 3 1 1, and of how many pixels each. */
static gboolean
is_pattern (const double runs[5], double *module)
{
  double m = (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7;

  *module = m;
  return m >= MODULE_MIN && m <= MODULE_MAX && fabs (runs[0] - m) < 0.7 * m &&
         fabs (runs[1] - m) < 0.7 * m && fabs (runs[2] - 3 * m) < 1.1 * m &&
         fabs (runs[3] - m) < 0.7 * m && fabs (runs[4] - m) < 0.7 * m;
}

/* From (x, y) in the direction (dx, dy), a unit: where ink ends, begins and ends again. */
static gboolean
walk (TsnScanImage *level, double x, double y, double dx, double dy, double limit, double edges[3])
{
  const double step = 0.5;
  int before = tsn_finder_look (level, x, y);
  guint n = 0;

  for (double way = step; way < limit; way += step)
    {
      int here = tsn_finder_look (level, x + way * dx, y + way * dy);

      if ((n == 1) == (here < MIDDLE) && here != before)
        {
          edges[n++] = way - step + step * (MIDDLE - before) / (here - before);
          if (n == 3)
            return TRUE;
        }
      before = here;
    }
  return FALSE;
}

/* The line through (x, y) in both directions; moves (x, y) to the middle. */
static gboolean
measure (TsnScanImage *level,
         double *x,
         double *y,
         double dx,
         double dy,
         double about,
         double *module)
{
  double ahead[3], behind[3], shift;

  if (tsn_finder_look (level, *x, *y) >= MIDDLE ||
      !walk (level, *x, *y, dx, dy, 8 * about, ahead) ||
      !walk (level, *x, *y, -dx, -dy, 8 * about, behind))
    return FALSE;
  if (!is_pattern ((double[]){ behind[2] - behind[1],
                               behind[1] - behind[0],
                               behind[0] + ahead[0],
                               ahead[1] - ahead[0],
                               ahead[2] - ahead[1] },
                   module))
    return FALSE;
  /* Ink that looks broad makes the seven modules longer and the five within the ring shorter. */
  *module = (ahead[2] + behind[2] + ahead[1] + behind[1]) / 12;
  shift = (ahead[0] - behind[0] + ahead[1] - behind[1] + ahead[2] - behind[2]) / 6;
  *x += shift * dx;
  *y += shift * dy;
  return TRUE;
}

static gboolean
confirm (TsnScanImage *level, TsnFinder *self)
{
  double across = self->module, upright, slant;
  double x, y;

  if (!measure (level, &self->x, &self->y, 0, 1, 1.8 * across, &upright) ||
      !measure (level, &self->x, &self->y, 1, 0, 1.8 * across, &across))
    return FALSE;
  self->module = (across + upright) / 2;
  x = self->x;
  y = self->y;
  return measure (level, &x, &y, G_SQRT2 / 2, G_SQRT2 / 2, 2 * self->module, &slant) ||
         measure (level, &x, &y, G_SQRT2 / 2, -G_SQRT2 / 2, 2 * self->module, &slant);
}

static TsnFinder *
find_near (TsnFinder *found, guint n, double x, double y, double module)
{
  for (guint i = 0; i < n; i++)
    if (hypot (found[i].x - x, found[i].y - y) < 2 * MAX (module, found[i].module))
      return &found[i];
  return NULL;
}

/* A row that crosses many things that look alike fills the list; the least seen goes. */
static void
add (TsnScanImage *level, TsnFinder *found, guint *n, double x, double y, double module)
{
  TsnFinder new = { .x = x, .y = y, .module = module, .n_seen = 1 };
  TsnFinder *near = find_near (found, *n, x, y, module);

  if (near != NULL && near->n_seen >= SEEN_MANY)
    return;
  if (!confirm (level, &new))
    return;
  if (near == NULL)
    near = find_near (found, *n, new.x, new.y, new.module);
  if (near != NULL)
    {
      double share = 1.0 / ++near->n_seen;

      near->x += (new.x - near->x) * share;
      near->y += (new.y - near->y) * share;
      near->module += (new.module - near->module) * share;
      return;
    }
  if (*n < TSN_FINDER_MAX)
    {
      found[(*n)++] = new;
      return;
    }
  near = &found[0];
  for (guint i = 1; i < *n; i++)
    if (found[i].n_seen < near->n_seen)
      near = &found[i];
  if (near->n_seen == 1)
    *near = new;
}

static void
search_row (TsnScanImage *level, guint y, TsnFinder *found, guint *n)
{
  const guint8 *row = level->data + (gsize) y * level->stride;
  double edges[6] = { 0 }; /* the last ones; edges[5] the newest */
  guint n_edges = 0;

  for (guint x = 1; x < level->width; x++)
    {
      double runs[5], module;

      if ((row[x - 1] < MIDDLE) == (row[x] < MIDDLE))
        continue;
      memmove (edges, edges + 1, 5 * sizeof *edges);
      edges[5] = x - 1 + (double) (MIDDLE - row[x - 1]) / (row[x] - row[x - 1]);
      if (++n_edges < 6 || row[x] < MIDDLE)
        continue;
      for (guint i = 0; i < 5; i++)
        runs[i] = edges[i + 1] - edges[i];
      if (is_pattern (runs, &module))
        add (level, found, n, (edges[2] + edges[3]) / 2, y, module);
    }
}

static int
compare_seen (gconstpointer a, gconstpointer b)
{
  const TsnFinder *first = a, *second = b;

  return (first->n_seen < second->n_seen) - (first->n_seen > second->n_seen);
}

guint
tsn_finder_search (TsnScanImage *level, TsnFinder found[TSN_FINDER_MAX])
{
  guint n = 0;

  for (guint y = 0; y < level->height; y++)
    search_row (level, y, found, &n);
  qsort (found, n, sizeof *found, compare_seen);
  return n;
}

/* -- Three of one code -- */

/* Pixels a module on the line between two, at each; FALSE: not two of one code. */
static gboolean
measure_between (TsnScanImage *level, const TsnFinder *from, const TsnFinder *to, double module[2])
{
  double length = hypot (to->x - from->x, to->y - from->y);
  double dx = (to->x - from->x) / length, dy = (to->y - from->y) / length;
  double x = from->x, y = from->y;

  if (!(length > 10 * from->module) ||
      !measure (level, &x, &y, dx, dy, 2 * from->module, &module[0]))
    return FALSE;
  x = to->x;
  y = to->y;
  return measure (level, &x, &y, dx, dy, 2 * to->module, &module[1]) && module[0] < 2 * module[1] &&
         module[1] < 2 * module[0];
}

static double
size_between (const TsnFinder *from, const TsnFinder *to, const double module[2])
{
  return hypot (to->x - from->x, to->y - from->y) / sqrt (module[0] * module[1]) + 7;
}

/* Steeply from one side the diagonal is no longer the longest of the three. */
#define DIAGONAL 0.85

/* The lengths of the sides opposite to each; FALSE: not three of one code. */
static gboolean
measure_sides (const TsnFinder *const three[3], double sides[3])
{
  for (guint i = 0; i < 3; i++)
    {
      const TsnFinder *a = three[(i + 1) % 3], *b = three[(i + 2) % 3];

      sides[i] = hypot (a->x - b->x, a->y - b->y);
      if (a->module > 2.2 * b->module || b->module > 2.2 * a->module)
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_triple (TsnScanImage *level,
             const TsnFinder *const three[3],
             guint corner,
             double diagonal,
             TsnFinderTriple *triple)
{
  double cross, across, down;

  triple->corner = *three[corner];
  triple->right = *three[(corner + 1) % 3];
  triple->below = *three[(corner + 2) % 3];
  cross = (triple->right.x - triple->corner.x) * (triple->below.y - triple->corner.y) -
          (triple->right.y - triple->corner.y) * (triple->below.x - triple->corner.x);
  if (cross < 0)
    {
      TsnFinder other = triple->right;

      triple->right = triple->below;
      triple->below = other;
    }
  if (fabs (cross) < 0.2 * diagonal * diagonal ||
      !measure_between (level, &triple->corner, &triple->right, triple->along) ||
      !measure_between (level, &triple->corner, &triple->below, triple->down))
    return FALSE;
  across = size_between (&triple->corner, &triple->right, triple->along);
  down = size_between (&triple->corner, &triple->below, triple->down);
  triple->size = (across + down) / 2;
  triple->fault = fabs (across - down) / triple->size;
  return triple->size > 18 && triple->size < 190 && triple->fault < 0.25;
}

/* Puts it where it belongs by its fault; the last one of too many is dropped. */
static void
insert_triple (TsnFinderTriple triples[TSN_TRIPLES_MAX], guint *n, const TsnFinderTriple *triple)
{
  guint at;

  for (at = *n; at > 0 && triples[at - 1].fault > triple->fault; at--)
    if (at < TSN_TRIPLES_MAX)
      triples[at] = triples[at - 1];
  if (at < TSN_TRIPLES_MAX)
    {
      triples[at] = *triple;
      *n = MIN (*n + 1, TSN_TRIPLES_MAX);
    }
}

guint
tsn_finder_match (TsnScanImage *level,
                  const TsnFinder *found,
                  guint n_found,
                  TsnFinderTriple triples[TSN_TRIPLES_MAX])
{
  guint n = 0;

  for (guint i = 0; i + 2 < n_found; i++)
    for (guint j = i + 1; j + 1 < n_found; j++)
      for (guint k = j + 1; k < n_found; k++)
        {
          const TsnFinder *three[] = { &found[i], &found[j], &found[k] };
          double sides[3], longest;

          if (!measure_sides (three, sides))
            continue;
          longest = MAX (MAX (sides[0], sides[1]), sides[2]);
          for (guint corner = 0; corner < 3; corner++)
            {
              TsnFinderTriple triple;

              if (sides[corner] < DIAGONAL * longest ||
                  !make_triple (level, three, corner, longest, &triple))
                continue;
              /* What few lines saw is less likely. */
              triple.fault += 0.2 / MIN (found[k].n_seen, 5u);
              insert_triple (triples, &n, &triple);
            }
        }
  return n;
}
