/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-activity.h: when somebody last touched the keys, the mouse or the screen.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on input to @window counts. Dialogs (tsn-dialog.h) do so by themselves. */
void tsn_activity_watch (GtkWindow *window);

/* Seconds since the last input; long work that is running counts as input, too. */
double tsn_activity_idle_seconds (void);

/* As if there had been input now: a scan, a button "stay". */
void tsn_activity_touch (void);

G_END_DECLS
