/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-new-file.h: a file (a backup, a bundle) that takes its name when it is whole and durable, and
 * never another's place.
 *
 * Errors: TSN_STORE_ERROR_*; _EXISTS. Thread: any.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes a file for writing that only we can read; there must be none. -1: failed. */
int tsn_new_file_open (const char *path, GError **error);

/* Gives @from its final name @to, durably, unless something has it already. */
gboolean tsn_new_file_put_in_place (const char *from, const char *to, GError **error);

/* fsync of a file, or with O_DIRECTORY in @flags of a folder. */
gboolean tsn_new_file_sync_path (const char *path, int flags, GError **error);

G_END_DECLS
