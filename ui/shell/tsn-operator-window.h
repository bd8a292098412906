/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-operator-window.h: a passphrase for a new operator, or another one for oneself.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

void tsn_operator_window_add (GtkWidget *parent, TsnStation *station);
void tsn_operator_window_change (GtkWidget *parent, TsnStation *station);

G_END_DECLS
