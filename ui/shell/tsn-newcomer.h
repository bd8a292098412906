/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-newcomer.h: this computer on its way into a municipality, by invitation.
 *
 * What it has is kept beside the data folder, so the way may be broken off anywhere and goes on at
 * the next start. Errors: those of tsn-join.h. Thread: the main thread.
 */

#pragma once

#include <gio/gio.h>

#include "tsn-join.h"

G_BEGIN_DECLS

#define TSN_TYPE_NEWCOMER (tsn_newcomer_get_type ())
G_DECLARE_FINAL_TYPE (TsnNewcomer, tsn_newcomer, TSN, NEWCOMER, GObject)

/* Finds what an earlier start has left. */
TsnNewcomer *tsn_newcomer_new (const char *folder);

/* Whether it has asked to be let in: then there is only the answer to wait for. */
gboolean tsn_newcomer_has_begun (TsnNewcomer *self);

/* With the line of the invitation that it has asked with, it goes on; with another one it begins
 * anew. */
gboolean tsn_newcomer_take_line (TsnNewcomer *self, const char *text, GError **error);

/* (nullable): the line that was taken */
const TsnInvitationLine *tsn_newcomer_get_line (TsnNewcomer *self);

/* Makes the device's keys under @passphrase, of a kiosk only its staff's slot; takes a second. */
void tsn_newcomer_begin_async (TsnNewcomer *self,
                               const char *label,
                               const char *operator_label,
                               const char *passphrase,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean tsn_newcomer_begin_finish (TsnNewcomer *self, GAsyncResult *result, GError **error);

/* Asks the server once. @code: (out): of TSN_JOIN_CODE. Nothing is finished that was cancelled. */
void tsn_newcomer_ask_async (TsnNewcomer *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean tsn_newcomer_ask_finish (TsnNewcomer *self,
                                  GAsyncResult *result,
                                  TsnJoinStage *stage,
                                  char code[TSN_ENROLMENT_CODE_SIZE],
                                  GError **error);

/* After TSN_JOIN_GRANTED. @passphrase: (nullable): that of tsn_newcomer_begin_async(); of no use to
 * a kiosk; @vault, @store: (out)
 * (transfer full): unlocked; the vault is to be freed after the store */
void tsn_newcomer_move_in_async (TsnNewcomer *self,
                                 const char *passphrase,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean tsn_newcomer_move_in_finish (TsnNewcomer *self,
                                      GAsyncResult *result,
                                      TsnVault **vault,
                                      TsnStore **store,
                                      GError **error);

G_END_DECLS
