/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Base45 (RFC 9285): two bytes become three characters of the QR alphanumeric mode. */

/* Appends the text of @bytes to @out. */
void tsn_base45_encode (const guint8 *bytes, gsize size, GString *out);

/* Appends the bytes of @text to @out. Strict: FALSE, with @out as it was, for another character, a
 * length that no bytes give or a group above its range. */
gboolean tsn_base45_decode (const char *text, gsize length, GByteArray *out)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
