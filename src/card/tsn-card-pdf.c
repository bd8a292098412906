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

static gboolean
read_all (GPtrArray *proofs,
          const TsnCardPaper *paper,
          guint first,
          TsnScanner *scanner,
          guint *unreadable,
          GError **error)
{
  for (guint i = 0; i < proofs->len; i++)
    {
      double x;
      double y;

      place_of (paper, (first + i) % paper->per_sheet, &x, &y);
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

static void
draw_sheets (cairo_surface_t *surface, GPtrArray *proofs, const TsnCardPaper *paper, guint first)
{
  cairo_t *cr = cairo_create (surface);

  for (guint i = 0; i < proofs->len; i++)
    {
      const TsnCardProof *proof = g_ptr_array_index (proofs, i);
      guint position = (first + i) % paper->per_sheet;
      double x;
      double y;

      if (i > 0 && position == 0)
        cairo_show_page (cr);
      if (paper->sheet_height_mm <= 0)
        {
          tsn_card_proof_size (proof, &x, &y);
          cairo_pdf_surface_set_size (surface, x * TSN_CARD_MM, y * TSN_CARD_MM);
        }
      place_of (paper, position, &x, &y);
      cairo_save (cr);
      cairo_translate (cr, x, y);
      tsn_card_proof_draw (proof, cr);
      cairo_restore (cr);
    }
  cairo_show_page (cr);
  cairo_destroy (cr);
}

static cairo_status_t
write_some (void *closure, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (closure, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

static GByteArray *
make_pdf (GPtrArray *proofs, const TsnCardPaper *paper, guint first, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      write_some,
      bytes,
      paper->sheet_width_mm * TSN_CARD_MM,
      MAX (paper->sheet_height_mm, 10) * TSN_CARD_MM);
  cairo_status_t status;

  set_metadata (surface, paper->layout);
  draw_sheets (surface, proofs, paper, first);
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
  const TsnCardPaper *paper;

  g_return_val_if_fail (proofs->len > 0, FALSE);
  paper = tsn_card_paper (tsn_card_proof_layout (g_ptr_array_index (proofs, 0)));
  g_return_val_if_fail (first_position >= 1 && first_position <= paper->per_sheet, FALSE);
  for (guint i = 1; i < proofs->len; i++)
    g_return_val_if_fail (tsn_card_proof_layout (g_ptr_array_index (proofs, i)) == paper->layout,
                          FALSE);

  if (!read_all (proofs, paper, first_position - 1, scanner, unreadable, error))
    return FALSE;
  bytes = make_pdf (proofs, paper, first_position - 1, error);
  /* Through a file beside it that is renamed; nothing is left of it after a failure. */
  return bytes != NULL && g_file_set_contents_full (path,
                                                    (const char *) bytes->data,
                                                    (gssize) bytes->len,
                                                    G_FILE_SET_CONTENTS_CONSISTENT,
                                                    0600,
                                                    error);
}
