/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Printed faces: what stands on them, what is left off, and that the file on disk says the same to
 * programs that share no code with ours.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "card-faces.h"

static TsnCardProof *
proof_new (CardFace *face, guint layout)
{
  g_autoptr (GError) error = NULL;
  TsnCardProof *proof = tsn_card_proof_new (&face->face, layout, &error);

  g_assert_no_error (error);
  return proof;
}

/* The output of a program, or NULL (the test is skipped then) when it is not installed. */
static char *
run (const char *const *argv)
{
  g_autofree char *program = g_find_program_in_path (argv[0]);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  if (program == NULL)
    {
      g_test_skip_printf ("%s is not installed", argv[0]);
      return NULL;
    }
  process = g_subprocess_newv (argv,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  return output;
}

static char *
print (GPtrArray *proofs, guint first)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("proof-%u.pdf", g_random_int ());
  char *path = g_build_filename (g_get_tmp_dir (), name, NULL);

  tsn_card_print_pdf (proofs, first, path, scanner, NULL, &error);
  g_assert_no_error (error);
  return path;
}

static char *
print_one (TsnCardProof *proof, guint copies, guint first)
{
  g_autoptr (GPtrArray) proofs = g_ptr_array_new ();

  for (guint i = 0; i < copies; i++)
    g_ptr_array_add (proofs, proof);
  return print (proofs, first);
}

static gboolean
overlap (const TsnCardBox *a, const TsnCardBox *b)
{
  const double slack = 0.45; /* mm: leading above and below letters */

  return a->x + a->width > b->x + slack && b->x + b->width > a->x + slack &&
         a->y + a->height > b->y + slack && b->y + b->height > a->y + slack;
}

/* A sign stands in a disc of its own; everything stands on the paper and clear of everything else.
 */
static void
test_nothing_overlaps (void)
{
  for (guint layout = TSN_LAYOUT_BUSINESS_CARD; layout <= TSN_LAYOUT_LABEL; layout++)
    for (guint size = 0; size < CARD_FACE_N; size++)
      {
        g_autoptr (CardFace) face = card_face_new (size, layout);
        g_autoptr (TsnCardProof) proof = proof_new (face, layout);
        const GArray *boxes = tsn_card_proof_boxes (proof);
        double width;
        double height;

        tsn_card_proof_size (proof, &width, &height);
        for (guint i = 0; i < boxes->len; i++)
          {
            const TsnCardBox *box = &g_array_index (boxes, TsnCardBox, i);

            g_assert_cmpfloat (box->x, >=, 2.0);
            g_assert_cmpfloat (box->y, >=, 2.0);
            g_assert_cmpfloat (box->x + box->width, <=, width - 2.0);
            g_assert_cmpfloat (box->y + box->height, <=, height - 2.0);
            for (guint j = 0; j < i; j++)
              if (overlap (box, &g_array_index (boxes, TsnCardBox, j)))
                g_error ("layout %u, %s: box %u (field %d) over box %u (field %d)",
                         layout,
                         card_face_name (size),
                         i,
                         (int) box->field.field,
                         j,
                         (int) g_array_index (boxes, TsnCardBox, j).field.field);
          }
      }
}

/* The least sizes of type hold for what the resident wrote. */
static void
test_type_is_legible (void)
{
  for (guint layout = TSN_LAYOUT_BUSINESS_CARD; layout <= TSN_LAYOUT_LABEL; layout++)
    {
      g_autoptr (CardFace) face = card_face_new (CARD_FACE_FULL, layout);
      g_autoptr (TsnCardProof) proof = proof_new (face, layout);
      const GArray *boxes = tsn_card_proof_boxes (proof);

      for (guint i = 0; i < boxes->len; i++)
        {
          const TsnCardBox *box = &g_array_index (boxes, TsnCardBox, i);

          if (box->field.part == TSN_CARD_F_CONTACT_PHONE ||
              box->field.part == TSN_CARD_F_DOCTOR_PHONE)
            g_assert_cmpfloat (box->size, >=, 11);
          else if ((int) box->field.field != -1 && box->field.field != TSN_CARD_F_SERIAL)
            g_assert_cmpfloat (box->size, >=, 8);
        }
    }
}

/* Whether the face shows a value: itself, its item or its part. */
static gboolean
has_box (const GArray *boxes, TsnCardFieldId field, gint item, gint part)
{
  for (guint i = 0; i < boxes->len; i++)
    {
      const TsnCardLeftOut *at = &g_array_index (boxes, TsnCardBox, i).field;

      if (at->field == field && at->item == item && at->part == part)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_left_off (const GArray *left_off, TsnCardFieldId field, gint item, gint part)
{
  for (guint i = 0; i < left_off->len; i++)
    {
      const TsnCardLeftOut *at = &g_array_index (left_off, TsnCardLeftOut, i);

      if (at->field == field && (at->item == -1 || at->item == item) &&
          (at->part == -1 || at->part == part))
        return TRUE;
    }
  return FALSE;
}

/* Each number of each contact is either on the face or in the list. */
static void
test_left_off_is_exact (void)
{
  for (guint layout = TSN_LAYOUT_BUSINESS_CARD; layout <= TSN_LAYOUT_LABEL; layout++)
    for (guint size = 0; size < CARD_FACE_N; size++)
      {
        g_autoptr (CardFace) face = card_face_new (size, layout);
        g_autoptr (TsnCardProof) proof = proof_new (face, layout);
        const GArray *left_off = tsn_card_proof_left_off (proof);
        const GArray *boxes = tsn_card_proof_boxes (proof);
        const TsnCardFieldId parts[] = { TSN_CARD_F_CONTACT_NAME,
                                         TSN_CARD_F_CONTACT_PHONE,
                                         TSN_CARD_F_CONTACT_KANA,
                                         TSN_CARD_F_CONTACT_PHONE2 };

        for (gint i = 0; (guint) i < tsn_card_n_items (face->card, TSN_CARD_F_CONTACTS); i++)
          for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
            if (tsn_card_has (tsn_card_item (face->card, TSN_CARD_F_CONTACTS, (guint) i), parts[p]))
              g_assert_true (has_box (boxes, TSN_CARD_F_CONTACTS, i, (gint) parts[p]) !=
                             is_left_off (left_off, TSN_CARD_F_CONTACTS, i, (gint) parts[p]));
        g_assert_true (has_box (boxes, TSN_CARD_F_NAME, -1, -1));
        g_assert_true (has_box (boxes, TSN_CARD_F_KANA, -1, -1));
        g_assert_true (has_box (boxes, TSN_CARD_F_WRITTEN, -1, -1));
        g_assert_true (has_box (boxes, TSN_CARD_F_REVIEW, -1, -1));
        g_assert_true (has_box (boxes, TSN_CARD_F_ALLERGY, -1, -1));
        g_assert_true (has_box (boxes, TSN_CARD_F_CONTACTS, 0, TSN_CARD_F_CONTACT_PHONE));
        if (size == CARD_FACE_SHORT || layout == TSN_LAYOUT_A4_FOLD)
          g_assert_cmpuint (left_off->len, ==, 0);
        if (size == CARD_FACE_FULL && layout == TSN_LAYOUT_CR80)
          g_assert_cmpuint (left_off->len, >, 0);
      }
}

/* Every list full and every text at its limit must still keep what always stands. */
static void
test_limits (void)
{
  g_autofree char *kana = g_strnfill (90, ' ');

  for (guint i = 0; i < 30; i++)
    memcpy (kana + 3 * i, "鷹", 3);
  for (guint layout = TSN_LAYOUT_BUSINESS_CARD; layout <= TSN_LAYOUT_LABEL; layout++)
    {
      g_autoptr (TsnCard) card = card_face_card (CARD_FACE_FULL);
      g_autoptr (TsnCardProof) proof = NULL;
      g_autoptr (GError) error = NULL;
      TsnCardFace face = { .card = card,
                           .title = "わたしとかぞくのあんしん緊急連絡先カード（本庄市版）" };
      double width;
      double height;

      tsn_card_set_text (card, TSN_CARD_F_NAME, kana, &error);
      g_assert_no_error (error);
      tsn_card_set_text (card, TSN_CARD_F_KANA, kana, &error);
      g_assert_no_error (error);
      tsn_card_set_text (tsn_card_item (card, TSN_CARD_F_CONTACTS, 0),
                         TSN_CARD_F_CONTACT_NAME,
                         kana,
                         &error);
      g_assert_no_error (error);
      proof = tsn_card_proof_new (&face, layout, &error);
      g_assert_no_error (error);
      tsn_card_proof_size (proof, &width, &height);
      for (guint i = 0; i < tsn_card_proof_boxes (proof)->len; i++)
        {
          const TsnCardBox *box = &g_array_index (tsn_card_proof_boxes (proof), TsnCardBox, i);

          g_assert_cmpfloat (box->x + box->width, <=, width - 2);
          g_assert_cmpfloat (box->y + box->height, <=, height - 2);
        }
    }
}

static void
test_forms_of_characters (void)
{
  g_autoptr (CardFace) face = card_face_new (CARD_FACE_FULL, TSN_LAYOUT_A4_FOLD);
  g_autoptr (TsnCardProof) proof = proof_new (face, TSN_LAYOUT_A4_FOLD);
  g_autoptr (TsnCard) card = card_face_card (CARD_FACE_SHORT);
  g_autoptr (TsnCardProof) odd = NULL;

  /* 葛 with U+E0100, 髙, 﨑 and 𠮷 are in the fonts that ./dev setup installs. */
  g_assert_cmpuint (tsn_card_proof_substituted (proof)->len, ==, 0);
  g_assert_true (
      tsn_card_set_text (card, TSN_CARD_F_NAME, "森\xf3\xa0\x87\xaf \xf3\xb0\x80\x80", NULL));
  odd = tsn_card_proof_new (&(TsnCardFace){ .card = card }, TSN_LAYOUT_CR80, NULL);
  g_assert_cmpuint (tsn_card_proof_substituted (odd)->len, ==, 1);
  g_assert_cmpint (g_array_index (tsn_card_proof_substituted (odd), TsnCardLeftOut, 0).field,
                   ==,
                   TSN_CARD_F_NAME);
}

/* Page sizes and counts as a PDF library sees them; the sheet of ten starts where it is told. */
static void
test_sheets (void)
{
  static const struct
  {
    guint copies, first, pages;
  } CASES[] = { { 1, 1, 1 }, { 10, 1, 1 }, { 11, 1, 2 }, { 10, 2, 2 }, { 1, 10, 1 }, { 2, 10, 2 } };
  g_autoptr (CardFace) face = card_face_new (CARD_FACE_TYPICAL, TSN_LAYOUT_A4_TEN);
  g_autoptr (TsnCardProof) proof = proof_new (face, TSN_LAYOUT_A4_TEN);

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = print_one (proof, CASES[i].copies, CASES[i].first);
      g_autoptr (GError) error = NULL;
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autoptr (TsnScanDocument) document = tsn_scan_document_new_from_file (file, NULL, &error);
      g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
      g_autoptr (GPtrArray) codes = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (tsn_scan_document_get_n_pages (document), ==, CASES[i].pages);
      codes = tsn_scanner_scan_document (scanner, document, G_MAXUINT, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (codes->len, ==, CASES[i].copies);
      g_unlink (path);
    }
}

static void
test_page_size (void)
{
  static const char *const SIZES[] = { "257.9", "595.2", "242.6", "595.2", "226.7" };

  for (guint layout = TSN_LAYOUT_BUSINESS_CARD; layout <= TSN_LAYOUT_LABEL; layout++)
    {
      g_autoptr (CardFace) face = card_face_new (CARD_FACE_TYPICAL, layout);
      g_autoptr (TsnCardProof) proof = proof_new (face, layout);
      g_autofree char *path = print_one (proof, 1, 1);
      g_autofree char *info = run ((const char *[]){ "pdfinfo", path, NULL });
      g_autofree char *wanted = g_strdup_printf ("Page size:       %s", SIZES[layout - 1]);

      g_unlink (path);
      if (info == NULL)
        return;
      g_assert_nonnull (strstr (info, wanted));
      g_assert_null (strstr (info, "梅子"));
    }
}

static void
test_text_and_fonts (void)
{
  g_autoptr (CardFace) face = card_face_new (CARD_FACE_TYPICAL, TSN_LAYOUT_BUSINESS_CARD);
  g_autoptr (TsnCardProof) proof = proof_new (face, TSN_LAYOUT_BUSINESS_CARD);
  g_autofree char *path = print_one (proof, 1, 1);
  g_autofree char *text = run ((const char *[]){ "pdftotext", "-raw", path, "-", NULL });
  g_autofree char *fonts = run ((const char *[]){ "pdffonts", path, NULL });
  static const char *const WORDS[] = {
    "救急隊の方へ",    "髙橋 梅子",
    "たかはし うめこ", "090-0000-1234",
    "080-0000-5678",   "0495-00-2345",
    "令和8年11月21日", "2026年",
    "ペニシリン",      "本人の意向の記録があります。",
  };

  g_unlink (path);
  if (text == NULL || fonts == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (WORDS); i++)
    if (strstr (text, WORDS[i]) == NULL)
      g_error ("%s is not in the text of the PDF", WORDS[i]);
  g_assert_null (strstr (text, "蘇生"));
  g_assert_nonnull (strstr (fonts, "BIZUDPGothic"));
  g_assert_null (strstr (fonts, " no  ")); /* embedded, subset */
}

/* A symbol that is not what it should be stops the print, says which, and leaves an older file. */
static void
test_unreadable (void)
{
  g_autoptr (CardFace) good = card_face_new (CARD_FACE_TYPICAL, TSN_LAYOUT_A4_TEN);
  g_autoptr (CardFace) bad = card_face_new (CARD_FACE_SHORT, TSN_LAYOUT_A4_TEN);
  g_autoptr (TsnCardProof) first = proof_new (good, TSN_LAYOUT_A4_TEN);
  g_autoptr (TsnCardProof) second = NULL;
  g_autoptr (GPtrArray) proofs = g_ptr_array_new ();
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "unreadable.pdf", NULL);
  g_autofree char *content = NULL;
  guint unreadable = 99;
  TsnCardQr *qr = bad->code->qr;

  memset (qr->modules + qr->size * qr->size / 3, 1, qr->size * qr->size / 3);
  second = proof_new (bad, TSN_LAYOUT_A4_TEN);
  g_ptr_array_add (proofs, first);
  g_ptr_array_add (proofs, second);
  g_assert_true (g_file_set_contents (path, "older", -1, NULL));
  g_assert_false (tsn_card_print_pdf (proofs, 1, path, scanner, &unreadable, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_UNREADABLE);
  g_assert_cmpuint (unreadable, ==, 1);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "older");
  g_unlink (path);
}

static gboolean
says (TsnCardFace *face, const char *words)
{
  g_autoptr (TsnCardProof) proof = tsn_card_proof_new (face, TSN_LAYOUT_LABEL, NULL);
  g_autofree char *path = print_one (proof, 1, 1);
  g_autofree char *text = run ((const char *[]){ "pdftotext", "-raw", path, "-", NULL });

  g_unlink (path);
  return text != NULL && strstr (text, words) != NULL;
}

/* Blank is not "none", and kept off the face is neither. */
static void
test_kept_off (void)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  g_autoptr (CardFace) face = card_face_new (CARD_FACE_TYPICAL, TSN_LAYOUT_LABEL);
  g_autoptr (TsnCard) shown = tsn_card_copy (face->card);

  if (program == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }
  g_assert_false (says (&face->face, "ほかの内容はコードにあります"));
  tsn_card_clear (shown, TSN_CARD_F_ALLERGIES);
  tsn_card_clear (shown, TSN_CARD_F_ALLERGY);
  face->face.card = shown;
  g_assert_true (says (&face->face, "未記入"));
  face->face.whole = face->card;
  g_assert_true (says (&face->face, "アレルギー：コードにあります"));
  g_assert_true (says (&face->face, "ほかの内容はコードにあります"));
  g_assert_false (says (&face->face, "ペニシリン"));
}

static void
test_too_large (void)
{
  g_autoptr (CardFace) face = card_face_new (CARD_FACE_FULL, TSN_LAYOUT_A4_FOLD);
  g_autoptr (GError) error = NULL;

  g_assert_null (tsn_card_proof_new (&face->face, TSN_LAYOUT_CR80, &error));
  g_assert_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_TOO_LARGE);
  g_assert_cmpuint (tsn_card_layout_version_max (TSN_LAYOUT_BUSINESS_CARD), ==, 19);
  g_assert_cmpuint (tsn_card_layout_version_max (99), ==, 0);
}

static void
test_other_reader (void)
{
  for (guint layout = TSN_LAYOUT_BUSINESS_CARD; layout <= TSN_LAYOUT_LABEL; layout++)
    for (guint size = 0; size < CARD_FACE_N; size++)
      {
        g_autoptr (CardFace) face = card_face_new (size, layout);
        g_autoptr (TsnCardProof) proof = proof_new (face, layout);
        g_autofree char *path = print_one (proof, 1, layout == TSN_LAYOUT_A4_TEN ? 7 : 1);
        g_autofree char *stem = g_strconcat (path, "-page", NULL);
        g_autofree char *picture = g_strconcat (stem, ".png", NULL);
        const char *dpi = layout == TSN_LAYOUT_A4_TEN ? "300" : "200";
        const char *paint[] = { "pdftoppm",    "-r", dpi,  "-png", "-gray",
                                "-singlefile", path, stem, NULL };
        g_autofree char *painted = run (paint);
        g_autofree char *read = painted == NULL
                                    ? NULL
                                    : run ((const char *[]){ "ZXingReader", picture, NULL });

        g_unlink (path);
        if (read == NULL)
          return;
        g_unlink (picture);
        g_assert_nonnull (strstr (read, face->code->text));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/card-proof/nothing-overlaps", test_nothing_overlaps);
  g_test_add_func ("/card-proof/type-is-legible", test_type_is_legible);
  g_test_add_func ("/card-proof/left-off-is-exact", test_left_off_is_exact);
  g_test_add_func ("/card-proof/limits", test_limits);
  g_test_add_func ("/card-proof/forms-of-characters", test_forms_of_characters);
  g_test_add_func ("/card-proof/sheets", test_sheets);
  g_test_add_func ("/card-proof/page-size", test_page_size);
  g_test_add_func ("/card-proof/text-and-fonts", test_text_and_fonts);
  g_test_add_func ("/card-proof/unreadable", test_unreadable);
  g_test_add_func ("/card-proof/kept-off", test_kept_off);
  g_test_add_func ("/card-proof/too-large", test_too_large);
  g_test_add_func ("/card-proof/other-reader", test_other_reader);
  return g_test_run ();
}
