/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-paper-queue.h: a PDF goes to a printer without anybody being asked: the kiosk's way to paper.
 *
 * Thread: any; the answer comes in the caller's thread-default main context.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What stands between a job and the paper, as far as the printer says it. */
typedef enum
{
  TSN_PAPER_ERROR_NO_PRINTER, /* none of that name, or none was set */
  TSN_PAPER_ERROR_OFFLINE,    /* it does not answer */
  TSN_PAPER_ERROR_NO_PAPER,
  TSN_PAPER_ERROR_JAM,
  TSN_PAPER_ERROR_STOPPED, /* the queue takes no jobs */
  TSN_PAPER_ERROR_FAILED,  /* anything else */
} TsnPaperError;

#define TSN_PAPER_ERROR (tsn_paper_error_quark ())
GQuark tsn_paper_error_quark (void);

/**
 * tsn_paper_queue_print_async:
 * @printer: where to: an absolute path is a folder into which the file is laid, for a print server
 * that watches it and for tests
 * @pdf: the whole file; it names nobody outside its pages
 * @n_pages: of @pdf
 *
 * Done when the printer has taken the job, not when the paper lies in the tray. The name of the job
 * says nothing about whose it is.
 *
 * Errors: TSN_PAPER_ERROR_*; G_IO_ERROR_CANCELLED: not sent. After an error nothing is printed
 * later.
 */
void tsn_paper_queue_print_async (const char *printer,
                                  GBytes *pdf,
                                  guint n_pages,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean tsn_paper_queue_print_finish (GAsyncResult *result, GError **error);

G_END_DECLS
