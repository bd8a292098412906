/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files from outside: what is read, and which of the errors each broken one gives. Every file is
 * made here, byte by byte where no library would write it (16-bit PNG, EXIF, bombs, broken PDFs),
 * so that nothing binary lies in the tree. */

#include <cairo-pdf.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>

#include "scan-picture.h"
#include "tsn-scanner.h"

#define TEXT "TSN1:DOCUMENT"

static TsnScanImage *
take (double angle)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  return scan_picture_take (
      &(ScanPicture){ .text = TEXT, .module = 4, .contrast = 1, .angle = angle },
      rand);
}

/* --- writers --------------------------------------------------------------------------------- */

static void
append32 (GByteArray *to, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (to, (const guint8 *) &big, 4);
}

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, guint length)
{
  guint start = png->len + 4;

  append32 (png, length);
  g_byte_array_append (png, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (png, data, length);
  append32 (png, (guint32) crc32 (0, png->data + start, png->len - start));
}

/* A PNG of one compressed block; @rows holds the filter bytes, too. */
static GBytes *
write_png (guint width, guint height, guint8 depth, guint8 colour, GByteArray *rows)
{
  GByteArray *png = g_byte_array_new ();
  g_autoptr (GByteArray) header = g_byte_array_new ();
  uLongf packed_length = compressBound (rows->len);
  g_autofree guint8 *packed = g_malloc (packed_length);

  g_byte_array_append (png, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  append32 (header, width);
  append32 (header, height);
  g_byte_array_append (header, (guint8[]){ depth, colour, 0, 0, 0 }, 5);
  append_chunk (png, "IHDR", header->data, header->len);
  g_assert_cmpint (compress (packed, &packed_length, rows->data, rows->len), ==, Z_OK);
  append_chunk (png, "IDAT", packed, (guint) packed_length);
  append_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (png);
}

/* 16-bit grey (colour type 0), or 8-bit grey and alpha (type 4) whose paper is transparent black.
 */
static GBytes *
write_grey_png (TsnScanImage *image, gboolean alpha)
{
  g_autoptr (GByteArray) rows = g_byte_array_new ();

  for (guint y = 0; y < image->height; y++)
    {
      g_byte_array_append (rows, (guint8[]){ 0 }, 1);
      for (guint x = 0; x < image->width; x++)
        {
          guint8 grey = image->data[y * image->stride + x];

          if (alpha)
            g_byte_array_append (rows, (guint8[]){ 0, (guint8) (255 - grey) }, 2);
          else
            g_byte_array_append (rows, (guint8[]){ grey, 0x55 }, 2);
        }
    }
  return write_png (image->width, image->height, alpha ? 8 : 16, alpha ? 4 : 0, rows);
}

static GdkPixbuf *
pixbuf_of (TsnScanImage *image)
{
  GdkPixbuf *pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) image->width, (int) image->height);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);

  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width * 3; x++)
      pixels[y * stride + x] = image->data[y * image->stride + x / 3];
  return pixbuf;
}

static GBytes *
write_picture (TsnScanImage *image, const char *type)
{
  g_autoptr (GdkPixbuf) pixbuf = pixbuf_of (image);
  char *data = NULL;
  gsize length = 0;

  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, type, NULL, NULL));
  return g_bytes_new_take (data, length);
}

/* A JPEG with an EXIF block that says how the camera was held (6: turn right by 90 degrees to see
 * it upright). */
static GBytes *
write_exif_jpeg (TsnScanImage *image, guint8 orientation)
{
  g_autoptr (GBytes) plain = write_picture (image, "jpeg");
  const guint8 exif[] = { 0xff, 0xe1, 0, 34, 'E',         'x', 'i', 'f', 0,    0,    'I', 'I',
                          42,   0,    8, 0,  0,           0,   1,   0,   0x12, 0x01, 3,   0,
                          1,    0,    0, 0,  orientation, 0,   0,   0,   0,    0,    0,   0 };
  GByteArray *all = g_byte_array_new ();
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (plain, &length);

  g_byte_array_append (all, data, 2);
  g_byte_array_append (all, exif, sizeof exif);
  g_byte_array_append (all, data + 2, (guint) length - 2);
  return g_byte_array_free_to_bytes (all);
}

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A PDF of so many A4 pages, the code at 0.3 mm a module on each. */
static GBytes *
write_pdf (TsnScanImage *image, guint n_pages)
{
  GByteArray *all = g_byte_array_new ();
  cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream (write_cb, all, 595, 842);
  int stride = cairo_format_stride_for_width (CAIRO_FORMAT_RGB24, (int) image->width);
  g_autofree guint8 *pixels = g_malloc ((gsize) stride * image->height);
  cairo_surface_t *picture = NULL;
  cairo_t *cr = cairo_create (pdf);

  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width; x++)
      memset (pixels + y * (gsize) stride + x * 4, image->data[y * image->stride + x], 4);
  picture = cairo_image_surface_create_for_data (pixels,
                                                 CAIRO_FORMAT_RGB24,
                                                 (int) image->width,
                                                 (int) image->height,
                                                 stride);
  for (guint i = 0; i < n_pages; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, 300, 400);
      cairo_scale (cr, 0.3 / 25.4 * 72 / 4, 0.3 / 25.4 * 72 / 4);
      cairo_set_source_surface (cr, picture, 0, 0);
      cairo_paint (cr);
      cairo_restore (cr);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (picture);
  cairo_surface_destroy (pdf);
  return g_byte_array_free_to_bytes (all);
}

static GBytes *
text_file (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* --- checks ---------------------------------------------------------------------------------- */

static GPtrArray *
scan (GBytes *bytes)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnScanDocument) document = tsn_scan_document_new_from_bytes (bytes, &error);
  GPtrArray *codes = NULL;

  g_assert_no_error (error);
  codes = tsn_scanner_scan_document (scanner, document, G_MAXUINT, NULL, &error);
  g_assert_no_error (error);
  return codes;
}

static void
assert_reads (GBytes *bytes, double angle)
{
  g_autoptr (GPtrArray) codes = scan (bytes);
  const TsnScanCode *code = NULL;

  g_assert_cmpuint (codes->len, ==, 1);
  code = g_ptr_array_index (codes, 0);
  g_assert_cmpstr (code->text, ==, TEXT);
  g_assert_cmpfloat_with_epsilon (code->angle, angle, 2);
}

static void
assert_fails (GBytes *bytes, TsnScanError expected)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnScanDocument) document = tsn_scan_document_new_from_bytes (bytes, &error);

  if (document != NULL)
    g_assert_null (tsn_scanner_scan_document (scanner, document, 0, NULL, &error));
  g_assert_error (error, TSN_SCAN_ERROR, (int) expected);
  g_assert_cmpuint (strlen (error->message), >, 8);
}

static GBytes *
cut (GBytes *bytes, double part)
{
  return g_bytes_new_from_bytes (bytes, 0, (gsize) ((double) g_bytes_get_size (bytes) * part));
}

static void
test_pictures (void)
{
  g_autoptr (TsnScanImage) image = take (0);
  g_autoptr (GBytes) png = write_picture (image, "png");
  g_autoptr (GBytes) jpeg = write_picture (image, "jpeg");
  g_autoptr (GBytes) deep = write_grey_png (image, FALSE);
  g_autoptr (GBytes) clear = write_grey_png (image, TRUE);

  assert_reads (png, 0);
  assert_reads (jpeg, 0);
  assert_reads (deep, 0);
  assert_reads (clear, 0);
}

static void
test_orientation (void)
{
  g_autoptr (TsnScanImage) image = take (0);
  const double angles[] = { 0, 0, 0, 180, 0, 0, 90, 0, 270 };
  const guint8 cases[] = { 1, 3, 6, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) jpeg = write_exif_jpeg (image, cases[i]);

      assert_reads (jpeg, angles[cases[i]]);
    }
}

static void
test_pdf (void)
{
  g_autoptr (TsnScanImage) image = take (0);
  g_autoptr (GBytes) one = write_pdf (image, 1);
  g_autoptr (GBytes) three = write_pdf (image, 3);
  g_autoptr (GBytes) many = write_pdf (image, TSN_SCAN_MAX_PAGES + 1);
  g_autoptr (GPtrArray) codes = scan (three);
  g_autoptr (TsnScanDocument) document = tsn_scan_document_new_from_bytes (many, NULL);

  assert_reads (one, 0);
  g_assert_cmpuint (codes->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (((const TsnScanCode *) g_ptr_array_index (codes, i))->page, ==, i);
  g_assert_cmpuint (tsn_scan_document_get_n_pages (document), ==, TSN_SCAN_MAX_PAGES);
}

/* A page the size of a stadium is drawn small, not refused. */
static void
test_huge_page (void)
{
  g_autoptr (GBytes) pdf = text_file (
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9000000 9000000]>>endobj\n"
      "4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 9000000]>>endobj\n"
      "trailer<</Root 1 0 R>>\n%%EOF\n");
  g_autoptr (GPtrArray) codes = scan (pdf);

  g_assert_cmpuint (codes->len, ==, 0);
}

static void
test_refused (void)
{
  const struct
  {
    const char *content;
    TsnScanError expected;
  } cases[] = {
    { "", TSN_SCAN_ERROR_EMPTY },
    { "x", TSN_SCAN_ERROR_NOT_AN_IMAGE },
    { "name,kana\nTaro,taro\n", TSN_SCAN_ERROR_NOT_AN_IMAGE },
    { "GIF89a............", TSN_SCAN_ERROR_UNSUPPORTED },
    { "....ftypheic......", TSN_SCAN_ERROR_UNSUPPORTED },
    { "RIFF....WEBPVP8 ..", TSN_SCAN_ERROR_UNSUPPORTED },
    { "\x89PNG\r\n\x1a\nrubbish rubbish rubbish", TSN_SCAN_ERROR_DAMAGED },
    { "\xff\xd8\xff rubbish rubbish rubbish", TSN_SCAN_ERROR_DAMAGED },
    { "%PDF-1.4\nrubbish", TSN_SCAN_ERROR_DAMAGED },
    { "%PDF-1.4\n", TSN_SCAN_ERROR_DAMAGED },
    { "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
      TSN_SCAN_ERROR_EMPTY },
    { "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\n"
      "4 0 obj<</Filter/Standard/V 1/R 2/P -4"
      "/O<0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef>"
      "/U<fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210>>>endobj\n"
      "trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF\n",
      TSN_SCAN_ERROR_ENCRYPTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = text_file (cases[i].content);

      g_test_message ("case %u", i);
      assert_fails (bytes, cases[i].expected);
    }
}

/* However a file breaks off, it is an error: half a picture may lack half the codes. */
static void
test_truncated (void)
{
  g_autoptr (TsnScanImage) image = take (7);
  g_autoptr (GBytes) png = write_picture (image, "png");
  g_autoptr (GBytes) jpeg = write_picture (image, "jpeg");
  GBytes *files[] = { png, jpeg };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (guint part = 1; part < 10; part++)
      {
        g_autoptr (GBytes) broken = cut (files[i], part / 10.0);

        g_test_message ("file %u, %u tenths", i, part);
        assert_fails (broken, TSN_SCAN_ERROR_DAMAGED);
      }
}

/* A few hundred bytes that claim gigapixels. */
static void
test_bomb (void)
{
  g_autoptr (GByteArray) rows = g_byte_array_new ();
  g_autoptr (TsnScanImage) image = take (0);
  g_autoptr (GBytes) jpeg = write_picture (image, "jpeg");
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GBytes) bomb = NULL;
  g_autofree guint8 *data = NULL;
  gsize length = g_bytes_get_size (jpeg);

  g_byte_array_set_size (rows, 100);
  memset (rows->data, 0, 100);
  png = write_png (60000, 60000, 8, 2, rows);
  assert_fails (png, TSN_SCAN_ERROR_TOO_LARGE);

  /* The frame header of the JPEG: ff c0, length, depth, height, width. */
  data = g_memdup2 (g_bytes_get_data (jpeg, NULL), length);
  for (gsize i = 0; i + 9 < length; i++)
    if (data[i] == 0xff && data[i + 1] == 0xc0)
      {
        memset (data + i + 5, 0xfe, 4);
        break;
      }
  bomb = g_bytes_new (data, length);
  assert_fails (bomb, TSN_SCAN_ERROR_TOO_LARGE);
}

static void
test_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tsn-scan-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "none.png", NULL);
  g_autoptr (GFile) missing = g_file_new_for_path (path);
  g_autoptr (GFile) directory = g_file_new_for_path (folder);
  g_autoptr (GFile) endless = g_file_new_for_path ("/dev/zero");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TsnScanImage) image = take (0);
  g_autoptr (GBytes) png = write_picture (image, "png");
  g_autoptr (TsnScanDocument) document = NULL;

  g_assert_null (tsn_scan_document_new_from_file (missing, NULL, &error));
  g_assert_error (error, TSN_SCAN_ERROR, TSN_SCAN_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (tsn_scan_document_new_from_file (directory, NULL, &error));
  g_assert_error (error, TSN_SCAN_ERROR, TSN_SCAN_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (tsn_scan_document_new_from_file (endless, NULL, &error));
  g_assert_error (error, TSN_SCAN_ERROR, TSN_SCAN_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path,
                                      g_bytes_get_data (png, NULL),
                                      (gssize) g_bytes_get_size (png),
                                      NULL));
  document = tsn_scan_document_new_from_file (missing, NULL, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_null (tsn_scan_document_load_page (document, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (tsn_scan_document_new_from_file (missing, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_remove (path);
  g_rmdir (folder);
}

/* A photograph of 48 megapixels, code and all. */
static void
test_large (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (TsnScanImage) code = scan_picture_take (
      &(ScanPicture){ .text = TEXT, .module = 30, .contrast = 0.8, .angle = 20 },
      rand);
  g_autoptr (TsnScanImage) ground = scan_picture_blank (8000, 6000, 180);
  g_autoptr (TsnScanImage) photo = scan_picture_paste (ground, code, 3000, 2500);
  g_autoptr (GBytes) jpeg = write_picture (photo, "jpeg");

  assert_reads (jpeg, 20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/document/pictures", test_pictures);
  g_test_add_func ("/scan/document/orientation", test_orientation);
  g_test_add_func ("/scan/document/pdf", test_pdf);
  g_test_add_func ("/scan/document/huge-page", test_huge_page);
  g_test_add_func ("/scan/document/refused", test_refused);
  g_test_add_func ("/scan/document/truncated", test_truncated);
  g_test_add_func ("/scan/document/bomb", test_bomb);
  g_test_add_func ("/scan/document/files", test_files);
  g_test_add_func ("/scan/document/large", test_large);
  return g_test_run ();
}
