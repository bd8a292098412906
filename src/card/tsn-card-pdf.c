/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Proofs on sheets of paper, as a PDF. cairo embeds subsets of the fonts by itself.
 *
 * The file holds what the vault protects, so it is made unreadable for others, is never seen half
 * written, and is not left behind when a code cannot be read. Its metadata name the layout only.
 */

#include <cairo-pdf.h>
#include <math.h>

#include "tsn-card-fonts.h"
#include "tsn-card-proof.h"

#define TEN_COLUMNS 2u

static const double TEN_LEFT_MM = 14.0;
static const double TEN_TOP_MM = 11.0;

/* Top left of the face at @position (from 0) of its sheet, in points. */
static void
place_of (const TsnCardPaper *paper, guint position, double *x, double *y)
{
  *x = *y = 0;
  if (paper->per_sheet == 1)
    return;
  *x = (TEN_LEFT_MM + position % TEN_COLUMNS * paper->face_width_mm) * TSN_CARD_MM;
  *y = (TEN_TOP_MM + position / TEN_COLUMNS * paper->face_height_mm) * TSN_CARD_MM;
}

static const TsnCardPaper *
paper_of (GPtrArray *proofs, guint first_position)
{
  const TsnCardPaper *paper;

  g_return_val_if_fail (proofs->len > 0, NULL);
  paper = tsn_card_paper (tsn_card_proof_layout (g_ptr_array_index (proofs, 0)));
  g_return_val_if_fail (first_position >= 1 && first_position <= paper->per_sheet, NULL);
  for (guint i = 1; i < proofs->len; i++)
    g_return_val_if_fail (tsn_card_proof_layout (g_ptr_array_index (proofs, i)) == paper->layout,
                          NULL);
  return paper;
}

gboolean
tsn_card_sheets_read_back (GPtrArray *proofs,
                           guint first_position,
                           TsnScanner *scanner,
                           guint *unreadable,
                           GError **error)
{
  const TsnCardPaper *paper = paper_of (proofs, first_position);

  g_return_val_if_fail (paper != NULL, FALSE);
  for (guint i = 0; i < proofs->len; i++)
    {
      double x;
      double y;

      place_of (paper, (first_position - 1 + i) % paper->per_sheet, &x, &y);
      if (tsn_card_proof_read_back (g_ptr_array_index (proofs, i), x, y, scanner, error))
        continue;
      if (unreadable != NULL)
        *unreadable = i;
      g_prefix_error (error, "card %u: ", i + 1);
      return FALSE;
    }
  return TRUE;
}

static void
set_metadata (cairo_surface_t *surface, guint layout)
{
  const TsnCode *code = tsn_code_by_number (&tsn_codes_layout, layout);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, code->label);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Tsunagi");
}

guint
tsn_card_sheets_count (GPtrArray *proofs, guint first_position)
{
  const TsnCardPaper *paper = paper_of (proofs, first_position);

  return paper == NULL ? 0 : (first_position - 1 + proofs->len - 1) / paper->per_sheet + 1;
}

void
tsn_card_sheets_size (GPtrArray *proofs,
                      guint first_position,
                      guint sheet,
                      double *width_mm,
                      double *height_mm)
{
  const TsnCardPaper *paper = paper_of (proofs, first_position);

  g_return_if_fail (paper != NULL);
  if (paper->sheet_height_mm > 0)
    tsn_card_layout_sheet_size (paper->layout, width_mm, height_mm);
  else
    tsn_card_proof_size (g_ptr_array_index (proofs, sheet), width_mm, height_mm);
}

void
tsn_card_sheets_draw (GPtrArray *proofs, guint first_position, guint sheet, cairo_t *cr)
{
  const TsnCardPaper *paper = paper_of (proofs, first_position);

  g_return_if_fail (paper != NULL);
  for (guint i = 0; i < proofs->len; i++)
    {
      guint position = first_position - 1 + i;
      double x;
      double y;

      if (position / paper->per_sheet != sheet)
        continue;
      place_of (paper, position % paper->per_sheet, &x, &y);
      cairo_save (cr);
      cairo_translate (cr, x, y);
      tsn_card_proof_draw (g_ptr_array_index (proofs, i), cr);
      cairo_restore (cr);
    }
}

static cairo_status_t
write_some (void *closure, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (closure, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Marks outside the corners, along which the sheet is cut out. */
static void
draw_marks (cairo_t *cr, const TsnCardSpot *spot, double width, double height)
{
  const double gap = 2 * TSN_CARD_MM, length = 5 * TSN_CARD_MM;
  double right = spot->x + (spot->turned ? height : width);
  double bottom = spot->y + (spot->turned ? width : height);

  cairo_set_source_rgb (cr, 0.5, 0.5, 0.5);
  cairo_set_line_width (cr, 0.3);
  for (guint i = 0; i < 4; i++)
    {
      double x = i % 2 == 0 ? spot->x : right, y = i / 2 == 0 ? spot->y : bottom;
      double out_x = i % 2 == 0 ? -1 : 1, out_y = i / 2 == 0 ? -1 : 1;

      cairo_move_to (cr, x + out_x * gap, y);
      cairo_rel_line_to (cr, out_x * length, 0);
      cairo_move_to (cr, x, y + out_y * gap);
      cairo_rel_line_to (cr, 0, out_y * length);
    }
  cairo_stroke (cr);
}

/* Begins a page; then @cr has the sheet's top left as origin and its directions. */
static gboolean
begin_page (cairo_t *cr,
            double width_mm,
            double height_mm,
            double paper_width_mm,
            double paper_height_mm,
            GError **error)
{
  TsnCardSpot spot;
  double width = width_mm * TSN_CARD_MM, height = height_mm * TSN_CARD_MM;

  if (!tsn_card_find_spot (width_mm, height_mm, paper_width_mm, paper_height_mm, &spot))
    {
      g_set_error_literal (error,
                           TSN_CARD_ERROR,
                           TSN_CARD_ERROR_TOO_LARGE,
                           "the layout has no room on this paper");
      return FALSE;
    }
  cairo_pdf_surface_set_size (cairo_get_target (cr), spot.width, spot.height);
  if (spot.x > 0 || spot.y > 0)
    draw_marks (cr, &spot, width, height);
  cairo_translate (cr, spot.x, spot.y);
  if (spot.turned)
    {
      cairo_translate (cr, height, 0);
      cairo_rotate (cr, M_PI_2);
    }
  return TRUE;
}

static GByteArray *
end_pdf (cairo_t *cr, GByteArray *bytes, GError **error)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  cairo_status_t status;

  cairo_surface_finish (surface);
  status = cairo_status (cr) != CAIRO_STATUS_SUCCESS ? cairo_status (cr)
                                                     : cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_ref (bytes);
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_FAILED,
               "the PDF could not be made: %s",
               cairo_status_to_string (status));
  return NULL;
}

static cairo_t *
begin_pdf (GByteArray *bytes, guint layout)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_some, bytes, 1, 1);
  cairo_t *cr = cairo_create (surface);

  set_metadata (surface, layout);
  cairo_surface_destroy (surface);
  return cr;
}

GByteArray *
tsn_card_make_pdf (GPtrArray *proofs,
                   guint first_position,
                   double paper_width_mm,
                   double paper_height_mm,
                   GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_t *cr = begin_pdf (bytes, tsn_card_proof_layout (g_ptr_array_index (proofs, 0)));
  guint n = tsn_card_sheets_count (proofs, first_position);
  GByteArray *pdf = NULL;
  guint i;

  for (i = 0; i < n; i++)
    {
      double width, height;

      tsn_card_sheets_size (proofs, first_position, i, &width, &height);
      cairo_save (cr);
      if (!begin_page (cr, width, height, paper_width_mm, paper_height_mm, error))
        break;
      tsn_card_sheets_draw (proofs, first_position, i, cr);
      cairo_restore (cr);
      cairo_show_page (cr);
    }
  if (i == n)
    pdf = end_pdf (cr, bytes, error);
  cairo_destroy (cr);
  return pdf;
}

gboolean
tsn_card_print_pdf (GPtrArray *proofs,
                    guint first_position,
                    const char *path,
                    TsnScanner *scanner,
                    guint *unreadable,
                    GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;

  if (!tsn_card_sheets_read_back (proofs, first_position, scanner, unreadable, error))
    return FALSE;
  bytes = tsn_card_make_pdf (proofs, first_position, 0, 0, error);
  /* Through a file beside it that is renamed; nothing is left of it after a failure. */
  return bytes != NULL && g_file_set_contents_full (path,
                                                    (const char *) bytes->data,
                                                    (gssize) bytes->len,
                                                    G_FILE_SET_CONTENTS_CONSISTENT,
                                                    0600,
                                                    error);
}

/* -- A page without anybody -- */

#define TEST_LABEL_MM 60.0 /* long, where the paper has no end */
#define TEST_CODE_MM  26.0
#define RULER_MM      50

static void
draw_ruler (cairo_t *cr, double x, double y)
{
  for (int i = 0; i <= RULER_MM; i++)
    {
      cairo_move_to (cr, x + i * TSN_CARD_MM, y);
      cairo_rel_line_to (cr, 0, -(i % 10 == 0 ? 5 : i % 5 == 0 ? 3 : 1.5) * TSN_CARD_MM);
    }
  cairo_move_to (cr, x, y);
  cairo_rel_line_to (cr, RULER_MM * TSN_CARD_MM, 0);
  cairo_set_line_width (cr, 0.4);
  cairo_stroke (cr);
}

static void
draw_words (cairo_t *cr, double x, double y, double width, const char *sentence)
{
  g_autoptr (TsnCardSlug) slug = tsn_card_slug_new ();
  TsnCardFonts fonts;

  tsn_card_fonts_init (&fonts);
  tsn_card_fonts_set (&fonts,
                      slug,
                      TSN_CARD_SET_PARAGRAPH,
                      TSN_CARD_FONT_TEXT,
                      9,
                      sentence,
                      width,
                      NULL);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  tsn_card_slug_draw (slug, cr);
  cairo_restore (cr);
  tsn_card_fonts_clear (&fonts);
}

static void
draw_test_card (cairo_t *cr, const TsnCardPaper *paper, const char *sentence, const TsnCardQr *qr)
{
  const double inset = 4 * TSN_CARD_MM, code = TEST_CODE_MM * TSN_CARD_MM;
  double width = paper->face_width_mm * TSN_CARD_MM;
  double height = (paper->face_height_mm > 0 ? paper->face_height_mm : TEST_LABEL_MM) * TSN_CARD_MM;

  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, 0.5);
  cairo_rectangle (cr, 0.25, 0.25, width - 0.5, height - 0.5);
  cairo_stroke (cr);
  draw_ruler (cr, inset, height - inset);
  tsn_card_qr_draw (qr, cr, width - inset - code, inset, code);
  draw_words (cr, inset, inset, width - 3 * inset - code, sentence);
}

GByteArray *
tsn_card_make_test_pdf (guint layout,
                        guint position,
                        double paper_width_mm,
                        double paper_height_mm,
                        const char *sentence,
                        GError **error)
{
  const TsnCardPaper *paper = tsn_card_paper (layout);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (TsnCardQr) qr = NULL;
  GByteArray *pdf = NULL;
  double x, y;
  cairo_t *cr;

  g_return_val_if_fail (paper != NULL && position >= 1 && position <= paper->per_sheet, NULL);
  qr = tsn_card_qr_new_words (sentence,
                              TSN_CARD_QR_LEVEL_M,
                              tsn_card_qr_version_for (TEST_CODE_MM, TSN_CARD_MODULE_MM),
                              error);
  if (qr == NULL)
    return NULL;
  cr = begin_pdf (bytes, layout);
  if (begin_page (cr,
                  paper->sheet_width_mm,
                  paper->sheet_height_mm > 0 ? paper->sheet_height_mm : TEST_LABEL_MM,
                  paper_width_mm,
                  paper_height_mm,
                  error))
    {
      place_of (paper, position - 1, &x, &y);
      cairo_translate (cr, x, y);
      draw_test_card (cr, paper, sentence, qr);
      cairo_show_page (cr);
      pdf = end_pdf (cr, bytes, error);
    }
  cairo_destroy (cr);
  return pdf;
}
