/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-first-pull.h: what the municipality has recorded comes to a device that has only just become
 * its.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

#include "tsn-station.h"

G_BEGIN_DECLS

#define TSN_TYPE_FIRST_PULL (tsn_first_pull_get_type ())
G_DECLARE_FINAL_TYPE (TsnFirstPull, tsn_first_pull, TSN, FIRST_PULL, AdwBin)

/**
 * tsn_first_pull_begin:
 * @station: EMPTY; when all has come, or nobody wants to wait for it, it is OPEN with these
 * @vault, @store: (transfer full): unlocked
 * @advice: (nullable): to be read before people begin to work
 */
void tsn_first_pull_begin (TsnFirstPull *self,
                           TsnStation *station,
                           TsnVault *vault,
                           TsnStore *store,
                           const char *advice);

G_END_DECLS
