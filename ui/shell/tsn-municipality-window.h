/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-municipality-window.h: the municipality's own data: what stands on its papers and cards. */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* The station is OPEN. */
void tsn_municipality_show (GtkWidget *parent, TsnStation *station);

G_END_DECLS
