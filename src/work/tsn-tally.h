/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-tally.h: the anonymous head count of an event.
 *
 * One record for each event, device, age band, sex and hour, its id derived from these: two devices
 * that count together never disagree, and the hours make the chart of the day. Records without an
 * hour (of an older version) count like the others.
 */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  TsnId event;
  guint age_band; /* TSN_AGE_BAND_* */
  guint sex;      /* TSN_SEX_* */
  int by;         /* people to add; negative takes back */
  gint64 now_ms;  /* since 1970 UTC */
} TsnTallyCount;

/**
 * tsn_tally_add:
 * @session: of write work
 * @total: (out) (optional): what this device has counted in this band now, all hours
 *
 * Adds to the running hour. What is taken back comes off the running hour, then off the last hours
 * before it that have any.
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND, _CANCELLED, _BELOW_ZERO (this device has not counted as many in
 * this band; nothing was written).
 */
gboolean
tsn_tally_add (TsnSession *session, const TsnTallyCount *count, gint64 *total, GError **error);

/* People counted at @event, all devices, bands and hours; -1 on error. */
gint64 tsn_tally_total (TsnSession *session, const TsnId *event, GError **error);

typedef struct
{
  gint64 hour_ms; /* when the hour began, since 1970 UTC; 0: not recorded */
  gint64 count;
} TsnTallyHour;

/* The hours in which anybody was counted, ascending. (element-type TsnTallyHour) */
GArray *tsn_tally_by_hour (TsnSession *session, const TsnId *event, GError **error);

typedef struct
{
  guint age_band; /* 0: not recorded */
  guint sex;      /* 0: not recorded */
  gint64 count;
} TsnTallyBand;

/* The bands in which anybody was counted, by age band, then sex. (element-type TsnTallyBand) */
GArray *tsn_tally_by_band (TsnSession *session, const TsnId *event, GError **error);

G_END_DECLS
