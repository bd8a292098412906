/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-receipt.h: the server's signed word for what it took from a device and what it did not.
 *
 * Shape: docs/sync-protocol.md "Receipts", "Refusals".
 * Errors: TSN_SYNC_ERROR_MALFORMED, _WRONG_SERVER (the signature does not fit). Thread: plain
 * values.
 */

#pragma once

#include "tsn-sign-key.h"
#include "tsn-sync-message.h"

G_BEGIN_DECLS

/* Why a patch was not taken. Numbers are on the wire; a device keeps unknown ones. */
typedef enum
{
  TSN_REFUSAL_NONE = 0,
  TSN_REFUSAL_MALFORMED = 1,      /* not a patch, or its parcel does not verify */
  TSN_REFUSAL_UNKNOWN_DEVICE = 2, /* the author's certificate did not come yet */
  TSN_REFUSAL_REVOKED = 3,        /* the author's device was revoked before */
  TSN_REFUSAL_ROLE = 4,           /* its role does not write this kind */
  TSN_REFUSAL_TWIN = 5,           /* another patch has the same version: a cloned disk */
  TSN_REFUSAL_LATER = 6,          /* of a later format */
  TSN_REFUSAL_AHEAD = 7,          /* its stamp is beyond what any clock shows: from 2100 on */
} TsnRefusal;

typedef struct
{
  TsnHash hash;
  guint reason; /* TsnRefusal, or one of a later server */
} TsnRefused;

typedef struct
{
  TsnHash hash;
  TsnStamp effective;
} TsnRestamped;

typedef struct
{
  TsnId server;
  guint8 epoch[TSN_EPOCH_SIZE];
  TsnId device; /* that pushed */
  guint8 mark[TSN_MARK_SIZE];
  gint64 time_ms;    /* the server's, since 1970 UTC */
  guint8 taken[32];  /* tsn_receipt_taken() */
  GArray *refused;   /* of TsnRefused */
  GArray *restamped; /* of TsnRestamped: taken with another stamp */
} TsnReceipt;

TsnReceipt *tsn_receipt_new (void);
void tsn_receipt_free (TsnReceipt *self);

/* The statement and its signature. */
GBytes *tsn_receipt_sign (const TsnReceipt *self, const TsnSignKey *key);

/* Only what the server with that key has signed. */
TsnReceipt *
tsn_receipt_verify (GBytes *bytes, const guint8 server_public[TSN_KEY_SIZE], GError **error);

/* SHA-256 of the hashes of the patches that were taken, in the order in which they came. */
void tsn_receipt_taken (const TsnHash *hashes, guint n_hashes, guint8 taken[32]);

/* Whether @device pushed the patches with these hashes at @server, and it took all that it did not
 * refuse. */
gboolean tsn_receipt_confirms (const TsnReceipt *self,
                               const TsnId *server,
                               const TsnId *device,
                               const TsnHash *hashes,
                               guint n_hashes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnReceipt, tsn_receipt_free)

G_END_DECLS
