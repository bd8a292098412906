/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-job.h: a job that the printer has taken, followed until the paper lies in the tray.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-paper-queue.h"

G_BEGIN_DECLS

/**
 * TsnKioskJob:
 *
 * Asks every second. What is kept of a job at the printer is cleared when it is done.
 *
 * Signals: `changed` (): the state, or what the job waits for.
 */
#define TSN_TYPE_KIOSK_JOB (tsn_kiosk_job_get_type ())
G_DECLARE_FINAL_TYPE (TsnKioskJob, tsn_kiosk_job, TSN, KIOSK_JOB, GObject)

/* @printer, @number: as in tsn-paper-queue.h. 0: a folder took it: it is PRINTED. */
TsnKioskJob *tsn_kiosk_job_new (const char *printer, int number);

TsnPaperState tsn_kiosk_job_get_state (TsnKioskJob *self);

/* (nullable): TSN_PAPER_ERROR_*: what it waits for. */
const GError *tsn_kiosk_job_get_trouble (TsnKioskJob *self);

/* Nobody waits for it any more: cancelled if it is not done. */
void tsn_kiosk_job_drop (TsnKioskJob *self);

G_END_DECLS
