/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-recovery-key.h: the key on paper, as text and as bytes.
 *
 * Shape: 160 random bits as 32 characters of Crockford's base 32 in 8 groups of 4, each followed by
 * a check character of its own: "7KQ2M-...": 40 characters and 7 hyphens.
 * Errors: TSN_VAULT_ERROR_MISTYPED; never quotes what was typed.
 * Thread: any.
 * Source: docs/security.md "The recovery key".
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TSN_RECOVERY_KEY_SIZE   20
#define TSN_RECOVERY_KEY_GROUPS 8

/* Returns: (transfer full): free it with tsn_secret_text_free() */
char *tsn_recovery_key_format (const guint8 key[TSN_RECOVERY_KEY_SIZE]);

/**
 * tsn_recovery_key_parse:
 * @text: as typed from paper: either case, full-width or not, with spaces, hyphens or neither; O
 * for 0, I and L for 1, U for V
 * @key: (out): untouched on failure
 *
 * Any one wrong character in a group and any two neighbours swapped are found for certain, and so
 * are two groups swapped; the message says which group. Other slips in one group pass once in 32
 * times and then look like a wrong key.
 */
gboolean
tsn_recovery_key_parse (const char *text, guint8 key[TSN_RECOVERY_KEY_SIZE], GError **error);

G_END_DECLS
