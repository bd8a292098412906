/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-devices-window.h: the devices of the municipality, as far as this one knows.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-dialog.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_DEVICES_WINDOW (tsn_devices_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnDevicesWindow, tsn_devices_window, TSN, DEVICES_WINDOW, TsnDialog)

/* @station: open. */
void tsn_devices_window_show (GtkWidget *parent, TsnStation *station);

G_END_DECLS
