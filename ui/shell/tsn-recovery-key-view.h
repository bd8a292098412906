/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-recovery-key-view.h: the recovery key: shown, put on paper, typed in part from the paper.
 *
 * Thread: the main thread.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TsnRecoveryKeyView: an AdwBin.
 *
 * Signals:
 * `kept` (): it is on paper, and somebody has read that paper.
 */
#define TSN_TYPE_RECOVERY_KEY_VIEW (tsn_recovery_key_view_get_type ())
G_DECLARE_FINAL_TYPE (TsnRecoveryKeyView, tsn_recovery_key_view, TSN, RECOVERY_KEY_VIEW, AdwBin)

/* Takes @key, which must be text of tsn_recovery_key_format(), and wipes it in the end. */
void tsn_recovery_key_view_take_key (TsnRecoveryKeyView *self, const char *organisation, char *key);

/* Whether @typed says the same group as @group: either case, full-width or not, O for 0 ... */
gboolean tsn_recovery_key_view_same_group (const char *typed, const char *group);

G_END_DECLS
