/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-walk-in-draft.h: what was typed to find somebody begins the record of whom it did not find.
 */

#pragma once

#include "tsn-change.h"

G_BEGIN_DECLS

/**
 * tsn_walk_in_draft:
 * @text: what was typed at the door
 *
 * A telephone number becomes the home or the mobile one, a date the date of birth, kana the
 * reading, anything else with letters the name; the end of a phone number says too little.
 *
 * Returns: (transfer full): of a new person, not put yet; perhaps empty
 */
TsnChange *tsn_walk_in_draft (const char *text, gint64 now_ms);

G_END_DECLS
