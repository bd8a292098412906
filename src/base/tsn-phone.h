/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TSN_PHONE_SIZE 16 /* 11 digits, two hyphens, the final NUL and room to spare */

/**
 * tsn_phone_normalise:
 * @text: (nullable): a phone number as people and directories write them, UTF-8
 * @phone: (out): untouched on failure
 *
 * Full-width digits, every kind of dash, brackets, spaces, +81, words before and after it are all
 * read: 0495(71)7720, ０４９５-２１-７７８１, 06ｰ6786ｰ4552, 0480-223330. The groups stay as
 * written, since area codes have no fixed length. Digits without groups are grouped only where the
 * number itself tells: 090-, 080-, 070-, 060-, 050-, 0120-, 0570-, 0800-, 03-, 06-.
 *
 * Errors: FALSE unless there are 10 or 11 digits starting with 0.
 */
gboolean tsn_phone_normalise (const char *text, char phone[TSN_PHONE_SIZE])
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
