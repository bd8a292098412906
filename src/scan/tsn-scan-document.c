/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files become grey pixels. Everything here comes from outside, so the first bytes decide which of
 * three decoders sees a file at all (gdk-pixbuf would otherwise try every loader on the machine),
 * the size stated in its header is judged before memory is asked for, and every failure has a code
 * of its own. The kind of picture is the only thing looked up by hand; decoding is left to
 * gdk-pixbuf and Poppler. */

#include "tsn-scan-document.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <poppler.h>
#include <string.h>

#define READ_CHUNK (64u * 1024u) /* bytes between two looks at the cancellable */

/* A page or a picture is not made larger than this; A2 at 300 dpi. */
#define LOAD_PIXELS (35u * 1000u * 1000u)

typedef enum
{
  KIND_PNG,
  KIND_JPEG,
  KIND_PDF,
  KIND_OTHER_PICTURE,
  KIND_UNKNOWN,
} Kind;

struct _TsnScanDocument
{
  GObject parent_instance;

  Kind kind;            /* PNG, JPEG or PDF */
  GBytes *bytes;        /* owned: the whole file */
  PopplerDocument *pdf; /* (nullable) owned: of a PDF */
  guint n_pages;        /* 1 or more */
};

G_DEFINE_FINAL_TYPE (TsnScanDocument, tsn_scan_document, G_TYPE_OBJECT)

static const struct
{
  Kind kind;
  guint offset; /* bytes into the file */
  const char *magic;
  guint length;
} magics[] = {
  { KIND_PNG, 0, "\x89PNG\r\n\x1a\n", 8 },
  { KIND_JPEG, 0, "\xff\xd8\xff", 3 },
  { KIND_OTHER_PICTURE, 0, "GIF8", 4 },
  { KIND_OTHER_PICTURE, 0, "BM", 2 },
  { KIND_OTHER_PICTURE, 0, "II*\0", 4 },
  { KIND_OTHER_PICTURE, 0, "MM\0*", 4 },
  { KIND_OTHER_PICTURE, 8, "WEBP", 4 },
  { KIND_OTHER_PICTURE, 4, "ftyp", 4 }, /* HEIC and AVIF: what telephones save */
};

static Kind
kind_of (const guint8 *data, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    if (length >= magics[i].offset + magics[i].length &&
        memcmp (data + magics[i].offset, magics[i].magic, magics[i].length) == 0)
      return magics[i].kind;
  /* The PDF header may stand anywhere in the first 1024 bytes (ISO 32000-1, annex H, note 13). */
  if (g_strstr_len ((const char *) data, (gssize) MIN (length, 1024), "%PDF-") != NULL)
    return KIND_PDF;
  return KIND_UNKNOWN;
}

static gboolean
open_pdf (TsnScanDocument *self, GError **error)
{
  g_autoptr (GError) inner = NULL;
  int n_pages;

  self->pdf = poppler_document_new_from_bytes (self->bytes, NULL, &inner);
  if (self->pdf == NULL)
    {
      if (g_error_matches (inner, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        g_set_error_literal (error,
                             TSN_SCAN_ERROR,
                             TSN_SCAN_ERROR_ENCRYPTED,
                             "PDF is protected by a password");
      else
        g_set_error (error,
                     TSN_SCAN_ERROR,
                     TSN_SCAN_ERROR_DAMAGED,
                     "PDF is damaged: %s",
                     inner->message);
      return FALSE;
    }
  n_pages = poppler_document_get_n_pages (self->pdf);
  if (n_pages < 1)
    {
      g_set_error_literal (error, TSN_SCAN_ERROR, TSN_SCAN_ERROR_EMPTY, "PDF has no pages");
      return FALSE;
    }
  self->n_pages = MIN ((guint) n_pages, TSN_SCAN_MAX_PAGES);
  return TRUE;
}

static gboolean
check_kind (Kind kind, GError **error)
{
  if (kind == KIND_OTHER_PICTURE)
    g_set_error_literal (error,
                         TSN_SCAN_ERROR,
                         TSN_SCAN_ERROR_UNSUPPORTED,
                         "picture is neither PNG nor JPEG");
  else if (kind == KIND_UNKNOWN)
    g_set_error_literal (error,
                         TSN_SCAN_ERROR,
                         TSN_SCAN_ERROR_NOT_AN_IMAGE,
                         "file is neither a picture nor a PDF");
  else
    return TRUE;
  return FALSE;
}

static void
set_too_large (GError **error)
{
  g_set_error (error,
               TSN_SCAN_ERROR,
               TSN_SCAN_ERROR_TOO_LARGE,
               "file is larger than %u megabytes",
               TSN_SCAN_MAX_BYTES / (1024u * 1024u));
}

TsnScanDocument *
tsn_scan_document_new_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (TsnScanDocument) self = NULL;
  gsize length = 0;
  const guint8 *data = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);
  if (length == 0)
    {
      g_set_error_literal (error, TSN_SCAN_ERROR, TSN_SCAN_ERROR_EMPTY, "file is empty");
      return NULL;
    }
  if (length > TSN_SCAN_MAX_BYTES)
    {
      set_too_large (error);
      return NULL;
    }
  self = g_object_new (TSN_TYPE_SCAN_DOCUMENT, NULL);
  self->bytes = g_bytes_ref (bytes);
  self->kind = kind_of (data, length);
  self->n_pages = 1;
  if (!check_kind (self->kind, error))
    return NULL;
  if (self->kind == KIND_PDF && !open_pdf (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* G_IO_ERROR_CANCELLED stays itself; all else is one thing to the user. */
static void
translate_io_error (GError *inner, GError **error)
{
  if (g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (inner));
  else
    g_set_error_literal (error, TSN_SCAN_ERROR, TSN_SCAN_ERROR_IO, inner->message);
}

TsnScanDocument *
tsn_scan_document_new_from_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GByteArray) all = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) inner = NULL;
  g_autofree guint8 *chunk = NULL;
  gssize n = 0;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  stream = g_file_read (file, cancellable, &inner);
  all = g_byte_array_new ();
  chunk = g_malloc (READ_CHUNK);
  if (stream != NULL)
    while ((n = g_input_stream_read (G_INPUT_STREAM (stream),
                                     chunk,
                                     READ_CHUNK,
                                     cancellable,
                                     &inner)) > 0 &&
           all->len <= TSN_SCAN_MAX_BYTES)
      g_byte_array_append (all, chunk, (guint) n);
  if (inner != NULL)
    {
      translate_io_error (inner, error);
      return NULL;
    }
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&all));
  return tsn_scan_document_new_from_bytes (bytes, error);
}

guint
tsn_scan_document_get_n_pages (TsnScanDocument *self)
{
  g_return_val_if_fail (TSN_IS_SCAN_DOCUMENT (self), 0);

  return self->n_pages;
}

/* ITU-R BT.601 weights of 256, laid over white where the picture is transparent. */
static guint8
grey_of (guint red, guint green, guint blue, guint alpha)
{
  guint grey = (77u * red + 150u * green + 29u * blue + 128u) >> 8;

  return (guint8) ((grey * alpha + 255u * (255u - alpha) + 127u) / 255u);
}

static TsnScanImage *
image_from_pixbuf (GdkPixbuf *pixbuf)
{
  guint width = (guint) gdk_pixbuf_get_width (pixbuf);
  guint height = (guint) gdk_pixbuf_get_height (pixbuf);
  guint channels = (guint) gdk_pixbuf_get_n_channels (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  TsnScanImage *image = tsn_scan_image_new_blank (width, height);

  for (guint y = 0; y < height; y++)
    {
      const guint8 *from = pixels + y * stride;

      for (guint x = 0; x < width; x++, from += channels)
        image->owned[y * image->stride + x] =
            grey_of (from[0], from[1], from[2], channels == 4 ? from[3] : 255u);
    }
  return image;
}

/* gdk-pixbuf takes a picture that breaks off for a whole one, grey or clear where the rest should
 * be. Half a picture may lack half the codes, so the end is looked for: the IEND chunk of a PNG. */
static gboolean
png_is_whole (const guint8 *data, gsize length)
{
  gsize at = 8;

  while (at + 12 <= length)
    {
      gsize size = (gsize) data[at] << 24 | (gsize) data[at + 1] << 16 | (gsize) data[at + 2] << 8 |
                   data[at + 3];

      if (memcmp (data + at + 4, "IEND", 4) == 0)
        return TRUE;
      at += 12 + size;
    }
  return FALSE;
}

/* What the markers of a JPEG tell before it is decoded. */
typedef struct
{
  gboolean progressive; /* any frame but baseline or extended sequential: its coefficients are all
                           kept in memory */
  gboolean whole; /* the end marker follows the first scan; what telephones append after it does not
                     matter */
} JpegShape;

static JpegShape
jpeg_shape_of (const guint8 *data, gsize length)
{
  JpegShape shape = { .progressive = TRUE };

  for (gsize at = 2; at + 4 <= length && data[at] == 0xff;)
    {
      guint8 marker = data[at + 1];

      if (marker == 0xff) /* fill byte */
        {
          at++;
          continue;
        }
      if (marker == 0xc0 || marker == 0xc1)
        shape.progressive = FALSE;
      if (marker == 0xda)
        {
          shape.whole = memmem (data + at, length - at, "\xff\xd9", 2) != NULL;
          break;
        }
      at += 2 + ((gsize) data[at + 2] << 8 | data[at + 3]);
    }
  return shape;
}

/* What the loader's callback has to know and to tell. */
typedef struct
{
  guint max_pixels;   /* more than this is refused */
  gboolean too_large; /* it was */
} Bounds;

static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  Bounds *bounds = user_data;
  double pixels = (double) width * height;
  int factor = 1;

  /* Zero in either direction makes gdk-pixbuf give up before it allocates. */
  bounds->too_large = pixels > bounds->max_pixels;
  if (bounds->too_large)
    {
      gdk_pixbuf_loader_set_size (loader, 0, 0);
      return;
    }
  /* libjpeg itself halves exactly and rounds up, up to an eighth; so nothing full-sized is ever
   * made of a large JPEG. */
  while (pixels / factor / factor > LOAD_PIXELS && factor < 8)
    factor *= 2;
  if (factor > 1)
    gdk_pixbuf_loader_set_size (loader,
                                (width + factor - 1) / factor,
                                (height + factor - 1) / factor);
}

static gboolean
feed (GdkPixbufLoader *loader, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize at = 0; at < length; at += READ_CHUNK)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !gdk_pixbuf_loader_write (loader, data + at, MIN (READ_CHUNK, length - at), error))
      return FALSE;
  return TRUE;
}

static void
set_picture_error (const Bounds *bounds, GError *inner, GError **error)
{
  if (bounds->too_large)
    g_set_error (error,
                 TSN_SCAN_ERROR,
                 TSN_SCAN_ERROR_TOO_LARGE,
                 "picture has more than %u megapixels",
                 bounds->max_pixels / 1000000u);
  else if (g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (inner));
  else if (g_error_matches (inner, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
    g_set_error_literal (error,
                         TSN_SCAN_ERROR,
                         TSN_SCAN_ERROR_TOO_LARGE,
                         "picture does not fit into memory");
  else
    g_set_error (error,
                 TSN_SCAN_ERROR,
                 TSN_SCAN_ERROR_DAMAGED,
                 "picture is damaged: %s",
                 inner != NULL ? inner->message : "it ends too early");
}

/* Looks at the file before a decoder does. Returns whether it has an end. */
static gboolean
check_shape (TsnScanDocument *self, Bounds *bounds)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (self->bytes, &length);
  JpegShape jpeg = { 0 };

  if (self->kind == KIND_PNG)
    return png_is_whole (data, length);
  jpeg = jpeg_shape_of (data, length);
  if (!jpeg.progressive)
    bounds->max_pixels = TSN_SCAN_MAX_PIXELS;
  return jpeg.whole;
}

static TsnScanImage *
load_picture (TsnScanDocument *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autoptr (GdkPixbuf) upright = NULL;
  g_autoptr (GError) inner = NULL;
  Bounds bounds = { .max_pixels = TSN_SCAN_MAX_PIXELS_WHOLE };
  GdkPixbuf *pixbuf = NULL;
  gboolean fed;
  gboolean whole;

  whole = check_shape (self, &bounds);
  loader = gdk_pixbuf_loader_new_with_type (self->kind == KIND_PNG ? "png" : "jpeg", &inner);
  if (loader == NULL)
    {
      g_set_error_literal (error, TSN_SCAN_ERROR, TSN_SCAN_ERROR_UNSUPPORTED, inner->message);
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &bounds);
  fed = feed (loader, self->bytes, cancellable, &inner);
  /* Closed in any case, or it complains when freed; after a failure what close says is only the
   * echo of it. */
  if (!gdk_pixbuf_loader_close (loader, fed ? &inner : NULL))
    fed = FALSE;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (!fed || pixbuf == NULL || !whole)
    {
      set_picture_error (&bounds, inner, error);
      return NULL;
    }
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  return image_from_pixbuf (upright);
}

static TsnScanImage *
image_from_surface (cairo_surface_t *surface)
{
  guint width = (guint) cairo_image_surface_get_width (surface);
  guint height = (guint) cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  TsnScanImage *image = tsn_scan_image_new_blank (width, height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint32 rgb;

        memcpy (&rgb, pixels + y * stride + (gsize) x * 4, sizeof rgb);
        image->owned[y * image->stride + x] =
            grey_of (rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, 255u);
      }
  return image;
}

/* Pixels per point: the usual resolution, or what keeps a poster within bounds. */
static double
scale_of (double width, double height)
{
  double scale = TSN_SCAN_PDF_DPI / 72.0;
  double bound = sqrt (LOAD_PIXELS / (width * height));

  scale = MIN (scale, bound);
  /* A strip of paper kilometres long: cairo refuses more than 32767 in one direction. */
  return MIN (scale, 32000 / MAX (width, height));
}

static void
set_bad_page (guint page, const char *why, GError **error)
{
  g_set_error (error,
               TSN_SCAN_ERROR,
               TSN_SCAN_ERROR_DAMAGED,
               "page %u of the PDF is damaged: %s",
               page + 1,
               why);
}

static TsnScanImage *
draw_page (PopplerPage *sheet, guint page, GError **error)
{
  TsnScanImage *image = NULL;
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;
  double width = 0;
  double height = 0;
  double scale;

  poppler_page_get_size (sheet, &width, &height);
  if (!(width > 0) || !(height > 0) || !isfinite (width) || !isfinite (height))
    {
      set_bad_page (page, "it has no size", error);
      return NULL;
    }
  scale = scale_of (width, height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                        MAX ((int) ceil (width * scale), 1),
                                        MAX ((int) ceil (height * scale), 1));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  poppler_page_render (sheet, cr);
  cairo_surface_flush (surface);
  if (cairo_status (cr) == CAIRO_STATUS_SUCCESS)
    image = image_from_surface (surface);
  else
    set_bad_page (page, cairo_status_to_string (cairo_status (cr)), error);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return image;
}

static TsnScanImage *
load_pdf_page (TsnScanDocument *self, guint page, GError **error)
{
  PopplerPage *sheet = poppler_document_get_page (self->pdf, (int) page);
  TsnScanImage *image = NULL;

  if (sheet == NULL)
    {
      set_bad_page (page, "it is missing", error);
      return NULL;
    }
  image = draw_page (sheet, page, error);
  g_object_unref (sheet); /* Poppler 22 has no g_autoptr for it */
  return image;
}

TsnScanImage *
tsn_scan_document_load_page (TsnScanDocument *self,
                             guint page,
                             GCancellable *cancellable,
                             GError **error)
{
  g_return_val_if_fail (TSN_IS_SCAN_DOCUMENT (self), NULL);
  g_return_val_if_fail (page < self->n_pages, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return self->kind == KIND_PDF ? load_pdf_page (self, page, error)
                                : load_picture (self, cancellable, error);
}

static void
tsn_scan_document_finalize (GObject *object)
{
  TsnScanDocument *self = TSN_SCAN_DOCUMENT (object);

  g_clear_object (&self->pdf);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  G_OBJECT_CLASS (tsn_scan_document_parent_class)->finalize (object);
}

static void
tsn_scan_document_class_init (TsnScanDocumentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tsn_scan_document_finalize;
}

static void
tsn_scan_document_init (TsnScanDocument *self)
{
}
