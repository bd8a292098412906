/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-door-events.h: which event is at the door: today's, or one near it. */

#pragma once

#include "tsn-session.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *events; /* of TsnRecord: today's by their time, then the others, the nearest first */
  TsnId remembered;  /* the one that was at the door last; nil: none */
} TsnDoorEvents;

/* Read work: those of three months before and after @today. */
TsnDoorEvents *tsn_door_events_read (TsnSession *session, TsnDate today, GError **error);
void tsn_door_events_free (TsnDoorEvents *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnDoorEvents, tsn_door_events_free)

/* Sorts events (element-type TsnRecord) as above. */
void tsn_door_events_sort (GPtrArray *events, TsnDate today);

/* Which one to begin with: the remembered one if it takes place today or nothing else does and it
 * is not over for more than a week; else the first of today that is not cancelled. NULL: none. */
const TsnRecord *tsn_door_events_choose (const TsnDoorEvents *self, TsnDate today);

/* What tsn_door_events_read() finds next time. Write work. */
gboolean tsn_door_events_remember (TsnSession *session, const TsnId *event, GError **error);

/* "21 November 2026, 13:30–15:00" and the venue, as far as it is known. */
char *tsn_door_event_details (const TsnRecord *event);

G_END_DECLS
