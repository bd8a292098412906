/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-idle-lock.h: locks the station when nobody is there.
 *
 * Nobody is there after the minutes of the settings without input, when the computer goes to sleep,
 * and when the desktop's own screen lock comes on.
 *
 * Thread: the main thread.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_IDLE_WARNING 20 /* seconds before locking in which it is said */

/**
 * TsnIdleLock:
 *
 * Signals:
 * `warning` (guint seconds): locks in so many seconds; 0: somebody is back.
 * `lock` (): now.
 */
#define TSN_TYPE_IDLE_LOCK (tsn_idle_lock_get_type ())
G_DECLARE_FINAL_TYPE (TsnIdleLock, tsn_idle_lock, TSN, IDLE_LOCK, GObject)

/* @settings: key `lock-minutes`. */
TsnIdleLock *tsn_idle_lock_new (GSettings *settings);

/* Only while the desk is open is there something to lock. */
void tsn_idle_lock_set_active (TsnIdleLock *self, gboolean active);

G_END_DECLS
