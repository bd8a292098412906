/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-reception.h: the door of an event: who came.
 *
 * The participation of a person in an event is one record wherever it was written: its id is
 * derived, so that two laptops at two doors cannot count anyone twice. Who is counted without a
 * name is in tsn-tally.h.
 */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_ADMISSION_ARRIVED, /* checked in now */
  TSN_ADMISSION_ALREADY, /* was checked in before */
  TSN_ADMISSION_FULL,    /* the event's capacity is reached; nothing was written */
} TsnAdmission;

typedef struct
{
  TsnId event;
  TsnId person;
  gint64 now_ms;     /* since 1970 UTC */
  guint mode;        /* TSN_MODE_ONSITE or _ONLINE */
  gboolean overrule; /* admit beyond the capacity */
} TsnCheckIn;

typedef struct
{
  TsnAdmission admission;
  TsnId attendance;  /* the record */
  gint64 arrived_ms; /* with ARRIVED now, with ALREADY then */
  gint64 arrived;    /* how many have arrived in this mode, this one included */
  gint64 capacity;   /* of this mode; -1: none is set */
} TsnCheckInResult;

/**
 * tsn_check_in:
 * @session: of write work
 *
 * Someone who had signed up is admitted whatever the capacity; someone who had not is refused when
 * as many have signed up or arrived as there are places.
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND, _CANCELLED.
 */
gboolean tsn_check_in (TsnSession *session,
                       const TsnCheckIn *check_in,
                       TsnCheckInResult *result,
                       GError **error);

/* Takes a check-in back: the participation is as it was before it (signed up, or signed off for a
 * walk-in). */
gboolean tsn_check_in_undo (TsnSession *session, const TsnId *attendance, GError **error);

/* The id of a person's participation in an event, wherever it is written. */
TsnId tsn_attendance_id (const TsnId *event, const TsnId *person);

typedef struct
{
  gint64 booked_onsite;   /* signed up beforehand, arrived or not; signed off are not in it */
  gint64 booked_online;   /* the same */
  gint64 arrived_onsite;  /* walk-ins included */
  gint64 arrived_online;  /* the same */
  gint64 walk_ins;        /* of those who arrived */
  gint64 waiting;         /* on the waiting list */
  gint64 capacity_onsite; /* -1: none is set */
  gint64 capacity_online; /* the same */
  gint64 tally;           /* people counted without names (tsn-tally.h) */
} TsnReceptionCounts;

/* How an event stands; a few milliseconds for some thousand participants. Whoever said nothing of
 * the mode counts as on site. Errors: TSN_WORK_ERROR_NOT_FOUND; a cancelled event can be asked for.
 */
gboolean tsn_reception_counts (TsnSession *session,
                               const TsnId *event,
                               TsnReceptionCounts *counts,
                               GError **error);

typedef struct
{
  gint64 start_ms; /* since 1970 UTC */
  gint64 count;    /* who arrived from then until the next one begins */
} TsnArrivals;

#define TSN_ARRIVALS_MAX 1440

/**
 * tsn_reception_arrivals:
 * @from_ms: where the first bucket begins; who came earlier is not counted
 * @bucket_minutes: 1 or more; 10 for the chart at the desk
 *
 * Returns: (transfer full) (element-type TsnArrivals): one after the other up to the last in which
 * somebody arrived, empty ones in between included, at most %TSN_ARRIVALS_MAX; empty when nobody
 * has
 */
GArray *tsn_reception_arrivals (TsnSession *session,
                                const TsnId *event,
                                gint64 from_ms,
                                guint bucket_minutes,
                                GError **error);

G_END_DECLS
