/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-certificates.h: the certificates that come among the patches of one body, and what the role
 * in one allows.
 *
 * The first patches of a new device are signed with a key that its own certificate names, which is
 * one of these patches. So whoever receives a body looks for certificates first, and then verifies.
 *
 * Thread: one at a time.
 */

#pragma once

#include "tsn-parcel.h"

G_BEGIN_DECLS

/* The bytes that a `device` patch writes as the certificate, not verified; NULL: none. (transfer
 * full) */
GBytes *tsn_certificate_of_patch (const TsnPatch *patch);

typedef struct _TsnCertificates TsnCertificates;

/* Only what that root signed counts. */
TsnCertificates *tsn_certificates_new (const guint8 root_public[TSN_KEY_SIZE]);
void tsn_certificates_free (TsnCertificates *self);

/* FALSE: the root did not sign it. Of two of one device the one issued last counts. */
gboolean tsn_certificates_add (TsnCertificates *self, GBytes *certificate);

/* Looks into a parcel whose signature need not be known yet: a certificate proves itself. */
void tsn_certificates_learn (TsnCertificates *self, const TsnParcel *parcel);

/* NULL: none came. (transfer none) */
const TsnCertificate *tsn_certificates_find (TsnCertificates *self, const TsnId *device);

/* Whether it shuts a device out, or might let it in again. */
gboolean tsn_patch_revokes (const TsnPatch *patch);

/* Whether its author's @role writes that: the kind, or its own device, but not whether that is shut
 * out. */
gboolean tsn_patch_is_of_role (const TsnPatch *patch, guint role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCertificates, tsn_certificates_free)

G_END_DECLS
