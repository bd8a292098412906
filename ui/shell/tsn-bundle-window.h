/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-bundle-window.h: records out to a medium and in from one, for networks that never meet, and
 * the ledger of it.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* @station: open. */
void tsn_bundle_window_show (GtkWidget *parent, TsnStation *station);

G_END_DECLS
