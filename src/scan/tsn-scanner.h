/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tsn-scan-code.h"
#include "tsn-scan-document.h"
#include "tsn-scan-image.h"

G_BEGIN_DECLS

/* What a person at a desk does not notice as waiting (issue text: "within 300 ms"). */
#define TSN_SCAN_BUDGET_MS 300u

#define TSN_TYPE_SCANNER (tsn_scanner_get_type ())
G_DECLARE_FINAL_TYPE (TsnScanner, tsn_scanner, TSN, SCANNER, GObject)

/**
 * tsn_scanner_new:
 *
 * A scanner keeps its buffers from one picture to the next, and what it saw of a code that it could
 * not read: several pictures of the same code, each too bad alone, are read together. So keep it.
 * Thread: one at a time; make one per thread.
 *
 * Returns: (transfer full): a scanner
 */
TsnScanner *tsn_scanner_new (void);

/**
 * tsn_scanner_scan_image:
 * @self: a scanner
 * @image: the picture
 * @budget_ms: milliseconds after which no further stage is begun; %TSN_SCAN_BUDGET_MS, or 0 for the
 * plain and the full stage only, or G_MAXUINT for every stage whatever it takes
 * @cancellable: (nullable): heeded between stages
 * @error: return location
 *
 * Finds the QR codes in a picture, trying harder stage by stage (TsnScanStage) until one adds
 * nothing to what is found. A stage under way is completed, so the time may pass the budget
 * by the length of one stage.
 *
 * Errors: G_IO_ERROR_CANCELLED only; an empty array when nothing was found.
 *
 * Returns: (transfer full) (element-type TsnScanCode): the codes, in reading order (top to bottom,
 * then left to right)
 */
GPtrArray *tsn_scanner_scan_image (TsnScanner *self,
                                   TsnScanImage *image,
                                   guint budget_ms,
                                   GCancellable *cancellable,
                                   GError **error);

/**
 * tsn_scanner_scan_document:
 * @self: a scanner
 * @document: a document
 * @budget_ms: for each page, as above
 * @cancellable: (nullable): heeded between stages and pages
 * @error: return location
 *
 * All codes of all pages, page after page. The rendering of a page does not count against its
 * budget.
 *
 * Errors: as tsn_scan_document_load_page(): a page that cannot be read fails the whole, so no code
 * is missed in silence.
 *
 * Returns: (transfer full) (element-type TsnScanCode): the codes, or NULL
 */
GPtrArray *tsn_scanner_scan_document (TsnScanner *self,
                                      TsnScanDocument *document,
                                      guint budget_ms,
                                      GCancellable *cancellable,
                                      GError **error);

/**
 * tsn_scanner_read_luma:
 * @self: a scanner
 * @data: grey pixels as in TsnScanImage; not kept
 * @width: pixels of a row
 * @height: rows
 * @stride: bytes from row to row
 *
 * The fast path for reading back what was just rendered: one plain pass, no second try, since a
 * card that needs one must not be printed. A few milliseconds for a code of 400 pixels.
 *
 * Returns: (transfer full) (nullable): the content of the one code there; NULL when there is none
 * or more than one
 */
GBytes *tsn_scanner_read_luma (TsnScanner *self,
                               const guint8 *data,
                               guint width,
                               guint height,
                               gsize stride);

G_END_DECLS
