/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The papers a card is printed on: the codes TSN_LAYOUT_* of src/model/tsn-codes.def. */

#define TSN_CARD_MODULE_MM 0.30 /* least width of a module that is printed */

gboolean tsn_card_layout_is_known (guint layout);

/* The largest symbol that is legible on @layout: what TsnCardOptions.version_max is to be; 0 for an
 * unknown layout. */
guint tsn_card_layout_version_max (guint layout);

/* The same for the second symbol with the contacts in words (tsn_card_qr_new_words()); 0 where the
 * layout has no room for one. */
guint tsn_card_layout_words_version_max (guint layout);

/* Width and height in millimetres of the sheet of paper; a label's height is 0: as long as it needs
 * (tsn_card_proof_size()). */
void tsn_card_layout_sheet_size (guint layout, double *width_mm, double *height_mm);

/* Whether a sheet has room on paper of that size in millimetres, upright or turned; a printer's
 * millimetre more or less is no matter. 0: paper as large as the sheet. */
gboolean tsn_card_layout_fits (guint layout, double paper_width_mm, double paper_height_mm);

/* Cards of one sheet: 10 for the sheet of ten, otherwise 1. */
guint tsn_card_layout_per_sheet (guint layout);

G_END_DECLS
