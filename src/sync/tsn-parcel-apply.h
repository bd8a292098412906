/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-parcel-apply.h: a parcel that came from elsewhere goes into the store.
 *
 * Within write work of a store. Errors: those of tsn_session_apply_lot() but TSN_MODEL_ERROR_*.
 */

#pragma once

#include "tsn-certificates.h"

G_BEGIN_DECLS

typedef struct
{
  TsnCertificates *certificates; /* that came with it */
  gboolean from_server;          /* what is in it does not wait */
  guint64 news;                  /* counted up: new here */
  GArray *unknown;               /* (nullable) of TsnId: is told whose certificates are not here */
  guint64 left_out;              /* counted up: refused, or not signed by who is known */
} TsnParcelApply;

/* What nobody known has signed is left out; it must not stop what comes behind it. */
gboolean tsn_parcel_apply (TsnParcelApply *self,
                           const TsnParcel *parcel,
                           TsnSession *session,
                           GError **error);

G_END_DECLS
