/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-announcement.h: how a device that serves a room tells those of its municipality, and nobody
 * else, who it is and by what its room is known.
 *
 * Shape: docs/security.md "Rooms".
 * Errors: TSN_VAULT_ERROR_FORGED (of another municipality, altered, or not signed by one of its
 * coordinators' devices), _TOO_NEW, _LOCKED, _NO_KEY. Thread: plain values.
 */

#pragma once

#include "tsn-vault.h"

G_BEGIN_DECLS

#define TSN_ANNOUNCEMENT_SIZE_MAX 1024

typedef struct
{
  TsnId host;                         /* the device that serves */
  guint8 pin[32];                     /* SHA-256 of the room's TLS public key */
  TsnId server;                       /* the room */
  guint8 server_public[TSN_KEY_SIZE]; /* Ed25519, of its receipts */
} TsnAnnouncement;

/* @self: `host` is not looked at: it is @vault's device, which must be a coordinator's. Other bytes
 * each time. */
GBytes *tsn_announcement_seal (const TsnAnnouncement *self, TsnVault *vault, GError **error);

/* @self: (out): untouched on failure. Whether the host was revoked is for the store to say. */
gboolean tsn_announcement_open (TsnAnnouncement *self,
                                const guint8 *data,
                                gsize size,
                                const guint8 root_public[TSN_KEY_SIZE],
                                GError **error);

G_END_DECLS
