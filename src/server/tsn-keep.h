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

/* Whether the patch with that version was here and was dropped. FALSE with @error set: unknown. */
typedef gboolean (*TsnKeepKnownFunc) (const TsnVersion *version,
                                      gpointer user_data,
                                      GError **error);

/**
 * tsn_keep:
 * @patches: (element-type TsnPatch): what there is of one record, any order
 * @keep: (out caller-allocates): for each of @patches
 *
 * Kept is what wins a field, what is an answer that nobody has settled, and what settles an answer
 * of a kept patch or of one that did not come yet. Of an erased record the tombstone is kept.
 *
 * Errors: those of @known.
 */
gboolean tsn_keep (GPtrArray *patches,
                   TsnKeepKnownFunc known,
                   gpointer user_data,
                   gboolean *keep,
                   GError **error);

G_END_DECLS
