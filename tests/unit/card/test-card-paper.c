/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A card on paper that is larger than it is, and the page by which staff try the tray: read by
 * programs that share no code with ours. */

#include <glib/gstdio.h>
#include <string.h>

#include "card-faces.h"

static char *
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv,
                                                       G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                           G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                                       &error);
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  return output;
}

/* The page is as large as the paper, and says @text in a code. */
static void
assert_page (GByteArray *pdf, double width_mm, double height_mm, const char *text)
{
  g_autofree char *stem = g_strdup_printf ("%s/paper-%08x", g_get_tmp_dir (), g_random_int ());
  g_autofree char *path = g_strconcat (stem, ".pdf", NULL);
  g_autofree char *picture = g_strconcat (stem, ".png", NULL);
  g_autofree char *info = NULL, *painted = NULL, *read = NULL;
  double width, height;
  const char *size;

  g_assert_true (g_file_set_contents (path, (const char *) pdf->data, (gssize) pdf->len, NULL));
  info = run ((const char *[]){ "pdfinfo", path, NULL });
  size = strstr (info, "Page size:");
  g_assert_nonnull (size);
  g_assert_cmpint (sscanf (size, "Page size: %lf x %lf", &width, &height), ==, 2);
  g_assert_cmpfloat_with_epsilon (width, width_mm * 72 / 25.4, 0.1);
  g_assert_cmpfloat_with_epsilon (height, height_mm * 72 / 25.4, 0.1);
  painted = run ((
      const char *[]){ "pdftoppm", "-r", "300", "-png", "-gray", "-singlefile", path, stem, NULL });
  read = run ((const char *[]){ "ZXingReader", picture, NULL });
  g_assert_nonnull (strstr (read, text));
  g_unlink (path);
  g_unlink (picture);
}

static const struct
{
  guint layout;
  double width_mm, height_mm; /* of the paper */
  gboolean fits;
} CASES[] = {
  { TSN_LAYOUT_BUSINESS_CARD, 105, 148, TRUE }, { TSN_LAYOUT_BUSINESS_CARD, 210, 297, TRUE },
  { TSN_LAYOUT_BUSINESS_CARD, 55, 91, TRUE },   { TSN_LAYOUT_CR80, 53.98, 85.6, TRUE },
  { TSN_LAYOUT_CR80, 100, 148, TRUE },          { TSN_LAYOUT_A4_TEN, 210, 297, TRUE },
  { TSN_LAYOUT_A4_FOLD, 297, 420, TRUE },       { TSN_LAYOUT_A4_FOLD, 105, 148, FALSE },
  { TSN_LAYOUT_BUSINESS_CARD, 89, 50, FALSE },
};

static void
test_cards (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (CardFace) face = card_face_new (CARD_FACE_FULL, CASES[i].layout);
      g_autoptr (GPtrArray) proofs = g_ptr_array_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (TsnCardProof) proof = tsn_card_proof_new (&face->face, CASES[i].layout, &error);
      g_autoptr (GByteArray) pdf = NULL;

      g_assert_no_error (error);
      g_ptr_array_add (proofs, proof);
      pdf = tsn_card_make_pdf (proofs, 1, CASES[i].width_mm, CASES[i].height_mm, &error);
      g_assert_true (tsn_card_layout_fits (CASES[i].layout,
                                           CASES[i].width_mm,
                                           CASES[i].height_mm) == CASES[i].fits);
      if (CASES[i].fits)
        {
          g_assert_no_error (error);
          assert_page (pdf, CASES[i].width_mm, CASES[i].height_mm, face->code->text);
        }
      else
        {
          g_assert_null (pdf);
          g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_TOO_LARGE);
        }
    }
}

static void
test_test_page (void)
{
  static const char SENTENCE[] = "つなぎのテスト印刷です。この文はコードにもあります。";

  for (guint layout = TSN_LAYOUT_BUSINESS_CARD; layout <= TSN_LAYOUT_LABEL; layout++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GByteArray) pdf = tsn_card_make_test_pdf (layout, 1, 210, 297, SENTENCE, &error);

      g_assert_no_error (error);
      assert_page (pdf, 210, 297, SENTENCE);
    }
}

int
main (int argc, char **argv)
{
  static const char *const programs[] = { "pdfinfo", "pdftoppm", "ZXingReader" };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *program = g_find_program_in_path (programs[i]);

      if (program == NULL)
        {
          g_print ("1..0 # SKIP %s is not installed\n", programs[i]);
          return 0;
        }
    }
  g_test_add_func ("/card-paper/cards", test_cards);
  g_test_add_func ("/card-paper/test-page", test_test_page);
  return g_test_run ();
}
