/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Symbols: capacity as libqrencode has it, drawing to the pixel, reading back, words with ECI. */

#include <qrencode.h>
#include <string.h>

#include "tsn-card-qr.h"

static const QRecLevel LEVELS[] = { QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H };

static guint
version_of (guint length, QRecLevel level)
{
  g_autofree char *text = g_strnfill (length, 'A');
  QRinput *input = QRinput_new2 (0, level);
  QRcode *code;
  guint version;

  g_assert_cmpint (QRinput_append (input, QR_MODE_AN, (int) length, (const guint8 *) text), ==, 0);
  code = QRcode_encodeInput (input);
  version = code == NULL ? 0 : (guint) code->version;
  QRinput_free (input);
  g_clear_pointer (&code, QRcode_free);
  return version;
}

static void
test_capacity (void)
{
  for (guint level = 0; level < G_N_ELEMENTS (LEVELS); level++)
    for (guint version = 1; version <= TSN_CARD_QR_VERSION_MAX; version++)
      {
        guint n = tsn_card_qr_capacity (version, (TsnCardQrLevel) level);

        g_assert_cmpuint (version_of (n, LEVELS[level]), ==, version);
        if (version < TSN_CARD_QR_VERSION_MAX)
          g_assert_cmpuint (version_of (n + 1, LEVELS[level]), ==, version + 1);
      }
  g_assert_cmpuint (tsn_card_qr_capacity (0, TSN_CARD_QR_LEVEL_M), ==, 0);
  g_assert_cmpuint (tsn_card_qr_capacity (41, TSN_CARD_QR_LEVEL_M), ==, 0);
}

static void
test_version_for (void)
{
  g_assert_cmpuint (tsn_card_qr_version_for (30, 0.3), ==, 18);
  g_assert_cmpuint (tsn_card_qr_version_for (29.1, 0.3), ==, 18);
  g_assert_cmpuint (tsn_card_qr_version_for (29.0, 0.3), ==, 17);
  g_assert_cmpuint (tsn_card_qr_version_for (5, 0.3), ==, 0);
  g_assert_cmpuint (tsn_card_qr_version_for (500, 0.3), ==, 40);
}

static void
test_levels (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnCardQr) small = tsn_card_qr_new ("TSN1:ABC", TSN_CARD_QR_LEVEL_L, 40, &error);
  g_autoptr (TsnCardQr) large = NULL;
  g_autofree char *text = g_strnfill (816, '7');

  g_assert_no_error (error);
  g_assert_cmpuint (small->version, ==, 1);
  g_assert_cmpuint (small->size, ==, 21);
  g_assert_cmpint (small->level, ==, TSN_CARD_QR_LEVEL_H);
  large = tsn_card_qr_new (text, TSN_CARD_QR_LEVEL_M, 18, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (large->version, ==, 18);
  g_assert_cmpint (large->level, ==, TSN_CARD_QR_LEVEL_M);
  g_assert_null (tsn_card_qr_new (text, TSN_CARD_QR_LEVEL_M, 17, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (tsn_card_qr_new ("abc", TSN_CARD_QR_LEVEL_M, 18, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (tsn_card_qr_new ("", TSN_CARD_QR_LEVEL_M, 18, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID);
}

/* Every pixel of every module, quiet zone included, at several sizes. */
static void
test_render (void)
{
  g_autoptr (TsnCardQr) qr =
      tsn_card_qr_new ("TSN1:DRAWN TO THE PIXEL", TSN_CARD_QR_LEVEL_Q, 10, NULL);

  for (guint pixels = 1; pixels <= 7; pixels++)
    {
      cairo_surface_t *surface = tsn_card_qr_render (qr, pixels);
      const guchar *data = cairo_image_surface_get_data (surface);
      gsize stride = (gsize) cairo_image_surface_get_stride (surface);
      guint side = (guint) cairo_image_surface_get_width (surface);

      g_assert_cmpuint (side, ==, (qr->size + 8) * pixels);
      for (guint y = 0; y < side; y++)
        for (guint x = 0; x < side; x++)
          {
            guint row = y / pixels - 4;
            guint column = x / pixels - 4;
            gboolean dark = row < qr->size && column < qr->size &&
                            qr->modules[row * qr->size + column] == 1;

            g_assert_cmpuint (data[y * stride + 4 * x], ==, dark ? 0 : 255);
          }
      cairo_surface_destroy (surface);
    }
}

static void
test_read_back (void)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (TsnCardQr) qr = tsn_card_qr_new ("TSN1:READ ME BACK", TSN_CARD_QR_LEVEL_M, 10, NULL);
  g_autoptr (TsnCardQr) other =
      tsn_card_qr_new ("TSN1:READ ME BADK", TSN_CARD_QR_LEVEL_M, 10, NULL);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = tsn_card_qr_render (qr, 4);
  cairo_surface_t *empty = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 200, 200);

  g_assert_true (tsn_card_qr_read_back (qr, scanner, surface, &error));
  g_assert_no_error (error);
  g_assert_false (tsn_card_qr_read_back (other, scanner, surface, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_UNREADABLE);
  g_clear_error (&error);
  g_assert_false (tsn_card_qr_read_back (qr, scanner, empty, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_UNREADABLE);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (empty);
}

/* Drawn small on a transparent page, turned, and at a size that is no whole number of pixels. */
static void
test_on_a_page (void)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (TsnCardQr) qr =
      tsn_card_qr_new ("TSN1:SOMEWHERE ON A PAGE", TSN_CARD_QR_LEVEL_M, 10, NULL);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 600, 400);
  cairo_t *cr = cairo_create (surface);

  cairo_translate (cr, 300, 200);
  cairo_rotate (cr, 0.1);
  tsn_card_qr_draw (qr, cr, -90.3, -90.3, 180.7);
  cairo_destroy (cr);
  tsn_card_qr_read_back (qr, scanner, surface, &error);
  g_assert_no_error (error);
  cairo_surface_destroy (surface);
}

static void
test_words (void)
{
  static const char *const WORDS[] = {
    "氏名:伊藤 鐵男",
    "髙橋 﨑子 0495-21-7781",
    "緊急連絡先\n長女 渡邉󠄂 礼󠄁子\n090-1234-5678",
    "ｱﾝ",
    "𠮷田"
  };
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (WORDS); i++)
    {
      g_autoptr (TsnCardQr) qr = tsn_card_qr_new_words (WORDS[i], TSN_CARD_QR_LEVEL_M, 20, &error);
      cairo_surface_t *surface = NULL;

      g_assert_no_error (error);
      surface = tsn_card_qr_render (qr, 4);
      tsn_card_qr_read_back (qr, scanner, surface, &error);
      g_assert_no_error (error);
      cairo_surface_destroy (surface);
    }
  g_assert_null (tsn_card_qr_new_words ("", TSN_CARD_QR_LEVEL_M, 20, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (tsn_card_qr_new_words ("\xff", TSN_CARD_QR_LEVEL_M, 20, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card/qr/capacity", test_capacity);
  g_test_add_func ("/card/qr/version-for", test_version_for);
  g_test_add_func ("/card/qr/levels", test_levels);
  g_test_add_func ("/card/qr/render", test_render);
  g_test_add_func ("/card/qr/read-back", test_read_back);
  g_test_add_func ("/card/qr/on-a-page", test_on_a_page);
  g_test_add_func ("/card/qr/words", test_words);
  return g_test_run ();
}
