/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-room-mdns.h: tells the machines of the local network of a room, and hears of theirs, by the
 * system's Avahi.
 *
 * Where there is no Avahi, nothing is told and nothing heard; when it comes, or comes back, it goes
 * on. What is heard may be anybody's: tsn_room_init() says whether it is ours.
 *
 * Thread: that which made it, in whose thread-default main context the functions are called.
 */

#pragma once

#include "tsn-room.h"

G_BEGIN_DECLS

/* @found: FALSE: it is gone. The same may be found several times. */
typedef void (*TsnRoomFoundFunc) (const TsnRoomAddress *address,
                                  gboolean found,
                                  gpointer user_data);

/* Whether there is an Avahi; at least once, soon after the beginning. */
typedef void (*TsnRoomAvahiFunc) (gboolean is_there, gpointer user_data);

typedef struct _TsnRoomMdns TsnRoomMdns;

/* @avahi: (nullable) */
TsnRoomMdns *tsn_room_mdns_new (TsnRoomFoundFunc func, TsnRoomAvahiFunc avahi, gpointer user_data);
/* Nobody is told any more. NULL is fine */
void tsn_room_mdns_free (TsnRoomMdns *self);

/* Tells of the room of this device, at the port of @address; of one at a time. */
void tsn_room_mdns_announce (TsnRoomMdns *self, const TsnRoomAddress *address);
/* It is over. */
void tsn_room_mdns_withdraw (TsnRoomMdns *self);

/* -- The TXT record: the announcement in pieces, 0=... 1=... -- */

#define TSN_ROOM_TXT_PIECE 240

/* (transfer full): a floating "aay" */
GVariant *tsn_room_txt_new (GBytes *announcement);
/* NULL: it has none. @txt: "aay", of anybody */
GBytes *tsn_room_txt_parse (GVariant *txt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnRoomMdns, tsn_room_mdns_free)

G_END_DECLS
