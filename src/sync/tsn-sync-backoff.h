/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sync-backoff.h: how long to wait before the next try: twice as long each time, and never as
 * long as the neighbour, so that a town does not come back all at once.
 *
 * Thread: plain values.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint first_ms; /* at most after the first failure */
  guint last_ms;  /* at most after many */
  guint n;        /* failures since the last success */
} TsnSyncBackoff;

/* After one more failure: between half and all of the time. To begin anew, set n to 0. */
guint tsn_sync_backoff_next (TsnSyncBackoff *self);

G_END_DECLS
