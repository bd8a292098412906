/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-backup.h: making a backup and checking the records, with progress.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

/* Asks where, writes everything there, and notes the time in `last-backup`. */
void tsn_backup (GtkWidget *parent, TsnStation *station, GSettings *settings);

/* Checks every record and says what was found. */
void tsn_backup_check (GtkWidget *parent, TsnStation *station);

/* When the last backup was made (seconds since 1970; 0: never), in words. */
char *tsn_backup_words (gint64 last_s);

/* "tsunagi-20260511.tsnbackup" */
char *tsn_backup_name (gint64 now_s);

G_END_DECLS
