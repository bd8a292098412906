/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-door.h: the door of one event while people come in: whom to expect, who came, how it stands.
 *
 * What the reception page knows and does, without widgets. Questions are asked here and answered by
 * signals, so that whatever shows an answer need not know who asked. Everything that was answered
 * is on the disk.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-guest-search.h"
#include "tsn-reception.h"
#include "tsn-station.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_DOOR_ARRIVED,
  TSN_DOOR_ALREADY,
  TSN_DOOR_FULL,    /* tsn_door_overrule() admits all the same */
  TSN_DOOR_UNDONE,  /* the check-in was taken back */
  TSN_DOOR_REFUSED, /* `sentence` says why; nothing was written */
} TsnDoorVerdict;

typedef struct
{
  TsnDoorVerdict verdict;
  const char *name;     /* (nullable): of the person */
  gint64 arrived_ms;    /* with ARRIVED and ALREADY */
  const char *sentence; /* with REFUSED: what is wrong and what to do */
} TsnDoorAnswer;

/**
 * TsnDoor:
 *
 * Signals:
 * `event-changed` (): there is another event, or it is different now, or none.
 * `counted` (): counts and arrivals are new.
 * `found` (const TsnGuestSearch *): the answer to the last tsn_door_search().
 * `answered` (const TsnDoorAnswer *): a check-in, walk-in or undo is done.
 * `stranger` (const TsnChange *): a card was scanned of somebody whom no record knows; what the
 * card says of them, as a draft.
 */
#define TSN_TYPE_DOOR (tsn_door_get_type ())
G_DECLARE_FINAL_TYPE (TsnDoor, tsn_door, TSN, DOOR, GObject)

TsnDoor *tsn_door_new (TsnStation *station);
TsnStation *tsn_door_get_station (TsnDoor *self);

/* Goes to another event, and remembers it in the data folder. */
void tsn_door_show (TsnDoor *self, const TsnId *event);
/* Reads everything again: something was written elsewhere. */
void tsn_door_refresh (TsnDoor *self);

TsnRecord *tsn_door_get_event (TsnDoor *self); /* NULL: none; borrowed */
gboolean tsn_door_is_open (TsnDoor *self);     /* there is an event, and it was not cancelled */
const TsnReceptionCounts *tsn_door_get_counts (TsnDoor *self);
GArray *tsn_door_get_arrivals (TsnDoor *self); /* of TsnArrivals, per 10 minutes; borrowed */

/* How whoever is checked in takes part: TSN_MODE_*. */
void tsn_door_set_mode (TsnDoor *self, guint mode);
guint tsn_door_get_mode (TsnDoor *self);

/* Asks for people like @text; an earlier question is forgotten. "" asks nothing. */
void tsn_door_search (TsnDoor *self, const char *text);

void tsn_door_check_in (TsnDoor *self, TsnRecord *person);
/* @person: of a new one; taken over. @how_heard: (element-type guint): TSN_HOW_HEARD_*; taken over.
 */
void tsn_door_walk_in (TsnDoor *self, TsnChange *person, GArray *how_heard);
/* Admits whom the last answer called FULL. */
void tsn_door_overrule (TsnDoor *self);
/* Takes the last check-in back, then the one before ... FALSE: there is none. */
gboolean tsn_door_undo (TsnDoor *self);
gboolean tsn_door_can_undo (TsnDoor *self);

/* Somebody holds their card under the scanner: checks them in, or says `stranger`. */
void tsn_door_scan (TsnDoor *self, const char *text);

/* Where the chart of the arrivals begins: three hours back on the day itself, else an hour before
 * the event. Milliseconds since 1970 UTC, on a multiple of ten minutes. */
gint64 tsn_door_chart_start (const TsnRecord *event, gint64 now_ms);

/* What a person is called at the door: the name, else the reading. NULL: neither. Borrowed. */
const char *tsn_door_person_name (const TsnRecord *person);

G_END_DECLS
