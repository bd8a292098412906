/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-window.h: the window: first run, unlocking, and the pages behind a sidebar.
 *
 * Actions (prefix "win."): `show` (ss: name of a page, id of a record or ""), `find`, `create`,
 * `refresh`, `print`, `lock`, `settings` ...: tsn-window-actions.c. Their shortcuts:
 * tsn-shortcuts.c.
 */

#pragma once

#include "tsn-application.h"
#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_WINDOW (tsn_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnWindow, tsn_window, TSN, WINDOW, AdwApplicationWindow)

GtkWindow *tsn_window_new (TsnApplication *application, TsnStation *station);

/* A hand scanner or a camera read @text, wherever the focus is. */
void tsn_window_scanned (TsnWindow *self, const char *text);

G_END_DECLS
