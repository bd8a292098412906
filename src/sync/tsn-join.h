/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-join.h: the new device's half of enrolment: asking until it is let in, and moving in.
 *
 * The caller keeps the joining in its file (tsn_join_path) and saves it when it has changed.
 * Errors: TSN_SYNC_ERROR_* (_STALE, _TAKEN), TSN_VAULT_ERROR_FORGED, TSN_STORE_ERROR_*.
 * Thread: blocks.
 */

#pragma once

#include "tsn-enrol-message.h"
#include "tsn-joining.h"
#include "tsn-store.h"
#include "tsn-transport.h"

G_BEGIN_DECLS

/* Beside the data folder. */
char *tsn_join_path (const char *folder);

typedef enum
{
  TSN_JOIN_ASKED,   /* the coordinator has not looked yet */
  TSN_JOIN_CODE,    /* the code is known: show it */
  TSN_JOIN_GRANTED, /* the joining has its grant: save it, and finish */
} TsnJoinStage;

/* @code: (out): of TSN_JOIN_CODE */
gboolean tsn_join_ask (TsnJoining *self,
                       const TsnInvitationLine *line,
                       TsnTransport *transport,
                       TsnJoinStage *stage,
                       char code[TSN_ENROLMENT_CODE_SIZE],
                       GCancellable *cancellable,
                       GError **error);

/**
 * tsn_join_finish:
 * @folder: the data folder to make; one that an earlier call has begun is completed
 * @vault: (out): unlocked; to be freed after @store
 *
 * Makes vault and database, remembers the server and deletes the joining's file.
 */
gboolean tsn_join_finish (const TsnJoining *self,
                          const TsnInvitationLine *line,
                          const char *folder,
                          const char *passphrase,
                          TsnVault **vault,
                          TsnStore **store,
                          GError **error);

G_END_DECLS
