/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-paper-ipp.h: what is said to a printer, or to CUPS in front of it, over IPP (RFC 8011).
 *
 * Everything here waits for the network, some seconds at most: not for the main thread. What the
 * other side says is bounded, 1 MiB and 30 seconds an answer.
 *
 * Errors: TSN_PAPER_ERROR_*.
 */

#pragma once

#include <cups/cups.h>

#include "tsn-paper-queue.h"

G_BEGIN_DECLS

typedef struct _TsnPaperIpp TsnPaperIpp;

/* Whether tsn_paper_ipp_open() is for it: a URI or the name of a queue. */
gboolean tsn_paper_ipp_knows (const char *printer);

TsnPaperIpp *tsn_paper_ipp_open (const char *printer, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tsn_paper_ipp_close (TsnPaperIpp *self);

/* Attributes of the printer; the caller frees them with ippDelete(). */
ipp_t *
tsn_paper_ipp_get (TsnPaperIpp *self, const char *const *wanted, guint n_wanted, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Whether a job would be printed now; resumes a queue that is paused for no reason any more. */
gboolean tsn_paper_ipp_make_ready (TsnPaperIpp *self, GError **error);

/* A job without pages. Returns: its number, or 0 on error. */
int tsn_paper_ipp_begin (TsnPaperIpp *self, GError **error);

/* All its pages. After an error it was cancelled, if anybody could be told. */
gboolean tsn_paper_ipp_send (TsnPaperIpp *self, int job, GBytes *pdf, GError **error);

/* As tsn_paper_queue_ask_async(). */
gboolean tsn_paper_ipp_ask (TsnPaperIpp *self,
                            int job,
                            gboolean may_resume,
                            TsnPaperState *state,
                            GError **error);
gboolean tsn_paper_ipp_cancel (TsnPaperIpp *self, int job, TsnPaperState *state, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPaperIpp, tsn_paper_ipp_close)

G_END_DECLS
