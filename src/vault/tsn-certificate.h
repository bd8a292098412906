/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-certificate.h: the municipality's word that a device is its own, and what the device is for.
 *
 * Shape: docs/security.md "Certificates": a CBOR array of the statement's bytes and the root's
 * signature; travels in the `device` record.
 * Errors: TSN_VAULT_ERROR_DAMAGED (bytes, signature or content), _TOO_NEW (signed by the root, but
 * of a later format or with a role unknown here). Thread: any.
 */

#pragma once

#include "tsn-id.h"
#include "tsn-vault-error.h"

G_BEGIN_DECLS

#define TSN_KEY_SIZE       32
#define TSN_SIGNATURE_SIZE 64

/* What a device is for; decides which private keys it gets. Numbers are on the wire. */
typedef enum
{
  TSN_ROLE_DESK = 1,      /* coordinator: root, desk, care and card keys */
  TSN_ROLE_RECEPTION = 2, /* desk compartment */
  TSN_ROLE_KIOSK = 3,     /* opens cards; writes records, never reads them back */
  TSN_ROLE_EMS = 4,       /* card key */
} TsnRole;

typedef struct
{
  TsnId device;
  TsnRole role;
  guint8 sign_public[TSN_KEY_SIZE]; /* Ed25519 */
  guint8 box_public[TSN_KEY_SIZE];  /* X25519 */
  gint64 issued_ms;                 /* since 1970 UTC, by the clock of the device that signed */
} TsnCertificate;

/* @certificate_out: untouched on failure */
gboolean tsn_certificate_verify (GBytes *certificate,
                                 const guint8 root_public[TSN_KEY_SIZE],
                                 TsnCertificate *certificate_out,
                                 GError **error);

/* An Ed25519 signature, by any key. */
gboolean tsn_verify (const guint8 *data,
                     gsize size,
                     const guint8 signature[TSN_SIGNATURE_SIZE],
                     const guint8 public_key[TSN_KEY_SIZE]);

G_END_DECLS
