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

#define AROUND   4 /* modules to either side that tell ink from paper */
#define FLAT     3 /* grey levels between ink and paper; less is noise */
#define SIDE     5 /* of the square of weights */
#define N_TAPS   (SIDE * SIDE + 1)
#define N_ROUNDS 3

static void
normalise_once (const float *greys, const float *middles, guint size, float *levels, float *next)
{
  for (int v = 0; v < (int) size; v++)
    for (int u = 0; u < (int) size; u++)
      {
        float sums[2] = { 0 }, counts[2] = { 0 };
        guint at = (guint) v * size + (guint) u;

        for (int b = MAX (v - AROUND, 0); b <= MIN (v + AROUND, (int) size - 1); b++)
          for (int a = MAX (u - AROUND, 0); a <= MIN (u + AROUND, (int) size - 1); a++)
            {
              guint k = (guint) b * size + (guint) a;
              guint light = greys[k] > middles[k];

              sums[light] += greys[k];
              counts[light]++;
            }
        if (counts[0] < 1 || counts[1] < 1)
          {
            next[at] = middles[at];
            levels[at] = 0;
            continue;
          }
        sums[0] /= counts[0];
        sums[1] /= counts[1];
        next[at] = (sums[0] + sums[1]) / 2;
        levels[at] = CLAMP ((greys[at] - next[at]) / MAX ((sums[1] - sums[0]) / 2, FLAT), -2, 2);
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

/* @m x = @b by Gauss; @m is symmetric and its diagonal has been raised, so no pivots. */
static void
solve (double m[N_TAPS][N_TAPS], double b[N_TAPS])
{
  for (guint i = 0; i < N_TAPS; i++)
    for (guint j = i + 1; j < N_TAPS; j++)
      {
        double share = m[j][i] / m[i][i];

        for (guint k = i; k < N_TAPS; k++)
          m[j][k] -= share * m[i][k];
        b[j] -= share * b[i];
      }
  for (guint i = N_TAPS; i-- > 0;)
    {
      for (guint k = i + 1; k < N_TAPS; k++)
        b[i] -= m[i][k] * b[k];
      b[i] /= m[i][i];
    }
}

static void
learn (const float *levels, guint size, const guint8 *roles, const float *now, double b[N_TAPS])
{
  double m[N_TAPS][N_TAPS] = { { 0 } };
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
        {
          b[i] += taps[i] * want;
          for (guint j = i; j < N_TAPS; j++)
            m[i][j] += taps[i] * taps[j];
        }
    }
  for (guint i = 0; i < N_TAPS; i++)
    {
      m[i][i] += 0.01 * size * size;
      for (guint j = 0; j < i; j++)
        m[i][j] = m[j][i];
    }
  solve (m, b);
}

void
tsn_levels_deblur (const float *levels, guint size, const guint8 *roles, float *clear)
{
  double weights[N_TAPS], taps[N_TAPS];

  memcpy (clear, levels, (gsize) size * size * sizeof *clear);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      learn (levels, size, roles, clear, weights);
      for (guint at = 0; at < size * size; at++)
        {
          double sum = 0;

          gather (levels, size, (int) (at % size), (int) (at / size), taps);
          for (guint i = 0; i < N_TAPS; i++)
            sum += weights[i] * taps[i];
          clear[at] = (float) sum;
        }
    }
}
