/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-keep.h: which patches of a record a server keeps, so that a new device pulls the state and
 * not the history.
 *
 * Thread: plain values.
 */

#pragma once

#include "tsn-merge.h"

G_BEGIN_DECLS

/**
 * tsn_keep:
 * @patches: (element-type TsnPatch): what there is of one record, any order
 * @keep: (out caller-allocates): for each of @patches
 *
 * Kept is what wins a field, what is an answer that nobody has settled, and what alone settles an
 * answer, whether that is kept or not. Of an erased record the tombstone is kept.
 */
void tsn_keep (GPtrArray *patches, gboolean *keep);

G_END_DECLS
