/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* docs/sync-protocol.md "Requests": after 1 s, 2 s, 4 s ... 5 min, each time between half and all
 * of that. */

#include "tsn-sync-backoff.h"

#define DOUBLINGS_MAX 16

guint
tsn_sync_backoff_next (TsnSyncBackoff *self)
{
  guint64 all = MIN ((guint64) self->first_ms << MIN (self->n, DOUBLINGS_MAX), self->last_ms);

  self->n++;
  return (guint) g_random_double_range ((double) all / 2, (double) all);
}
