/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-passphrase.h: what a passphrase must be, and how good one is.
 *
 * A crew opens its device with gloves on and somebody waiting, and the device holds no record:
 * there a PIN will do. docs/security.md "Passphrases" says what that is worth.
 */

#pragma once

#include "tsn-certificate.h"

G_BEGIN_DECLS

#define TSN_PASSPHRASE_MIN      10   /* characters (code points) */
#define TSN_PASSPHRASE_SIZE_MAX 1024 /* bytes */
#define TSN_PIN_MIN             6    /* digits */

/* Whether a device of this role takes a PIN, too. */
gboolean tsn_role_takes_pin (TsnRole role);

/**
 * tsn_passphrase_strength:
 * @passphrase: (nullable): UTF-8
 * @role: of the device that it shall open
 *
 * A rough and pessimistic guess for the bar under the entry: 0 is refused, 1 just passes, 4 is very
 * good.
 *
 * Counts the characters that do not follow from those before them: a word that everyone takes
 * ("password", "市役所", "tsunagi"), a run such as 2345 or あいうえ and a repetition of what was
 * there already count as one. Each counts as many bits as its kind of characters has: 3.3 for
 * digits alone, 4.7 for small letters alone, 6.5 for all of ASCII, 7.6 with Japanese. Under 35 bits
 * is 0, 50 is 2, 65 is 3, 80 is 4.
 *
 * A PIN, where the role takes one, is 1: %TSN_PIN_MIN digits or more that are no date (850312,
 * 031285, 198503, 19850312) and of which four are a surprise. No surprise is the digit of before or
 * the one next to it in counting, nor that of two or three before; and a row in even steps (123,
 * 258, 951) is one together.
 *
 * Thread: any. Leaves no copy behind.
 */
int tsn_passphrase_strength (const char *passphrase, TsnRole role);

/**
 * tsn_passphrase_check:
 *
 * Errors: TSN_VAULT_ERROR_WEAK: no PIN where the role takes one, and fewer than %TSN_PASSPHRASE_MIN
 * characters, not UTF-8, too long, or of strength 0; the message says which.
 */
gboolean tsn_passphrase_check (const char *passphrase, TsnRole role, GError **error);

/**
 * tsn_passphrase_fold:
 * @size: (out): bytes without the NUL
 *
 * The bytes that are hashed: full-width ASCII and the ideographic space become plain, so that it
 * does not matter whether the input method was on. Nothing else is changed.
 *
 * Returns: (transfer full) (nullable): to be freed with tsn_secret_free() (tsn-vault-private.h);
 * NULL if it is not UTF-8 or longer than %TSN_PASSPHRASE_SIZE_MAX
 */
char *tsn_passphrase_fold (const char *passphrase, gsize *size);

G_END_DECLS
