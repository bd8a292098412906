/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-job.h: a job at the printer, followed until the paper lies in the tray.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-paper-queue.h"

G_BEGIN_DECLS

/**
 * TsnKioskJob:
 *
 * Asks every second, and resumes a queue that CUPS has stopped: at once, after 2 seconds, 4, 8 and
 * so on, at last every 60. What is kept of a job at the printer is cleared when it is done.
 *
 * Signals: `changed` (): the state, what the job waits for, or: the printer has taken the pages.
 */
#define TSN_TYPE_KIOSK_JOB (tsn_kiosk_job_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskJob, tsn_kiosk_job, TSN, KIOSK_JOB, GObject)

/* Asks the printer for a job without pages. @printer: as in tsn-paper-queue.h. Errors:
 * TSN_PAPER_ERROR_*. */
void
tsn_kiosk_job_begin_async (const char *printer, GAsyncReadyCallback callback, gpointer user_data);
TsnKioskJob *tsn_kiosk_job_begin_finish (GAsyncResult *result, GError **error);

/* At its printer; 0: a folder keeps none. */
int tsn_kiosk_job_get_number (TsnKioskJob *self);

/* Its pages; followed from now on. Once. */
void tsn_kiosk_job_send (TsnKioskJob *self, GBytes *pdf);

TsnPaperState tsn_kiosk_job_get_state (TsnKioskJob *self);

/* (nullable): TSN_PAPER_ERROR_*: what it waits for, or what it broke off at. */
const GError *tsn_kiosk_job_get_trouble (TsnKioskJob *self);

/* Nobody waits for it any more: cancelled if it is not done, without a word about what became of
 * it. */
void tsn_kiosk_job_drop (TsnKioskJob *self);

G_END_DECLS
