/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-door-private.h: what tsn-door.c and tsn-door-arrival.c share. */

#pragma once

#include "tsn-door.h"

G_BEGIN_DECLS

struct _TsnDoor
{
  GObject parent_instance;

  TsnStation *station;
  TsnId wanted;       /* the event to be shown; nil: none */
  TsnRecord *event;   /* (nullable): as it was last read */
  TsnGuestBook *book; /* of that event */
  TsnReceptionCounts counts;
  GArray *arrivals;    /* of TsnArrivals */
  guint mode;          /* TSN_MODE_* */
  guint generation;    /* of the last search */
  gboolean counting;   /* a count is under way */
  gboolean stale;      /* ... and there is something new since */
  gboolean announcing; /* what changed was changed by us */
  gpointer refused;    /* (nullable): the arrival that the last answer called FULL */
  GQueue undo;         /* of Undone, the newest first; of this event */
};

/* Of the signals; see the header. */
void tsn_door_answer (TsnDoor *self, const TsnDoorAnswer *answer);
void tsn_door_stranger (TsnDoor *self, const TsnChange *draft);

/* Counts anew, off the main thread; one at a time. */
void tsn_door_recount (TsnDoor *self);
/* Tells everybody that @record of @kind was written here. */
void tsn_door_announce (TsnDoor *self, guint kind, const TsnId *record);

/* tsn-door-arrival.c */
void tsn_door_forget_arrivals (TsnDoor *self);

G_END_DECLS
