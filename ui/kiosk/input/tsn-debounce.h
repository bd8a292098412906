/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-debounce.h: an old hand trembles, and one touch becomes two. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Between two touches of the same key that are meant; quicker than this no hand means it. */
#define TSN_DEBOUNCE_MS 80

/* Zero-initialised is ready. */
typedef struct
{
  guint interval_ms; /* 0: every touch counts */
  gconstpointer key; /* the last one */
  gint64 at_us;      /* when it was touched, g_get_monotonic_time() */
} TsnDebounce;

/**
 * tsn_debounce:
 * @key: what was touched
 * @now_us: when
 *
 * Returns: whether it counts: %FALSE for the same key again within the interval
 */
static inline gboolean
tsn_debounce (TsnDebounce *self, gconstpointer key, gint64 now_us)
{
  gboolean counts = key != self->key || now_us - self->at_us >= self->interval_ms * 1000LL;

  self->key = key;
  self->at_us = now_us;
  return counts;
}

G_END_DECLS
