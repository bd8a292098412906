/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-server-window.h: registers the municipality at a server, by the line that the server printed.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* @station: open, of a coordinator's device. */
void tsn_server_window_show (GtkWidget *parent, TsnStation *station);

G_END_DECLS
