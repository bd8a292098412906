/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-shortcuts.h: every shortcut of the window, written once: for the accelerators and for the
 * window that lists them. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void tsn_shortcuts_install (GtkApplication *application);

/* The window that lists them. */
void tsn_shortcuts_show (GtkWidget *parent);

G_END_DECLS
