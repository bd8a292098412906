/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scanner on pictures taken by scan-picture.c: every angle, every stage, exact bytes, corners,
 * bounds. Nothing here is judged by the clock: what must be read is read with every stage allowed,
 * what a budget forbids is tested with a budget of 0. */

#include <math.h>
#include <string.h>

#include "scan-picture.h"
#include "tsn-scanner.h"

static guint32 seed = 1;

static GPtrArray *
scan (TsnScanImage *image, guint budget_ms)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *codes = tsn_scanner_scan_image (scanner, image, budget_ms, NULL, &error);

  g_assert_no_error (error);
  return codes;
}

static const TsnScanCode *
only (GPtrArray *codes)
{
  g_assert_cmpuint (codes->len, ==, 1);
  return g_ptr_array_index (codes, 0);
}

/* A full card's code as described must be read; if @hard, not by the plain stage, or the picture
 * would prove nothing. */
static void
assert_reads (ScanPicture how, gboolean hard)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *text = scan_picture_card_text (rand, 780);
  g_autoptr (TsnScanImage) image = NULL;
  g_autoptr (GPtrArray) codes = NULL;

  how.text = text;
  image = scan_picture_take (&how, rand);
  codes = scan (image, G_MAXUINT);
  g_assert_cmpstr (only (codes)->text, ==, text);
  g_assert_cmpint (only (codes)->stage != TSN_SCAN_STAGE_PLAIN, ==, hard);
}

static void
test_every_angle (void)
{
  for (int angle = 0; angle < 360; angle += 15)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autofree char *text = scan_picture_card_text (rand, 780);
      ScanPicture how = { .text = text,
                          .module = 4,
                          .contrast = 0.9,
                          .angle = angle,
                          .blur = 0.2,
                          .noise = 4 };
      g_autoptr (TsnScanImage) image = scan_picture_take (&how, rand);
      g_autoptr (GPtrArray) codes = scan (image, G_MAXUINT);
      double off;

      g_assert_cmpstr (only (codes)->text, ==, text);
      off = fabs (only (codes)->angle - angle);
      g_assert_cmpfloat (MIN (off, 360 - off), <, 3);
    }
}

static void
test_stages (void)
{
  assert_reads ((ScanPicture){ .module = 4, .contrast = 1 }, FALSE);
  assert_reads ((ScanPicture){ .module = 5, .contrast = 1, .skew = 0.25, .noise = 4 }, FALSE);
  assert_reads ((ScanPicture){ .module = 4, .contrast = 1, .blur = 0.2, .noise = 60 }, TRUE);
  /* The diagonal from the upper right to the lower left is shorter than the left side. */
  assert_reads ((ScanPicture){ .module = 5, .contrast = 1, .skew = 0.6, .blur = 0.2, .noise = 60 },
                TRUE);
  assert_reads ((ScanPicture){ .module = 4, .contrast = 0.25, .blur = 0.25, .noise = 10 }, TRUE);
  assert_reads ((ScanPicture){ .module = 4, .contrast = 1, .blur = 0.5, .noise = 4 }, TRUE);
  assert_reads ((ScanPicture){ .module = 2, .contrast = 1, .blur = 0.4, .noise = 8 }, TRUE);
  assert_reads ((ScanPicture){ .module = 4, .contrast = 1, .inverted = TRUE, .noise = 4 }, TRUE);
  assert_reads ((ScanPicture){ .module = 5, .contrast = 1, .tilt = 48, .blur = 0.2, .noise = 4 },
                FALSE);
  assert_reads ((ScanPicture){ .module = 5, .contrast = 1, .tilt = -48, .blur = 0.2, .noise = 4 },
                FALSE);
}

/* A code that none of several pictures shows well enough, each taken from a little elsewhere. */
static void
test_several_pictures (void)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *text = scan_picture_card_text (rand, 780);
  guint n_taken = 0, n_found = 0;

  while (n_found == 0 && n_taken++ < 24)
    {
      ScanPicture how = { .text = text,
                          .module = 4,
                          .contrast = 0.2,
                          .blur = 0.4,
                          .noise = 14,
                          .angle = n_taken };
      g_autoptr (TsnScanImage) image = scan_picture_take (&how, rand);
      g_autoptr (GPtrArray) alone = scan (image, G_MAXUINT);
      g_autoptr (GPtrArray) codes = NULL;

      if (alone->len > 0)
        continue;
      codes = tsn_scanner_scan_image (scanner, image, G_MAXUINT, NULL, NULL);
      n_found = codes->len;
      if (n_found > 0)
        g_assert_cmpstr (only (codes)->text, ==, text);
    }
  g_assert_cmpuint (n_found, ==, 1);
}

/* A budget of nothing still buys the plain stage, and no more. */
static void
test_no_budget (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  ScanPicture how = { .text = "TSN1:ABC", .module = 4, .contrast = 1 };
  g_autoptr (TsnScanImage) plain = scan_picture_take (&how, rand);
  g_autoptr (TsnScanImage) inverted = NULL;
  g_autoptr (GPtrArray) found = scan (plain, 0);
  g_autoptr (GPtrArray) missed = NULL;
  g_autoptr (GPtrArray) found_late = NULL;

  how.inverted = TRUE;
  inverted = scan_picture_take (&how, rand);
  missed = scan (inverted, 0);
  found_late = scan (inverted, G_MAXUINT);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpuint (missed->len, ==, 0);
  g_assert_cmpuint (found_late->len, ==, 1);
}

/* Ten cards on a sheet, one of them printed twice, in reading order. */
static void
test_several (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (TsnScanImage) sheet = scan_picture_blank (900, 2100, 235);
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 10; i++)
    {
      ScanPicture how = { .module = 4, .contrast = 1, .blur = 0.2 };
      g_autoptr (TsnScanImage) one = NULL;
      g_autoptr (TsnScanImage) more = NULL;

      g_ptr_array_add (texts,
                       i == 9 ? g_strdup (g_ptr_array_index (texts, 0))
                              : scan_picture_card_text (rand, 700));
      how.text = g_ptr_array_index (texts, i);
      one = scan_picture_take (&how, rand);
      more = scan_picture_paste (sheet, one, i % 2 * 450 + 20, i / 2 * 410 + 10);
      tsn_scan_image_unref (sheet);
      sheet = g_steal_pointer (&more);
    }
  codes = scan (sheet, G_MAXUINT);
  g_assert_cmpuint (codes->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    {
      const TsnScanCode *code = g_ptr_array_index (codes, i);

      g_assert_true (g_ptr_array_find_with_equal_func (texts, code->text, g_str_equal, NULL));
      g_assert_cmpuint ((guint) (code->corners[0].y / 410), ==, i / 2);
    }
}

/* Codes that need different stages are all found, in one picture. */
static void
test_several_stages (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  ScanPicture easy = { .text = "TSN1:EASY", .module = 5, .contrast = 1 };
  ScanPicture hard = { .text = "TSN1:HARD",
                       .version = 15,
                       .module = 4,
                       .contrast = 0.25,
                       .noise = 10,
                       .blur = 0.25 };
  g_autoptr (TsnScanImage) ground = scan_picture_blank (700, 450, 200);
  g_autoptr (TsnScanImage) first = scan_picture_take (&easy, rand);
  g_autoptr (TsnScanImage) second = scan_picture_take (&hard, rand);
  g_autoptr (TsnScanImage) with_one = scan_picture_paste (ground, first, 10, 10);
  g_autoptr (TsnScanImage) with_both = scan_picture_paste (with_one, second, 300, 40);
  g_autoptr (GPtrArray) plain = scan (with_both, 0);
  g_autoptr (GPtrArray) codes = scan (with_both, G_MAXUINT);

  g_assert_cmpstr (only (plain)->text, ==, "TSN1:EASY");
  g_assert_cmpuint (codes->len, ==, 2);
}

/* The corners lead back to the picture as given, whatever a stage did to it. */
static void
test_corners (void)
{
  const ScanPicture hows[] = {
    { .module = 5, .contrast = 1 },
    { .module = 4, .contrast = 1, .blur = 0.5 },
    { .module = 22, .contrast = 1 },
    { .module = 5, .contrast = 1, .tilt = 35 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (hows); i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autofree char *text = scan_picture_card_text (rand, 780);
      ScanPicture how = hows[i];
      g_autoptr (TsnScanImage) image = NULL;
      g_autoptr (GPtrArray) codes = NULL;
      double half;
      double left;

      how.text = text;
      image = scan_picture_take (&how, rand);
      codes = scan (image, G_MAXUINT);
      /* A version 18 code has 89 modules; only the tilted one is narrower on the far side. */
      half = (image->width - 1) / 2.0;
      left = half - (how.tilt > 0 ? 0.79 : 1) * 89 * how.module / 2;
      g_assert_cmpfloat (fabs (only (codes)->corners[0].x - left), <, 12 * how.module);
      g_assert_cmpfloat (fabs (only (codes)->corners[1].x - left), <, 12 * how.module);
      g_assert_cmpfloat (only (codes)->corners[3].x, >, half);
      g_assert_cmpfloat (only (codes)->corners[2].y, >, half);
      g_assert_cmpfloat (only (codes)->corners[0].y, <, half);
    }
}

static void
assert_bytes (ScanPicture how, const char *bytes, gsize length, gboolean is_text)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (TsnScanImage) image = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (GBytes) expected = g_bytes_new (bytes, length);

  how.module = 4;
  how.contrast = 1;
  image = scan_picture_take (&how, rand);
  codes = scan (image, 0);
  g_assert_true (g_bytes_equal (only (codes)->bytes, expected));
  g_assert_cmpint (only (codes)->text != NULL, ==, is_text);
}

/* ZBar left alone reads the first of these as another charset, and takes kanji mode for CP932. */
static void
test_charsets (void)
{
  const char *name = "氏名:伊藤 鐵男";
  const char *rare = "髙橋 﨑";
  const char raw[] = { 'a', '\0', '\xff', '\x80', 'b' };
  const char *sjis = "\x93\x5f\xe4\xaa";

  assert_bytes ((ScanPicture){ .text = name }, name, strlen (name), TRUE);
  assert_bytes ((ScanPicture){ .text = rare, .eci = 26 }, rare, strlen (rare), TRUE);
  assert_bytes ((ScanPicture){ .text = raw, .length = sizeof raw }, raw, sizeof raw, FALSE);
  assert_bytes ((ScanPicture){ .text = sjis, .kanji = TRUE }, sjis, strlen (sjis), FALSE);
}

static void
test_read_luma (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *text = scan_picture_card_text (rand, 780);
  ScanPicture how = { .text = text, .module = 4, .contrast = 1 };
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (TsnScanImage) one = scan_picture_take (&how, rand);
  g_autoptr (TsnScanImage) ground = scan_picture_blank (one->width * 2 + 3, one->height, 255);
  g_autoptr (TsnScanImage) left = scan_picture_paste (ground, one, 0, 0);
  g_autoptr (TsnScanImage) two = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) expected = g_bytes_new (text, strlen (text));

  how.angle = 90;
  g_clear_pointer (&one, tsn_scan_image_unref);
  one = scan_picture_take (&how, rand);
  two = scan_picture_paste (left, one, one->width, 0);
  /* The left half only, by width and stride. */
  bytes = tsn_scanner_read_luma (scanner, two->data, one->width, two->height, two->stride);
  g_assert_nonnull (bytes);
  g_assert_true (g_bytes_equal (bytes, expected));
  g_assert_null (tsn_scanner_read_luma (scanner, two->data, two->width, two->height, two->stride));
  g_assert_null (
      tsn_scanner_read_luma (scanner, ground->data, ground->width, ground->height, ground->stride));
}

/* Sizes at the edge, and noise that must not become a code. */
static void
test_nothing_there (void)
{
  const guint sizes[][2] = { { 1, 1 }, { 1, 40000 }, { 40000, 1 }, { 2, 3 }, { 33, 21 } };
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TsnScanImage) image = scan_picture_blank (sizes[i][0], sizes[i][1], 77);
      g_autoptr (GPtrArray) codes = scan (image, G_MAXUINT);

      g_assert_cmpuint (codes->len, ==, 0);
    }
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (TsnScanImage) image = scan_picture_blank (200, 150, 0);
      g_autoptr (GPtrArray) codes = NULL;

      for (guint k = 0; k < 200 * 150; k++)
        image->owned[k] = (guint8) (g_rand_int_range (rand, 0, 2) * 255);
      codes = scan (image, G_MAXUINT);
      g_assert_cmpuint (codes->len, ==, 0);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (TsnScanImage) image = scan_picture_blank (50, 50, 255);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (tsn_scanner_scan_image (scanner, image, G_MAXUINT, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i + 1 < argc; i++)
    if (strcmp (argv[i], "--seed") == 0)
      seed = (guint32) g_ascii_strtoull (argv[i + 1], NULL, 10);
  g_test_message ("--seed %u", seed);

  g_test_add_func ("/scan/scanner/every-angle", test_every_angle);
  g_test_add_func ("/scan/scanner/stages", test_stages);
  g_test_add_func ("/scan/scanner/no-budget", test_no_budget);
  g_test_add_func ("/scan/scanner/several", test_several);
  g_test_add_func ("/scan/scanner/several-stages", test_several_stages);
  g_test_add_func ("/scan/scanner/several-pictures", test_several_pictures);
  g_test_add_func ("/scan/scanner/corners", test_corners);
  g_test_add_func ("/scan/scanner/charsets", test_charsets);
  g_test_add_func ("/scan/scanner/read-luma", test_read_luma);
  g_test_add_func ("/scan/scanner/nothing-there", test_nothing_there);
  g_test_add_func ("/scan/scanner/cancelled", test_cancelled);
  return g_test_run ();
}
