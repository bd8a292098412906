/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-event.h: what is still to be done about an event, and another one like it. */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_MISSING_TO_PLAN = 1, /* to be known before the day */
  TSN_MISSING_TO_REPORT,   /* to be known after the day */
  TSN_MISSING_TO_CLOSE,    /* the day is over, but it is neither held nor cancelled */
  TSN_MISSING_REASON,      /* cancelled without saying why */
} TsnMissingReason;

typedef struct
{
  guint field; /* TSN_EVENT_*: where it is to be filled in */
  TsnMissingReason reason;
} TsnMissing;

/**
 * tsn_event_missing:
 * @event: read with all fields
 * @today: in Japan (tsn_date_from_unix_ms())
 * @counted: people who arrived or were counted (tsn_reception_counts()); -1: not known, which is
 * taken as none
 *
 * Before the day what planning needs: date, venue (or the web address of an online event),
 * capacity, lecturers. From the day after on also what the report needs: held or cancelled, number
 * of participants, items, scenes, municipalities, tools.
 *
 * Returns: (transfer full) (element-type TsnMissing): in the order of a form; empty when nothing is
 */
GArray *tsn_event_missing (const TsnRecord *event, TsnDate today, gint64 counted);

/**
 * tsn_event_duplicate:
 *
 * Returns: (transfer full): a new event as the old one was planned, not put yet: without dates,
 * state, counts, outcome and whatever else belongs to the one day. NULL with
 * TSN_WORK_ERROR_NOT_FOUND.
 */
TsnChange *
tsn_event_duplicate (TsnSession *session, const TsnId *event, gint64 now_ms, GError **error);

G_END_DECLS
