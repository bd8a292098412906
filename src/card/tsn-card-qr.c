/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A text as QR modules through libqrencode, drawn on cairo, and read back. libqrencode is told the
 * mode: its own choice (QRcode_encodeString8bit and the like) would mix modes or take Shift_JIS for
 * Kanji.
 *
 * Drawing makes as few and as large rectangles as it can, in one path: two rectangles that share an
 * edge but are filled apart leave a hairline in many PDF viewers and printers.
 */

#include "tsn-card-qr.h"

#include <qrencode.h>
#include <string.h>

#define LEVELS   4
#define ECI_UTF8 26
#define LUMA_MAX (16u * 1024u * 1024u) /* pixels of a picture that is read back */

/* Source: ISO/IEC 18004 table 7, column "alphanumeric". */
static const guint16 CAPACITY[LEVELS][TSN_CARD_QR_VERSION_MAX] = {
  { 25,   47,   77,   114,  154,  195,  224,  279,  335,  395,  468,  535,  619,  667,
    758,  854,  938,  1046, 1153, 1249, 1352, 1460, 1588, 1704, 1853, 1990, 2132, 2223,
    2369, 2520, 2677, 2840, 3009, 3183, 3351, 3537, 3729, 3927, 4087, 4296 },
  { 20,   38,   61,   90,   122,  154,  178,  221,  262,  311,  366,  419,  483,  528,
    600,  656,  734,  816,  909,  970,  1035, 1134, 1248, 1326, 1451, 1542, 1637, 1732,
    1839, 1994, 2113, 2238, 2369, 2506, 2632, 2780, 2894, 3054, 3220, 3391 },
  { 16,   29,   47,   67,   87,   108,  125,  157,  189,  221,  259,  296,  352,  376,
    426,  470,  531,  574,  644,  702,  742,  823,  890,  963,  1041, 1094, 1172, 1263,
    1322, 1429, 1499, 1618, 1700, 1787, 1867, 1966, 2071, 2181, 2298, 2420 },
  { 10,   20,   35,   50,   64,   84,   93,   122,  143,  174,  200,  227, 259, 283,
    321,  365,  408,  452,  493,  557,  587,  640,  672,  744,  779,  864, 910, 958,
    1016, 1080, 1150, 1226, 1307, 1394, 1431, 1530, 1591, 1658, 1774, 1852 },
};

static const QRecLevel QR_LEVELS[LEVELS] = { QR_ECLEVEL_L,
                                             QR_ECLEVEL_M,
                                             QR_ECLEVEL_Q,
                                             QR_ECLEVEL_H };

guint
tsn_card_qr_capacity (guint version, TsnCardQrLevel level)
{
  if (version < 1 || version > TSN_CARD_QR_VERSION_MAX || level >= LEVELS)
    return 0;
  return CAPACITY[level][version - 1];
}

guint
tsn_card_qr_version_for (double side_mm, double module_mm)
{
  guint version = TSN_CARD_QR_VERSION_MAX;

  while (version > 0 && (17 + 4 * version + 2 * TSN_CARD_QR_QUIET) * module_mm > side_mm)
    version--;
  return version;
}

static TsnCardQr *
take_code (QRcode *code, TsnCardQrLevel level, const char *text)
{
  TsnCardQr *self = g_new0 (TsnCardQr, 1);
  gsize n = (gsize) code->width * (gsize) code->width;

  self->version = (guint) code->version;
  self->size = (guint) code->width;
  self->level = level;
  self->modules = g_malloc (n);
  for (gsize i = 0; i < n; i++)
    self->modules[i] = code->data[i] & 1;
  self->content = g_bytes_new (text, strlen (text));
  QRcode_free (code);
  return self;
}

static TsnCardQr *
make (const char *text, QRencodeMode mode, TsnCardQrLevel level, guint version_max, GError **error)
{
  QRinput *input = QRinput_new2 (0, QR_LEVELS[level]);
  QRcode *code = NULL;

  g_assert (input != NULL);
  if ((mode == QR_MODE_8 && QRinput_appendECIheader (input, ECI_UTF8) != 0) ||
      QRinput_append (input, mode, (int) strlen (text), (const unsigned char *) text) != 0)
    {
      QRinput_free (input);
      g_set_error (error,
                   TSN_CARD_ERROR,
                   TSN_CARD_ERROR_INVALID,
                   "not a text for this kind of symbol");
      return NULL;
    }
  code = QRcode_encodeInput (input);
  QRinput_free (input);
  if (code == NULL || (guint) code->version > version_max)
    {
      g_clear_pointer (&code, QRcode_free);
      g_set_error (error,
                   TSN_CARD_ERROR,
                   TSN_CARD_ERROR_TOO_LARGE,
                   "the symbol does not fit into version %u",
                   version_max);
      return NULL;
    }
  return take_code (code, level, text);
}

TsnCardQr *
tsn_card_qr_new (const char *text, TsnCardQrLevel level, guint version_max, GError **error)
{
  gsize length = strlen (text);
  guint version = 1;

  while (version <= version_max && tsn_card_qr_capacity (version, level) < length)
    version++;
  while (level + 1 < LEVELS && tsn_card_qr_capacity (version, level + 1) >= length)
    level++;
  return make (text, QR_MODE_AN, level, version_max, error);
}

TsnCardQr *
tsn_card_qr_new_words (const char *text, TsnCardQrLevel level, guint version_max, GError **error)
{
  if (text[0] == '\0' || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID, "empty or not UTF-8");
      return NULL;
    }
  return make (text, QR_MODE_8, level, version_max, error);
}

void
tsn_card_qr_free (TsnCardQr *self)
{
  if (self == NULL)
    return;
  g_free (self->modules);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}

/* -- Drawing -- */

static gboolean
row_is_dark (const guint8 *modules, guint size, guint x, guint y, guint width)
{
  for (guint i = 0; i < width; i++)
    if (modules[y * size + x + i] == 0)
      return FALSE;
  return TRUE;
}

/* Takes the largest rectangle that begins at x, y and grows right first out of @modules. */
static void
take_rectangle (guint8 *modules, guint size, guint x, guint y, guint *width, guint *height)
{
  *width = 1;
  *height = 1;
  while (x + *width < size && modules[y * size + x + *width] != 0)
    (*width)++;
  while (y + *height < size && row_is_dark (modules, size, x, y + *height, *width))
    (*height)++;
  for (guint i = 0; i < *height; i++)
    memset (modules + (y + i) * size + x, 0, *width);
}

void
tsn_card_qr_draw (const TsnCardQr *self, cairo_t *cr, double x, double y, double side)
{
  gsize n = (gsize) self->size * self->size;
  g_autofree guint8 *left = g_memdup2 (self->modules, n);
  double module = side / (self->size + 2 * TSN_CARD_QR_QUIET);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, module, module);
  cairo_new_path (cr);
  for (guint row = 0; row < self->size; row++)
    for (guint column = 0; column < self->size; column++)
      {
        guint width = 0;
        guint height = 0;

        if (left[row * self->size + column] == 0)
          continue;
        take_rectangle (left, self->size, column, row, &width, &height);
        cairo_rectangle (cr, column + TSN_CARD_QR_QUIET, row + TSN_CARD_QR_QUIET, width, height);
      }
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_fill (cr);
  cairo_restore (cr);
}

cairo_surface_t *
tsn_card_qr_render (const TsnCardQr *self, guint pixels)
{
  int side = (int) ((self->size + 2 * TSN_CARD_QR_QUIET) * CLAMP (pixels, 1, 64));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  tsn_card_qr_draw (self, cr, 0, 0, side);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* -- Reading back -- */

/* Pixels of 32 bits, native order, as luma over white paper. */
static guint8 *
luma_of (cairo_surface_t *surface, gboolean alpha)
{
  gsize width = (gsize) cairo_image_surface_get_width (surface);
  gsize height = (gsize) cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  const guchar *data = cairo_image_surface_get_data (surface);
  guint8 *luma = g_malloc (width * height);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      {
        guint32 pixel;
        guint value;

        memcpy (&pixel, data + y * stride + 4 * x, sizeof pixel);
        value = (299 * (pixel >> 16 & 255) + 587 * (pixel >> 8 & 255) + 114 * (pixel & 255)) / 1000;
        /* Colours are premultiplied: what alpha lacks is the white under it. */
        luma[y * width + x] = (guint8) MIN (value + (alpha ? 255 - (pixel >> 24) : 0), 255);
      }
  return luma;
}

gboolean
tsn_card_qr_read_back (const TsnCardQr *self,
                       TsnScanner *scanner,
                       cairo_surface_t *surface,
                       GError **error)
{
  cairo_format_t format = cairo_image_surface_get_format (surface);
  guint width = (guint) MAX (cairo_image_surface_get_width (surface), 0);
  guint height = (guint) MAX (cairo_image_surface_get_height (surface), 0);
  g_autofree guint8 *luma = NULL;
  g_autoptr (GBytes) read = NULL;

  g_return_val_if_fail (format == CAIRO_FORMAT_RGB24 || format == CAIRO_FORMAT_ARGB32, FALSE);
  g_return_val_if_fail (width > 0 && height > 0 && width <= LUMA_MAX / height, FALSE);

  cairo_surface_flush (surface);
  luma = luma_of (surface, format == CAIRO_FORMAT_ARGB32);
  read = tsn_scanner_read_luma (scanner, luma, width, height, width);
  if (read != NULL && g_bytes_equal (read, self->content))
    return TRUE;
  g_set_error (error,
               TSN_CARD_ERROR,
               TSN_CARD_ERROR_UNREADABLE,
               read == NULL ? "the symbol was not read back" : "the symbol was read back wrongly");
  return FALSE;
}
