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
  TSN_PAPER_ERROR_STOPPED, /* the queue prints nothing now, or puts the job off */
  TSN_PAPER_ERROR_FAILED,  /* anything else */
  TSN_PAPER_ERROR_DOOR,    /* a cover or a tray is open */
  TSN_PAPER_ERROR_NO_INK,
} TsnPaperError;

#define TSN_PAPER_ERROR (tsn_paper_error_quark ())
GQuark tsn_paper_error_quark (void);

/* Where a job is that a printer has taken. */
typedef enum
{
  TSN_PAPER_WAITING,   /* in the queue or on its way through the machine */
  TSN_PAPER_PRINTED,   /* it lies in the tray */
  TSN_PAPER_DROPPED,   /* cancelled, here or at the machine: nothing comes any more */
  TSN_PAPER_FORGOTTEN, /* the printer knows no such job (any more) */
} TsnPaperState;

/**
 * tsn_paper_queue_begin_async:
 * @printer: where to: "ipp://printer.local/ipp/print" is a printer that takes PDF itself, also
 * ipps; a name a queue of this machine's CUPS; both may go on with
 * "?media=iso_a6_105x148mm&tray=tray-2" (the printer's own keywords). An absolute path is a folder
 * into which the file is laid, for a print server that watches it and for tests
 *
 * A job without pages, so that its number can be kept before anything can come out. The name of the
 * job says nothing about whose it is.
 *
 * Asks first what stands in the way. A queue that was paused by an error whose cause is gone is
 * resumed.
 *
 * Errors: TSN_PAPER_ERROR_*: there is no job then.
 */
void tsn_paper_queue_begin_async (const char *printer,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/* @job: (out): its number at the printer, to ask for it later, also after a restart; 0: a folder
 * keeps none. */
gboolean tsn_paper_queue_begin_finish (GAsyncResult *result, int *job, GError **error);

/**
 * tsn_paper_queue_print_async:
 * @job: of tsn_paper_queue_begin_finish()
 * @pdf: the whole file; it names nobody outside its pages
 *
 * Done when the printer has taken it, not when the paper lies in the tray. The printer gets the
 * file from memory; no disk of ours sees it.
 *
 * Errors: TSN_PAPER_ERROR_*; the job was cancelled, if the printer could be told: ask.
 */
void tsn_paper_queue_print_async (const char *printer,
                                  int job,
                                  GBytes *pdf,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean tsn_paper_queue_print_finish (GAsyncResult *result, GError **error);

/* Asks where @job is. @may_resume: a queue that is stopped for no reason any more is resumed, which
 * is tried for nothing as long as the reason is one that CUPS does not see. */
void tsn_paper_queue_ask_async (const char *printer,
                                int job,
                                gboolean may_resume,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* Errors: TSN_PAPER_ERROR_*: what the job waits for, or why nobody can say; @state is untouched
 * then */
gboolean tsn_paper_queue_ask_finish (GAsyncResult *result, TsnPaperState *state, GError **error);

/* Takes @job out of the queue, and what is kept of it, also of one that is done. */
void tsn_paper_queue_cancel_async (const char *printer,
                                   int job,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* @state: what became of it: DROPPED: nothing comes any more; PRINTED: it was too late; FORGOTTEN:
 * there is none such. Errors: TSN_PAPER_ERROR_*: it may still come. */
gboolean tsn_paper_queue_cancel_finish (GAsyncResult *result, TsnPaperState *state, GError **error);

G_END_DECLS
