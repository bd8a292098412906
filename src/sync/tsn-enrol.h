/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-enrol.h: the coordinator's half of enrolment: inviting, looking who came, approving.
 *
 * Shape: docs/sync-protocol.md "Enrolment". Nothing is lost when any of this is cut off, and all of
 * it may be done again.
 *
 * Errors: TSN_SYNC_ERROR_* (_STALE, _NOT_ASKED, _APPROVED, _WRONG_CODE), TSN_VAULT_ERROR_LOCKED,
 * _NO_KEY (not a coordinator's device), TSN_STORE_ERROR_*. Thread: blocks; in any but the store's.
 */

#pragma once

#include "tsn-enrol-message.h"
#include "tsn-sync-server.h"

G_BEGIN_DECLS

/* Where it is done: @store of a coordinator's device, unlocked, and a way to its server. */
typedef struct
{
  TsnStore *store;         /* borrowed */
  TsnTransport *transport; /* borrowed */
  TsnSyncServer server;
  GCancellable *cancellable; /* (nullable) */
} TsnEnrol;

/* The line to show. */
char *tsn_enrol_invite (const TsnEnrol *self, TsnRole role, GError **error);

typedef enum
{
  TSN_ENROL_INVITED,  /* nobody came yet */
  TSN_ENROL_WAITING,  /* a device waits; it shows its code now */
  TSN_ENROL_APPROVED, /* it was given its keys */
  TSN_ENROL_FORGED,   /* somebody tampered: never to be approved */
} TsnEnrolStage;

typedef struct
{
  TsnId id; /* of the invitation */
  TsnRole role;
  gint64 since_ms; /* the server's time */
  TsnEnrolStage stage;
  TsnEnrolmentRequest request; /* WAITING and APPROVED */
} TsnInvited;

/* The invitations of this device that are still good. (element-type TsnInvited) */
GPtrArray *tsn_enrol_list (const TsnEnrol *self, GError **error);

/**
 * tsn_enrol_approve:
 * @device: one that waits
 * @code: as it was read from that device; blanks in it are passed over
 *
 * Writes the record of the device, does a round of sync so that the server has it, and hands the
 * keys over.
 */
gboolean
tsn_enrol_approve (const TsnEnrol *self, const TsnId *device, const char *code, GError **error);

G_END_DECLS
