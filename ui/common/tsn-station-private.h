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
  gboolean no_keyring;      /* the property */
  gboolean tried_keyring;   /* since the start */
  gboolean settling;        /* tsn-station-desktop.c changes the keyring or the vault */
  TsnServerLink *link;      /* follows `locking` and the state */
  TsnRoomLink *room;        /* likewise */
  TsnTrust *trust;          /* (nullable): OPEN: of the last scan */
};

/* Unlocks @vault, in any thread, if the process before this one has left a ticket for it. */
void tsn_station_take_ticket (TsnVault *vault);

/* Unlocks @vault, in any thread, if it opens with what the desktop keeps. @failed: (out): set if it
 * should have; else untouched */
void tsn_station_take_desktop_secret (TsnVault *vault, gboolean *failed);
/* From then on it is so that the municipality's record and the vault agree about that. */
void tsn_station_watch_desktop (TsnStation *self);
void tsn_station_look_at_desktop (TsnStation *self);
void tsn_station_set_no_keyring (TsnStation *self, gboolean no_keyring);

/* Emits `refused`. */
void tsn_station_refused (TsnStation *self, const GError *error);

G_END_DECLS
