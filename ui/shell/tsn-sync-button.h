/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-button.h: says below the pages how the device stands with its server and with the others
 * in the room, and more when it is pressed.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-room-link.h"
#include "tsn-server-link.h"

G_BEGIN_DECLS

/* Shows itself where a server is registered or the room is switched on. */
#define TSN_TYPE_SYNC_BUTTON (tsn_sync_button_get_type ())
G_DECLARE_FINAL_TYPE (TsnSyncButton, tsn_sync_button, TSN, SYNC_BUTTON, AdwBin)

/* Whose link it shows. Once. */
void tsn_sync_button_set_station (TsnSyncButton *self, TsnStation *station);

typedef struct
{
  const char *icon;
  char *title;    /* what matters most */
  char *subtitle; /* the next; may be empty */
  char *sentence; /* what that means, and what to do; empty without a server */
} TsnSyncWords;

void tsn_sync_words_clear (TsnSyncWords *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnSyncWords, tsn_sync_words_clear)

/* @room: (nullable): the room is switched on, which it may be without a server
 * @words: (out caller-allocates): translated, to be cleared. @now_ms: ms since 1970 UTC. Pure. */
void tsn_sync_words (const TsnServerState *state,
                     const TsnRoomState *room,
                     gint64 now_ms,
                     TsnSyncWords *words);

G_END_DECLS
