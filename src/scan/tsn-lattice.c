/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The corner patterns and the size of their modules give a perspective, which is right for flat
 * paper up to the errors of measuring. From there on the modules lead: around each node a square of
 * them is laid where its neighbours say, and moved until it is darkest and lightest, that is, until
 * each of its points is in the middle of a module and not on an edge; modules that the standard
 * knows count by their colour. Nodes near the corner patterns come first. Where nothing can be
 * seen, under a stain, a node stays where its neighbours have it.
 */

#include "tsn-lattice.h"

#include <math.h>
#include <string.h>

#define HALF  4   /* a node's square: modules to either side */
#define REACH 3   /* nodes to either side that a node is guessed from */
#define KNOWN 1.5 /* what a known module counts for */
#define FAR   1e6 /* pixels; no picture is as wide */

/* -- What the standard knows (ISO/IEC 18004, section 6.3) -- */

static void
put_square (guint size, guint8 *roles, int x, int y, int half, guint8 role)
{
  for (int v = MAX (y - half, 0); v <= MIN (y + half, (int) size - 1); v++)
    for (int u = MAX (x - half, 0); u <= MIN (x + half, (int) size - 1); u++)
      roles[v * (int) size + u] = role;
}

static void
put_rings (guint size, guint8 *roles, int x, int y, const int *halves, guint n)
{
  for (guint i = 0; i < n; i++)
    put_square (size, roles, x, y, halves[i], i % 2 == 0 ? TSN_MODULE_LIGHT : TSN_MODULE_DARK);
}

void
tsn_modules_fill (guint size, guint8 *roles)
{
  static const int corner[] = { 4, 3, 2, 1 };
  static const int small[] = { -1, 2, 1, 0 };
  guint version = (size - 17) / 4, n = version > 1 ? version / 7 + 2 : 0;
  int last = (int) size - 7;
  int step = n == 0 ? 0 : version == 32 ? 26 : (int) ((version * 4 + n * 2 + 1) / (n * 2 - 2) * 2);

  memset (roles, TSN_MODULE_FREE, (gsize) size * size);
  for (int i = 0; i < (int) size; i++)
    roles[6 * (int) size + i] = roles[i * (int) size + 6] = i % 2 == 0 ? TSN_MODULE_DARK
                                                                       : TSN_MODULE_LIGHT;
  put_rings (size, roles, 3, 3, corner, 4);
  put_rings (size, roles, last + 3, 3, corner, 4);
  put_rings (size, roles, 3, last + 3, corner, 4);
  roles[(size - 8) * size + 8] = TSN_MODULE_DARK;
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      {
        int x = i == 0 ? 6 : last - step * (int) (n - 1 - i);
        int y = j == 0 ? 6 : last - step * (int) (n - 1 - j);

        if (!(i == 0 && j == 0) && !(i == 0 && j == n - 1) && !(i == n - 1 && j == 0))
          put_rings (size, roles, x, y, small, 4);
      }
}

/* -- Where things are -- */

void
tsn_lattice_init (TsnLattice *self, const TsnFinderTriple *triple, guint size)
{
  const TsnFinder *a = &triple->corner, *b = &triple->right, *c = &triple->below;
  double span = size - 7;
  /* A scale that falls by a square is a distance that grows. */
  double wb = sqrt (triple->along[0] / triple->along[1]);
  double wc = sqrt (triple->down[0] / triple->down[1]);

  memset (self, 0, sizeof *self);
  self->size = size;
  self->n_nodes = size / TSN_LATTICE_STEP + 2;
  self->x[1] = (b->x * wb - a->x) / span;
  self->y[1] = (b->y * wb - a->y) / span;
  self->w[1] = (wb - 1) / span;
  self->x[2] = (c->x * wc - a->x) / span;
  self->y[2] = (c->y * wc - a->y) / span;
  self->w[2] = (wc - 1) / span;
  self->x[0] = a->x - 3.5 * (self->x[1] + self->x[2]);
  self->y[0] = a->y - 3.5 * (self->y[1] + self->y[2]);
  self->w[0] = 1 - 3.5 * (self->w[1] + self->w[2]);
}

static void
locate_flat (const TsnLattice *self, double u, double v, double *x, double *y)
{
  double w = MAX (self->w[0] + self->w[1] * u + self->w[2] * v, 0.05);

  *x = (self->x[0] + self->x[1] * u + self->x[2] * v) / w;
  *y = (self->y[0] + self->y[1] * u + self->y[2] * v) / w;
}

void
tsn_lattice_locate (const TsnLattice *self, double u, double v, double *x, double *y)
{
  double at_u = CLAMP (u / TSN_LATTICE_STEP, 0, self->n_nodes - 1.001);
  double at_v = CLAMP (v / TSN_LATTICE_STEP, 0, self->n_nodes - 1.001);
  guint i = (guint) at_u, j = (guint) at_v;
  const TsnLatticeNode *node = &self->nodes[j * self->n_nodes + i];
  const TsnLatticeNode *under = node + self->n_nodes;
  double fu = at_u - i, fv = at_v - j;

  locate_flat (self, u, v, x, y);
  *x += (node[0].x * (1 - fu) + node[1].x * fu) * (1 - fv) +
        (under[0].x * (1 - fu) + under[1].x * fu) * fv;
  *y += (node[0].y * (1 - fu) + node[1].y * fu) * (1 - fv) +
        (under[0].y * (1 - fu) + under[1].y * fu) * fv;
}

/* -- Following -- */

/* A plane through the nodes around: what a node is guessed to be. */
typedef struct
{
  double x, y;   /* pixels, as in TsnLatticeNode */
  double xu, xv; /* change of x a module of u, of v */
  double yu, yv;
} Guess;

/* Solves a symmetric 3 x 3 system for two right sides at once; what nothing speaks for stays 0. */
static void
solve_plane (double m[6], double bx[3], double by[3], Guess *guess)
{
  /* m: 1, u, v, uu, uv, vv, all weighted. Slopes are held a little: few nodes tell little. */
  double s = m[0], mu, mv, uu, uv, vv, xu, xv, yu, yv, det;

  if (s <= 0)
    return;
  mu = m[1] / s;
  mv = m[2] / s;
  uu = m[3] - s * mu * mu + 2;
  uv = m[4] - s * mu * mv;
  vv = m[5] - s * mv * mv + 2;
  xu = bx[1] - mu * bx[0];
  xv = bx[2] - mv * bx[0];
  yu = by[1] - mu * by[0];
  yv = by[2] - mv * by[0];
  det = uu * vv - uv * uv;
  guess->xu = (xu * vv - xv * uv) / det;
  guess->xv = (xv * uu - xu * uv) / det;
  guess->yu = (yu * vv - yv * uv) / det;
  guess->yv = (yv * uu - yu * uv) / det;
  guess->x = bx[0] / s - guess->xu * mu - guess->xv * mv;
  guess->y = by[0] / s - guess->yu * mu - guess->yv * mv;
}

static Guess
guess_from_neighbours (const TsnLattice *self, int i, int j)
{
  Guess guess = { 0 };
  double m[6] = { 0 }, bx[3] = { 0 }, by[3] = { 0 };
  int n = (int) self->n_nodes;

  for (int b = MAX (j - REACH, 0); b <= MIN (j + REACH, n - 1); b++)
    for (int a = MAX (i - REACH, 0); a <= MIN (i + REACH, n - 1); a++)
      {
        const TsnLatticeNode *node = &self->nodes[b * n + a];
        double u = (a - i) * (int) TSN_LATTICE_STEP, v = (b - j) * (int) TSN_LATTICE_STEP;
        double weight = node->sure / (1 + (u * u + v * v) / 12);

        m[0] += weight;
        m[1] += weight * u;
        m[2] += weight * v;
        m[3] += weight * u * u;
        m[4] += weight * u * v;
        m[5] += weight * v * v;
        bx[0] += weight * node->x;
        bx[1] += weight * node->x * u;
        bx[2] += weight * node->x * v;
        by[0] += weight * node->y;
        by[1] += weight * node->y * u;
        by[2] += weight * node->y * v;
      }
  solve_plane (m, bx, by, &guess);
  return guess;
}

/* A node's square of modules as it is guessed to lie. */
typedef struct
{
  guint n;
  int x[4 * HALF * HALF], y[4 * HALF * HALF]; /* 1/256 of a pixel */
  guint8 roles[4 * HALF * HALF];
  double ux, uy, vx, vy; /* pixels a module */
} Square;

static void
lay_square (const TsnLattice *self,
            const guint8 *roles,
            int i,
            int j,
            const Guess *guess,
            Square *square)
{
  int mid_u = i * (int) TSN_LATTICE_STEP, mid_v = j * (int) TSN_LATTICE_STEP;
  int size = (int) self->size;
  double x, y;

  square->n = 0;
  for (int v = -HALF; v < HALF; v++)
    for (int u = -HALF; u < HALF; u++)
      {
        int at_u = mid_u + u, at_v = mid_v + v;

        /* Beyond the quiet zone anything may be. */
        if (at_u < -2 || at_v < -2 || at_u > size + 1 || at_v > size + 1)
          continue;
        locate_flat (self, at_u + 0.5, at_v + 0.5, &x, &y);
        x += guess->x + guess->xu * (u + 0.5) + guess->xv * (v + 0.5);
        y += guess->y + guess->yu * (u + 0.5) + guess->yv * (v + 0.5);
        square->x[square->n] = (int) lrint (CLAMP (x, -FAR, FAR) * 256);
        square->y[square->n] = (int) lrint (CLAMP (y, -FAR, FAR) * 256);
        square->roles[square->n++] = at_u < 0 || at_v < 0 || at_u >= size || at_v >= size
                                         ? (guint8) TSN_MODULE_LIGHT
                                         : roles[at_v * size + at_u];
      }
  locate_flat (self, mid_u, mid_v, &x, &y);
  locate_flat (self, mid_u + 1, mid_v, &square->ux, &square->uy);
  locate_flat (self, mid_u, mid_v + 1, &square->vx, &square->vy);
  square->ux += guess->xu - x;
  square->uy += guess->yu - y;
  square->vx += guess->xv - x;
  square->vy += guess->yv - y;
}

/* How dark and light its modules are when it is moved, 0 to 1 a module (known ones more). */
static double
judge_square (const Square *self, TsnScanImage *level, double move_u, double move_v)
{
  double way_x = self->ux * move_u + self->vx * move_v;
  double way_y = self->uy * move_u + self->vy * move_v;
  int dx = (int) lrint (CLAMP (way_x, -FAR, FAR) * 256);
  int dy = (int) lrint (CLAMP (way_y, -FAR, FAR) * 256);
  int sum = 0, known = 0;

  for (guint k = 0; k < self->n; k++)
    {
      int soft = tsn_finder_look_fixed (level, self->x[k] + dx, self->y[k] + dy) - 128;

      if (self->roles[k] == TSN_MODULE_FREE)
        sum += ABS (soft);
      else
        known += self->roles[k] == TSN_MODULE_LIGHT ? soft : -soft;
    }
  return (sum + KNOWN * known) / (128.0 * MAX (self->n, 1));
}

/* Results of judge_square(), by steps to the right and down; -G_MAXDOUBLE: not asked yet. */
typedef struct
{
  const Square *square;
  TsnScanImage *level;
  int reach;
  double step;
  double results[7][7];
  double worst;
  int best_u, best_v;
} Search;

static double
ask (Search *self, int u, int v)
{
  double *result = &self->results[v + 3][u + 3];

  if (*result > -G_MAXDOUBLE)
    return *result;
  /* Near is likelier. */
  *result = judge_square (self->square, self->level, u * self->step, v * self->step) -
            0.02 * self->step * self->step * (u * u + v * v);
  self->worst = MIN (self->worst, *result);
  if (*result > self->results[self->best_v + 3][self->best_u + 3])
    {
      self->best_u = u;
      self->best_v = v;
    }
  return *result;
}

/* Every other step first; from the best one on uphill. The four around the best one are asked,
 * where they are within reach. */
static void
search (Search *self)
{
  int u, v;

  for (v = -2; v <= 2; v += 2)
    for (u = -2; u <= 2; u += 2)
      ask (self, u, v);
  do
    {
      u = self->best_u;
      v = self->best_v;
      if (u > -self->reach)
        ask (self, u - 1, v);
      if (u < self->reach)
        ask (self, u + 1, v);
      if (v > -self->reach)
        ask (self, u, v - 1);
      if (v < self->reach)
        ask (self, u, v + 1);
    }
  while (u != self->best_u || v != self->best_v);
}

static double
peak (double before, double here, double after)
{
  double bend = before + after - 2 * here;

  return bend < -1e-9 ? CLAMP ((before - after) / (2 * bend), -0.5, 0.5) : 0;
}

/* Moves node (i, j) to the best place within @reach steps of @step modules. */
static void
place_node (TsnLattice *self,
            TsnScanImage *level,
            const guint8 *roles,
            int i,
            int j,
            int reach,
            double step)
{
  TsnLatticeNode *node = &self->nodes[j * (int) self->n_nodes + i];
  Guess guess;
  Square square;
  Search found = { .level = level, .reach = reach, .step = step, .worst = G_MAXDOUBLE };
  double move_u, move_v, best;
  int u, v;

  /* What it was itself must not speak for it. */
  node->sure = 0;
  guess = guess_from_neighbours (self, i, j);
  lay_square (self, roles, i, j, &guess, &square);
  found.square = &square;
  for (guint k = 0; k < 49; k++)
    found.results[k / 7][k % 7] = -G_MAXDOUBLE;
  search (&found);
  u = found.best_u;
  v = found.best_v;
  best = found.results[v + 3][u + 3];
  move_u = u * step;
  move_v = v * step;
  if (ABS (u) < reach)
    move_u += step * peak (found.results[v + 3][u + 2], best, found.results[v + 3][u + 4]);
  if (ABS (v) < reach)
    move_v += step * peak (found.results[v + 2][u + 3], best, found.results[v + 4][u + 3]);
  node->sure = square.n < 2 * HALF * HALF ? 0.01 : CLAMP ((best - found.worst) * 2, 0.01, 1);
  node->x = guess.x + (square.ux * move_u + square.vx * move_v) * MIN (1, 3 * node->sure);
  node->y = guess.y + (square.uy * move_u + square.vy * move_v) * MIN (1, 3 * node->sure);
}

typedef struct
{
  guint8 i, j;
  double far; /* modules from the nearest corner pattern */
} Place;

static int
compare_far (gconstpointer a, gconstpointer b)
{
  const Place *first = a, *second = b;

  return (first->far > second->far) - (first->far < second->far);
}

static double
judge_known (const TsnLattice *self, TsnScanImage *level, const guint8 *roles)
{
  double known = 0, all = 0;

  for (guint v = 0; v < self->size; v++)
    for (guint u = 0; u < self->size; u++)
      {
        double x, y;
        int soft;

        if (roles[v * self->size + u] == TSN_MODULE_FREE)
          continue;
        tsn_lattice_locate (self, u + 0.5, v + 0.5, &x, &y);
        soft = tsn_finder_look (level, x, y) - 128;
        known += roles[v * self->size + u] == TSN_MODULE_LIGHT ? soft : -soft;
        all += ABS (soft);
      }
  return all > 0 ? known / all : 0;
}

double
tsn_lattice_follow (TsnLattice *self, TsnScanImage *level, const guint8 *roles)
{
  static const struct
  {
    int reach;
    double step;
  } passes[] = { { 3, 0.17 }, { 2, 0.15 } };
  g_autofree Place *places = g_new (Place, self->n_nodes * self->n_nodes);
  guint n = 0;
  double end = self->size - 3.5;

  for (guint j = 0; j < self->n_nodes; j++)
    for (guint i = 0; i < self->n_nodes; i++)
      {
        double u = i * TSN_LATTICE_STEP, v = j * TSN_LATTICE_STEP;

        places[n++] = (Place){ (guint8) i,
                               (guint8) j,
                               MIN (hypot (u - 3.5, v - 3.5),
                                    MIN (hypot (u - end, v - 3.5), hypot (u - 3.5, v - end))) };
      }
  qsort (places, n, sizeof *places, compare_far);
  for (guint pass = 0; pass < G_N_ELEMENTS (passes); pass++)
    for (guint k = 0; k < n; k++)
      place_node (self,
                  level,
                  roles,
                  places[k].i,
                  places[k].j,
                  passes[pass].reach,
                  passes[pass].step);
  return judge_known (self, level, roles);
}

/* -- Sampling -- */

static float
look_at (const TsnScanImage *image, double x, double y)
{
  double at_x = CLAMP (x, 0, image->width - 1.001), at_y = CLAMP (y, 0, image->height - 1.001);
  guint left = (guint) MAX (at_x, 0), top = (guint) MAX (at_y, 0);
  guint right = MIN (left + 1, image->width - 1), bottom = MIN (top + 1, image->height - 1);
  double fx = at_x - left, fy = at_y - top;
  const guint8 *upper = image->data + (gsize) top * image->stride;
  const guint8 *lower = image->data + (gsize) bottom * image->stride;

  return (float) ((upper[left] * (1 - fx) + upper[right] * fx) * (1 - fy) +
                  (lower[left] * (1 - fx) + lower[right] * fx) * fy);
}

/* The mean of some points about the middle of a module, one a pixel or so. */
void
tsn_lattice_sample (const TsnLattice *self, TsnScanImage *image, float *greys)
{
  double x, y, beside_x, beside_y, pixels;
  int n;

  tsn_lattice_locate (self, self->size / 2.0, self->size / 2.0, &x, &y);
  tsn_lattice_locate (self, self->size / 2.0 + 1, self->size / 2.0, &beside_x, &beside_y);
  pixels = hypot (beside_x - x, beside_y - y);
  n = CLAMP ((int) lrint (pixels * 0.7), 1, 6);
  for (guint v = 0; v < self->size; v++)
    for (guint u = 0; u < self->size; u++)
      {
        float sum = 0;

        for (int k = 0; k < n * n; k++)
          {
            double du = ((k % n + 0.5) / n - 0.5) * 0.7, dv = ((k / n + 0.5) / n - 0.5) * 0.7;

            tsn_lattice_locate (self, u + 0.5 + du, v + 0.5 + dv, &x, &y);
            sum += look_at (image, x, y);
          }
        greys[v * self->size + u] = sum / (float) (n * n);
      }
}
