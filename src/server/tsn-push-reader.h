/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-push-reader.h: the parcels of a pushed body, decoded in a thread of their own while those
 * before them are stored; of a small body, at once.
 *
 * Thread: one at a time.
 */

#pragma once

#include "tsn-backend.h"
#include "tsn-certificates.h"
#include "tsn-parcel.h"

G_BEGIN_DECLS

typedef struct _TsnPushReader TsnPushReader;

/* @body: (nullable)
 * @by: who pushes: what it wrote itself is verified, too
 * @root_public: of its municipality */
TsnPushReader *tsn_push_reader_new (GBytes *body,
                                    const TsnServerDevice *by,
                                    const guint8 root_public[TSN_KEY_SIZE]);
void tsn_push_reader_free (TsnPushReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnPushReader, tsn_push_reader_free)

/* @parcel: (out) (transfer full): NULL: the end
 * @good: (out): who pushes wrote it, and signed it with the key that was given
 * FALSE: what follows is no parcel. */
gboolean tsn_push_reader_next (TsnPushReader *self, TsnParcel **parcel, gboolean *good);

/* The next one, or the end, is there already. */
gboolean tsn_push_reader_is_ready (TsnPushReader *self);

/* Anywhere in the body, the end of which is waited for. (nullable) */
const TsnCertificate *tsn_push_reader_certificate (TsnPushReader *self, const TsnId *device);

G_END_DECLS
