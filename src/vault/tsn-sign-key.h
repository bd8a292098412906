/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-sign-key.h: an Ed25519 key pair that belongs to no vault: a server's, which signs receipts
 * and has nothing to unlock. Its counterpart is tsn_verify().
 *
 * Thread: constant after it was made. The seed lies in locked memory and is wiped when freed.
 */

#pragma once

#include "tsn-certificate.h"

G_BEGIN_DECLS

typedef struct _TsnSignKey TsnSignKey;

TsnSignKey *tsn_sign_key_new (void); /* random */
TsnSignKey *tsn_sign_key_new_from_seed (const guint8 seed[TSN_KEY_SIZE]);
void tsn_sign_key_free (TsnSignKey *self); /* NULL is fine */

/* What makes the same pair again; valid as long as the key. Whoever stores it keeps it secret. */
const guint8 *tsn_sign_key_seed (const TsnSignKey *self);
const guint8 *tsn_sign_key_public (const TsnSignKey *self);

void tsn_sign_key_sign (const TsnSignKey *self,
                        const guint8 *data,
                        gsize size,
                        guint8 signature[TSN_SIGNATURE_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnSignKey, tsn_sign_key_free)

G_END_DECLS
