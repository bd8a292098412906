/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done to grey pixels so that a code in them becomes easier to read. Each function does
 * one thing and knows nothing of codes; which are tried, and in what order, is decided in
 * tsn-scanner.c. Local means come from an integral image, so their cost does not grow with the
 * radius. Sums are kept in 32 bits: 64 megapixels of 255 would overflow, but differences of four
 * corners are right modulo 2^32 as long as one window holds fewer than 2^24 pixels. */

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

/* Sums of all pixels above and left of each, with a row and a column of zeros first: (width + 1) x
 * (height + 1). */
static guint32 *
integrate (TsnScanImage *image)
{
  gsize stride = (gsize) image->width + 1;
  guint32 *sums = g_new (guint32, stride * ((gsize) image->height + 1));

  memset (sums, 0, stride * sizeof *sums);
  for (guint y = 0; y < image->height; y++)
    {
      const guint8 *row = image->data + y * image->stride;
      guint32 *above = sums + y * stride;
      guint32 *here = above + stride;
      guint32 run = 0;

      here[0] = 0;
      for (guint x = 0; x < image->width; x++)
        {
          run += row[x];
          here[x + 1] = above[x + 1] + run;
        }
    }
  return sums;
}

/* The mean of the window around each pixel, cut off at the edges of the picture. */
static TsnScanImage *
box_mean (TsnScanImage *image, guint radius)
{
  g_autofree guint32 *sums = integrate (image);
  TsnScanImage *means = tsn_scan_image_new_blank (image->width, image->height);
  gsize stride = (gsize) image->width + 1;

  for (guint y = 0; y < image->height; y++)
    {
      guint top = y > radius ? y - radius : 0;
      guint bottom = MIN (y + radius + 1, image->height);
      const guint32 *upper = sums + top * stride;
      const guint32 *lower = sums + bottom * stride;
      guint8 *to = means->owned + y * means->stride;

      for (guint x = 0; x < image->width; x++)
        {
          guint left = x > radius ? x - radius : 0;
          guint right = MIN (x + radius + 1, image->width);
          guint32 area = (right - left) * (bottom - top);

          to[x] = (guint8) ((lower[right] - lower[left] - upper[right] + upper[left] + area / 2) /
                            area);
        }
    }
  explicit_bzero (sums, stride * ((gsize) image->height + 1) * sizeof *sums); /* a picture, too */
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
    for (guint x = 0; x < image->width; x++)
      distance->owned[y * distance->stride + x] = (guint8) ABS (
          (int) image->data[y * image->stride + x] - (int) means->data[y * means->stride + x]);
  spread = box_mean (distance, radius);
  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width; x++)
      {
        int wide = spread->data[y * spread->stride + x];
        int away = (int) image->data[y * image->stride + x] -
                   (int) means->data[y * means->stride + x];

        level->owned[y * level->stride + x] = wide < BLANK ? 255
                                                           : clamp8 (128 + gain * away / wide);
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
    for (guint x = 0; x < image->width; x++)
      {
        int here = image->data[y * image->stride + x];
        int mean = means->data[y * means->stride + x];

        sharp->owned[y * sharp->stride + x] = clamp8 (here + weight * (here - mean) / 256);
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
