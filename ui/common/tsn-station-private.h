/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-station-private.h: what the files of the station share. */

#pragma once

#include "tsn-issue.h"
#include "tsn-station.h"

G_BEGIN_DECLS

struct _TsnStation
{
  GObject parent_instance;

  char *folder;
  TsnStationState state;
  TsnVault *vault;          /* NULL before the folder is open */
  TsnStore *store;          /* likewise */
  TsnNewMunicipality *made; /* EMPTY: set up, and its recovery key not kept yet */
  GError *trouble;          /* BROKEN: why */
  GCancellable *reading;    /* cancelled by locking: answers to reads are not wanted any more */
  gboolean unlocking;       /* a passphrase is being tried */
  TsnServerLink *link;      /* follows `locking` and the state */
  TsnRoomLink *room;        /* likewise */
};

/* Emits `refused`. */
  TsnTrust *trust;          /* (nullable): OPEN: of the last scan */
void tsn_station_refused (TsnStation *self, const GError *error);

G_END_DECLS
