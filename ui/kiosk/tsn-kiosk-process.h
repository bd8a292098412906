/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-process.h: the process in which residents write.
 *
 * What GTK, Pango and GLib free of what somebody typed would stay in the heap until something else
 * needs the place. So a kiosk runs in a process whose heap overwrites what is freed, which has to
 * be said before the process begins.
 *
 * Thread: the main thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether this process is such a one. */
gboolean tsn_kiosk_process_is_ready (void);

/* Begins the program anew as such a one. Returns: it could not, and this process goes on. */
void tsn_kiosk_process_begin (char **argv);

G_END_DECLS
