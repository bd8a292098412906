/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-authorization.h: a device's signature under one request.
 *
 * Shape: docs/sync-protocol.md "Requests": the value of the header Authorization.
 * Errors: TSN_VAULT_ERROR_LOCKED. Thread: plain values; signing as tsn_vault_sign().
 */

#pragma once

#include "tsn-sync-message.h"

G_BEGIN_DECLS

#define TSN_AUTHORIZATION_SKEW_MS (5 * 60 * 1000) /* that a server bears */

/* What is signed. */
typedef struct
{
  TsnId server;       /* nil as long as the device does not know it: registering */
  const char *method; /* "GET" */
  const char *path;   /* with the query */
  GBytes *body;       /* (nullable): empty */
} TsnSignedRequest;

typedef struct
{
  TsnId device;
  gint64 time_ms; /* since 1970 UTC, as the server counts */
  guint8 signature[TSN_SIGNATURE_SIZE];
} TsnAuthorization;

/* By @vault's device. */
gboolean tsn_authorization_sign (TsnAuthorization *self,
                                 TsnVault *vault,
                                 const TsnSignedRequest *request,
                                 gint64 time_ms,
                                 GError **error);
gboolean tsn_authorization_verify (const TsnAuthorization *self,
                                   const TsnSignedRequest *request,
                                   const guint8 sign_public[TSN_KEY_SIZE]);

char *tsn_authorization_format (const TsnAuthorization *self);
/* @header: (nullable). @self is untouched on failure. */
gboolean tsn_authorization_parse (TsnAuthorization *self, const char *header);

G_END_DECLS
