/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A camera for the tests: takes pictures of QR codes at a known size, angle, tilt, sharpness, light
 * and noise. Sampled four times in each direction, as a sensor averages over its pixels, so that
 * fractional modules look as they do in life. */

#include "scan-picture.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

#define QUIET 4 /* modules around a code */
#define SUB   4 /* samples a pixel in each direction */

static QRcode *
encode (const ScanPicture *self)
{
  gsize length = self->length > 0 ? self->length : strlen (self->text);
  QRinput *input = QRinput_new2 (self->version, QR_ECLEVEL_M);
  QRencodeMode mode = QR_MODE_AN;
  QRcode *code = NULL;

  for (gsize i = 0; i < length; i++)
    if (self->text[i] == '\0' ||
        strchr ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", self->text[i]) == NULL)
      mode = self->kanji ? QR_MODE_KANJI : QR_MODE_8;
  if (self->eci > 0)
    QRinput_appendECIheader (input, self->eci);
  g_assert_cmpint (QRinput_append (input, mode, (int) length, (const unsigned char *) self->text),
                   ==,
                   0);
  code = QRcode_encodeInput (input);
  g_assert_nonnull (code);
  QRinput_free (input);
  return code;
}

/* Whether there is ink at a point given in modules from the centre of the code. */
static gboolean
is_dark (const QRcode *code, double u, double v)
{
  int x = (int) floor (u + code->width / 2.0);
  int y = (int) floor (v + code->width / 2.0);

  return x >= 0 && y >= 0 && x < code->width && y < code->width &&
         (code->data[y * code->width + x] & 1) != 0;
}

/* From a point of the picture, in modules from its centre, to one of the code. */
static void
unproject (const ScanPicture *self, double half, double *x, double *y)
{
  double a = self->angle * G_PI / 180;
  double t = self->tilt * G_PI / 180;
  double far = 8 * half;
  double u;
  double v;

  /* The plane turned about the y axis: x' = u cos t, z = u sin t; seen from far: X = x' far / (far
   * + z). */
  u = *x * far / (far * cos (t) - *x * sin (t));
  v = *y * (far + u * sin (t)) / far;
  u -= self->skew * v;
  *x = cos (a) * u + sin (a) * v;
  *y = -sin (a) * u + cos (a) * v;
}

static double
gauss (GRand *rand)
{
  double a = g_rand_double_range (rand, 1e-12, 1);

  return sqrt (-2 * log (a)) * cos (2 * G_PI * g_rand_double (rand));
}

/* Blurs along one axis in place; n samples, step apart. */
static void
blur_line (double *line, gsize step, guint n, const double *kernel, guint radius)
{
  g_autofree double *copy = g_new (double, n);

  for (guint i = 0; i < n; i++)
    copy[i] = line[i * step];
  for (guint i = 0; i < n; i++)
    {
      double sum = 0;

      for (guint k = 0; k <= 2 * radius; k++)
        sum += kernel[k] * copy[CLAMP ((int) (i + k) - (int) radius, 0, (int) n - 1)];
      line[i * step] = sum;
    }
}

static void
blur (double *light, guint size, double sigma)
{
  guint radius = (guint) ceil (3 * sigma);
  g_autofree double *kernel = g_new (double, 2 * radius + 1);
  double sum = 0;

  for (guint k = 0; k <= 2 * radius; k++)
    sum += kernel[k] = exp (-pow ((double) k - radius, 2) / (2 * sigma * sigma));
  for (guint k = 0; k <= 2 * radius; k++)
    kernel[k] /= sum;
  for (guint i = 0; i < size; i++)
    blur_line (light + (gsize) i * size, 1, size, kernel, radius);
  for (guint i = 0; i < size; i++)
    blur_line (light + i, size, size, kernel, radius);
}

/* The share of paper in a pixel, 0 to 1. */
static double
look (const ScanPicture *self, const QRcode *code, double x, double y, double half)
{
  guint paper = 0;

  for (guint i = 0; i < SUB * SUB; i++)
    {
      double u = (x + (i % SUB + 0.5) / SUB) / self->module - half;
      double v = (y + (i / SUB + 0.5) / SUB) / self->module - half;

      unproject (self, half, &u, &v);
      if (!is_dark (code, u, v))
        paper++;
    }
  return paper / (double) (SUB * SUB);
}

TsnScanImage *
scan_picture_take (const ScanPicture *self, GRand *rand)
{
  QRcode *code = encode (self);
  /* Room for the code, its quiet zone and its corners when turned. */
  double across = (code->width + 2 * QUIET) *
                  (fabs (sin (2 * self->angle * G_PI / 180)) * 0.42 + 1) * (1 + fabs (self->skew)) *
                  (1 + fabs (self->tilt) / 200);
  guint size = (guint) ceil (across * self->module);
  double half = size / self->module / 2;
  g_autofree double *light = g_new (double, (gsize) size *size);
  TsnScanImage *image = tsn_scan_image_new_blank (size, size);

  for (guint y = 0; y < size; y++)
    for (guint x = 0; x < size; x++)
      light[(gsize) y * size + x] = look (self, code, x, y, half);
  if (self->blur > 0)
    blur (light, size, self->blur * self->module);
  for (guint y = 0; y < size; y++)
    for (guint x = 0; x < size; x++)
      {
        double share = light[(gsize) y * size + x];
        double grey = 20 + 215 * (self->inverted ? 1 - share : share);

        grey = 110 + (grey - 110) * self->contrast;
        grey *= 1 - self->shade * x / size;
        grey += self->noise > 0 ? self->noise * gauss (rand) : 0;
        image->owned[y * image->stride + x] = (guint8) CLAMP (lrint (grey), 0, 255);
      }
  QRcode_free (code);
  return image;
}

TsnScanImage *
scan_picture_blank (guint width, guint height, guint8 grey)
{
  TsnScanImage *image = tsn_scan_image_new_blank (width, height);

  memset (image->owned, grey, image->stride * height);
  return image;
}

TsnScanImage *
scan_picture_paste (TsnScanImage *ground, TsnScanImage *image, guint x, guint y)
{
  TsnScanImage *both =
      tsn_scan_image_new_copy (ground->data, ground->width, ground->height, ground->stride);

  g_assert_cmpuint (x + image->width, <=, ground->width);
  g_assert_cmpuint (y + image->height, <=, ground->height);
  for (guint i = 0; i < image->height; i++)
    memcpy (both->owned + (y + i) * both->stride + x,
            image->data + i * image->stride,
            image->width);
  return both;
}

char *
scan_picture_card_text (GRand *rand, gsize length)
{
  static const char base45[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  GString *text = g_string_new ("TSN1:");

  while (text->len < length)
    g_string_append_c (text, base45[g_rand_int_range (rand, 0, 45)]);
  return g_string_free (text, FALSE);
}
