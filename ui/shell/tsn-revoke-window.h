/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-revoke-window.h: revoking a device that was lost.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-member.h"
#include "tsn-station.h"

G_BEGIN_DECLS

/* @station: open, of a coordinator's device that has a server. @member: another one. @last:
 * whether no other coordinator's device is left then but this one. */
void tsn_revoke_window_show (GtkWidget *parent,
                             TsnStation *station,
                             const TsnMember *member,
                             gboolean last);

G_END_DECLS
