/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-trail-list.h: what a person has left behind in the records: conversations, participations,
 * cards. Lists to read; a row opens what it stands for. */

#pragma once

#include <adwaita.h>

#include "tsn-person.h"
#include "tsn-station.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_TRAIL_CONVERSATIONS,
  TSN_TRAIL_ATTENDANCES,
  TSN_TRAIL_CARDS,
} TsnTrail;

#define TSN_TYPE_TRAIL_LIST (tsn_trail_list_get_type ())
G_DECLARE_FINAL_TYPE (TsnTrailList, tsn_trail_list, TSN, TRAIL_LIST, AdwBin)

GtkWidget *tsn_trail_list_new (TsnStation *station, TsnTrail trail);

void tsn_trail_list_show (TsnTrailList *self, const TsnPersonOverview *overview);

G_END_DECLS
