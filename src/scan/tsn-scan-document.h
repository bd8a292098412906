/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tsn-scan-error.h"
#include "tsn-scan-image.h"

G_BEGIN_DECLS

/* The bounds of what is taken from outside. A phone's 200 megapixel JPEG passes (it is made smaller
 * while it is read); a PNG or a progressive JPEG has to be held whole while it is read, hence the
 * lower figure. */
#define TSN_SCAN_MAX_BYTES        (64u * 1024u * 1024u) /* bytes of a file */
#define TSN_SCAN_MAX_PIXELS       (256u * 1000u * 1000u) /* of a baseline JPEG as the file states it */
#define TSN_SCAN_MAX_PIXELS_WHOLE (64u * 1000u * 1000u) /* of a PNG or a progressive JPEG */
#define TSN_SCAN_MAX_PAGES        64u  /* of a PDF; what follows is not looked at */
#define TSN_SCAN_PDF_DPI          300u /* of a PDF page; less where a page is larger than A2 */

#define TSN_TYPE_SCAN_DOCUMENT (tsn_scan_document_get_type ())
G_DECLARE_FINAL_TYPE (TsnScanDocument, tsn_scan_document, TSN, SCAN_DOCUMENT, GObject)

/**
 * tsn_scan_document_new_from_bytes:
 * @bytes: a whole PNG, JPEG or PDF file; told apart by its first bytes, never by a name
 * @error: return location
 *
 * Opens a document. A picture has one page; a PDF its own number. Nothing is decoded before a page
 * is asked for, so opening a damaged picture may succeed and its page fail.
 *
 * Errors: every value of TSN_SCAN_ERROR but _IO.
 * Thread: any, one at a time.
 *
 * Returns: (transfer full): a document, or NULL
 */
TsnScanDocument *tsn_scan_document_new_from_bytes (GBytes *bytes, GError **error);

/**
 * tsn_scan_document_new_from_file:
 * @file: a local file
 * @cancellable: (nullable):
 * @error: return location
 *
 * As tsn_scan_document_new_from_bytes(), reading at most %TSN_SCAN_MAX_BYTES (a pipe or a device
 * without an end is refused, not read on). Blocks: call from a worker thread.
 *
 * Errors: every value of TSN_SCAN_ERROR; G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): a document, or NULL
 */
TsnScanDocument *
tsn_scan_document_new_from_file (GFile *file, GCancellable *cancellable, GError **error);

/**
 * tsn_scan_document_get_n_pages:
 *
 * Returns: pages that can be loaded, 1 to %TSN_SCAN_MAX_PAGES
 */
guint tsn_scan_document_get_n_pages (TsnScanDocument *self);

/**
 * tsn_scan_document_load_page:
 * @self: a document
 * @page: from 0
 * @cancellable: (nullable): heeded while a picture is decoded and between pages
 * @error: return location
 *
 * Turns one page into grey pixels: transparent parts are white, the EXIF orientation is applied,
 * 16-bit is reduced to 8. Not kept: a document of 64 pages never holds more than one.
 *
 * Errors: TSN_SCAN_ERROR_DAMAGED, _TOO_LARGE; G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): an image, or NULL
 */
TsnScanImage *tsn_scan_document_load_page (TsnScanDocument *self,
                                           guint page,
                                           GCancellable *cancellable,
                                           GError **error);

G_END_DECLS
