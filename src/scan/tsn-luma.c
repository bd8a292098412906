/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done to grey pixels so that a code in them becomes easier to read. Each function does
 * one thing and knows nothing of codes; which are tried, and in what order, is decided in
 * tsn-scanner.c. Local means come from sums that move with the window, so their cost does not grow
 * with the radius. */

#include "tsn-luma.h"

#include <math.h>
#include <string.h>

static inline guint8
clamp8 (int value)
{
  return (guint8) CLAMP (value, 0, 255);
}

TsnScanImage *
tsn_luma_shrink (TsnScanImage *image, guint factor)
{
  TsnScanImage *small = NULL;
  guint area = factor * factor;

  if (image->width < factor || image->height < factor)
    return NULL;
  small = tsn_scan_image_new_blank (image->width / factor, image->height / factor);
  for (guint y = 0; y < small->height; y++)
    for (guint x = 0; x < small->width; x++)
      {
        const guint8 *from = image->data + (gsize) y * factor * image->stride + (gsize) x * factor;
        guint sum = area / 2;

        for (guint i = 0; i < factor; i++, from += image->stride)
          for (guint j = 0; j < factor; j++)
            sum += from[j];
        small->owned[y * small->stride + x] = (guint8) (sum / area);
      }
  return small;
}

/* Adds row @y to the sums of the columns, or takes it away. */
static void
add_row (TsnScanImage *image, guint32 *columns, guint y, gboolean away)
{
  const guint8 *row = image->data + (gsize) y * image->stride;

  if (away)
    for (guint x = 0; x < image->width; x++)
      columns[x] -= row[x];
  else
    for (guint x = 0; x < image->width; x++)
      columns[x] += row[x];
}

/* The means of a row whose windows have these sums of columns, of @n_rows. */
static void
mean_row (const guint32 *columns, guint width, guint radius, guint n_rows, guint8 *to)
{
  guint32 sum = 0, n = 0;
  guint32 area = 0;
  guint64 share = 0; /* 2^40 / area: no division a pixel */

  for (guint x = 0; x < MIN (radius, width); x++, n++)
    sum += columns[x];
  for (guint x = 0; x < width; x++)
    {
      if (x + radius < width)
        {
          sum += columns[x + radius];
          n++;
        }
      if (x > radius)
        {
          sum -= columns[x - radius - 1];
          n--;
        }
      if (n * n_rows != area)
        {
          area = n * n_rows;
          share = ((G_GUINT64_CONSTANT (1) << 40) + area - 1) / area;
        }
      to[x] = (guint8) (((sum + area / 2) * share) >> 40);
    }
}

/* The mean of the window around each pixel, cut off at the edges of the picture. */
static TsnScanImage *
box_mean (TsnScanImage *image, guint radius)
{
  g_autofree guint32 *columns = g_new0 (guint32, image->width);
  TsnScanImage *means = tsn_scan_image_new_blank (image->width, image->height);
  guint n_rows = MIN (radius, image->height);

  for (guint y = 0; y < n_rows; y++)
    add_row (image, columns, y, FALSE);
  for (guint y = 0; y < image->height; y++)
    {
      if (y + radius < image->height)
        {
          add_row (image, columns, y + radius, FALSE);
          n_rows++;
        }
      if (y > radius)
        {
          add_row (image, columns, y - radius - 1, TRUE);
          n_rows--;
        }
      mean_row (columns, image->width, radius, n_rows, means->owned + y * means->stride);
    }
  return means;
}

TsnScanImage *
tsn_luma_level (TsnScanImage *image, guint radius, int gain)
{
  /* The mean distance from the mean serves as the spread: one more box filter, no square root.
   * Below this many grey levels it is noise of a blank surface and must not be blown up into false
   * edges. */
  enum
  {
    BLANK = 3
  };
  g_autoptr (TsnScanImage) means = box_mean (image, radius);
  g_autoptr (TsnScanImage) distance = tsn_scan_image_new_blank (image->width, image->height);
  g_autoptr (TsnScanImage) spread = NULL;
  TsnScanImage *level = tsn_scan_image_new_blank (image->width, image->height);

  for (guint y = 0; y < image->height; y++)
    {
      const guint8 *here = image->data + y * image->stride;
      const guint8 *mean = means->data + y * means->stride;
      guint8 *to = distance->owned + y * distance->stride;

      for (guint x = 0; x < image->width; x++)
        to[x] = (guint8) ABS ((int) here[x] - (int) mean[x]);
    }
  spread = box_mean (distance, radius);
  for (guint y = 0; y < image->height; y++)
    {
      const guint8 *here = image->data + y * image->stride;
      const guint8 *mean = means->data + y * means->stride;
      const guint8 *wide = spread->data + y * spread->stride;
      guint8 *to = level->owned + y * level->stride;

      for (guint x = 0; x < image->width; x++)
        {
          /* Floats divide faster than integers, and to the same integer for values as small. */
          float away = (float) (gain * ((int) here[x] - (int) mean[x]));

          to[x] = wide[x] < BLANK ? 255 : clamp8 (128 + (int) (away / (float) wide[x]));
        }
    }
  return level;
}

TsnScanImage *
tsn_luma_smooth (TsnScanImage *image)
{
  TsnScanImage *smooth = tsn_scan_image_new_blank (image->width, image->height);

  for (guint y = 0; y < image->height; y++)
    {
      const guint8 *here = image->data + y * image->stride;
      const guint8 *above = y > 0 ? here - image->stride : here;
      const guint8 *below = y + 1 < image->height ? here + image->stride : here;

      for (guint x = 0; x < image->width; x++)
        {
          guint left = x > 0 ? x - 1 : x;
          guint right = x + 1 < image->width ? x + 1 : x;
          guint sum = above[left] + 2u * above[x] + above[right] + 2u * here[left] + 4u * here[x] +
                      2u * here[right] + below[left] + 2u * below[x] + below[right];

          smooth->owned[y * smooth->stride + x] = (guint8) ((sum + 8) / 16);
        }
    }
  return smooth;
}

TsnScanImage *
tsn_luma_sharpen (TsnScanImage *image, guint radius, double amount)
{
  g_autoptr (TsnScanImage) means = box_mean (image, radius);
  TsnScanImage *sharp = tsn_scan_image_new_blank (image->width, image->height);
  int weight = (int) lrint (amount * 256);

  for (guint y = 0; y < image->height; y++)
    {
      const guint8 *from = image->data + y * image->stride;
      const guint8 *mean = means->data + y * means->stride;
      guint8 *to = sharp->owned + y * sharp->stride;

      for (guint x = 0; x < image->width; x++)
        {
          int here = from[x];

          to[x] = clamp8 (here + weight * (here - (int) mean[x]) / 256);
        }
    }
  return sharp;
}

TsnScanImage *
tsn_luma_invert (TsnScanImage *image)
{
  TsnScanImage *other = tsn_scan_image_new_blank (image->width, image->height);

  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width; x++)
      other->owned[y * other->stride + x] = (guint8) (255 - image->data[y * image->stride + x]);
  return other;
}

TsnWarp
tsn_warp_compose (const TsnWarp *outer, const TsnWarp *inner)
{
  TsnWarp both = { { 0 } };

  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 3; j++)
      for (guint k = 0; k < 3; k++)
        both.m[3 * i + j] += outer->m[3 * i + k] * inner->m[3 * k + j];
  return both;
}

void
tsn_warp_apply (const TsnWarp *self, double *x, double *y)
{
  const double *m = self->m;
  double w = m[6] * *x + m[7] * *y + m[8];
  double to_x = (m[0] * *x + m[1] * *y + m[2]) / w;

  *y = (m[3] * *x + m[4] * *y + m[5]) / w;
  *x = to_x;
}
