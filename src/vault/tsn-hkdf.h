/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-hkdf.h: HKDF with SHA-256, which libsodium 1.0.18 does not have. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TSN_HKDF_SIZE_MAX (255 * 32)

/**
 * tsn_hkdf_sha256:
 * @secret: input keying material
 * @salt: (nullable): may be NULL with @salt_size 0
 * @info: (nullable): what the key is for
 * @out: (out): @out_size bytes, at most %TSN_HKDF_SIZE_MAX
 *
 * Extract and expand in one step.
 *
 * Thread: any.
 * Source: RFC 5869.
 */
void tsn_hkdf_sha256 (const guint8 *secret,
                      gsize secret_size,
                      const guint8 *salt,
                      gsize salt_size,
                      const guint8 *info,
                      gsize info_size,
                      guint8 *out,
                      gsize out_size);

G_END_DECLS
