/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-paper.h: a document that is ready to be printed.
 *
 * The screen's preview, the print dialog and the PDF all draw the same pages, so nobody signs
 * something else than what was shown. What a paper says is made elsewhere (tsn-event-papers.h,
 * tsn-conversation-paper.h ...).
 *
 * Shape: reference counted, read-only once made; pages are counted from 0 and all have one size.
 * Texts are wiped when the last reference goes.
 * Units: points of 1/72 inch, y downwards, the whole sheet (nothing is drawn in its margins).
 * Thread: any, several at once. Text is set anew at every drawing, with the fonts of that thread.
 */

#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

#define TSN_TYPE_PAPER (tsn_paper_get_type ())
GType tsn_paper_get_type (void); /* boxed, for properties */

typedef struct _TsnPaper TsnPaper;

TsnPaper *tsn_paper_ref (TsnPaper *self);
void tsn_paper_unref (TsnPaper *self); /* NULL is fine */

/* What kind of paper it is, in the reader's language ("Sign-in sheet"): for windows, print jobs and
 * the PDF's metadata. Never a name or another word about a person. */
const char *tsn_paper_get_title (const TsnPaper *self);

guint tsn_paper_get_n_pages (const TsnPaper *self); /* at least 1 */
void tsn_paper_get_page_size (const TsnPaper *self, double *width_pt, double *height_pt);

/* Draws the whole page, white ground included, at the origin of @cr in points: scale @cr for a
 * screen. */
void tsn_paper_draw_page (const TsnPaper *self, guint page, cairo_t *cr);

/**
 * tsn_paper_write_pdf_sync:
 * @path: replaced when it exists: ask before
 *
 * The file appears whole or not at all: it is written beside its place, readable for its owner
 * only, synced, and renamed.
 *
 * Errors: TSN_STORE_ERROR_NO_SPACE, _READ_ONLY, _NOT_FOUND, _IO ...; G_IO_ERROR_CANCELLED, asked
 * between pages.
 */
gboolean tsn_paper_write_pdf_sync (const TsnPaper *self,
                                   const char *path,
                                   GCancellable *cancellable,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPaper, tsn_paper_unref)

G_END_DECLS
