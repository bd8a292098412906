/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The QR reader: zxing-cpp, which is fast; then a reader of our own (tsn-follower.h) for what is
 * bad; and ZBar, which is slow and misses least where there are several codes. ZBar is kept to QR
 * codes (its other symbologies read text into noise) and to binary output (left alone, it takes a
 * third of short Japanese texts for another charset).
 *
 * A stage is one way of looking at the picture. Stages are tried from likely to rare, until one
 * adds nothing to what is found or the budget is spent; the figures behind the order are the
 * bench's (tests/bench/tsn-bench-scan.c). No stage can make up content: Reed-Solomon inside the
 * code has to agree whatever was done to the pixels. What a code means, and whether its signature
 * holds, is src/card's question. */

#include "tsn-scanner.h"

#include <math.h>
#include <string.h>
#include <zbar.h>

#include "tsn-follower.h"
#include "tsn-luma.h"
#include "tsn-zxing.h"

/* Above this the plain stage works on a smaller copy: a code that fills a quarter of such a picture
 * still has pixels to spare. */
#define PLAIN_PIXELS (3u * 1000u * 1000u)
/* What a stage may work on at most, or it alone would outlast the budget: just enough for A4 at 300
 * dpi. */
#define STAGE_PIXELS (9u * 1000u * 1000u)

struct _TsnScanner
{
  GObject parent_instance;

  zbar_image_scanner_t *zbar; /* owned */
  zbar_image_t *frame;        /* owned; its pixels are lent to it for one pass */
  TsnFollower *follower;      /* owned */
};

G_DEFINE_FINAL_TYPE (TsnScanner, tsn_scanner, G_TYPE_OBJECT)

static const TsnWarp identity = { { 1, 0, 0, 0, 1, 0, 0, 0, 1 } };

/* Gain of tsn_luma_level(): nearly black and white, so that a tinted card on white paper is not
 * taken for ink. */
#define HARD 200

/* From a picture to the one it is a copy of, @factor times the size: pixel centres keep their
 * place. */
static TsnWarp
scale_by (double factor)
{
  double shift = (factor - 1) / 2;

  return (TsnWarp){ { factor, 0, shift, 0, factor, shift, 0, 0, 1 } };
}

static TsnScanCode *
code_from_symbol (const zbar_symbol_t *symbol, const TsnWarp *to_picture, TsnScanStage stage)
{
  TsnScanCode *code = g_new0 (TsnScanCode, 1);
  gsize length = zbar_symbol_get_data_length (symbol);
  guint n_points = MIN (zbar_symbol_get_loc_size (symbol), 4u);

  code->bytes = g_bytes_new (zbar_symbol_get_data (symbol), length);
  code->stage = stage;
  for (guint i = 0; i < n_points; i++)
    {
      code->corners[i].x = zbar_symbol_get_loc_x (symbol, i);
      code->corners[i].y = zbar_symbol_get_loc_y (symbol, i);
      tsn_warp_apply (to_picture, &code->corners[i].x, &code->corners[i].y);
    }
  tsn_scan_code_complete (code);
  return code;
}

static TsnScanPoint
centre_of (const TsnScanCode *code)
{
  TsnScanPoint centre = { 0 };

  for (guint i = 0; i < 4; i++)
    {
      centre.x += code->corners[i].x / 4;
      centre.y += code->corners[i].y / 4;
    }
  return centre;
}

/* The same content at about the same place: found again, rather than a second print of it. */
static gboolean
is_same (const TsnScanCode *a, const TsnScanCode *b)
{
  TsnScanPoint ca = centre_of (a);
  TsnScanPoint cb = centre_of (b);
  double half = hypot (a->corners[0].x - ca.x, a->corners[0].y - ca.y);

  return g_bytes_equal (a->bytes, b->bytes) && hypot (ca.x - cb.x, ca.y - cb.y) <= MAX (half, 1);
}

static gboolean
add_new (GPtrArray *codes, TsnScanCode *code)
{
  for (guint i = 0; i < codes->len; i++)
    if (is_same (g_ptr_array_index (codes, i), code))
      {
        tsn_scan_code_free (code);
        return FALSE;
      }
  g_ptr_array_add (codes, code);
  return TRUE;
}

/* One pass of ZBar. Returns how many codes were new. */
static guint
run_zbar (TsnScanner *self,
          TsnScanImage *image,
          const TsnWarp *to_picture,
          TsnScanStage stage,
          GPtrArray *codes)
{
  g_autoptr (TsnScanImage) packed = NULL;
  guint n_new = 0;

  /* ZBar knows no stride. */
  packed = image->stride == image->width
               ? tsn_scan_image_ref (image)
               : tsn_scan_image_new_copy (image->data, image->width, image->height, image->stride);
  zbar_image_set_size (self->frame, packed->width, packed->height);
  zbar_image_set_data (self->frame, packed->data, (gsize) packed->width * packed->height, NULL);
  zbar_scan_image (self->zbar, self->frame);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (self->frame); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    /* A part of a structured append whose other parts are missing is no text: ZBAR_PARTIAL. */
    if (zbar_symbol_get_type (symbol) == ZBAR_QRCODE &&
        add_new (codes, code_from_symbol (symbol, to_picture, stage)))
      n_new++;
  zbar_image_scanner_recycle_image (self->zbar, self->frame);
  zbar_image_set_data (self->frame, NULL, 0, NULL);
  return n_new;
}

/* One pass of zxing-cpp; likewise. */
static guint
run_zxing (TsnScanImage *image, const TsnWarp *to_picture, TsnScanStage stage, GPtrArray *codes)
{
  g_autoptr (GPtrArray) found = tsn_zxing_read (image);
  guint n_new = 0;

  while (found->len > 0)
    {
      TsnScanCode *code = g_ptr_array_steal_index (found, 0);

      for (guint i = 0; i < 4; i++)
        tsn_warp_apply (to_picture, &code->corners[i].x, &code->corners[i].y);
      code->stage = stage;
      tsn_scan_code_complete (code);
      n_new += add_new (codes, code) ? 1 : 0;
    }
  return n_new;
}

static void
set_density (TsnScanner *self, int lines)
{
  zbar_image_scanner_set_config (self->zbar, ZBAR_NONE, ZBAR_CFG_X_DENSITY, lines);
  zbar_image_scanner_set_config (self->zbar, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, lines);
}

static gboolean
fits (TsnScanImage *image, double factor)
{
  return (double) image->width * image->height * factor <= STAGE_PIXELS;
}

/* Modules of 3 to 12 pixels: a window of several modules, less than a finder pattern's whole. */
static guint
window_of (TsnScanImage *work)
{
  return CLAMP (MIN (work->width, work->height) / 24, 12, 40);
}

/* What is known while one picture is worked on. */
typedef struct
{
  TsnScanImage *picture; /* borrowed: as given */
  TsnScanImage *work;    /* owned: the same or a smaller copy */
  guint factor;          /* how much smaller */
  gint64 deadline;       /* monotonic microseconds */
  gboolean idle;         /* the last stage found nothing new, or everything that it saw */
  gboolean asked;        /* ... ZBar, where there seem to be codes that were not read */
  gboolean more;         /* there seem to be, and it was not */
  GCancellable *cancellable;
  GPtrArray *codes; /* borrowed: what is found */
} Job;

/* Whether to go on to the next stage. Nothing says how many codes a picture holds: after a find the
 * search ends when a stage brought nothing new, which is what an easy picture pays for a hard code
 * beside the easy one; not before ZBar, when there are several, or signs of one that was not read.
 */
static gboolean
may_go_on (const Job *job)
{
  return (job->codes->len == 0 || !job->idle || job->more) &&
         g_get_monotonic_time () < job->deadline && !g_cancellable_is_cancelled (job->cancellable);
}

/* Each returns how many codes were new; 0, too, when it saw that there are no more. */

static guint
run_plain (TsnScanner *self, Job *job)
{
  TsnWarp to_picture = scale_by (job->factor);
  guint n_new = run_zxing (job->work, &to_picture, TSN_SCAN_STAGE_PLAIN, job->codes);

  job->more = n_new > 1;
  return n_new;
}

static guint
run_again (TsnScanner *self, Job *job)
{
  TsnWarp to_picture = scale_by (job->factor);

  job->asked = TRUE;
  job->more = FALSE;
  return run_zbar (self, job->work, &to_picture, TSN_SCAN_STAGE_PLAIN, job->codes);
}

/* All pixels of a picture of which the plain stage saw a smaller copy. Levelled at once: the window
 * of ZBar's own threshold grows with the picture, and on a large white page it loses a small code.
 */
static guint
run_full (TsnScanner *self, Job *job)
{
  g_autoptr (TsnScanImage) level = tsn_luma_level (job->picture, window_of (job->work), HARD);

  return run_zbar (self, level, &identity, TSN_SCAN_STAGE_FULL, job->codes);
}

static guint
follow (TsnScanner *self, Job *job, TsnFollowerView view)
{
  TsnWarp to_picture = scale_by (job->factor);
  gboolean more;
  guint n_new = tsn_follower_read (self->follower, job->work, view, &to_picture, job->codes, &more);

  job->more = !job->asked && (job->more || more);
  return more ? n_new : 0;
}

static guint
run_middle (TsnScanner *self, Job *job)
{
  return follow (self, job, TSN_FOLLOWER_MIDDLE);
}

static guint
run_small (TsnScanner *self, Job *job)
{
  return follow (self, job, TSN_FOLLOWER_SMALL);
}

static guint
run_large (TsnScanner *self, Job *job)
{
  return follow (self, job, TSN_FOLLOWER_LARGE);
}

static guint
run_levelled (TsnScanner *self, Job *job)
{
  TsnWarp to_picture = scale_by (job->factor);
  g_autoptr (TsnScanImage) level = tsn_luma_level (job->work, window_of (job->work), HARD);

  return run_zbar (self, level, &to_picture, TSN_SCAN_STAGE_LEVELLED, job->codes);
}

static guint
run_inverted (TsnScanner *self, Job *job)
{
  TsnWarp to_picture = scale_by (job->factor);
  g_autoptr (TsnScanImage) inverted = tsn_luma_invert (job->work);

  return run_zxing (inverted, &to_picture, TSN_SCAN_STAGE_INVERTED, job->codes);
}

/* After the plain and the full one, in this order. */
static guint (*const stages[]) (TsnScanner *self, Job *job) = {
  run_middle, run_small, run_again, run_large, run_levelled, run_inverted,
};

static void
run_stage (TsnScanner *self, Job *job, guint (*run) (TsnScanner *self, Job *job))
{
  job->idle = run (self, job) == 0;
}

static void
run_stages (TsnScanner *self, Job *job)
{
  run_stage (self, job, run_plain);
  /* Whatever the time: a sheet of cards must not go unread because the machine is busy. */
  if (job->factor > 1 && fits (job->picture, 1) && !g_cancellable_is_cancelled (job->cancellable))
    run_stage (self, job, run_full);
  for (guint i = 0; i < G_N_ELEMENTS (stages) && may_go_on (job); i++)
    run_stage (self, job, stages[i]);
}

static int
compare_place (gconstpointer a, gconstpointer b)
{
  const TsnScanCode *first = *(const TsnScanCode *const *) a;
  const TsnScanCode *second = *(const TsnScanCode *const *) b;
  TsnScanPoint ca = centre_of (first);
  TsnScanPoint cb = centre_of (second);

  if (ca.y < cb.y || ca.y > cb.y)
    return ca.y < cb.y ? -1 : 1;
  return ca.x < cb.x ? -1 : ca.x > cb.x;
}

GPtrArray *
tsn_scanner_scan_image (TsnScanner *self,
                        TsnScanImage *image,
                        guint budget_ms,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (TsnScanImage) work = NULL;
  Job job = { .picture = image, .factor = 1, .cancellable = cancellable };

  g_return_val_if_fail (TSN_IS_SCANNER (self), NULL);
  g_return_val_if_fail (image != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  codes = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_scan_code_free);
  job.codes = codes;
  job.deadline = budget_ms == G_MAXUINT ? G_MAXINT64
                                        : g_get_monotonic_time () + (gint64) budget_ms * 1000;
  while ((guint64) image->width * image->height / job.factor / job.factor > PLAIN_PIXELS)
    job.factor++;
  if (job.factor > 1)
    work = tsn_luma_shrink (image, job.factor);
  if (work == NULL)
    {
      work = tsn_scan_image_ref (image);
      job.factor = 1;
    }
  job.work = work;
  run_stages (self, &job);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_ptr_array_sort (codes, compare_place);
  return g_steal_pointer (&codes);
}

GPtrArray *
tsn_scanner_scan_document (TsnScanner *self,
                           TsnScanDocument *document,
                           guint budget_ms,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  guint n_pages;

  g_return_val_if_fail (TSN_IS_SCANNER (self), NULL);
  g_return_val_if_fail (TSN_IS_SCAN_DOCUMENT (document), NULL);

  all = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_scan_code_free);
  n_pages = tsn_scan_document_get_n_pages (document);
  for (guint page = 0; page < n_pages; page++)
    {
      g_autoptr (TsnScanImage) image = NULL;
      g_autoptr (GPtrArray) codes = NULL;

      image = tsn_scan_document_load_page (document, page, cancellable, error);
      if (image == NULL)
        return NULL;
      codes = tsn_scanner_scan_image (self, image, budget_ms, cancellable, error);
      if (codes == NULL)
        return NULL;
      for (guint i = 0; i < codes->len; i++)
        ((TsnScanCode *) g_ptr_array_index (codes, i))->page = page;
      g_ptr_array_extend_and_steal (all, g_steal_pointer (&codes));
    }
  return g_steal_pointer (&all);
}

GBytes *
tsn_scanner_read_luma (TsnScanner *self,
                       const guint8 *data,
                       guint width,
                       guint height,
                       gsize stride)
{
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (TsnScanImage) image = NULL;

  g_return_val_if_fail (TSN_IS_SCANNER (self), NULL);

  image = tsn_scan_image_new_copy (data, width, height, stride);
  codes = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_scan_code_free);
  /* Freshly drawn modules are several pixels wide: every second line crosses each finder pattern
   * often enough. */
  set_density (self, 2);
  run_zbar (self, image, &identity, TSN_SCAN_STAGE_PLAIN, codes);
  set_density (self, 1);
  if (codes->len != 1)
    return NULL;
  return g_bytes_ref (((TsnScanCode *) g_ptr_array_index (codes, 0))->bytes);
}

static void
tsn_scanner_finalize (GObject *object)
{
  TsnScanner *self = TSN_SCANNER (object);

  tsn_follower_free (self->follower);
  zbar_image_destroy (self->frame);
  zbar_image_scanner_destroy (self->zbar);
  G_OBJECT_CLASS (tsn_scanner_parent_class)->finalize (object);
}

static void
tsn_scanner_class_init (TsnScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tsn_scanner_finalize;
}

static void
tsn_scanner_init (TsnScanner *self)
{
  self->follower = tsn_follower_new ();
  self->zbar = zbar_image_scanner_create ();
  zbar_image_scanner_set_config (self->zbar, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (self->zbar, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config (self->zbar, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  self->frame = zbar_image_create ();
  zbar_image_set_format (self->frame, zbar_fourcc ('Y', '8', '0', '0'));
}

TsnScanner *
tsn_scanner_new (void)
{
  return g_object_new (TSN_TYPE_SCANNER, NULL);
}
