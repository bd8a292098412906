/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "tsn-card-code.h"
#include "tsn-card-layout.h"
#include "tsn-scanner.h"

G_BEGIN_DECLS

/**
 * TsnCardFace:
 *
 * What is to be printed in clear, and the codes beside it. Zero everything that is not wanted.
 */
typedef struct
{
  const TsnCard *card;    /* only what the resident agreed to have in clear (a tsn_card_copy() with
                             the rest cleared); fields without TSN_CARD_FLAG_FACE are never printed */
  const TsnCard *whole;   /* (nullable): what the code holds when that is more: the face says that
                             there is more, and calls no allergy unasked that was only kept off it */
  const TsnCardQr *qr;    /* (nullable): the whole card; NULL: a face without a code */
  const TsnCardQr *words; /* (nullable): contacts in words for any phone; only on layouts where
                             tsn_card_layout_words_version_max() is not 0 */
  gboolean open;          /* the code is not sealed: anyone can read it, and the face says so */
  const char *title; /* (nullable): the municipality's name for it; NULL: わたしの連絡先カード */
  const char *issuer;         /* (nullable): the municipality's name */
  const char *issuer_phone;   /* (nullable): whom to ask about the card */
  const char *const *notices; /* (nullable): sentences, the most important first; NULL: the four
                                 usual ones (docs/card-format.md "The face") */
} TsnCardFace;

/* Where a field stands, for a screen that leads from the picture to the form, and for tests. */
typedef struct
{
  TsnCardLeftOut field; /* whose value it is; .field is -1 for what is not of the card (headings,
                           notices, codes) */
  guint page;           /* from 0 */
  double x, y, width, height; /* millimetres from the top left of the face */
  double size;                /* of the type in points; 0 for a code */
} TsnCardBox;

/**
 * TsnCardProof:
 *
 * A face set in type for one layout: what will be printed, to the point. Preview and print draw
 * the same proof.
 *
 * Nothing is cut off silently. What does not fit is first set smaller and narrower down to the
 * least size (8 points; telephone numbers 11, bold), then left off in a fixed order
 * (docs/card-format.md "The face"), listed, and the face says that there is more.
 *
 * Thread: draw it in the thread that made it.
 */
typedef struct _TsnCardProof TsnCardProof;

/**
 * tsn_card_proof_new:
 * @face: copied as far as needed; its codes must outlive the proof
 * @layout: TSN_LAYOUT_*, a known one
 *
 * Sets the type. About 3 ms for a small card.
 *
 * Errors: TSN_CARD_ERROR_TOO_LARGE when a code is too large for the layout (its modules would be
 * narrower than %TSN_CARD_MODULE_MM).
 */
TsnCardProof *tsn_card_proof_new (const TsnCardFace *face, guint layout, GError **error);

void tsn_card_proof_free (TsnCardProof *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCardProof, tsn_card_proof_free)

guint tsn_card_proof_layout (const TsnCardProof *self);

/* Millimetres. Of the sheet of ten, one card; of the label, its length. */
void tsn_card_proof_size (const TsnCardProof *self, double *width_mm, double *height_mm);

/* Of TsnCardLeftOut: what the card holds and the face does not show, in the order in which it was
 * given up. (transfer none) */
const GArray *tsn_card_proof_left_off (const TsnCardProof *self);

/* Of TsnCardLeftOut: what is shown with a character that no font has in the form asked for: the
 * usual form of a variation, or a box with the number of the character. Show "the form of a
 * character is a substitute"; the reading stands beside a name. (transfer none) */
const GArray *tsn_card_proof_substituted (const TsnCardProof *self);

/* Of TsnCardBox. (transfer none) */
const GArray *tsn_card_proof_boxes (const TsnCardProof *self);

/* Draws on @cr, whose unit must be a point (1/72 inch) and whose origin the top left of the face.
 * The paper's white is drawn, too. */
void tsn_card_proof_draw (const TsnCardProof *self, cairo_t *cr);

/**
 * tsn_card_proof_read_back:
 * @x, @y: points: where the face will stand on its sheet, so that modules meet the printer's dots
 * as they will on paper
 *
 * Renders the squares of the codes at 300 dots an inch, as they will be printed and with all that
 * is drawn over them, and reads them.
 *
 * Errors: TSN_CARD_ERROR_UNREADABLE.
 */
gboolean tsn_card_proof_read_back (const TsnCardProof *self,
                                   double x,
                                   double y,
                                   TsnScanner *scanner,
                                   GError **error);

/* -- Proofs on sheets of paper: the PDF, the print dialog and the preview have the same sheets.
 * `proofs` (element-type TsnCardProof): one or more, all of one layout; `first_position`: 1 to 10:
 * where on the first sheet of ten to begin (rows from the top, left to right), 1 for other layouts.
 * Sheets are counted from 0; a label is a sheet as long as it needs. -- */

guint tsn_card_sheets_count (GPtrArray *proofs, guint first_position);
void tsn_card_sheets_size (GPtrArray *proofs,
                           guint first_position,
                           guint sheet,
                           double *width_mm,
                           double *height_mm);
/* At the origin of @cr in points; only the faces: the rest of the sheet stays as it is. */
void tsn_card_sheets_draw (GPtrArray *proofs, guint first_position, guint sheet, cairo_t *cr);

/* Reads every code where it will stand. @unreadable: (out) (optional): index of the proof that
 * failed, with TSN_CARD_ERROR_UNREADABLE. */
gboolean tsn_card_sheets_read_back (GPtrArray *proofs,
                                    guint first_position,
                                    TsnScanner *scanner,
                                    guint *unreadable,
                                    GError **error);

/**
 * tsn_card_make_pdf:
 * @paper_width_mm, @paper_height_mm: what lies in the tray; 0: paper as large as the sheet. On
 * larger paper the sheet stands in the middle, turned where that is the way it fits, with marks to
 * cut along
 *
 * A PDF with embedded fonts and without personal data in its metadata. Where the sheet stands it
 * meets the printer's dots as it did when it was read back.
 *
 * Errors: TSN_CARD_ERROR_TOO_LARGE: no room on that paper; G_IO_ERROR_FAILED.
 */
GByteArray *tsn_card_make_pdf (GPtrArray *proofs,
                               guint first_position,
                               double paper_width_mm,
                               double paper_height_mm,
                               GError **error);

/* A page by which staff see whether the tray and the paper are right: the outline of the card where
 * it will stand, a ruler of 50 mm, and @sentence, in words and in a code. Nobody's data. Otherwise
 * as tsn_card_make_pdf(). */
GByteArray *tsn_card_make_test_pdf (guint layout,
                                    guint position,
                                    double paper_width_mm,
                                    double paper_height_mm,
                                    const char *sentence,
                                    GError **error);

/**
 * tsn_card_print_pdf:
 * @path: of the file, replaced if it is there
 * @scanner: reads every code back before the file is put in its place
 * @unreadable: (out) (optional): index of the proof that failed, with _UNREADABLE
 *
 * A PDF with embedded fonts and without personal data in its metadata, written beside @path (mode
 * 0600) and renamed.
 *
 * Errors: TSN_CARD_ERROR_UNREADABLE, G_FILE_ERROR_*, G_IO_ERROR_FAILED: no file is left then, an
 * older one stays.
 */
gboolean tsn_card_print_pdf (GPtrArray *proofs,
                             guint first_position,
                             const char *path,
                             TsnScanner *scanner,
                             guint *unreadable,
                             GError **error);

G_END_DECLS
