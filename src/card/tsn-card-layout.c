/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The papers, one line each: what anyone outside may ask about a layout. Where things stand on them
 * is tsn-card-arrange.c's.
 *
 * Sizes: 91 x 55 mm is 名刺4号; ten of them without gutter leave 14 and 11 mm of an A4 sheet; CR80
 * is ISO/IEC 7810 ID-1; the fold-out folds to A6, the size of a medicine notebook (お薬手帳), into
 * which people put it and where crews look; the label is 80 mm paper of which receipt printers
 * reach 72 mm.
 */

#include "tsn-card-layout.h"

#include <math.h>

#include "tsn-card-fonts.h"
#include "tsn-card-qr.h"
#include "tsn-code.h"

static const TsnCardPaper PAPERS[] = {
  { TSN_LAYOUT_BUSINESS_CARD, 91.0, 55.0, 91.0, 55.0, 30.4, 0.0, 1 },
  { TSN_LAYOUT_A4_TEN, 210.0, 297.0, 91.0, 55.0, 30.4, 0.0, 10 },
  { TSN_LAYOUT_CR80, 85.60, 53.98, 85.60, 53.98, 29.2, 0.0, 1 },
  { TSN_LAYOUT_A4_FOLD, 210.0, 297.0, 210.0, 297.0, 60.0, 42.0, 1 },
  { TSN_LAYOUT_LABEL, 80.0, 0.0, 80.0, 0.0, 62.0, 0.0, 1 },
};

const TsnCardPaper *
tsn_card_paper (guint layout)
{
  for (guint i = 0; i < G_N_ELEMENTS (PAPERS); i++)
    if (PAPERS[i].layout == layout)
      return &PAPERS[i];
  return NULL;
}

gboolean
tsn_card_layout_is_known (guint layout)
{
  return tsn_card_paper (layout) != NULL;
}

guint
tsn_card_layout_version_max (guint layout)
{
  const TsnCardPaper *paper = tsn_card_paper (layout);

  return paper == NULL ? 0 : tsn_card_qr_version_for (paper->qr_mm, TSN_CARD_MODULE_MM);
}

guint
tsn_card_layout_words_version_max (guint layout)
{
  const TsnCardPaper *paper = tsn_card_paper (layout);

  return paper == NULL ? 0 : tsn_card_qr_version_for (paper->words_mm, TSN_CARD_MODULE_MM);
}

void
tsn_card_layout_sheet_size (guint layout, double *width_mm, double *height_mm)
{
  const TsnCardPaper *paper = tsn_card_paper (layout);

  g_return_if_fail (paper != NULL);
  *width_mm = paper->sheet_width_mm;
  *height_mm = paper->sheet_height_mm;
}

/* To whole dots of 300 an inch, so that a code meets them as it did where it was read back. */
static double
to_dots (double points)
{
  return floor (MAX (points, 0) * 300 / 72) * 72 / 300;
}

gboolean
tsn_card_find_spot (double width_mm,
                    double height_mm,
                    double paper_width_mm,
                    double paper_height_mm,
                    TsnCardSpot *spot)
{
  const double slack = 1; /* mm: sizes of one card differ by that much in the names of papers */
  double width = width_mm, height = height_mm;

  if (paper_width_mm <= 0 || paper_height_mm <= 0)
    {
      *spot = (TsnCardSpot){ width_mm * TSN_CARD_MM, height_mm * TSN_CARD_MM, 0, 0, FALSE };
      return TRUE;
    }
  spot->turned = width > paper_width_mm + slack || height > paper_height_mm + slack;
  if (spot->turned)
    {
      width = height_mm;
      height = width_mm;
    }
  spot->width = paper_width_mm * TSN_CARD_MM;
  spot->height = paper_height_mm * TSN_CARD_MM;
  spot->x = to_dots ((paper_width_mm - width) / 2 * TSN_CARD_MM);
  spot->y = to_dots ((paper_height_mm - height) / 2 * TSN_CARD_MM);
  return width <= paper_width_mm + slack && height <= paper_height_mm + slack;
}

gboolean
tsn_card_layout_fits (guint layout, double paper_width_mm, double paper_height_mm)
{
  const TsnCardPaper *paper = tsn_card_paper (layout);
  TsnCardSpot spot;

  return paper != NULL && tsn_card_find_spot (paper->sheet_width_mm,
                                              paper->sheet_height_mm,
                                              paper_width_mm,
                                              paper_height_mm,
                                              &spot);
}

guint
tsn_card_layout_per_sheet (guint layout)
{
  const TsnCardPaper *paper = tsn_card_paper (layout);

  return paper == NULL ? 0 : paper->per_sheet;
}
