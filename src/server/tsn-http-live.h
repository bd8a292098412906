/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-http-live.h: the open lines on which devices hear that there is something new (internal to
 * server/; docs/sync-protocol.md "Pulling").
 *
 * A device has one line; a newer one ends the older. Everything happens in the thread-default main
 * context of the thread that made it.
 */

#pragma once

#include <libsoup/soup.h>

#include "tsn-service.h"

G_BEGIN_DECLS

typedef struct _TsnHttpLive TsnHttpLive;

/* @silence_ms: a line on which nothing was heard for so long, although it was asked, is dead */
TsnHttpLive *tsn_http_live_new (guint silence_ms);
void tsn_http_live_free (TsnHttpLive *self); /* ends all lines; NULL is fine */

/* Makes a line of the paused @message, which the service answered with @answer: its answer is set.
 * @taken_over: called when libsoup has let go of the message, unless that finishes before. FALSE:
 * it asks for no line. */
gboolean tsn_http_live_take (TsnHttpLive *self,
                             SoupServerMessage *message,
                             const TsnAnswer *answer,
                             void (*taken_over) (gpointer data),
                             gpointer data);

/* Says @mark on the lines of @municipality, now or, if something was said in the last tenth of a
 * second, after it. NULL: one of its devices was shut out: all its lines end, and those that may
 * come again do. */
void tsn_http_live_tell (TsnHttpLive *self, gint64 municipality, const guint8 *mark);

guint tsn_http_live_count (TsnHttpLive *self);

/* From now on also says on the lines of a municipality how many it has, whenever that changes. */
void tsn_http_live_say_count (TsnHttpLive *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnHttpLive, tsn_http_live_free)

G_END_DECLS
