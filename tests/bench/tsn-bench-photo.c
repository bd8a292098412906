/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See tsn-bench-photo.h. A picture is made backwards: for each point of the sensor, where on the
 * paper it looks (perspective, then what bends the paper), and what is seen there (ink, dirt,
 * light). Each pixel is the mean of some such points; then come lens, noise and compression.
 */

#include "tsn-bench-photo.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

#include "tsn-card-layout.h"
#include "tsn-card-proof.h"
#include "tsn-scan-document.h"

#define DPI      300.0
#define MM       25.4
#define N_WAVES  4
#define INK      20.0
#define PAPER    235.0
#define MIDDLE   110.0
#define TABLE    130.0 /* what the card lies on */
#define DISTANCE 4.0   /* of the camera, in widths of the code */

/* -- Print -- */

static TsnScanImage *
draw_face (const TsnCardProof *proof)
{
  double width, height;
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;
  TsnScanImage *paper = NULL;
  const guint8 *pixels;
  int stride;

  tsn_card_proof_size (proof, &width, &height);
  paper = tsn_scan_image_new_blank ((guint) (width * DPI / MM), (guint) (height * DPI / MM));
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                        (int) paper->width,
                                        (int) paper->height);
  cr = cairo_create (surface);
  cairo_scale (cr, DPI / 72, DPI / 72);
  tsn_card_proof_draw (proof, cr);
  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (guint y = 0; y < paper->height; y++)
    for (guint x = 0; x < paper->width; x++)
      paper->owned[y * paper->stride + x] = pixels[y * (gsize) stride + 4 * x + 1];
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return paper;
}

static gboolean
find_code (TsnBenchPrint *self, const TsnCardProof *proof)
{
  const GArray *boxes = tsn_card_proof_boxes (proof);

  for (guint i = 0; i < boxes->len; i++)
    {
      const TsnCardBox *box = &g_array_index (boxes, TsnCardBox, i);

      /* The one square without type: with its quiet zone. */
      if (box->size > 0 || fabs (box->width - box->height) > 0.01 || box->width < 20)
        continue;
      self->x = (box->x + box->width / 2) * DPI / MM;
      self->y = (box->y + box->height / 2) * DPI / MM;
      self->module = box->width * DPI / MM / (self->size + 2 * TSN_CARD_QR_QUIET);
      return TRUE;
    }
  return FALSE;
}

TsnBenchPrint *
tsn_bench_print_new (CardGenerator *generator, CardOffice *office, guint layout, GError **error)
{
  g_autoptr (TsnBenchPrint) self = g_new0 (TsnBenchPrint, 1);
  CardProfile profile = card_generator_profile (generator);
  /* The longest there is fits on no small card. */
  g_autoptr (TsnCard) card = card_generator_next (
      generator,
      profile == CARD_PROFILE_LONGEST ? CARD_PROFILE_FULL : profile);
  TsnCardSigner signer = card_office_signer (office);
  TsnCardOptions options = { .recipient = office->card_public,
                             .level = TSN_CARD_QR_LEVEL_M,
                             .version_max = tsn_card_layout_version_max (layout) };
  TsnCardFace face = { .card = card, .issuer = "つなぎ市" };
  g_autoptr (TsnCardCode) code = tsn_card_encode (card, &signer, &options, NULL, error);
  g_autoptr (TsnCardProof) proof = NULL;

  if (code == NULL)
    return NULL;
  face.qr = code->qr;
  proof = tsn_card_proof_new (&face, layout, error);
  if (proof == NULL)
    return NULL;
  self->text = g_strdup (code->text);
  self->size = code->qr->size;
  self->paper = draw_face (proof);
  if (!find_code (self, proof))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "a face without a code");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
tsn_bench_print_free (TsnBenchPrint *self)
{
  g_clear_pointer (&self->paper, tsn_scan_image_unref);
  g_free (self->text);
  g_free (self);
}

/* -- What is in the way -- */

/* An uneven round patch. */
typedef struct
{
  double x, y, radius; /* modules; radius 0: none */
  double phase;
} Patch;

typedef struct
{
  const TsnBenchPhoto *photo;
  const TsnBenchPrint *print;
  guint width, height;
  double to_card[9]; /* homography: from the picture's middle to modules from the code's middle */
  struct
  {
    double x, y, phase, to_x, to_y;
  } waves[N_WAVES];
  double fold_x, fold_y, fold_at; /* across the fold line, and how far it is from the middle */
  double shade_x, shade_y;
  Patch stain, glare;
} Scene;

static double
between (GRand *rand, double low, double high)
{
  return g_rand_double_range (rand, low, high);
}

static Patch
make_patch (const Scene *self, double share, GRand *rand)
{
  double side = self->print->size;

  /* Over the data: what hides a corner pattern hides the code from everybody. */
  return (Patch){ .x = between (rand, -0.1, 0.1) * side,
                  .y = between (rand, -0.1, 0.1) * side,
                  .radius = side * sqrt (share / G_PI),
                  .phase = between (rand, 0, 6.28) };
}

/* 0 in the middle, 1 at the edge. */
static double
patch_distance (const Patch *self, double x, double y)
{
  double along = atan2 (y - self->y, x - self->x);
  double edge = 1 + 0.2 * sin (3 * along + self->phase) + 0.1 * sin (5 * along);

  return self->radius > 0 ? hypot (x - self->x, y - self->y) / (self->radius * edge) : G_MAXDOUBLE;
}

/* The inverse of: turned by @angle, leant back by @tilt towards @lean, seen from DISTANCE. */
static void
aim_camera (Scene *self, double lean)
{
  double a = self->photo->angle * G_PI / 180;
  double t = self->photo->tilt * G_PI / 180;
  double far = DISTANCE * self->print->size;
  double c = cos (lean), s = sin (lean);
  /* Rotation about the axis (-s, c, 0), after the one about the axis of sight. */
  double r[6] = { c * c * cos (t) + s * s, c * s * (cos (t) - 1), c * s * (cos (t) - 1),
                  s * s * cos (t) + c * c, -c * sin (t),          -s * sin (t) };
  double x[3], y[3], h[9], det;

  for (guint i = 0; i < 3; i++)
    {
      x[i] = r[2 * i] * cos (a) + r[2 * i + 1] * sin (a);
      y[i] = -r[2 * i] * sin (a) + r[2 * i + 1] * cos (a);
    }
  /* To the picture: (X, Y) * far / (far + Z), times pixels a module. */
  h[0] = x[0] * far * self->photo->module;
  h[1] = y[0] * far * self->photo->module;
  h[2] = 0;
  h[3] = x[1] * far * self->photo->module;
  h[4] = y[1] * far * self->photo->module;
  h[5] = 0;
  h[6] = x[2];
  h[7] = y[2];
  h[8] = far;
  det = h[0] * h[4] * h[8] - h[1] * h[3] * h[8];
  self->to_card[0] = h[4] * h[8] / det;
  self->to_card[1] = -h[1] * h[8] / det;
  self->to_card[2] = 0;
  self->to_card[3] = -h[3] * h[8] / det;
  self->to_card[4] = h[0] * h[8] / det;
  self->to_card[5] = 0;
  self->to_card[6] = (h[3] * h[7] - h[4] * h[6]) / det;
  self->to_card[7] = (h[1] * h[6] - h[0] * h[7]) / det;
  self->to_card[8] = (h[0] * h[4] - h[1] * h[3]) / det;
}

static void
set_scene (Scene *self, GRand *rand)
{
  double lean = between (rand, 0, 6.28), across = between (rand, 0, 6.28),
         light = between (rand, 0, 6.28);

  aim_camera (self, lean);
  for (guint i = 0; i < N_WAVES; i++)
    {
      double length = between (rand, 15, 45), way = between (rand, 0, 6.28),
             to = between (rand, 0, 6.28);

      self->waves[i].x = cos (way) * 6.28 / length;
      self->waves[i].y = sin (way) * 6.28 / length;
      self->waves[i].phase = between (rand, 0, 6.28);
      self->waves[i].to_x = cos (to) * self->photo->crumple / N_WAVES * 2;
      self->waves[i].to_y = sin (to) * self->photo->crumple / N_WAVES * 2;
    }
  self->fold_x = cos (across);
  self->fold_y = sin (across);
  self->fold_at = between (rand, -0.2, 0.2) * self->print->size;
  self->shade_x = cos (light);
  self->shade_y = sin (light);
  self->stain = make_patch (self, self->photo->stain, rand);
  self->glare = make_patch (self, self->photo->glare, rand);
}

/* -- What is seen -- */

/* Moves (x, y) from where the flat paper would be to what is there; returns the light that is left.
 */
static double
bend (const Scene *self, double *x, double *y)
{
  double light = 1, beyond = *x * self->fold_x + *y * self->fold_y - self->fold_at;
  double bent = self->photo->fold * G_PI / 180;

  if (self->photo->crumple > 0)
    {
      double at_x = *x, at_y = *y;

      for (guint i = 0; i < N_WAVES; i++)
        {
          double wave = at_x * self->waves[i].x + at_y * self->waves[i].y + self->waves[i].phase;

          *x += sin (wave) * self->waves[i].to_x;
          *y += sin (wave) * self->waves[i].to_y;
          light += cos (wave) * 0.03 * MIN (self->photo->crumple, 3);
        }
    }
  if (self->photo->fold > 0 && beyond > 0)
    {
      double more = beyond / cos (bent) - beyond;

      *x += more * self->fold_x;
      *y += more * self->fold_y;
      light *= 1 - 0.6 * sin (bent);
    }
  /* Where it was folded the ink has come off. */
  if (self->photo->fold > 0 && fabs (beyond) < 0.7)
    light += 10;
  return light;
}

/* Ink to paper, bilinear; the table where there is no card. */
static double
look_at_paper (const TsnBenchPrint *print, double x, double y)
{
  const TsnScanImage *paper = print->paper;
  double at_x = print->x + x * print->module - 0.5, at_y = print->y + y * print->module - 0.5;
  const guint8 *at;
  double fx, fy;

  if (!(at_x >= 0 && at_y >= 0 && at_x < paper->width - 1 && at_y < paper->height - 1))
    return TABLE + 8 * sin (at_x * 0.021 + 2 * sin (at_y * 0.004)) + 4 * sin (at_x * 0.17);
  fx = at_x - floor (at_x);
  fy = at_y - floor (at_y);
  at = paper->data + (gsize) at_y * paper->stride + (gsize) at_x;
  return INK + (PAPER - INK) / 255 *
                   ((at[0] * (1 - fx) + at[1] * fx) * (1 - fy) +
                    (at[paper->stride] * (1 - fx) + at[paper->stride + 1] * fx) * fy);
}

/* Grey level in the direction (u, v), pixels from the picture's middle. */
static double
look (const Scene *self, double u, double v)
{
  const double *m = self->to_card;
  double w = m[6] * u + m[7] * v + m[8];
  double x = (m[0] * u + m[1] * v) / w, y = (m[3] * u + m[4] * v) / w;
  double glare, light, grey;

  light = bend (self, &x, &y);
  grey = light > 5 ? PAPER - 25 : look_at_paper (self->print, x, y) * light;
  if (patch_distance (&self->stain, x, y) < 1)
    grey = 70 + 6 * sin (x * 1.3) + 6 * sin (y * 1.7);
  grey = MIDDLE + (grey - MIDDLE) * self->photo->contrast;
  grey *= 1 - self->photo->shade *
                  (0.5 + (u * self->shade_x + v * self->shade_y) / (self->width + self->height));
  glare = patch_distance (&self->glare, x, y);
  return glare < 3 ? grey + 400 * exp (-glare * glare * 1.2) : grey;
}

/* Blurs one line in place; n samples, step apart. */
static void
blur_line (float *line, gsize step, guint n, const double *kernel, guint radius, float *copy)
{
  for (guint i = 0; i < n; i++)
    copy[i] = line[i * step];
  for (guint i = 0; i < n; i++)
    {
      double sum = 0;

      for (guint k = 0; k <= 2 * radius; k++)
        sum += kernel[k] * (double) copy[CLAMP ((int) (i + k) - (int) radius, 0, (int) n - 1)];
      line[i * step] = (float) sum;
    }
}

static void
blur (float *light, guint width, guint height, double sigma)
{
  guint radius = (guint) ceil (3 * sigma);
  g_autofree double *kernel = g_new (double, 2 * radius + 1);
  g_autofree float *copy = g_new (float, MAX (width, height));
  double sum = 0;

  for (guint k = 0; k <= 2 * radius; k++)
    sum += kernel[k] = exp (-pow ((double) k - radius, 2) / (2 * sigma * sigma));
  for (guint k = 0; k <= 2 * radius; k++)
    kernel[k] /= sum;
  for (guint y = 0; y < height; y++)
    blur_line (light + (gsize) y * width, 1, width, kernel, radius, copy);
  for (guint x = 0; x < width; x++)
    blur_line (light + x, width, height, kernel, radius, copy);
}

static double
gauss (GRand *rand)
{
  /* Twelve bits of each of four numbers: near enough to a bell, and no logarithm a pixel. */
  guint32 a = g_rand_int (rand), b = g_rand_int (rand);
  double sum = (a & 0xffff) + (a >> 16) + (b & 0xffff) + (b >> 16);

  return (sum / 65536 - 2) * 1.7320508;
}

static TsnScanImage *
through_jpeg (TsnScanImage *image, int quality)
{
  g_autoptr (GdkPixbuf) colour =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) image->width, (int) image->height);
  g_autofree char *value = g_strdup_printf ("%d", quality);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TsnScanDocument) document = NULL;
  guint8 *pixels = gdk_pixbuf_get_pixels (colour);
  char *data = NULL;
  gsize size;

  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width; x++)
      memset (pixels + y * (gsize) gdk_pixbuf_get_rowstride (colour) + 3 * x,
              image->data[y * image->stride + x],
              3);
  if (!gdk_pixbuf_save_to_buffer (colour, &data, &size, "jpeg", NULL, "quality", value, NULL))
    return tsn_scan_image_ref (image);
  bytes = g_bytes_new_take (data, size);
  document = tsn_scan_document_new_from_bytes (bytes, NULL);
  return tsn_scan_document_load_page (document, 0, NULL, NULL);
}

/* The mean of SUB x SUB points of each pixel, which at 6 to 1.5 pixels a module are some dots
 * apart.
 */
static void
expose (const Scene *self, float *light)
{
  guint sub = self->photo->module < 2.5 ? 3 : 2;

  for (guint y = 0; y < self->height; y++)
    for (guint x = 0; x < self->width; x++)
      {
        double sum = 0;

        for (guint i = 0; i < sub * sub; i++)
          sum += look (self,
                       x - self->width / 2.0 + (i % sub + 0.5) / sub,
                       y - self->height / 2.0 + (i / sub + 0.5) / sub);
        light[(gsize) y * self->width + x] = (float) (sum / (sub * sub));
      }
}

TsnScanImage *
tsn_bench_photo_take (const TsnBenchPhoto *self, const TsnBenchPrint *print, guint32 seed)
{
  double room = 1.15 * self->module * (print->size + 8) *
                (fabs (cos (self->angle * G_PI / 180)) + fabs (sin (self->angle * G_PI / 180)));
  guint height = room > 480 ? 720 : 480;
  Scene scene = { .photo = self,
                  .print = print,
                  .width = height == 720 ? 1280 : 640,
                  .height = height };
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree float *light = g_new (float, (gsize) scene.width *scene.height);
  g_autoptr (TsnScanImage) image = tsn_scan_image_new_blank (scene.width, scene.height);

  set_scene (&scene, rand);
  expose (&scene, light);
  if (self->blur > 0)
    blur (light, scene.width, scene.height, self->blur * self->module);
  for (gsize i = 0; i < (gsize) scene.width * scene.height; i++)
    {
      double grey = (double) light[i] + self->noise * gauss (rand);

      image->owned[i] = (guint8) CLAMP (lrint (grey), 0, 255);
    }
  return self->jpeg > 0 ? through_jpeg (image, self->jpeg) : g_steal_pointer (&image);
}

/* -- Nothing -- */

TsnScanImage *
tsn_bench_photo_nothing (guint width, guint height, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  TsnScanImage *image = tsn_scan_image_new_blank (width, height);
  guint kind = g_rand_int (rand) % 4;
  double noise = between (rand, 2, 60), module = between (rand, 1.5, 8),
         turn = between (rand, 0, 6.28);
  guint32 salt = g_rand_int (rand);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        double u = (x * cos (turn) + y * sin (turn)) / module;
        double v = (y * cos (turn) - x * sin (turn)) / module;
        guint32 cell = ((guint32) (int) floor (u) * 73856093u) ^
                       ((guint32) (int) floor (v) * 19349663u) ^ salt;
        double grey = 128;

        cell = (cell ^ (cell >> 13)) * 0x5bd1e995u;
        if (kind == 1) /* squares by chance */
          grey = (cell >> 16) & 1 ? INK : PAPER;
        else if (kind == 2) /* stripes */
          grey = sin (u * 3.14) > 0 ? INK : PAPER;
        else if (kind == 3) /* lines of words */
          grey = (int) floor (v) % 6 < 3 && ((cell >> 16) % 5) < 3 ? INK : PAPER;
        grey += noise * gauss (rand);
        image->owned[y * image->stride + x] = (guint8) CLAMP (lrint (grey), 0, 255);
      }
  return image;
}
