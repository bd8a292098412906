/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Proofs on sheets of paper, as a PDF. cairo embeds subsets of the fonts by itself.
 *
 * The file holds what the vault protects, so it is made unreadable for others, is never seen half
 * written, and is not left behind when a code cannot be read. Its metadata name the layout only.
 */

#include <cairo-pdf.h>

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

static void
draw_sheets (cairo_surface_t *surface, GPtrArray *proofs, guint first_position)
{
  cairo_t *cr = cairo_create (surface);
  guint n = tsn_card_sheets_count (proofs, first_position);

  for (guint i = 0; i < n; i++)
    {
      double width;
      double height;

      tsn_card_sheets_size (proofs, first_position, i, &width, &height);
      cairo_pdf_surface_set_size (surface, width * TSN_CARD_MM, height * TSN_CARD_MM);
      tsn_card_sheets_draw (proofs, first_position, i, cr);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
}

static cairo_status_t
write_some (void *closure, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (closure, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

GByteArray *
tsn_card_make_pdf (GPtrArray *proofs, guint first_position, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_some, bytes, 1, 1);
  cairo_status_t status;

  set_metadata (surface, tsn_card_proof_layout (g_ptr_array_index (proofs, 0)));
  draw_sheets (surface, proofs, first_position);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_FAILED,
                   "the PDF could not be made: %s",
                   cairo_status_to_string (status));
      return NULL;
    }
  return g_steal_pointer (&bytes);
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
  bytes = tsn_card_make_pdf (proofs, first_position, error);
  /* Through a file beside it that is renamed; nothing is left of it after a failure. */
  return bytes != NULL && g_file_set_contents_full (path,
                                                    (const char *) bytes->data,
                                                    (gssize) bytes->len,
                                                    G_FILE_SET_CONTENTS_CONSISTENT,
                                                    0600,
                                                    error);
}
