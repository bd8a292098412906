/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-room-keeper.h: keeps this device together with the others of its municipality that are in the
 * same local network, whoever of them serves: what the switch of the app turns on.
 *
 * It goes into every room that is announced, and opens one when it is in none (a coordinator's
 * device only, docs/sync-protocol.md "Who serves").
 *
 * Thread: it has one of its own, in which all of that happens; the functions here belong to that
 * which made it.
 */

#pragma once

#include "tsn-room-guest.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean has_avahi; /* FALSE: nobody can be found; at first, until it is known, TRUE */
  gboolean may_serve; /* a coordinator's device */
  gboolean serves;
  guint n_others;  /* other devices in the room, whoever serves: in the fullest if there are two */
  GError *problem; /* (nullable): why there is none, or why a room could not be opened; it tries
                      again by itself */
} TsnRoomState;

void tsn_room_state_clear (TsnRoomState *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnRoomState, tsn_room_state_clear)

/* The state has changed, or records came in. */
typedef void (*TsnRoomStateFunc) (const TsnRoomState *state, gpointer user_data);

typedef struct
{
  guint look_ms;  /* in no room for so long, and up to as long again by chance: it opens one */
  guint again_ms; /* after a room could not be opened */
  TsnSyncPatience sync;
} TsnRoomPatience;

extern const TsnRoomPatience TSN_ROOM_PATIENCE;

typedef struct _TsnRoomKeeper TsnRoomKeeper;

/* Begins at once. @folder: of a data folder whose @vault (borrowed) is unlocked
 * @func: in the thread-default main context of the caller */
TsnRoomKeeper *tsn_room_keeper_new (const char *folder,
                                    TsnVault *vault,
                                    const TsnRoomPatience *patience,
                                    TsnRoomStateFunc func,
                                    gpointer user_data);
/* Leaves all rooms and closes its own without waiting for that: a round may be at the disk just
 * then. The keys may go meanwhile, the vault itself not. @func is not called any more; @ended is,
 * when all of it is over. Once. */
void tsn_room_keeper_cancel (TsnRoomKeeper *self, void (*ended) (gpointer user_data));
/* Likewise if nobody did, and waits for it; @ended does not come any more. NULL is fine. */
void tsn_room_keeper_free (TsnRoomKeeper *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnRoomKeeper, tsn_room_keeper_free)

G_END_DECLS
