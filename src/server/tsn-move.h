/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-move.h: all that a server remembers, from one database to another.
 *
 * What comes out is the same server to every device: its id, its keys and its certificate, every
 * number, mark and digest. Errors: TSN_STORE_ERROR_*; EXISTS: there is something at the target.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 n_municipalities;
  guint64 n_devices;
  guint64 n_patches; /* dropped ones, too */
} TsnMoved;

/* @from, @to: the data folder of a server, which is made, or "postgresql://...". No server may run
 * on either. The target gets everything or nothing, and is read back before it counts; the source
 * stays as it is. */
gboolean tsn_move (const char *from, const char *to, TsnMoved *moved, GError **error);

G_END_DECLS
