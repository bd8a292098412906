/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ink and paper are what is dark and light around a module: shade, glare and stains change both, so
 * they are found anew for each. Blur is the same everywhere in a code, so one set of weights undoes
 * it: least squares over the square of modules around each, against what the modules are known or
 * by now thought to be. Noise keeps the weights small by itself.
 */

#include "tsn-levels.h"

#include <math.h>
#include <string.h>

#include "tsn-lattice.h"

#define AROUND   8u /* modules to either side that tell ink from paper */
#define FLAT     3  /* grey levels between ink and paper; less is noise */
#define SIDE     5  /* of the square of weights */
#define N_TAPS   (SIDE * SIDE + 1)
#define N_ROUNDS 10 /* at most; it has settled when nothing changes any more */

/* Of some modules: what is darker than the middle, and what is lighter. */
typedef struct
{
  float sums[2], counts[2];
} Tally;

static void
add_tally (Tally *self, const Tally *other)
{
  for (guint i = 0; i < 2; i++)
    {
      self->sums[i] += other->sums[i];
      self->counts[i] += other->counts[i];
    }
}

/* The column of modules about row @v. */
static Tally
tally_column (const float *greys, const float *middles, guint size, guint u, guint v)
{
  Tally tally = { 0 };

  for (guint b = v > AROUND ? v - AROUND : 0; b <= MIN (v + AROUND, size - 1); b++)
    {
      guint k = b * size + u, light = greys[k] > middles[k];

      tally.sums[light] += greys[k];
      tally.counts[light]++;
    }
  return tally;
}

static void
normalise_once (const float *greys, const float *middles, guint size, float *levels, float *next)
{
  Tally columns[TSN_LATTICE_SIZE_MAX];

  for (guint v = 0; v < size; v++)
    {
      for (guint u = 0; u < size; u++)
        columns[u] = tally_column (greys, middles, size, u, v);
      for (guint u = 0; u < size; u++)
        {
          Tally square = { 0 };
          guint at = v * size + u;
          float ink, paper;

          for (guint a = u > AROUND ? u - AROUND : 0; a <= MIN (u + AROUND, size - 1); a++)
            add_tally (&square, &columns[a]);
          next[at] = middles[at];
          levels[at] = 0;
          if (square.counts[0] < 1 || square.counts[1] < 1)
            continue;
          ink = square.sums[0] / square.counts[0];
          paper = square.sums[1] / square.counts[1];
          next[at] = (ink + paper) / 2;
          levels[at] = CLAMP ((greys[at] - next[at]) / MAX ((paper - ink) / 2, FLAT), -2, 2);
        }
    }
}

void
tsn_levels_normalise (float *levels, guint size)
{
  gsize n = (gsize) size * size;
  g_autofree float *greys = g_memdup2 (levels, n * sizeof *levels);
  g_autofree float *middles = g_new (float, n);
  g_autofree float *next = g_new (float, n);
  double mean = 0;

  for (gsize i = 0; i < n; i++)
    mean += (double) greys[i];
  for (gsize i = 0; i < n; i++)
    middles[i] = (float) (mean / (double) n);
  for (guint round = 0; round < 3; round++)
    {
      normalise_once (greys, middles, size, levels, next);
      memcpy (middles, next, n * sizeof *next);
    }
  explicit_bzero (greys, n * sizeof *greys);
}

static void
gather (const float *levels, guint size, int u, int v, double taps[N_TAPS])
{
  guint k = 0;

  for (int b = v - SIDE / 2; b <= v + SIDE / 2; b++)
    for (int a = u - SIDE / 2; a <= u + SIDE / 2; a++)
      taps[k++] = a < 0 || b < 0 || a >= (int) size || b >= (int) size
                      ? 1
                      : (double) levels[(guint) b * size + (guint) a];
  taps[k] = 1;
}

/* In place: @m is a product of a lower triangle (diagonal 1), a diagonal and the triangle turned
 * over. It is symmetric and its diagonal has been raised, so no pivots. */
static void
factorise (double m[N_TAPS][N_TAPS])
{
  for (guint i = 0; i < N_TAPS; i++)
    for (guint j = i + 1; j < N_TAPS; j++)
      {
        double share = m[i][j] / m[i][i];

        for (guint k = j; k < N_TAPS; k++)
          m[j][k] -= share * m[i][k];
        m[j][i] = share;
      }
}

/* @m x = @b, @m as factorise() leaves it; @b becomes x. */
static void
solve (double m[N_TAPS][N_TAPS], double b[N_TAPS])
{
  for (guint i = 0; i < N_TAPS; i++)
    for (guint j = i + 1; j < N_TAPS; j++)
      b[j] -= m[j][i] * b[i];
  for (guint i = N_TAPS; i-- > 0;)
    {
      for (guint k = i + 1; k < N_TAPS; k++)
        b[i] -= m[i][k] * b[k];
      b[i] /= m[i][i];
    }
}

/* What the weights are sought with; it is the same in each round. */
static void
correlate (const float *levels, guint size, double m[N_TAPS][N_TAPS])
{
  double taps[N_TAPS];

  memset (m, 0, N_TAPS * sizeof *m);
  for (guint at = 0; at < size * size; at++)
    {
      gather (levels, size, (int) (at % size), (int) (at / size), taps);
      for (guint i = 0; i < N_TAPS; i++)
        for (guint j = i; j < N_TAPS; j++)
          m[i][j] += taps[i] * taps[j];
    }
  for (guint i = 0; i < N_TAPS; i++)
    m[i][i] += 0.01 * size * size;
  factorise (m);
}

static void
learn (const float *levels,
       guint size,
       const guint8 *roles,
       const float *now,
       double m[N_TAPS][N_TAPS],
       double b[N_TAPS])
{
  double taps[N_TAPS];

  memset (b, 0, N_TAPS * sizeof *b);
  for (guint at = 0; at < size * size; at++)
    {
      double want = roles[at] == TSN_MODULE_DARK    ? -1
                    : roles[at] == TSN_MODULE_LIGHT ? 1
                    : now[at] < 0                   ? -1
                                                    : 1;

      gather (levels, size, (int) (at % size), (int) (at / size), taps);
      for (guint i = 0; i < N_TAPS; i++)
        b[i] += taps[i] * want;
    }
  solve (m, b);
}

void
tsn_levels_deblur (const float *levels, guint size, const guint8 *roles, float *clear)
{
  double m[N_TAPS][N_TAPS], weights[N_TAPS], taps[N_TAPS];
  guint n_changed = 1;

  memcpy (clear, levels, (gsize) size * size * sizeof *clear);
  correlate (levels, size, m);
  for (guint round = 0; round < N_ROUNDS && n_changed > 0; round++)
    {
      n_changed = 0;
      learn (levels, size, roles, clear, m, weights);
      for (guint at = 0; at < size * size; at++)
        {
          double sum = 0;

          gather (levels, size, (int) (at % size), (int) (at / size), taps);
          for (guint i = 0; i < N_TAPS; i++)
            sum += weights[i] * taps[i];
          n_changed += (sum < 0) != (clear[at] < 0);
          clear[at] = (float) sum;
        }
    }
}
