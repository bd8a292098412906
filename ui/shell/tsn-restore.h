/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-restore.h: a backup becomes the data folder.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* Asks for a backup, checks and unpacks it beside the data folder with progress, puts what was
 * there aside (renamed, never deleted) and opens the station anew. What goes wrong is said, and
 * nothing has changed then. @parent: in the window in front. */
void tsn_restore (GtkWidget *parent, TsnStation *station);

/* Puts @from in the place of @folder; what was in @folder and is not nothing is renamed to a name
 * that tells the time. FALSE: both are as they were. */
gboolean tsn_restore_swap (const char *from, const char *folder, gint64 now_s, GError **error);

G_END_DECLS
