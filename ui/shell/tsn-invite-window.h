/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-invite-window.h: lets a new device in: invites it, waits for it, compares its code.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* @station: open, of a coordinator's device that knows its server. */
void tsn_invite_window_show (GtkWidget *parent, TsnStation *station);

G_END_DECLS
