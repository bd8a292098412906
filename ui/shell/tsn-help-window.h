/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-help-window.h: the short help, and what program this is. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

void tsn_help_show (GtkWidget *parent);

/* @station: for the place of the data folder, which is what support asks first. */
void tsn_about_show (GtkWidget *parent, TsnStation *station);

G_END_DECLS
