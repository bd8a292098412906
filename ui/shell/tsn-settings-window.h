/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-settings-window.h: how the app looks and behaves, who may open it, the municipality's data,
 * and backups. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* The station is OPEN. @settings: jp.tsunagi.Tsunagi. What is chosen holds at once. */
void tsn_settings_show (GtkWidget *parent, TsnStation *station, GSettings *settings);

G_END_DECLS
