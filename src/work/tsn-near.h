/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-near.h: what in the directory is near somebody's home.
 *
 * Nothing but the device is asked: where a home is, is the middle of those places of the directory
 * that lie in the district of its postcode, or in its municipality where none does. Distances are
 * straight lines.
 */

#pragma once

#include "tsn-record.h"
#include "tsn-session.h"

G_BEGIN_DECLS

/* Clockwise from the north, eighths of a turn. */
typedef enum
{
  TSN_DIRECTION_NORTH,
  TSN_DIRECTION_NORTH_EAST,
  TSN_DIRECTION_EAST,
  TSN_DIRECTION_SOUTH_EAST,
  TSN_DIRECTION_SOUTH,
  TSN_DIRECTION_SOUTH_WEST,
  TSN_DIRECTION_WEST,
  TSN_DIRECTION_NORTH_WEST,
} TsnDirection;
#define TSN_N_DIRECTIONS 8

typedef struct
{
  TsnRecord *place;   /* owned by the array */
  double east, north; /* metres from the middle */
  double distance;    /* metres */
  TsnDirection direction;
} TsnNearPlace;

typedef struct
{
  char *around;               /* what the middle is of: 本庄市銀座, or 本庄市 */
  double latitude, longitude; /* of the middle, degrees WGS 84 */
  GArray *places;             /* of TsnNearPlace, the nearest first */
} TsnNear;

/**
 * tsn_near_find:
 * @postcode: seven digits
 * @types: TSN_PLACE_TYPE_*, 0 ends the list
 * @limit: of places
 *
 * Places that have closed, and such as lie further than some 30 km, are left out.
 *
 * Returns: (transfer full): NULL without error: nobody knows where that is, or nothing is near
 */
TsnNear *tsn_near_find (TsnSession *session,
                        const char *postcode,
                        const guint *types,
                        guint limit,
                        GError **error);

void tsn_near_free (TsnNear *self); /* wipes where the home is; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnNear, tsn_near_free)

G_END_DECLS
