/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-reception.h: the door of an event: who came, and how many.
 *
 * Both verbs write records with derived ids, so that two laptops at two doors cannot count anyone
 * twice: the participation of a person in an event is one record wherever it was written, and a
 * head count belongs to one device and band alone.
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

/**
 * tsn_tally_add:
 * @by: people to add; negative takes back
 * @total: (out) (optional): what this device has counted in this band now
 *
 * Errors: TSN_WORK_ERROR_NOT_FOUND, _CANCELLED, _BELOW_ZERO.
 */
gboolean tsn_tally_add (TsnSession *session,
                        const TsnId *event,
                        guint age_band,
                        guint sex,
                        int by,
                        gint64 *total,
                        GError **error);

/* People counted at @event, all devices and bands; -1 on error. */
gint64 tsn_tally_total (TsnSession *session, const TsnId *event, GError **error);

G_END_DECLS
